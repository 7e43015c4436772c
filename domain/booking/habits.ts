import { isoWeekday, type CalendarDate } from '../kernel/calendar-date';
import { leavesGap, type PreparedUnits } from './availability';

type Part = 'morning' | 'afternoon' | 'evening';

/** A visit that took place, on the store's clock: who served which part of it. */
export interface PastVisit {
  readonly date: CalendarDate;
  readonly part: Part;
  readonly people: readonly { readonly roleKey: string; readonly unitId: string }[];
}

/** What a customer is used to; nothing until it happened twice. */
export interface Habits {
  /** Role → the person who served her most often, and how often. */
  readonly people: ReadonlyMap<string, { readonly unitId: string; readonly visits: number }>;
  /** The part of the week in which most of her visits lay. */
  readonly time: { readonly part: Part; readonly weekend: boolean; readonly visits: number } | null;
}

export const NO_HABITS: Habits = { people: new Map(), time: null };
const isWeekend = (date: CalendarDate): boolean => isoWeekday(date) >= 6;

/** Counts visits, latest first. Of two that are equally usual the later one counts; a time is a habit only when more than half of the visits keep it. */
export function habitsOf(visits: readonly PastVisit[]): Habits {
  const byRole = new Map<string, Map<string, number>>();
  const byTime = new Map<string, { part: Part; weekend: boolean; visits: number }>();
  for (const visit of visits) {
    for (const { roleKey, unitId } of visit.people) {
      const counts = byRole.get(roleKey) ?? new Map<string, number>();
      byRole.set(roleKey, counts.set(unitId, (counts.get(unitId) ?? 0) + 1));
    }
    const weekend = isWeekend(visit.date);
    const key = `${visit.part}/${weekend}`;
    byTime.set(key, { part: visit.part, weekend, visits: (byTime.get(key)?.visits ?? 0) + 1 });
  }
  const most = <Value extends { visits: number }>(values: Iterable<Value>): Value | null =>
    [...values].reduce<Value | null>((best, one) => (best === null || one.visits > best.visits ? one : best), null);
  const people = [...byRole].flatMap(([roleKey, counts]) => {
    const best = most([...counts].map(([unitId, times]) => ({ unitId, visits: times })));
    return best && best.visits >= 2 ? [[roleKey, best] as const] : [];
  });
  const time = most(byTime.values());
  return { people: new Map(people), time: time && time.visits >= 2 && time.visits * 2 > visits.length ? time : null };
}

export type Reason = 'usual_person' | 'usual_time' | 'leaves_no_gap' | 'soonest';

/** A free start with what is needed to judge it. */
export interface Offered {
  readonly start: number;
  readonly date: CalendarDate;
  readonly part: Part;
  /** Role → units that could fill it then. */
  readonly able: ReadonlyMap<string, readonly string[]>;
  /** The parts of the service, and who would be taken for each: their gaps are looked at. */
  readonly taken: readonly { readonly unitId: string; readonly range: { readonly start: number; readonly end: number } }[];
  readonly prepared: PreparedUnits;
}

/** Why a start may be recommended. `shortestMs`: a stretch that is shorter cannot be sold any more. */
export function reasonsFor(offered: Offered, habits: Habits, shortestMs: number): Reason[] {
  const reasons: Reason[] = [];
  if ([...habits.people].some(([roleKey, { unitId }]) => offered.able.get(roleKey)?.includes(unitId))) reasons.push('usual_person');
  if (habits.time && habits.time.part === offered.part && habits.time.weekend === isWeekend(offered.date)) reasons.push('usual_time');
  if (offered.taken.every(({ unitId, range }) => !leavesGap(offered.prepared, unitId, range, shortestMs))) reasons.push('leaves_no_gap');
  return reasons;
}

const WEIGHT: Readonly<Record<Reason, number>> = { usual_person: 4, usual_time: 2, leaves_no_gap: 1, soonest: 0 };

/**
 * The `count` best of the soonest starts (hand in a few times as many, in order of time), in order of time: her person, her time and whole
 * gaps count; the very soonest is always among them, for whoever is in a hurry.
 */
export function recommend<Start extends { readonly start: number; readonly reasons: readonly Reason[] }>(
  starts: readonly Start[],
  count: number,
): (Start & { readonly reasons: readonly Reason[] })[] {
  const [soonest, ...others] = starts;
  if (!soonest) return [];
  const weight = (one: Start): number => one.reasons.reduce((sum, reason) => sum + WEIGHT[reason], 0);
  const best = [...others].sort((a, b) => weight(b) - weight(a) || a.start - b.start).slice(0, count - 1);
  return [{ ...soonest, reasons: [...soonest.reasons, 'soonest' as const] }, ...best.sort((a, b) => a.start - b.start)];
}
