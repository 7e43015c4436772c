import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { openingsOf, planOf, type StoreHours } from '@zhike/domain/stores/hours';

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

/** The civil day that an instant falls on in a zone. */
export function civilDayAt(instant: number, zone: string): TimeRange {
  const date = dateAt(instant, offsetAt(zone, instant));
  return { start: midnightOf(date, zone), end: midnightOf(addDays(date, 1), zone) };
}

/** When a store is open on some days; the instants are remembered for the same spans. An opening belongs to the day on which it begins. */
export function openingsOn(dates: readonly CalendarDate[], hours: StoreHours, zone: string): Map<CalendarDate, readonly TimeRange[]> {
  return new Map(
    dates.map((date) => {
      const { spans } = planOf(date, hours);
      const key = `${zone}/${date}/${spans.map((span) => span.from + span.to).join()}`;
      return [date, remembered(openings, key, () => openingsOf(date, spans, zone))];
    }),
  );
}

/** How far into the next day a visit may run in a shop that does not close at midnight. */
const LONGEST_NIGHT_MS = 12 * 60 * MINUTE_MS;

/** A day's openings as a visit may fill them: where the next day begins as this one ends, the shop does not close in between. */
export function runningOn(date: CalendarDate, hours: StoreHours, zone: string): readonly TimeRange[] {
  const days = openingsOn([date, addDays(date, 1)], hours, zone);
  const own = days.get(date) ?? [];
  const last = own[own.length - 1];
  const next = days.get(addDays(date, 1))?.[0];
  if (!last || next?.start !== last.end) return own;
  return [...own.slice(0, -1), { start: last.start, end: Math.min(next.end, last.end + LONGEST_NIGHT_MS) }];
}

/** The day to whose opening an instant belongs, its own or the one before, whose night it may be; with what is open around it. */
export function openDayAt(instant: number, hours: StoreHours, zone: string): { readonly date: CalendarDate; readonly openings: readonly TimeRange[] } {
  const date = dateAt(instant, offsetAt(zone, instant));
  const before = openingsOn([addDays(date, -1)], hours, zone).get(addDays(date, -1)) ?? [];
  const night = before.filter((open) => dateAt(open.end - 1, offsetAt(zone, open.end - 1)) >= date);
  const isNight = night.some((open) => open.start <= instant && instant < open.end);
  return { date: isNight ? addDays(date, -1) : date, openings: [...night, ...runningOn(date, hours, zone)] };
}

/** When a store opens next, looking a month ahead; null: it does not. */
export function nextOpening(hours: StoreHours, zone: string, now: Date): string | null {
  const today = dateAt(now.getTime(), offsetAt(zone, now.getTime()));
  const days = openingsOn(
    Array.from({ length: 31 }, (_, i) => addDays(today, i)),
    hours,
    zone,
  );
  const next = [...days.values()].flat().find((open) => open.start > now.getTime());
  return next ? new Date(next.start).toISOString() : null;
}
