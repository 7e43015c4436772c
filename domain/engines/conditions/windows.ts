import { addDays, addMonths, isoWeekday, type CalendarDate } from '../../kernel/calendar-date';
import { HOUR_MS, type TimeRange } from '../../kernel/time-range';
import type { ConditionContext, Period, Window, YearDay } from './definition';
import { isDay, monthDay } from './values';

/** Half-open days `[from, until)` of the store's calendar; null: without an end on that side. */
export interface DayRange {
  readonly from: CalendarDate | null;
  readonly until: CalendarDate | null;
}

/** Longest stretch that a window counts: a hundred years. Farther than that dates leave the calendar. */
export const MOST_DAYS = 36_600;
export const MOST_MONTHS = 1_200;
export const MOST_HOURS = 24 * 366;

const LAST_DAY = '9999-12-31';
const FIRST_MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** The first day of the period that `date` is in; a week begins on Monday. */
export function startOf(period: Period, date: CalendarDate): CalendarDate {
  if (period === 'day') return date;
  if (period === 'week') return addDays(date, 1 - isoWeekday(date));
  const months = FIRST_MONTHS[period];
  const month = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months + 1;
  return `${date.slice(0, 5)}${month < 10 ? '0' : ''}${month}-01`;
}

/** The first day of the period `by` periods later (earlier, when negative). `start`: a first day. */
export function shiftPeriod(period: Period, start: CalendarDate, by: number): CalendarDate {
  if (period === 'day') return addDays(start, by);
  if (period === 'week') return addDays(start, 7 * by);
  return addMonths(start, FIRST_MONTHS[period] * by);
}

const PERIODS: readonly unknown[] = ['day', 'week', 'month', 'quarter', 'year'] satisfies Period[];
export function isPeriod(text: unknown): text is Period {
  return PERIODS.includes(text);
}

function isCount(n: unknown, most: number): n is number {
  return typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= most;
}

function countedDays(today: CalendarDate, n: number, unit: string, forward: boolean): DayRange | null {
  if (unit === 'day') {
    if (!isCount(n, MOST_DAYS)) return null;
    return forward ? { from: addDays(today, 1), until: addDays(today, n + 1) } : { from: addDays(today, 1 - n), until: addDays(today, 1) };
  }
  if (unit !== 'month' || !isCount(n, MOST_MONTHS)) return null;
  // The day after the same day n months ago, that day clamped to its month's end: on 31 March the last month is 1–31 March.
  return forward ? { from: addDays(today, 1), until: addDays(addMonths(today, n), 1) } : { from: addDays(addMonths(today, -n), 1), until: addDays(today, 1) };
}

/**
 * The days of a window that is counted from today; null for one that makes no sense (`check` refuses it, the evaluation finds
 * nothing in it) and for those that are not told in days: `within`, and ends that are fields (see `boundsOf`).
 */
export function daysOf(window: Window, today: CalendarDate): DayRange | null {
  if ('last' in window) return countedDays(today, window.last, window.unit, false);
  if ('next' in window) return countedDays(today, window.next, window.unit, true);
  if ('this' in window) {
    if (!isPeriod(window.this)) return null;
    const start = startOf(window.this, today);
    return { from: start, until: shiftPeriod(window.this, start, 1) };
  }
  if ('prev' in window) {
    if (!isPeriod(window.prev)) return null;
    const start = startOf(window.prev, today);
    return { from: shiftPeriod(window.prev, start, -1), until: start };
  }
  if ('before' in window) return isCount(window.before, MOST_DAYS) ? { from: null, until: addDays(today, -window.before) } : null;
  return null;
}

/** An end of a window as a day: a literal, or what `value` finds for an operand. Null: empty, so nothing lies in the window. */
export function boundsOf(window: Window, value: (operand: unknown) => unknown): DayRange | null {
  if (!('from' in window || 'to' in window)) return null;
  const { from, to } = window as { from?: unknown; to?: unknown };
  const day = (operand: unknown): string | null => {
    const found = value(operand);
    return typeof found === 'string' && isDay(found) ? found : null;
  };
  const first = from === undefined ? null : day(from);
  const last = to === undefined ? null : day(to);
  if ((from !== undefined && first === null) || (to !== undefined && last === null)) return null;
  return { from: first, until: last === null || last === LAST_DAY ? null : addDays(last, 1) };
}

/** The last n hours up to now, as instants; null for any other window. */
export function hoursOf(window: Window, now: number): TimeRange | null {
  if (!('within' in window) || !isCount(window.within.hours, MOST_HOURS)) return null;
  return { start: now - window.within.hours * HOUR_MS, end: now + 1 };
}

/** No instant of a shop lies outside; time zones and years of less than four digits do not go together. */
const inReach = (date: CalendarDate): CalendarDate => (date < '1000-01-01' ? '1000-01-01' : date > '9998-12-31' ? '9998-12-31' : date);

/** Days of a store as instants, so that memory and SQL compare with the same two numbers. */
export function spanOf(range: DayRange, context: Pick<ConditionContext, 'daySpan'>): { readonly start: number | null; readonly end: number | null } {
  const startOfDay = (date: CalendarDate): number => context.daySpan(inReach(date), inReach(date)).start;
  return { start: range.from === null ? null : startOfDay(range.from), end: range.until === null ? null : startOfDay(range.until) };
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The first and last day that a yearly window speaks of. */
function yearDayRange(window: YearDay, today: CalendarDate): DayRange | null {
  if ('this' in window) {
    if (!isPeriod(window.this)) return null;
    const start = startOf(window.this, today);
    return { from: start, until: shiftPeriod(window.this, start, 1) };
  }
  if (!Number.isInteger(window.from) || !Number.isInteger(window.to) || Math.abs(window.from) > MOST_DAYS || Math.abs(window.to) > MOST_DAYS) return null;
  return { from: addDays(today, window.from), until: addDays(today, window.to + 1) };
}

/**
 * The yearly days of a window as `month * 100 + day`, so that a test needs no year and the turn of the year is no special case.
 * In a year without 29 February it is kept on the 28th or on 1 March, as the shop set. `every`: longer than a year.
 */
export function yearDaysOf(window: YearDay, context: Pick<ConditionContext, 'today' | 'leap'>): readonly number[] | 'every' {
  const range = yearDayRange(window, context.today);
  if (!range || range.from === null || range.until === null || range.until <= range.from) return [];
  const kept = context.leap === 'feb28' ? 228 : 301;
  const days: number[] = [];
  for (let date = range.from; date < range.until; date = addDays(date, 1)) {
    if (days.length > 366) return 'every';
    const day = monthDay(date);
    days.push(day);
    if (day === kept && !isLeap(Number(date.slice(0, 4)))) days.push(229);
  }
  return days;
}
