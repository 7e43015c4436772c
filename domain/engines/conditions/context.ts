import { dateAt, timeAt, type CalendarDate } from '../../kernel/calendar-date';
import { DAY_MS, MINUTE_MS } from '../../kernel/time-range';
import type { ConditionContext } from './definition';

/**
 * A store's clock where the zone is so many minutes ahead of UTC all year (Asia/Shanghai: 480, without summer time since 1991): what a
 * mini-program has, which knows no time zones. The server asks its own tables.
 */
export function fixedClock(offsetMinutes: number): Pick<ConditionContext, 'daySpan' | 'wallClock'> {
  const start = (date: CalendarDate): number => Date.parse(`${date}T00:00:00Z`) - offsetMinutes * MINUTE_MS;
  return {
    daySpan: (from, to) => ({ start: start(from), end: start(to) + DAY_MS }),
    wallClock: (instant) => ({ date: dateAt(instant, offsetMinutes), time: timeAt(instant, offsetMinutes) }),
  };
}

/** The context of an instant at such a store. */
export function fixedContext(now: number, offsetMinutes: number, leap: ConditionContext['leap'] = 'feb28'): ConditionContext {
  const clock = fixedClock(offsetMinutes);
  return { ...clock, now, today: clock.wallClock(now).date, leap };
}
