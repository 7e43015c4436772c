import { allow, refuse, type Decision } from '../kernel/decision';
import { addDays, daysBetween, isoWeekday, type CalendarDate } from '../kernel/calendar-date';
import { overlaps, type TimeRange } from '../kernel/time-range';
import { rangeOf, type ClockSpan } from '../kernel/zone';

/** So many days ahead the shifts of a pattern are written down, at least: as far as anything can be booked, and some days for a job that rests. */
export const ROSTER_DAYS = 372;
/** A change is looked through this far for two shifts at once: two cycles of up to eight weeks have met in every way by then. */
export const OVERLAP_DAYS = 8 * 7 * 7 + 8;

export interface PatternDay extends ClockSpan {
  /** Week of the cycle, 1 … cycleWeeks. */
  readonly week: number;
  readonly weekday: number;
}

export interface Pattern {
  readonly id: string;
  readonly storeId: string;
  readonly fromDate: CalendarDate;
  /** Last day, included. */
  readonly untilDate: CalendarDate | null;
  readonly cycleWeeks: number;
  readonly days: readonly PatternDay[];
}

/** One day that differs, in all stores: these spans at this store and nothing else. */
export interface RosterException {
  readonly storeId: string;
  readonly date: CalendarDate;
  readonly spans: readonly ClockSpan[];
}

export interface PlannedShift extends TimeRange {
  readonly storeId: string;
  /** The civil day of the store on which it begins. */
  readonly date: CalendarDate;
  /** null: an exception's. */
  readonly patternId: string | null;
}

/** Whether a pattern speaks of a day at all, be it that she rests. */
export function speaksOf(pattern: Pick<Pattern, 'fromDate' | 'untilDate'>, date: CalendarDate): boolean {
  return pattern.fromDate <= date && (pattern.untilDate === null || date <= pattern.untilDate);
}

/** When she works by a pattern on a day. The cycle begins with the Monday of the week in which the pattern begins. */
export function spansBy(pattern: Pattern, date: CalendarDate): ClockSpan[] {
  if (!speaksOf(pattern, date)) return [];
  const monday = addDays(pattern.fromDate, 1 - isoWeekday(pattern.fromDate));
  const week = (Math.floor(daysBetween(monday, date) / 7) % pattern.cycleWeeks) + 1;
  return pattern.days.filter((day) => day.week === week && day.weekday === isoWeekday(date));
}

export interface RosterFacts {
  readonly patterns: readonly Pattern[];
  readonly exceptions: readonly RosterException[];
  /** Of every store that occurs: its zone, and the first day that is planned there. */
  readonly stores: ReadonlyMap<string, { readonly zone: string; readonly from: CalendarDate }>;
}

/** The shifts of one person, up to a day (included), in order of time. An exception replaces its day wherever she would have been. */
export function planShifts(facts: RosterFacts, until: CalendarDate): PlannedShift[] {
  const excepted = new Set(facts.exceptions.map((exception) => exception.date));
  const planned = (storeId: string, date: CalendarDate, spans: readonly ClockSpan[], patternId: string | null): PlannedShift[] => {
    const store = facts.stores.get(storeId);
    if (!store || date < store.from || date > until) return [];
    return spans.map((span) => ({ storeId, date, patternId, ...rangeOf(date, span, store.zone) })).filter((shift) => shift.end > shift.start);
  };
  const byPattern = facts.patterns.flatMap((pattern) => {
    const start = facts.stores.get(pattern.storeId)?.from ?? until;
    const first = pattern.fromDate > start ? pattern.fromDate : start;
    const shifts: PlannedShift[] = [];
    for (let date = first; date <= until; date = addDays(date, 1))
      if (!excepted.has(date)) shifts.push(...planned(pattern.storeId, date, spansBy(pattern, date), pattern.id));
    return shifts;
  });
  const byException = facts.exceptions.flatMap((exception) => planned(exception.storeId, exception.date, exception.spans, null));
  return [...byPattern, ...byException].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The first shift that begins before another one has ended, or null. Nobody is in two places. */
export function findOverlap<Shift extends TimeRange>(shifts: readonly Shift[]): Shift | null {
  const inOrder = [...shifts].sort((a, b) => a.start - b.start);
  let last: Shift | undefined;
  for (const shift of inOrder) {
    if (last && overlaps(last, shift)) return shift;
    if (!last || shift.end > last.end) last = shift;
  }
  return null;
}

type SpanProblem = { readonly code: 'request.invalid'; readonly facts: { issues: { path: string; problem: string }[] } };

/** Whether spans can be kept: times that exist and are not empty, weeks within the cycle. Overlaps show when they are planned. */
export function decideSpans(spans: readonly (ClockSpan & { readonly week?: number })[], path: string, cycleWeeks = 1): Decision<null, SpanProblem> {
  for (const [i, span] of spans.entries()) {
    const no = (field: string, problem: string): Decision<null, SpanProblem> =>
      refuse('request.invalid', { issues: [{ path: `${path}.${i}.${field}`, problem }] });
    if (span.from >= '24:00') return no('from', 'not_a_time');
    if (span.to > '24:00') return no('to', 'not_a_time');
    if (span.from === span.to) return no('to', 'empty');
    if ((span.week ?? 1) > cycleWeeks) return no('week', 'beyond_cycle');
  }
  return allow(null);
}
