import { DAY_MS, MINUTE_MS, type TimeRange } from './time-range';
import { addDays, type CalendarDate } from './calendar-date';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Minutes that `zone` (IANA name) is ahead of UTC at an instant. Server only: a mini-program has no Intl. */
export function offsetMinutesAt(zone: string, instant: number): number {
  const parts: Record<string, number> = {};
  for (const part of formatterFor(zone).formatToParts(instant)) if (part.type !== 'literal') parts[part.type] = Number(part.value);
  const wall = Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0);
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / MINUTE_MS);
}

/**
 * The instant of a wall-clock time in a zone. A time that a clock change skips moves forward;
 * one that occurs twice means its first occurrence.
 * @param time `HH:MM`, 24:00 allowed for the end of a day
 */
export function instantOf(date: CalendarDate, time: string, zone: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  const wall = Date.parse(`${date}T00:00:00Z`) + (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
  const before = offsetMinutesAt(zone, wall - DAY_MS);
  const after = offsetMinutesAt(zone, wall + DAY_MS);
  // No clock changes twice within two days, so where both agree nothing changes in between.
  if (before === after) return wall - before * MINUTE_MS;
  const fits = [before, after].find((offset) => offsetMinutesAt(zone, wall - offset * MINUTE_MS) === offset);
  return wall - (fits ?? before) * MINUTE_MS;
}

/** A stretch of a day on the wall clock, `HH:MM`. `to` that is not after `from` lies on the next day: 20:00 to 02:00. */
export interface ClockSpan {
  readonly from: string;
  readonly to: string;
}

/** A span of a civil day as instants. */
export function rangeOf(date: CalendarDate, span: ClockSpan, zone: string): TimeRange {
  return { start: instantOf(date, span.from, zone), end: instantOf(span.to > span.from ? date : addDays(date, 1), span.to, zone) };
}

/** True for a name of the platform's time-zone tables. */
export function isZone(zone: string): boolean {
  try {
    return formatterFor(zone) !== undefined;
  } catch {
    return false;
  }
}
