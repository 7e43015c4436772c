import type { RosterPatternView, RosterView } from '@zhike/domain/booking/contract';
import { addDays, type CalendarDate, daysBetween, isoWeekday, timeAt } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Span, Week } from '../../components/week';

/** One person's day as the grid shows it. */
export interface RosterCell {
  readonly spans: readonly (Span & { readonly storeId: string })[];
  /** Set when the day differs from the pattern. */
  readonly exception: RosterView['exceptions'][number] | null;
  readonly absences: readonly { readonly reservationId: string; readonly words: string; readonly label: string }[];
}
export const NO_CELL: RosterCell = { spans: [], exception: null, absences: [] };
export const cellKey = (unitId: string, date: CalendarDate): string => `${unitId} ${date}`;

/** The Monday of a day's week. */
export const mondayOf = (date: CalendarDate): CalendarDate => addDays(date, 1 - isoWeekday(date));
export const datesOf = (from: CalendarDate, days: number): CalendarDate[] => Array.from({ length: days }, (_, i) => addDays(from, i));

/** Shifts, exceptions and absences by person and day. A shift belongs to the day on which it begins, an absence to each day it touches. */
export function cellsOf(roster: RosterView): ReadonlyMap<string, RosterCell> {
  const offset = roster.utcOffsetMinutes;
  const cells = new Map<string, { spans: RosterCell['spans'][number][]; exception: RosterCell['exception']; absences: RosterCell['absences'][number][] }>();
  const cell = (unitId: string, date: string) => {
    const key = cellKey(unitId, date);
    const known = cells.get(key);
    if (known) return known;
    const made = { spans: [], exception: null, absences: [] };
    cells.set(key, made);
    return made;
  };
  for (const shift of roster.shifts) {
    const end = Date.parse(shift.endsAt);
    const to = timeAt(end, offset) === '00:00' ? '24:00' : timeAt(end, offset);
    cell(shift.unitId, shift.date).spans.push({ from: timeAt(Date.parse(shift.startsAt), offset), to, storeId: shift.storeId });
  }
  for (const exception of roster.exceptions) cell(exception.unitId, exception.date).exception = exception;
  for (const absence of roster.absences) {
    const start = Date.parse(absence.startsAt);
    const end = Date.parse(absence.endsAt);
    for (const date of datesOf(roster.from, roster.days)) {
      const dawn = Date.parse(`${date}T00:00:00Z`) - offset * MINUTE_MS;
      const dusk = dawn + 24 * 60 * MINUTE_MS;
      if (start >= dusk || end <= dawn) continue;
      const whole = start <= dawn && end >= dusk;
      const from = start <= dawn ? '00:00' : timeAt(start, offset);
      const to = end >= dusk ? '24:00' : timeAt(end, offset);
      cell(absence.unitId, date).absences.push({ reservationId: absence.reservationId, label: absence.label, words: whole ? '全天' : `${from}–${to}` });
    }
  }
  for (const one of cells.values()) one.spans.sort((a, b) => a.from.localeCompare(b.from));
  return cells;
}

/** What a pattern says of a day; null: it does not reach that day. */
export function patternSpans(pattern: RosterPatternView, date: CalendarDate): readonly Span[] | null {
  if (date < pattern.fromDate || (pattern.untilDate !== null && date > pattern.untilDate)) return null;
  const weeks = Math.floor(daysBetween(mondayOf(pattern.fromDate), date) / 7);
  const week = (weeks % pattern.cycleWeeks) + 1;
  return pattern.days
    .filter((day) => day.week === week && day.weekday === isoWeekday(date))
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => a.from.localeCompare(b.from));
}

/** The first and the second half of a working day: at its break, or in the middle on the half hour. Null: nobody works. */
export function halvesOf(spans: readonly Span[]): { first: Span; second: Span } | null {
  const sorted = [...spans].sort((a, b) => a.from.localeCompare(b.from));
  const [one] = sorted;
  const last = sorted[sorted.length - 1];
  if (!one || !last || last.to <= one.from) return null;
  if (sorted.length > 1 && sorted[1]) return { first: { from: one.from, to: one.to }, second: { from: sorted[1].from, to: last.to } };
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const middle = Math.round((minutes(one.from) + minutes(one.to)) / 2 / 30) * 30;
  const clock = `${String(Math.floor(middle / 60)).padStart(2, '0')}:${String(middle % 60).padStart(2, '0')}`;
  return { first: { from: one.from, to: clock }, second: { from: clock, to: one.to } };
}

/** Hours that a person works in the shown days, breaks left out. */
export function hoursOf(roster: RosterView, unitId: string): number {
  const ms = roster.shifts.filter((s) => s.unitId === unitId).reduce((sum, s) => sum + Date.parse(s.endsAt) - Date.parse(s.startsAt), 0);
  return Math.round(ms / (6 * MINUTE_MS)) / 10;
}

/** The first shown week as it stands: what somebody without a pattern works now, to begin one from. Null: nothing is rostered. */
export function weekNow(roster: RosterView, unitId: string, storeId: string): Week | null {
  const cells = cellsOf(roster);
  const week = datesOf(roster.from, 7).map((date) =>
    (cells.get(cellKey(unitId, date)) ?? NO_CELL).spans.filter((s) => s.storeId === storeId).map(({ from, to }) => ({ from, to })),
  );
  return week.some((spans) => spans.length > 0) ? week : null;
}
