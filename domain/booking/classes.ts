import type { Bar } from './availability';
import { baseRole } from './shape';

/** A class at a fixed time: whoever books it takes one of its seats. */
export interface ClassFacts {
  readonly id: string;
  readonly serviceId: string;
  readonly start: number;
  readonly end: number;
  readonly seatIds: readonly string[];
  readonly label: string;
}

/** The seat is the first thing that a class service needs; the second guest of a booking needs a second one. */
export function isSeatRole(roleKey: string, roles: readonly { readonly key: string }[]): boolean {
  const [seat] = roles;
  return seat !== undefined && baseRole(roleKey) === baseRole(seat.key);
}

/** At the start of a class only its own seats are on sale: those of another room, or beyond its number, are not. */
export function seatBars(classes: readonly ClassFacts[], candidates: readonly string[]): Bar[] {
  return [...new Set(classes.map((one) => one.start))].flatMap((start) => {
    const seats = new Set(classes.filter((one) => one.start === start).flatMap((one) => one.seatIds));
    return candidates
      .filter((unitId) => !seats.has(unitId))
      .map((unitId): Bar => ({ unitId, range: { start, end: start + 1 }, forbids: 'begin', because: 'session' }));
  });
}
