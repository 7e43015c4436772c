import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Right } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decidePointsCorrection } from '@zhike/domain/membership/points';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { holdPerson } from '../../customers/levels';
import { customerRowFacts } from '../../customers/row-facts';
import { pointsHeld } from '../../ledger/points';
import type { Input } from '../input';
import { balanceOf, givePoints, takePoints } from '../pointing';
import { savePointsRulesRow } from '../records.points';

/** Whether the actor holds the right on this customer. */
export async function reachesCustomer(sql: Sql, actor: Actor, right: Right, customerId: string): Promise<boolean> {
  const customer = await customerRowFacts(sql, customerId);
  return customer !== null && visibleParts(compileScope(actor, right), customer) === 'all';
}

/** RU-17: other rules; what was earned keeps its points and its last day. */
export async function savePointsRules(
  ask: Ask<ActorOf<'membership.savePointsRules'>>,
  { rules }: Input<'membership.savePointsRules'>,
  write: Write,
): Answer<'membership.savePointsRules'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'level.manage' });
  await savePointsRulesRow(write.tx, rules, ask.actor.staffId, write.now);
  await write.event({ type: 'points.rules_saved', data: { ...rules } });
  return allow({ rules });
}

/** A person puts points right. */
export async function correctPoints(
  ask: Ask<ActorOf<'membership.correctPoints'>>,
  input: Input<'membership.correctPoints'>,
  write: Write,
): Answer<'membership.correctPoints'> {
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'customer', id: input.customerId });
  if (!(await reachesCustomer(sql, ask.actor, 'points.adjust', input.customerId))) return notFound;
  const person = await holdPerson(write, input.customerId);
  if (!person) return notFound;
  const { points } = input;
  const decided = decidePointsCorrection((await pointsHeld(sql, person.customerId)).points, points);
  if (!decided.ok) return decided;
  const change = { key: `points_correction/${newId(write.now)}`, act: 'points.corrected' as const, points, note: input.reason };
  await (points > 0 ? givePoints(write, person, change) : takePoints(write, person, change));
  await write.event({ type: 'points.corrected', storeId: person.storeId, customerId: person.customerId, data: { change: points, reason: input.reason } });
  return allow({ balance: await balanceOf(sql, person.customerId) });
}
