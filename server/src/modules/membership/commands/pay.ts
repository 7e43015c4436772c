import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope, inScope, type Right } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { PointsBalance } from '@zhike/domain/membership/contract';
import { comeBack, decidePaying, partOfTaken } from '@zhike/domain/membership/points';
import { spreadOverLines } from '@zhike/domain/kernel/spread';
import { standing } from '@zhike/domain/orders/benefits';
import type { OrderView } from '@zhike/domain/orders/contract';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { holdPerson } from '../../customers/levels';
import { pointsHeld } from '../../ledger/points';
import { addBenefit, decideTakingOff, lockForBenefit, removeBenefit } from '../../orders/commands/benefit';
import { answerOrder } from '../../orders/commands/open';
import type { Input } from '../input';
import { balanceOf, pointsRulesNow, returnPoints, takePoints } from '../pointing';
import { insertPointUse, lockPointUses, setGivenBack, type PointUse } from '../records.points';

type OrderRow = NonNullable<Awaited<ReturnType<typeof lockForBenefit>>>;

/** An order on which the actor may put points, locked: staff with the rights, the customer hers; one out of reach is not there. */
async function openFor(ask: Pick<Ask, 'actor'>, write: Write, orderId: string): Promise<Decision<OrderRow, ApiRefusal>> {
  const row = await lockForBenefit(write, orderId);
  const rights: readonly Right[] = ask.actor.kind === 'customer' ? ['order.read'] : ['order.write', 'points.use'];
  const reached = row && rights.every((right) => inScope(compileScope(ask.actor, right), row));
  return reached ? allow(row) : refuse('record.not_found', { noun: 'order', id: orderId });
}

async function answer(ask: Pick<Ask, 'actor'>, write: Write, row: OrderRow): Promise<Decision<{ order: OrderView; balance: PointsBalance }, ApiRefusal>> {
  const answered = await answerOrder(ask, write, row.id);
  return answered.ok ? allow({ ...answered.value, balance: await balanceOf(sqlIn(write.tx), row.customerId) }) : answered;
}

/** CD-08: so many points pay a part of what is left to pay; the order, then her record, are locked. */
async function putPointsOn(ask: Pick<Ask, 'actor'>, input: Input<'membership.usePointsOnOrder'>, write: Write): Answer<'membership.usePointsOnOrder'> {
  const opened = await openFor(ask, write, input.orderId);
  if (!opened.ok) return opened;
  const row = opened.value;
  const sql = sqlIn(write.tx);
  const person = await holdPerson(write, row.customerId);
  if (!person) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const rules = await pointsRulesNow(sql);
  const { points } = input;
  const paying = decidePaying(points, (await pointsHeld(sql, person.customerId)).points, row.billedFen - row.paidFen, rules);
  if (!paying.ok) return paying;
  const id = newId(write.now);
  const lines = row.lines.filter((line) => line.state === 'sold');
  const added = await addBenefit(write, row.id, { kind: 'points', sourceId: id, name: `${points} 积分抵扣`, parts: spreadOverLines(paying.value, lines) });
  if (!added.ok) return added;
  const about = { orderId: row.id, storeId: row.storeId };
  const taken = await takePoints(write, person, { key: `order_point_use/${id}/used`, act: 'points.used', points: -points, ...about });
  await insertPointUse(write.tx, row.id, { id, customerId: person.customerId, points, amountFen: added.value.amountFen, taken, givenBack: 0, at: write.now });
  await write.event({ type: 'points.used', storeId: row.storeId, customerId: person.customerId, data: { orderId: row.id, change: -points } });
  return answer(ask, write, row);
}

/** Brings back of a use what has not come back, up to `due` points of it in all. */
async function bringBack(write: Write, row: Pick<OrderRow, 'id' | 'storeId'>, use: PointUse, due: number): Promise<void> {
  const points = due - use.givenBack;
  const person = points > 0 ? await holdPerson(write, use.customerId) : null;
  if (!person) return;
  await setGivenBack(write.tx, use.id, due);
  const change = { key: `order_point_use/${use.id}/came_back/${due}`, act: 'points.came_back' as const, orderId: row.id, storeId: row.storeId };
  await returnPoints(write, person, partOfTaken(use.taken, use.givenBack, points), change);
  await write.event({ type: 'points.came_back', storeId: row.storeId, customerId: person.customerId, data: { orderId: row.id, change: points } });
}

/** CD-08: they pay nothing of it after all. */
async function takePointsOff(ask: Pick<Ask, 'actor'>, input: Input<'membership.takePointsOffOrder'>, write: Write): Answer<'membership.takePointsOffOrder'> {
  const opened = await openFor(ask, write, input.orderId);
  if (!opened.ok) return opened;
  const row = opened.value;
  const hers = decideTakingOff(ask.actor, row);
  if (!hers.ok) return hers;
  const removed = await removeBenefit(write, row.id, { kind: 'points', sourceId: input.sourceId });
  if (!removed.ok) return removed;
  const use = (await lockPointUses(sqlIn(write.tx), row.id)).find((one) => one.id === input.sourceId);
  if (use) await bringBack(write, row, use, use.points);
  return answer(ask, write, row);
}

/** At the desk. */
export const usePointsOnOrder = (ask: Ask<ActorOf<'membership.usePointsOnOrder'>>, input: Input<'membership.usePointsOnOrder'>, write: Write) =>
  putPointsOn(ask, input, write);
export const takePointsOffOrder = (ask: Ask<ActorOf<'membership.takePointsOffOrder'>>, input: Input<'membership.takePointsOffOrder'>, write: Write) =>
  takePointsOff(ask, input, write);

/** On her own phone. */
export const useMyPoints = (ask: Ask<ActorOf<'membership.useMyPoints'>>, input: Input<'membership.useMyPoints'>, write: Write) =>
  putPointsOn(ask, input, write);
export const takeMyPointsOff = (ask: Ask<ActorOf<'membership.takeMyPointsOff'>>, input: Input<'membership.takeMyPointsOff'>, write: Write) =>
  takePointsOff(ask, input, write);

/** After lines were taken back: the points that paid a part of them are hers again. Safe to repeat: it looks at what still stands. */
export async function returnUsedPoints(write: Write, orderId: string): Promise<void> {
  const row = await lockForBenefit(write, orderId);
  if (!row) return;
  for (const use of await lockPointUses(sqlIn(write.tx), orderId)) {
    const benefit = row.benefits.find((one) => one.kind === 'points' && one.sourceId === use.id);
    await bringBack(write, row, use, comeBack(use.points, use.amountFen, benefit ? standing(benefit.parts, row.lines) : 0));
  }
}
