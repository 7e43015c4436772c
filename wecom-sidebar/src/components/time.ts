import { type CalendarDate, dateAt, formatDateZh, formatSpanZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';

/** Until a store tells its own: mainland China has one clock. */
export const CHINA_OFFSET = 480;

export function todayAt(now: number, offsetMinutes: number): CalendarDate {
  return dateAt(now, offsetMinutes);
}

export function clockOf(instant: string, offsetMinutes: number): string {
  return timeAt(Date.parse(instant), offsetMinutes);
}

/** `11月28日 周六 10:00`, with 今天 and 明天. */
export function momentOf(instant: string, offsetMinutes: number, now: number): string {
  const at = Date.parse(instant);
  return `${formatDateZh(dateAt(at, offsetMinutes), dateAt(now, offsetMinutes))} ${timeAt(at, offsetMinutes)}`;
}

export function spanOf(booking: { startsAt: string; endsAt: string; utcOffsetMinutes: number }, now: number): string {
  return formatSpanZh(Date.parse(booking.startsAt), Date.parse(booking.endsAt), booking.utcOffsetMinutes, dateAt(now, booking.utcOffsetMinutes));
}

/** `还剩 12 分钟`; whole hours above two hours; never negative. */
export function remainingOf(until: string, now: number): string {
  const left = Date.parse(until) - now;
  if (left <= 0) return '已到期';
  if (left < MINUTE_MS) return '还剩不到 1 分钟';
  if (left < 2 * HOUR_MS) return `还剩 ${Math.floor(left / MINUTE_MS)} 分钟`;
  return `还剩 ${Math.floor(left / HOUR_MS)} 小时`;
}

/** `3 小时`, `1 小时 30 分`, `45 分钟`. */
export function lengthOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} 分钟`;
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`;
}

/** The instant of a wall clock time at a fixed offset: `2026-11-28` + `10:30`. */
export function instantAt(date: CalendarDate, time: string, offsetMinutes: number): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return new Date(Date.parse(`${date}T00:00:00Z`) + (Number(hour) * 60 + Number(minute) - offsetMinutes) * MINUTE_MS).toISOString();
}
