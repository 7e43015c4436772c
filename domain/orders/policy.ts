import { compileScope, inScope, type Right, type RowFacts } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import type { OrderPhase, OrderVerb } from './contract';

/** In which phases a step is possible, and by which right. One table: buttons are drawn from it and commands decide by it. */
const VERBS: Readonly<Record<OrderVerb, { readonly right: Right; readonly phases: readonly OrderPhase[] }>> = {
  decide: { right: 'order.approve', phases: ['waiting'] },
  advance: { right: 'order.write', phases: ['open'] },
  change: { right: 'order.write', phases: ['open'] },
  pay: { right: 'order.write', phases: ['open'] },
  use_deposit: { right: 'order.write', phases: ['open'] },
  link: { right: 'order.write', phases: ['waiting', 'open'] },
  refund: { right: 'payment.refund', phases: ['open', 'closed'] },
  exchange: { right: 'order.write', phases: ['open', 'closed'] },
  share: { right: 'order.write', phases: ['waiting', 'open', 'closed'] },
  schedule_dues: { right: 'order.write', phases: ['open'] },
  draw_contract: { right: 'order.write', phases: ['open'] },
};

export const isPossible = (phase: OrderPhase, verb: OrderVerb): boolean => VERBS[verb].phases.includes(phase);

/** What the actor may do with this order now. `staffIds` of the facts: its seller, who shares it, who owns the customer, who serves its bookings. */
export function orderAbilities(actor: Actor, phase: OrderPhase, facts: RowFacts): OrderVerb[] {
  return (Object.keys(VERBS) as OrderVerb[]).filter(
    (verb) => isPossible(phase, verb) && actor.kind === 'staff' && inScope(compileScope(actor, VERBS[verb].right), facts),
  );
}
