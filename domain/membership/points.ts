import { addMonths, type CalendarDate } from '../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { MallItem, MembershipRefusals, PointsRules } from './contract';

type No = RefusalOf<MembershipRefusals>;

/** How an order earns: the shop's rule and the level's share of it, as they were when the order was first paid. */
export interface EarningRate {
  readonly per100Yuan: number;
  /** Of the rule, in percent. */
  readonly percent: number;
}

const FEN_OF_100_YUAN = 10_000;

/** The points for an amount, rounded down; never for less than nothing. */
export function pointsFor(amountFen: Fen, { per100Yuan, percent }: EarningRate): number {
  return Math.floor((Math.max(0, amountFen) * per100Yuan * percent) / (FEN_OF_100_YUAN * 100));
}

/** What somebody has and what she owes; never both. */
export interface Purse {
  readonly points: number;
  readonly owedPoints: number;
}

/** What an act does to the purse and to the debt. */
export interface PurseChange {
  readonly points: number;
  readonly owedPoints: number;
}

/** Points that are given pay the debt first; points that are taken back and are not there any more become one. `change` may be negative. */
export function settlePoints(held: Purse, change: number): PurseChange {
  if (change >= 0) {
    const paid = Math.min(change, held.owedPoints);
    return { points: change - paid, owedPoints: 0 - paid };
  }
  const taken = Math.min(-change, held.points);
  return { points: 0 - taken, owedPoints: -change - taken };
}

/** The last day of points that are earned today; null: for ever. */
export function lastDayOfPoints(today: CalendarDate, { validMonths }: Pick<PointsRules, 'validMonths'>): CalendarDate | null {
  return validMonths === null ? null : addMonths(today, validMonths);
}

/** Points that were earned together and run out together. */
export interface Lot {
  readonly id: string;
  readonly orderId: string | null;
  readonly earnedOn: CalendarDate;
  readonly expiresOn: CalendarDate | null;
  readonly left: number;
}

export interface Taken {
  readonly lotId: string;
  readonly points: number;
}

const inOrderOfEarning = (a: Lot, b: Lot): number => (a.earnedOn < b.earnedOn ? -1 : a.earnedOn > b.earnedOn ? 1 : a.id < b.id ? -1 : 1);

/**
 * From which lots `points` are taken: the first earned first. What an order's refund takes back comes out of what that order gave, as
 * far as it is there. Answers less than was asked for when there is less.
 */
export function takeFrom(lots: readonly Lot[], points: number, orderId: string | null = null): Taken[] {
  const inTurn = [...lots].sort(inOrderOfEarning);
  const own = orderId === null ? [] : inTurn.filter((lot) => lot.orderId === orderId);
  const taken: Taken[] = [];
  let open = points;
  for (const lot of [...own, ...inTurn.filter((one) => !own.includes(one))]) {
    const part = Math.min(open, lot.left);
    if (part > 0) taken.push({ lotId: lot.id, points: part });
    open -= part;
  }
  return taken;
}

/** Whether its last day is over. */
export const isRunOut = (lot: Pick<Lot, 'expiresOn'>, today: CalendarDate): boolean => lot.expiresOn !== null && lot.expiresOn < today;

/** What runs out first of what is left. */
export function nextExpiry(lots: readonly Lot[]): { readonly points: number; readonly on: CalendarDate } | null {
  const days = lots.flatMap((lot) => (lot.left > 0 && lot.expiresOn !== null ? [lot.expiresOn] : [])).sort();
  const [on] = days;
  if (on === undefined) return null;
  return { on, points: lots.reduce((sum, lot) => (lot.expiresOn === on ? sum + lot.left : sum), 0) };
}

/** How many of an item somebody may still take; null: any number. */
export const mayTake = (item: Pick<MallItem, 'perPerson'>, had: number): number | null => (item.perPerson === null ? null : Math.max(0, item.perPerson - had));

/** Whether somebody gets this item. `had`: how many she took and did not give back. */
export function decideRedeem(item: MallItem, heldPoints: number, had: number): Decision<MallItem, No> {
  if (!item.active) return refuse('membership.not_in_mall', { name: item.name });
  if (item.stock < 1) return refuse('membership.sold_out', { itemId: item.id, name: item.name });
  if (item.perPerson !== null && had >= item.perPerson) return refuse('membership.per_person', { itemId: item.id, max: item.perPerson, had });
  if (heldPoints < item.pricePoints) return refuse('membership.points_short', { neededPoints: item.pricePoints, heldPoints });
  return allow(item);
}

/** Whether a correction leaves nobody below zero. */
export function decidePointsCorrection(heldPoints: number, change: number): Decision<number, No> {
  if (change === 0) return refuse('membership.points_nothing', { heldPoints });
  return heldPoints + change < 0 ? refuse('membership.points_short', { neededPoints: -change, heldPoints }) : allow(change);
}

/** A stretch of what was taken: `count` points after the first `skip`. */
export function partOfTaken(taken: readonly Taken[], skip: number, count: number): Taken[] {
  const parts: Taken[] = [];
  let before = 0;
  for (const { lotId, points } of taken) {
    const from = Math.max(before, skip);
    const until = Math.min(before + points, skip + count);
    if (until > from) parts.push({ lotId, points: until - from });
    before += points;
  }
  return parts;
}

/** What so many points pay of a bill, in fen; never more than is left to pay, never points that are not there. */
export function decidePaying(points: number, heldPoints: number, openFen: Fen, { pointFen }: Pick<PointsRules, 'pointFen'>): Decision<Fen, No> {
  if (pointFen === 0) return refuse('membership.points_do_not_pay', { pointFen: 0 as const });
  if (points > heldPoints) return refuse('membership.points_short', { neededPoints: points, heldPoints });
  const mostPoints = Math.floor(openFen / pointFen);
  return points > mostPoints ? refuse('membership.points_above_bill', { mostPoints, openFen }) : allow(points * pointFen);
}

/**
 * How many of the points that paid `amountFen` of a bill have come back by now, when `standingFen` of it still stands on lines that were
 * not taken back: by their part, rounded down, and all of them once nothing stands.
 */
export function comeBack(points: number, amountFen: Fen, standingFen: Fen): number {
  return standingFen <= 0 ? points : Math.floor((points * (amountFen - standingFen)) / amountFen);
}
