import { addDays, addMonths, type CalendarDate, daysBetween, isCalendarDate, isoWeekday } from '../../../kernel/calendar-date';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../kernel/time-range';
import type { DateUnit } from './signatures';

/** What date functions may know of the place: its day and instant, and what a clock on its wall shows. */
export interface DateContext {
  readonly today: CalendarDate;
  readonly now: number;
  readonly wallClock: (instant: number) => { readonly date: CalendarDate; readonly time: string };
  readonly leap: 'feb28' | 'mar1';
}

const isYear = (date: CalendarDate): boolean => date >= '1000-01-01' && date <= '9999-12-31';

/** The civil date of a date or an instant; null for what is neither. */
export function dayOf(value: string, context: DateContext): CalendarDate | null {
  if (isCalendarDate(value)) return value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : context.wallClock(at).date;
}

const STEP: Record<'minute' | 'hour' | 'day', number> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
/** Far enough for any appointment; what lies further has no date. */
const FAR = 1_000_000;

/** A date or an instant moved on by whole units; a month's end stays one. Null when it lies outside the years of a calendar, or a day is moved by hours. */
export function movedBy(value: string, by: number, unit: DateUnit): string | null {
  if (!Number.isInteger(by) || Math.abs(by) > FAR) return null;
  const civil = isCalendarDate(value);
  const months = unit === 'year' ? by * 12 : unit === 'month' ? by : null;
  if (civil && (unit === 'minute' || unit === 'hour')) return null;
  if (months !== null && Math.abs(months) > 12_000) return null;
  if (civil) {
    const moved = months === null ? addDays(value, by) : addMonths(value, months);
    return isCalendarDate(moved) && isYear(moved) ? moved : null;
  }
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  const moved = months === null ? new Date(at + by * STEP[unit as 'day']).toISOString() : `${addMonths(value.slice(0, 10), months)}${value.slice(10)}`;
  return /^\d{4}-/.test(moved) && isYear(moved.slice(0, 10)) ? moved : null;
}

/** Whole months from one date to another, towards zero: 31 January to 28 February is none, to 1 March one. */
function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  const [low, high, sign] = from <= to ? [from, to, 1] : [to, from, -1];
  const months = (Number(high.slice(0, 4)) - Number(low.slice(0, 4))) * 12 + Number(high.slice(5, 7)) - Number(low.slice(5, 7));
  // Plus 0: none is 0, never -0.
  return sign * (high.slice(8) < low.slice(8) ? months - 1 : months) + 0;
}

/** Whole units from one date or instant to another, negative backwards. Hours and minutes need two instants; days are the place's civil days. */
export function between(from: string, to: string, unit: DateUnit, context: DateContext): number | null {
  if (unit === 'minute' || unit === 'hour') {
    if (isCalendarDate(from) || isCalendarDate(to)) return null;
    const span = Date.parse(to) - Date.parse(from);
    return Number.isNaN(span) ? null : Math.trunc(span / STEP[unit]) + 0;
  }
  const [a, b] = [dayOf(from, context), dayOf(to, context)];
  if (a === null || b === null) return null;
  if (unit === 'day') return daysBetween(a, b);
  const months = monthsBetween(a, b);
  return unit === 'month' ? months : Math.trunc(months / 12) + 0;
}

/** Years of age on a day, null before birth. Born on 29 February: a year older on 28 February or 1 March, as the shop keeps it. */
export function ageOn(birthday: CalendarDate, day: CalendarDate, leap: 'feb28' | 'mar1'): number | null {
  if (day < birthday) return null;
  const shortYear = birthday.endsWith('-02-29') && !isCalendarDate(`${day.slice(0, 4)}-02-29`);
  const from = shortYear && leap === 'feb28' ? '02-28' : birthday.slice(5);
  return Number(day.slice(0, 4)) - Number(birthday.slice(0, 4)) - (day.slice(5) < from ? 1 : 0);
}

export const PARTS: Record<'YEAR' | 'MONTH' | 'DAY' | 'WEEKDAY', (day: CalendarDate) => number> = {
  YEAR: (day) => Number(day.slice(0, 4)),
  MONTH: (day) => Number(day.slice(5, 7)),
  DAY: (day) => Number(day.slice(8, 10)),
  WEEKDAY: isoWeekday,
};
