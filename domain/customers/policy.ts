import { compileScope, holds, inScope, type Right, type RowFacts, type Scope } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import type { CustomerProfile, SharePart } from './contract';
import type { TimelineKind } from './rules';

export type CustomerAbility = CustomerProfile['can'][number];

const RIGHT_OF: Record<CustomerAbility, Right> = {
  write: 'customer.write',
  tag: 'customer.tag',
  reveal_phone: 'customer.reveal_phone',
  merge: 'customer.merge',
  share: 'customer.share',
  book: 'booking.write',
  health_read: 'customer.health_read',
  health_write: 'customer.health_write',
};

/** A customer's row as a scope sees it. `staffIds`: her owner, the members who follow her in WeCom, and everyone who serves one of her bookings. */
export interface CustomerFacts extends RowFacts {
  readonly customerId: string;
  /** What her store lets others see. */
  readonly shares?: readonly Share[];
}

export interface Share {
  readonly storeId: string;
  readonly parts: readonly SharePart[];
}

const PARTS: readonly SharePart[] = ['profile', 'bookings', 'notes'];

/** What is agreed, in one order and once each; nobody is shared without saying who she is. */
export function partsOf(parts: readonly SharePart[]): SharePart[] {
  return PARTS.filter((part) => part === 'profile' || parts.includes(part));
}

/**
 * What a reader sees of a customer: everything (`all`) in her scope; of another store's customer the parts that were agreed for one of
 * her stores; else nothing (null), and then the customer does not exist for her. Only a scope of stores is shared with: what a single
 * member owns stays hers. Reading alone: no share lets anybody write. Its SQL twin is `customerReadWhere`.
 */
export function visibleParts(scope: Scope, facts: CustomerFacts): 'all' | readonly SharePart[] | null {
  if (inScope(scope, facts)) return 'all';
  if (scope.kind !== 'stores') return null;
  const agreed = (facts.shares ?? []).filter((share) => scope.storeIds.includes(share.storeId));
  return agreed.length > 0 ? partsOf(agreed.flatMap((share) => share.parts)) : null;
}

/** What the actor may do with this customer: buttons are drawn from it, and each command decides again. */
export function customerAbilities(actor: Actor, facts: CustomerFacts): CustomerAbility[] {
  return (Object.keys(RIGHT_OF) as CustomerAbility[]).filter((ability) => inScope(compileScope(actor, RIGHT_OF[ability]), facts));
}

/** Whether the actor may know what she must be spared: who books or serves her, at that right's reach. */
export function mayReadHealth(actor: Actor, facts: RowFacts): boolean {
  return inScope(compileScope(actor, 'customer.health_read'), facts);
}

const KIND_RIGHT: Partial<Record<TimelineKind, Right>> = { booking: 'booking.read', payment: 'payment.read', order: 'order.read', card: 'card.read' };

const KIND_PART: Partial<Record<TimelineKind, SharePart>> = { booking: 'bookings', note: 'notes' };

/** The kinds of timeline lines that go with shared parts. */
export function sharedKinds(kinds: readonly TimelineKind[], parts: readonly SharePart[]): TimelineKind[] {
  return kinds.filter((kind) => {
    const part = KIND_PART[kind];
    return part !== undefined && parts.includes(part);
  });
}

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
