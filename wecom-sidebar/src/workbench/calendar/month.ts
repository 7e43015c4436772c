import type { MonthDay } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { addDays, type CalendarDate, isoWeekday } from '@zhike/domain/kernel/calendar-date';

/** The whole weeks, Monday first, that a month lies in. */
export function monthGrid(date: CalendarDate): { from: CalendarDate; days: number; month: string } {
  const month = date.slice(0, 7);
  const first = `${month}-01`;
  const from = addDays(first, 1 - isoWeekday(first));
  const last = addDays(stepMonth(first, 1), -1);
  const until = addDays(last, 7 - isoWeekday(last));
  return { from, days: (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1, month };
}

/** The first of the month so many months on. */
export function stepMonth(date: CalendarDate, by: number): CalendarDate {
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + by;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** The bookings of a day in the states that are looked for; all of them when none is named. */
export function countOf(day: MonthDay, states: readonly BookingState[]): number {
  return states.length === 0 ? day.bookings : states.reduce((sum, state) => sum + (day.byState[state] ?? 0), 0);
}

/** How full a day is, in a word beside the figure; none while there is room: 「11% 空」 would read as eleven percent free. */
export function loadWord(percent: number | null): { word: string; tone: 'none' | 'easy' | 'busy' | 'full' } {
  if (percent === null) return { word: '无人上班', tone: 'none' };
  if (percent >= 90) return { word: '满', tone: 'full' };
  return percent >= 60 ? { word: '忙', tone: 'busy' } : { word: '', tone: 'easy' };
}

/** Where an arrow key leads in a grid of seven columns; null: out of it. */
export function stepDay(index: number, key: string, length: number): number | null {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  if (by === undefined) return null;
  const next = index + by;
  return next >= 0 && next < length ? next : null;
}
