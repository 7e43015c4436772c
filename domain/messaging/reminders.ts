import { addDays, dateAt, timeAt } from '../kernel/calendar-date';
import { HOUR_MS } from '../kernel/time-range';
import { instantOf, offsetMinutesAt } from '../kernel/zone';

/** A day before, and a few hours before: two reminders, each with a time and a life of its own. */
export const REMINDERS = ['day', 'hours'] as const;
export type Reminder = (typeof REMINDERS)[number];
export const REMIND_BEFORE_MS: Readonly<Record<Reminder, number>> = { day: 24 * HOUR_MS, hours: 2 * HOUR_MS };

/** Nobody is reminded between these two, on the clock of the store. */
const QUIET_FROM = '22:00';
const QUIET_UNTIL = '08:00';
/** What would fall into the night is told the evening before. */
const EVENING = '20:00';

const wallClock = (instant: number, zone: string): { date: string; time: string } => {
  const offset = offsetMinutesAt(zone, instant);
  return { date: dateAt(instant, offset), time: timeAt(instant, offset) };
};

/** True from 22:00 to 08:00 on the clock of the store. */
export function isQuiet(instant: number, zone: string): boolean {
  const { time } = wallClock(instant, zone);
  return time >= QUIET_FROM || time < QUIET_UNTIL;
}

/** When the night that an instant lies in is over. */
export function quietUntil(instant: number, zone: string): number {
  const { date, time } = wallClock(instant, zone);
  return instantOf(time >= QUIET_FROM ? addDays(date, 1) : date, QUIET_UNTIL, zone);
}

/**
 * When to remind of a visit. One that would fall into the night comes at 20:00 the evening before; when that is over, at 08:00,
 * if the visit has not begun by then. Null: its time has gone by.
 */
export function reminderAt(which: Reminder, startsAt: number, now: number, zone: string): number | null {
  const wanted = startsAt - REMIND_BEFORE_MS[which];
  if (wanted <= now) return null;
  if (!isQuiet(wanted, zone)) return wanted;
  const { date, time } = wallClock(wanted, zone);
  const evening = instantOf(time >= QUIET_FROM ? date : addDays(date, -1), EVENING, zone);
  if (evening > now) return evening;
  const morning = quietUntil(wanted, zone);
  return morning < startsAt ? morning : null;
}

/** True when a reminder was held up until the next one's time had come: that one says the same. Whoever stood still for a day shall not remind twice at once. */
export function isOvertaken(which: Reminder, startsAt: number, now: number, zone: string): boolean {
  if (which === 'hours') return false;
  const next = reminderAt('hours', startsAt, Number.NEGATIVE_INFINITY, zone);
  return next !== null && next <= now;
}
