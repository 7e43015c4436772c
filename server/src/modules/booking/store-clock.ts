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

/** The day to whose opening an instant belongs, with what is open around it: after midnight that may be the day before. */
export function openDayAt(instant: number, hours: StoreHours, zone: string): { readonly date: CalendarDate; readonly openings: readonly TimeRange[] } {
  const date = dateAt(instant, offsetAt(zone, instant));
  const days = [...openingsOn([addDays(date, -1), date], hours, zone)];
  const at = days.find(([, openings]) => openings.some((open) => open.start <= instant && instant < open.end));
  const running = days.flatMap(([day, openings]) => openings.filter((open) => day === date || dateAt(open.end - 1, offsetAt(zone, open.end - 1)) >= date));
  return { date: at?.[0] ?? date, openings: running };
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
