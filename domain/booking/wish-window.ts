import type { CalendarDate } from '../kernel/calendar-date';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-range';

/** What somebody is ready to wait for: one start, a part of one day, or several days from one on. */
export const WISH_SPANS = ['exact', 'day', 'morning', 'afternoon', 'evening', 'week', 'month'] as const;
export type WishSpan = (typeof WISH_SPANS)[number];

/** The parts of a day as the slots name them, in hours. */
const PARTS = { morning: [0, 12], afternoon: [12, 18], evening: [18, 24] } as const;
/** The longest window that a waiting list takes. */
const MONTH_DAYS = 31;

export interface WishDay {
  readonly date: CalendarDate;
  /** The start that was wished, if one was; `exact` needs it. */
  readonly startsAt: string | null;
  readonly utcOffsetMinutes: number;
  readonly now: number;
}

/**
 * The window as instants: `untilAt` is the last start that would do, so a day ends at 23:59. It never begins in the past, because what is
 * over cannot come free; null when nothing of it is left.
 */
export function wishWindow(span: WishSpan, day: WishDay): { fromAt: string; untilAt: string } | null {
  const midnight = Date.parse(`${day.date}T00:00:00Z`) - day.utcOffsetMinutes * MINUTE_MS;
  const bounds = (): readonly [number, number] => {
    switch (span) {
      case 'exact': {
        const at = day.startsAt ? Date.parse(day.startsAt) : midnight;
        return [at, at];
      }
      case 'day':
        return [midnight, midnight + DAY_MS - MINUTE_MS];
      case 'week':
        return [midnight, midnight + 7 * DAY_MS - MINUTE_MS];
      case 'month':
        return [midnight, midnight + MONTH_DAYS * DAY_MS - MINUTE_MS];
      default:
        return [midnight + PARTS[span][0] * HOUR_MS, midnight + PARTS[span][1] * HOUR_MS - MINUTE_MS];
    }
  };
  const [from, until] = bounds();
  const start = Math.max(from, Math.ceil(day.now / MINUTE_MS) * MINUTE_MS);
  return until >= start ? { fromAt: new Date(start).toISOString(), untilAt: new Date(until).toISOString() } : null;
}

/** The spans that can be chosen: `exact` only where a start was wished. */
export function wishSpans(startsAt: string | null): readonly WishSpan[] {
  return startsAt ? WISH_SPANS : WISH_SPANS.filter((span) => span !== 'exact');
}
