import type { Actor } from './actor';

/**
 * The permission compiler. Roles are data: a list of grants, each a right and how far it reaches.
 * `compileScope` is the only road from a role to rows; its answer is either "none" (refuse before any query)
 * or a row scope that a query must apply. There is no way to ask for rows without naming a right.
 */
export const RIGHTS = [
  'store.read',
  'store.manage',
  'store.hours',
  'staff.manage',
  'customer.read',
  'customer.write',
  'customer.tag',
  'customer.merge',
  'customer.share',
  'customer.reveal_phone',
  'customer.health_read',
  'customer.health_write',
  'tag.manage',
  'booking.read',
  'booking.write',
  'booking.confirm',
  'booking.serve',
  'booking.cancel',
  'booking.overbook',
  'calendar.read',
  'resource.read',
  'resource.manage',
  'service.manage',
  'payment.read',
  'payment.refund',
  'ledger.read',
  'finance.reconcile',
  'finance.close_day',
  'catalogue.read',
  'catalogue.manage',
  'catalogue.cost_read',
  'card.read',
  'card.manage',
  'card.sell',
  'card.use',
  'card.undo',
  'card.refund',
  'card.adjust',
  'level.manage',
  'points.read',
  'points.use',
  'points.adjust',
  'coupon.manage',
  'coupon.issue',
  'coupon.push',
  'message.read',
  'message.release',
  'message.manage',
  'order.read',
  'order.write',
  'order.approve',
  'order.discount',
  'api_key.manage',
  'flow.read',
  'flow.manage',
  'design.read',
  'design.edit',
  'design.publish',
  'report.read',
  'record.read',
  'record.write',
  'data.import',
  'customer.bulk',
  'form.share',
] as const;
export type Right = (typeof RIGHTS)[number];

/** own = rows I own or serve; store = rows of my stores; all = every row of the shop. */
export type Reach = 'own' | 'store' | 'all';

export interface Grant {
  readonly right: Right;
  readonly reach: Reach;
  /** Up to how much, for rights that have a measure (a discount, in percent); absent: as much as there is. */
  readonly limit?: number;
}

export type Scope =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'stores'; readonly storeIds: readonly string[] }
  | { readonly kind: 'own'; readonly staffId: string }
  | { readonly kind: 'customer'; readonly customerId: string };

const WIDTH: Record<Reach, number> = { own: 1, store: 2, all: 3 };

/**
 * The rows on which the actor holds the right; the widest of several grants wins.
 * Customers reach their own rows for the few rights that a customer has; the system reaches all.
 */
export function compileScope(actor: Actor, right: Right): Scope {
  if (actor.kind === 'system') return { kind: 'all' };
  if (actor.kind === 'customer') {
    if (!CUSTOMER_RIGHTS.includes(right) || !actor.customerId) return { kind: 'none' };
    return { kind: 'customer', customerId: actor.customerId };
  }
  if (actor.kind === 'anonymous') return { kind: 'none' };
  let widest: Reach | null = null;
  for (const grant of actor.grants) if (grant.right === right && (!widest || WIDTH[grant.reach] > WIDTH[widest])) widest = grant.reach;
  if (!widest) return { kind: 'none' };
  if (widest === 'all') return { kind: 'all' };
  if (widest === 'own') return { kind: 'own', staffId: actor.staffId };
  if (actor.storeIds.length === 0) return { kind: 'none' };
  return { kind: 'stores', storeIds: actor.storeIds };
}

const CUSTOMER_RIGHTS: readonly Right[] = ['booking.read', 'booking.write', 'booking.cancel', 'customer.read', 'payment.read', 'order.read', 'card.read'];

/** What a row must tell about itself so that a scope can be decided in memory. */
export interface RowFacts {
  readonly storeId: string | null;
  readonly customerId: string | null;
  /** Staff who own or serve the row. */
  readonly staffIds: readonly string[];
}

/** The in-memory twin of the query's filter; a law test holds the two equal. */
export function inScope(scope: Scope, row: RowFacts): boolean {
  switch (scope.kind) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'stores':
      return row.storeId !== null && scope.storeIds.includes(row.storeId);
    case 'own':
      return row.staffIds.includes(scope.staffId);
    case 'customer':
      return row.customerId === scope.customerId;
  }
}

/** True when the actor holds the right on at least some rows. */
export function holds(actor: Actor, right: Right): boolean {
  return compileScope(actor, right).kind !== 'none';
}

/** Up to how much an actor may use a right that has a measure, in percent: the most of her grants; 0 without one. */
export function limitOf(actor: Actor, right: Right): number {
  if (actor.kind === 'system') return WITHOUT_LIMIT;
  return actor.kind === 'staff' ? limitIn(actor.grants, right) : 0;
}

/** The same for a list of grants. */
export function limitIn(grants: readonly Grant[], right: Right): number {
  return Math.max(0, ...grants.filter((grant) => grant.right === right).map((grant) => grant.limit ?? WITHOUT_LIMIT));
}
const WITHOUT_LIMIT = 100;
