import { binds, reachedLimit, type DailyLimit } from '@zhike/domain/booking/limits';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Candidates, FreeDay } from './facts';
import type { Taking } from './records.take';
import { civilDayAt, offsetAt } from './store-clock';

type Limited = Pick<Candidates, 'limits' | 'units' | 'store'>;

/** Names under which bookings of limited units stand in line, a unit and civil day each: who comes second counts the first. */
export function limitLocks({ limits, units, store }: Limited, takings: readonly Taking[]): string[] {
  return takings.flatMap(({ unitId, serves }) => {
    const unit = units.find((one) => one.id === unitId);
    if (!unit || !limits.some((limit) => binds(limit, unit))) return [];
    return [`limit/${unitId}/${dateAt(serves.start, offsetAt(store.zone, serves.start))}`];
  });
}

/** The limit that keeps a unit from beginning a part at an instant, or null. */
export function limitAt(candidates: Candidates, day: FreeDay, unitId: string, from: number): DailyLimit | null {
  const unit = candidates.units.find((one) => one.id === unitId);
  return unit ? reachedLimit(candidates.limits, unit, candidates.service.id, civilDayAt(from, candidates.store.zone), day.served) : null;
}
