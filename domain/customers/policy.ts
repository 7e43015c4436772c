import { compileScope, holds, inScope, type Right, type RowFacts } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import type { CustomerProfile } from './contract';
import type { TimelineKind } from './rules';

export type CustomerAbility = CustomerProfile['can'][number];

const RIGHT_OF: Record<CustomerAbility, Right> = {
  write: 'customer.write',
  tag: 'customer.tag',
  reveal_phone: 'customer.reveal_phone',
  merge: 'customer.merge',
  book: 'booking.write',
  health_read: 'customer.health_read',
  health_write: 'customer.health_write',
};

/** A customer's row as a scope sees it. `staffIds`: her owner, the members who follow her in WeCom, and everyone who serves one of her bookings. */
export interface CustomerFacts extends RowFacts {
  readonly customerId: string;
}

/** What the actor may do with this customer: buttons are drawn from it, and each command decides again. */
export function customerAbilities(actor: Actor, facts: CustomerFacts): CustomerAbility[] {
  return (Object.keys(RIGHT_OF) as CustomerAbility[]).filter((ability) => inScope(compileScope(actor, RIGHT_OF[ability]), facts));
}

/** Whether the actor may know what she must be spared: who books or serves her, at that right's reach. */
export function mayReadHealth(actor: Actor, facts: RowFacts): boolean {
  return inScope(compileScope(actor, 'customer.health_read'), facts);
}

const KIND_RIGHT: Partial<Record<TimelineKind, Right>> = { booking: 'booking.read', payment: 'payment.read' };

/** The kinds of timeline lines that the actor may read at all: money is hidden from posts without `payment.read`. */
export function readableKinds(actor: Actor, kinds: readonly TimelineKind[]): TimelineKind[] {
  return kinds.filter((kind) => {
    const right = KIND_RIGHT[kind];
    return !right || holds(actor, right);
  });
}

/** Whether a member may put a customer into this store: any store of the shop with reach `all`, otherwise one of her own. */
export function mayUseStore(actor: Actor, right: Right, storeId: string): boolean {
  const scope = compileScope(actor, right);
  if (scope.kind === 'all') return true;
  return actor.kind === 'staff' && scope.kind !== 'none' && actor.storeIds.includes(storeId);
}
