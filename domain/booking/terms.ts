import type { FoundCaution } from '../engines/cautions';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { percentOf, type Fen } from '../kernel/money';
import { HOUR_MS } from '../kernel/time-range';
import type { BookingRefusals, CancelPolicy, ServiceView } from './contract';

/** Terms of bookings that were made before these rules existed: a no-show kept everything, and moving was free. */
const BEFORE_THEY_WERE_WRITTEN = { noShowPercent: 100, moveUntilHours: 0, maxMoves: 20 };

/** A kept policy in full. */
export function keptPolicy(stored: Partial<CancelPolicy> & Pick<CancelPolicy, 'freeUntilHours' | 'latePercent'>): CancelPolicy {
  return { ...BEFORE_THEY_WERE_WRITTEN, ...stored };
}

/** The terms of a service for a customer of this level (key of one of membership's; empty: none). */
export function policyFor(service: Pick<ServiceView, 'policy' | 'levelPolicies'>, level: string): CancelPolicy {
  return new Map(Object.entries(service.levelPolicies)).get(level) ?? service.policy;
}

type MoveRefusal = RefusalOf<Pick<BookingRefusals, 'booking.too_late_to_move' | 'booking.too_many_moves'>>;

/** Whether a customer may move her booking herself; staff may always. */
export function decideMove(facts: { policy: CancelPolicy; startsAt: number; moves: number; now: number }): Decision<null, MoveRefusal> {
  const movableUntil = facts.startsAt - facts.policy.moveUntilHours * HOUR_MS;
  if (facts.now > movableUntil || facts.now >= facts.startsAt)
    return refuse('booking.too_late_to_move', { movableUntil: new Date(movableUntil).toISOString() });
  if (facts.moves >= facts.policy.maxMoves) return refuse('booking.too_many_moves', { max: facts.policy.maxMoves });
  return allow(null);
}

/** What of the deposit stays when she does not come, and what goes back. */
export function settleNoShow(policy: CancelPolicy, depositPaidFen: Fen): { feeFen: Fen; refundFen: Fen } {
  const feeFen = percentOf(depositPaidFen, policy.noShowPercent);
  return { feeFen, refundFen: depositPaidFen - feeFen };
}

/**
 * Whether a booking may be saved in spite of what her health record says: a block never, a warning when whoever books has read it.
 * Answers how many warnings were read: their names stay out of what is kept.
 */
export function decideCautions(
  found: readonly FoundCaution[],
  accepted: readonly string[] | undefined,
): Decision<number, RefusalOf<Pick<BookingRefusals, 'booking.caution'>>> {
  const read = new Set(accepted ?? []);
  if (found.every(({ effect, name }) => effect === 'warn' && read.has(name))) return allow(found.length);
  return refuse('booking.caution', { cautions: found.map(({ kind, name, effect }) => ({ kind, name, effect })) });
}
