import { addDays, type CalendarDate } from '../kernel/calendar-date';
import { instantOf } from '../kernel/zone';

export interface SeriesPlan {
  readonly firstDate: CalendarDate;
  /** `HH:MM` on the store's clock: a series stays at 15:00 when the clocks change. */
  readonly time: string;
  readonly everyWeeks: number;
  readonly count: number;
}

/** The starts of a series, in order. */
export function sessionStarts(plan: SeriesPlan, zone: string): number[] {
  return Array.from({ length: plan.count }, (_, n) => instantOf(addDays(plan.firstDate, n * 7 * plan.everyWeeks), plan.time, zone));
}
