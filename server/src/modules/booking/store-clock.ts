import { openingOn, type WeekHours } from '@zhike/domain/booking/rules';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';

/* Asking the platform's time-zone tables costs about 10 µs, a month of free time asks four hundred times, and the answers never change. */

/** No zone changes its clocks within a quarter of an hour of UTC. */
const STEP_MS = 15 * MINUTE_MS;
const MOST = 20_000;

function remembered<Value>(memory: Map<string, Value>, key: string, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= MOST) memory.clear();
  const value = make();
  memory.set(key, value);
  return value;
}

const offsets = new Map<string, number>();
const openings = new Map<string, readonly TimeRange[]>();
const midnights = new Map<string, number>();

/** `offsetMinutesAt`, remembered. */
export function offsetAt(zone: string, instant: number): number {
  return remembered(offsets, `${zone}/${Math.floor(instant / STEP_MS)}`, () => offsetMinutesAt(zone, instant));
}

/** The instant at which a civil day begins in a zone, remembered. */
export function midnightOf(date: CalendarDate, zone: string): number {
  return remembered(midnights, `${zone}/${date}`, () => instantOf(date, '00:00', zone));
}

/** `openingOn` of some days, remembered for the same hours. */
export function openingsOn(dates: readonly CalendarDate[], week: readonly WeekHours[], zone: string): Map<CalendarDate, readonly TimeRange[]> {
  const hours = `${zone}/${JSON.stringify(week)}/`;
  return new Map(dates.map((date) => [date, remembered(openings, hours + date, () => openingOn(date, week, zone))]));
}
