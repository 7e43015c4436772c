import type { OrderPhase } from '@zhike/domain/orders/contract';
import { PHASE_TONE, PHASE_WORDS } from './words';

/** Where an order stands, always in a word. */
export function PhaseTag({ phase, stage }: { phase: OrderPhase; stage?: string }) {
  return (
    <span className={`zk-booking-state ${PHASE_TONE[phase]}`} data-testid="order-phase" data-phase={phase}>
      {phase === 'open' && stage ? stage : PHASE_WORDS[phase]}
    </span>
  );
}
