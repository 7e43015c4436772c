import type { ConditionContext } from '@zhike/domain/engines/conditions/definition';
import { addDays, dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';

/** A store's clock by the platform's tables of time zones (summer time included). `zone`: IANA name. */
export function storeClock(zone: string): Pick<ConditionContext, 'daySpan' | 'wallClock'> {
  const offset = (instant: number): number => offsetMinutesAt(zone, instant);
  return {
    daySpan: (from, to) => ({ start: instantOf(from, '00:00', zone), end: instantOf(addDays(to, 1), '00:00', zone) }),
    wallClock: (instant) => ({ date: dateAt(instant, offset(instant)), time: timeAt(instant, offset(instant)) }),
  };
}

/** What a condition may know at an instant of a store; the caller adds who asks, the form, what changed. */
export function contextAt(now: Date, zone: string, leap: ConditionContext['leap'] = 'feb28'): ConditionContext {
  const clock = storeClock(zone);
  return { ...clock, now: now.getTime(), today: clock.wallClock(now.getTime()).date, leap };
}
