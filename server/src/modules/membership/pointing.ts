import { pointsDefaults } from '@zhike/config/points';
import { pointsChanged, pointsMoved, type PointsAct } from '@zhike/domain/ledger/acts.points';
import type { PointsBalance, PointsRules } from '@zhike/domain/membership/contract';
import { isRunOut, lastDayOfPoints, nextExpiry, pointsFor, settlePoints, takeFrom, type PurseChange, type Taken } from '@zhike/domain/membership/points';
import { sqlIn, type Sql } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { holdPerson, levelsNow, type Person } from '../customers/levels';
import { pointsHeld } from '../ledger/points';
import { post } from '../ledger/post';
import { paidOf } from '../orders/paid';
import { shopDay } from './leveling';
import { changeLots, findPointsRules, giveMembership, insertLot, listLots, openOrderPoints, setOrderPoints } from './records.points';

/** The rules in force: the shop's own where it set any, else the defaults. */
export async function pointsRulesNow(sql: Sql): Promise<PointsRules> {
  return { ...pointsDefaults, ...(await findPointsRules(sql)) };
}

/** What somebody has, what she owes, and what runs out first. */
export async function balanceOf(sql: Sql, customerId: string): Promise<PointsBalance> {
  return { ...(await pointsHeld(sql, customerId)), nextExpiry: nextExpiry(await listLots(sql, customerId)) };
}

/** One act on the points of a person whose record is held. */
export interface PointsChange {
  readonly key: string;
  readonly act: PointsAct;
  /** Negative: taken. */
  readonly points: number;
  readonly orderId?: string | null;
  readonly storeId?: string | null;
  readonly note?: string;
}

async function written(write: Write, person: Person, change: PointsChange, purse: PurseChange): Promise<void> {
  const { key, act, orderId = null, storeId = null, note } = change;
  const of = { customerId: person.customerId, orderId, storeId };
  if (!(await post(write, pointsChanged(of, { key, act, change: purse, ...(note === undefined ? {} : { note }) }))))
    throw new Error('an act on points whose turn it is was written before');
}

/** Gives points: a debt is paid first, the rest is a lot of its own with its last day. */
export async function givePoints(write: Write, person: Person, change: PointsChange): Promise<void> {
  const sql = sqlIn(write.tx);
  const purse = settlePoints(await pointsHeld(sql, person.customerId), change.points);
  await written(write, person, change, purse);
  if (purse.points === 0) return;
  const earnedOn = shopDay(write.now);
  const expiresOn = lastDayOfPoints(earnedOn, await pointsRulesNow(sql));
  await insertLot(write.tx, person.customerId, { id: newId(write.now), orderId: change.orderId ?? null, earnedOn, expiresOn, left: purse.points });
}

/** Takes points, the first earned first (of an order's own first, where one is named); what is not there is owed. Answers from which lots. */
export async function takePoints(write: Write, person: Person, change: PointsChange): Promise<Taken[]> {
  const sql = sqlIn(write.tx);
  const purse = settlePoints(await pointsHeld(sql, person.customerId), change.points);
  await written(write, person, change, purse);
  const taken = takeFrom(await listLots(sql, person.customerId), -purse.points, change.orderId ?? null);
  await changeLots(write.tx, taken);
  return taken;
}

/** What was taken comes back where it was, with the last day that it had; a debt is paid first. */
export async function returnPoints(write: Write, person: Person, taken: readonly Taken[], change: Omit<PointsChange, 'points'>): Promise<void> {
  const total = taken.reduce((sum, one) => sum + one.points, 0);
  const purse = settlePoints(await pointsHeld(sqlIn(write.tx), person.customerId), total);
  await written(write, person, { ...change, points: total }, purse);
  let open = purse.points;
  const back = taken.map(({ lotId, points }) => {
    const part = Math.min(open, points);
    open -= part;
    return { lotId, points: 0 - part };
  });
  await changeLots(write.tx, back);
}

/**
 * RU-17: what an order has given is brought to what it should give for what is paid of it, less what was paid before there were points:
 * the difference is earned or taken back. However often and in whatever order its news arrives, the end is the same.
 */
export async function reckonOrderPoints(write: Write, orderId: string): Promise<void> {
  const sql = sqlIn(write.tx);
  const known = await paidOf(sql, orderId);
  const person = known && (await holdPerson(write, known.customerId));
  if (!person) return;
  const rules = await pointsRulesNow(sql);
  const { levels } = await levelsNow(sql);
  const percent = levels.find((level) => level.key === person.level)?.pointsPercent ?? 100;
  const row = await openOrderPoints(write.tx, sql, orderId, { per100Yuan: rules.per100Yuan, percent });
  // Once more, under the lock: what was paid meanwhile has an event of its own, and finds it done.
  const order = await paidOf(sql, orderId);
  if (!order) return;
  const due = pointsFor(order.paidFen - row.baseFen, row);
  const points = due - row.points;
  if (points === 0) return;
  await setOrderPoints(write.tx, orderId, due);
  const act = points > 0 ? ('points.earned' as const) : ('points.taken_back' as const);
  const change = { key: `order_points/${newId(write.now)}`, act, points, orderId, storeId: order.storeId };
  await (points > 0 ? givePoints(write, person, change) : takePoints(write, person, change));
  const left = await pointsHeld(sql, person.customerId);
  await write.event({
    type: act,
    storeId: order.storeId,
    customerId: person.customerId,
    data: { orderId, change: points, left: left.points, owed: left.owedPoints },
  });
}

/** Takes what ran out before today, once. Answers how many points that were. */
export async function expirePoints(write: Write, customerId: string): Promise<number> {
  const person = await holdPerson(write, customerId);
  if (!person) return 0;
  const sql = sqlIn(write.tx);
  const today = shopDay(write.now);
  const over = (await listLots(sql, person.customerId)).filter((lot) => isRunOut(lot, today));
  const points = over.reduce((sum, lot) => sum + lot.left, 0);
  if (points === 0) return 0;
  await written(write, person, { key: `points_expiry/${newId(write.now)}`, act: 'points.expired', points: -points }, { points: -points, owedPoints: 0 });
  await changeLots(
    write.tx,
    over.map((lot) => ({ lotId: lot.id, points: lot.left })),
  );
  const { points: left } = await pointsHeld(sql, person.customerId);
  await write.event({ type: 'points.expired', storeId: person.storeId, customerId: person.customerId, data: { change: -points, left } });
  return points;
}

/** Two records became one: her points, her debt and what she took for points go along; a debt of one is paid by the other. */
export async function movePoints(write: Write, intoId: string, fromId: string): Promise<void> {
  const person = await holdPerson(write, intoId);
  if (!person) return;
  const sql = sqlIn(write.tx);
  const held = await pointsHeld(sql, fromId);
  await giveMembership(write.tx, person.customerId, fromId);
  if (held.points + held.owedPoints > 0) await post(write, pointsMoved(person.customerId, fromId, held));
  const both = await pointsHeld(sql, person.customerId);
  const paid = Math.min(both.points, both.owedPoints);
  if (paid === 0) return;
  const change = { key: `points/${fromId}/settled/${person.customerId}`, act: 'points.taken_back' as const, points: -paid };
  await written(write, person, change, { points: -paid, owedPoints: -paid });
  await changeLots(write.tx, takeFrom(await listLots(sql, person.customerId), paid));
}
