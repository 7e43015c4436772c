import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';

/** How long she is ready to wait for: near one moment, a part of one day, or several days. */
export const SPANS = [
  { key: 'near', title: '就这个时间前后' },
  { key: 'day', title: '这天都行' },
  { key: 'morning', title: '这天上午' },
  { key: 'afternoon', title: '这天下午' },
  { key: 'evening', title: '这天晚上' },
  { key: 'week', title: '这天起一周' },
  { key: 'month', title: '这天起一个月' },
] as const;
export type WaitSpan = (typeof SPANS)[number]['key'];

/** A start within an hour of the wished one will do. */
const NEAR_MS = HOUR_MS;
/** As the server parts a day. */
const PARTS = { morning: [0, 12], afternoon: [12, 18], evening: [18, 24] } as const;
/** The contract's most. */
const MONTH_DAYS = 31;

/** The window as instants; never before `now`, because what is over cannot come free. Null when nothing of it is left. */
export function windowOf(
  span: WaitSpan,
  wish: { readonly date: CalendarDate; readonly startsAt: string | null; readonly utcOffsetMinutes: number; readonly now: number },
): { fromAt: string; untilAt: string } | null {
  const midnight = Date.parse(`${wish.date}T00:00:00Z`) - wish.utcOffsetMinutes * MINUTE_MS;
  const days = (count: number): [number, number] => [midnight, Date.parse(`${addDays(wish.date, count)}T00:00:00Z`) - wish.utcOffsetMinutes * MINUTE_MS];
  const around = wish.startsAt ? Date.parse(wish.startsAt) : midnight;
  const bounds = (): [number, number] => {
    switch (span) {
      case 'near':
        return [around - NEAR_MS, around + NEAR_MS];
      case 'day':
        return days(1);
      case 'week':
        return days(7);
      case 'month':
        return days(MONTH_DAYS);
      default:
        return [midnight + PARTS[span][0] * HOUR_MS, midnight + PARTS[span][1] * HOUR_MS];
    }
  };
  const [from, until] = bounds();
  const start = Math.max(from, Math.ceil(wish.now / MINUTE_MS) * MINUTE_MS);
  return until > start ? { fromAt: new Date(start).toISOString(), untilAt: new Date(until).toISOString() } : null;
}

/** The spans that can be chosen: the moment only when one was wished. */
export function spansFor(startsAt: string | null): readonly (typeof SPANS)[number][] {
  return startsAt ? SPANS : SPANS.filter((span) => span.key !== 'near');
}

/** What is chosen at first. */
export function firstSpan(startsAt: string | null): WaitSpan {
  return startsAt ? 'near' : 'day';
}

export function dayOf(startsAt: string | null, fallback: CalendarDate, utcOffsetMinutes: number): CalendarDate {
  return startsAt ? dateAt(Date.parse(startsAt), utcOffsetMinutes) : fallback;
}
