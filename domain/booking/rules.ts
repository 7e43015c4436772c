import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { timeAt } from '../kernel/calendar-date';
import { type FieldDefinition, findFieldProblem } from '../kernel/fields';
import { percentOf, type Fen } from '../kernel/money';
import { covers, DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '../kernel/time-range';
import type { BookingRefusals, CancelPolicy, CancelPreview } from './contract';

export { datesFrom } from '../kernel/calendar-date';

export type BookingRefusal = RefusalOf<BookingRefusals>;

/** How many unpaid holds one customer may have at once. */
export const MAX_OPEN_HOLDS = 3;

export interface ServiceTimes {
  readonly durationMinutes: number;
  readonly stepMinutes: number;
  readonly leadMinutes: number;
  readonly horizonDays: number;
  /** A class begins when it begins, not on a grid. */
  readonly mode?: 'appointment' | 'class';
}

/** First and last start that a customer may be offered now. Staff have no lead time. */
export function bookableSpan(service: ServiceTimes, now: number, by: 'customer' | 'staff'): { earliest: number; latest: number } {
  return { earliest: by === 'customer' ? now + service.leadMinutes * MINUTE_MS : now, latest: now + service.horizonDays * DAY_MS };
}

export interface StartFacts {
  readonly startsAt: number;
  readonly now: number;
  readonly service: ServiceTimes;
  /** The opening of the store's civil day, and that of the evening before: it may reach past midnight. */
  readonly openings: readonly TimeRange[];
  readonly utcOffsetMinutes: number;
  readonly by: 'customer' | 'staff';
}

/** Whether a wished start may be asked for at all, before any unit is looked at. */
export function decideStart(facts: StartFacts): Decision<TimeRange, BookingRefusal> {
  const { startsAt, now, service, openings, utcOffsetMinutes, by } = facts;
  const iso = new Date(startsAt).toISOString();
  if (startsAt < now) return refuse('booking.in_the_past', { startsAt: iso, now: new Date(now).toISOString() });
  const span = bookableSpan(service, now, by);
  if (startsAt < span.earliest) return refuse('booking.too_soon', { startsAt: iso, earliest: new Date(span.earliest).toISOString() });
  if (startsAt > span.latest) return refuse('booking.too_far', { startsAt: iso, latest: new Date(span.latest).toISOString() });
  const range = { start: startsAt, end: startsAt + service.durationMinutes * MINUTE_MS };
  const opening = openings.find((open) => covers(open, range));
  if (!opening)
    return refuse('booking.outside_opening', {
      startsAt: iso,
      opening: openings.map((open) => ({ from: timeAt(open.start, utcOffsetMinutes), to: timeAt(open.end, utcOffsetMinutes) })),
    });
  if (service.mode !== 'class' && (startsAt - opening.start) % (service.stepMinutes * MINUTE_MS) !== 0)
    return refuse('booking.off_grid', { startsAt: iso, stepMinutes: service.stepMinutes });
  return allow(range);
}

/**
 * What cancelling costs. Until `freeUntilHours` before the start nothing; later `latePercent` of the deposit is kept.
 * A shop that cancels itself keeps nothing.
 */
export function previewCancel(facts: { policy: CancelPolicy; startsAt: number; now: number; depositPaidFen: Fen; by: 'customer' | 'staff' }): CancelPreview {
  const freeUntil = facts.startsAt - facts.policy.freeUntilHours * HOUR_MS;
  const late = facts.now > freeUntil;
  const feeFen = late && facts.by === 'customer' ? percentOf(facts.depositPaidFen, facts.policy.latePercent) : 0;
  return { depositPaidFen: facts.depositPaidFen, feeFen, refundFen: facts.depositPaidFen - feeFen, freeUntil: new Date(freeUntil).toISOString(), late };
}

/** Checks a unit's own field values against its type's definition. Unknown keys are refused. */
export function decideFieldValues(
  fields: readonly FieldDefinition[],
  values: Readonly<Record<string, string | number | boolean>>,
): Decision<null, BookingRefusal> {
  const problem = findFieldProblem(fields, values);
  return problem ? refuse('booking.field_value_invalid', problem) : allow(null);
}
