import { DAY_MS, MINUTE_MS } from './time-range';

/** A civil date `YYYY-MM-DD` without a zone: birthdays, wedding dates, the day a customer asks about. */
export type CalendarDate = string;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a date that exists: 2026-02-29 does not. */
export function isCalendarDate(text: string): boolean {
  const match = PATTERN.exec(text);
  if (!match) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The date `days` later (or earlier, when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the month `months` later (or earlier, when negative); where that month is shorter, its last day. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** Days `from` … `from + days - 1`. */
export function datesFrom(from: CalendarDate, days: number): CalendarDate[] {
  return Array.from({ length: days }, (_, i) => addDays(from, i));
}

/** Whole days from `from` to `to` (negative when `to` is earlier). */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function isoWeekday(date: CalendarDate): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** The civil date at an instant, for a place that is `offsetMinutes` ahead of UTC. */
export function dateAt(instant: number, offsetMinutes: number): CalendarDate {
  return new Date(instant + offsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}

/** `HH:MM` at an instant, for a place that is `offsetMinutes` ahead of UTC. */
export function timeAt(instant: number, offsetMinutes: number): string {
  return new Date(instant + offsetMinutes * MINUTE_MS).toISOString().slice(11, 16);
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** `11月28日 周六` (a leading year when it is not `today`'s year); 今天 and 明天 where true. */
export function formatDateZh(date: CalendarDate, today?: CalendarDate): string {
  if (today && date === today) return '今天';
  if (today && daysBetween(today, date) === 1) return '明天';
  const [year = '', month = '', day = ''] = date.split('-');
  const head = today && today.slice(0, 4) !== year ? `${year}年` : '';
  return `${head}${Number(month)}月${Number(day)}日 周${WEEKDAYS[isoWeekday(date) - 1] ?? ''}`;
}

/** `11月28日 周六 10:00–11:30`, the product's one way to write a booking's time. */
export function formatSpanZh(startsAt: number, endsAt: number, offsetMinutes: number, today?: CalendarDate): string {
  return `${formatDateZh(dateAt(startsAt, offsetMinutes), today)} ${timeAt(startsAt, offsetMinutes)}–${timeAt(endsAt, offsetMinutes)}`;
}
