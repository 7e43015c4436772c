/** What somebody or something has to do on the day that is asked about. Absences are no load. */
export interface Load {
  readonly bookings: number;
  readonly minutes: number;
}

export const NO_LOAD: Load = { bookings: 0, minutes: 0 };

/** Why a unit is taken: the customer's usual person, the least loaded of several, or there was no other. */
export type Because = 'usual' | 'least_loaded' | 'only_one';

export interface Choice {
  readonly unitId: string;
  readonly because: Because;
}

/** Fewer bookings first, then fewer minutes. */
export function compareLoads(a: Load, b: Load): number {
  return a.bookings - b.bookings || a.minutes - b.minutes;
}

/** The same order, her usual one first if she is among them. */
export function usualFirst(unitIds: readonly string[], usualUnitId: string | undefined): readonly string[] {
  return usualUnitId !== undefined && unitIds.includes(usualUnitId) ? [usualUnitId, ...unitIds.filter((unitId) => unitId !== usualUnitId)] : unitIds;
}

/**
 * In which order units are tried for "any": her usual one, then the least loaded; equals keep the shop's own order. Hand in those that
 * are skilled and free at the start: whoever of them is taken, her reason stands beside her.
 */
export function orderCandidates(facts: {
  readonly candidates: readonly string[];
  readonly load: ReadonlyMap<string, Load>;
  readonly usualUnitId?: string | null | undefined;
}): Choice[] {
  const { candidates, load, usualUnitId } = facts;
  const loadOf = (unitId: string): Load => load.get(unitId) ?? NO_LOAD;
  const rank = (unitId: string): number => (unitId === usualUnitId ? 0 : 1);
  return [...candidates]
    .sort((a, b) => rank(a) - rank(b) || compareLoads(loadOf(a), loadOf(b)))
    .map((unitId) => ({ unitId, because: unitId === usualUnitId ? 'usual' : candidates.length === 1 ? 'only_one' : 'least_loaded' }));
}
