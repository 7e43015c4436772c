import type { TimeRange } from '../kernel/time-range';
import type { Bar } from './availability';

/** At most so many bookings of these services a civil day: for one person, or for each of a type (with a skill, if named). */
export interface DailyLimit {
  readonly id: string;
  readonly name: string;
  readonly typeId: string | null;
  readonly unitId: string | null;
  readonly skill: string | null;
  /** Empty: every service. */
  readonly serviceIds: readonly string[];
  readonly maxPerDay: number;
}

export interface LimitedUnit {
  readonly id: string;
  readonly typeId: string;
  readonly skills: readonly string[];
}

/** A unit's part in a booking. */
export interface Served {
  readonly unitId: string;
  readonly serviceId: string;
  readonly bookingId: string;
  /** When its part begins: that decides the day. */
  readonly from: number;
}

/** Whether a limit binds a unit. One person's limit is hers alone, whatever type it names besides. */
export function binds(limit: DailyLimit, unit: LimitedUnit): boolean {
  if (limit.unitId !== null) return limit.unitId === unit.id;
  return limit.typeId === unit.typeId && (limit.skill === null || unit.skills.includes(limit.skill));
}

/** Whether bookings of a service count, and are held back, under a limit. */
export function counts(limit: DailyLimit, serviceId: string): boolean {
  return limit.serviceIds.length === 0 || limit.serviceIds.includes(serviceId);
}

/** The first limit that a unit has reached on a day for a service, or null. Two parts of one booking count once. */
export function reachedLimit(
  limits: readonly DailyLimit[],
  unit: LimitedUnit,
  serviceId: string,
  day: TimeRange,
  served: readonly Served[],
): DailyLimit | null {
  const binding = limits.filter((limit) => binds(limit, unit) && counts(limit, serviceId));
  if (binding.length === 0) return null;
  const today = served.filter((part) => part.unitId === unit.id && day.start <= part.from && part.from < day.end);
  return binding.find((limit) => new Set(today.filter((part) => counts(limit, part.serviceId)).map((part) => part.bookingId)).size >= limit.maxPerDay) ?? null;
}

/** On which of some civil days which units must not begin another booking of a service. */
export function dailyBars(facts: {
  readonly limits: readonly DailyLimit[];
  readonly units: readonly LimitedUnit[];
  readonly serviceId: string;
  readonly days: readonly TimeRange[];
  readonly served: readonly Served[];
}): Bar[] {
  const { limits, units, serviceId, days, served } = facts;
  if (limits.length === 0) return [];
  return days.flatMap((day) =>
    units.filter((unit) => reachedLimit(limits, unit, serviceId, day, served) !== null).map((unit): Bar => ({ unitId: unit.id, range: day, forbids: 'begin' })),
  );
}
