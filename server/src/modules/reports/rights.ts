import { allowedOf } from '@zhike/domain/engines/catalogue/allow';
import type { Allowed, Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { compileScope, holds, type Right } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { RowScopes } from '../../engines/conditions/compile';
import { isMadeKind } from '../../engines/catalogue/made-kinds';
import { scopeSql } from '../../platform/scope-sql';
import { bookingIdsSql } from '../booking/queries.reach';
import { customerIdsSql } from '../customers/queries.reach';
import { orderIdsSql } from '../orders/queries.reach';

/** By which right an entity's rows are seen; what everybody at the desk knows (what is sold, who works here) asks only for the shop. */
const RIGHT: Readonly<Record<string, Right>> = {
  customer: 'customer.read',
  tag: 'customer.read',
  booking: 'booking.read',
  service: 'store.read',
  order: 'order.read',
  card: 'card.read',
  payment: 'payment.read',
  store: 'store.read',
  staff: 'store.read',
  sale: 'order.read',
  sale_item: 'order.read',
  item: 'store.read',
  book_line: 'ledger.read',
  staff_sale: 'order.read',
  job: 'booking.read',
  order_stage: 'order.read',
  journey: 'customer.read',
  item_buyer: 'customer.read',
  item_pair: 'customer.read',
  todo: 'store.read',
  performed: 'ledger.read',
  receivable: 'order.read',
  member: 'card.read',
  survey: 'record.read',
  project: 'record.read',
  ad_spend: 'record.read',
  referral: 'record.read',
  channel: 'store.read',
  shift: 'store.read',
};

/** Kinds of records that the shop made up have one right for all. */
const seenBy = (entity: string): Right | undefined => (isMadeKind(entity) ? 'record.read' : RIGHT[entity]);
function rightOf(entity: string): Right {
  const right = seenBy(entity);
  if (!right) throw new Error(`no right is told for ${entity}`);
  return right;
}

type RowsOf = (alias: string, args: unknown[], actor: StaffActor) => string;
const scope = (actor: StaffActor, entity: string) => compileScope(actor, rightOf(entity));
const orders =
  (entity: string, column: string): RowsOf =>
  (alias, args, actor) =>
    `${alias}.${column} IN (${orderIdsSql(scope(actor, entity), args)})`;
const bookings =
  (entity: string, column: string): RowsOf =>
  (alias, args, actor) =>
    `${alias}.${column} IN (${bookingIdsSql(scope(actor, entity), args)})`;
const customers =
  (entity: string, column: string): RowsOf =>
  (alias, args, actor) =>
    `${alias}.${column} IN (${customerIdsSql(scope(actor, entity), args)})`;
const byStore =
  (entity: string, own: (alias: string, me: string) => string, column = 'store_id'): RowsOf =>
  (alias, args, actor) =>
    scopeSql(scope(actor, entity), args, { store: `${alias}.${column}`, customer: null, own: (me) => own(alias, me) });
const everybody: RowsOf = () => 'TRUE';
const mine = (alias: string, me: string): string => `EXISTS (SELECT 1 FROM customers c WHERE c.id = ${alias}.customer_id AND c.owner_staff_id = ${me})`;

/** The rows within a reader's reach: the same as on every other list, because the lists' own filters say which they are. */
const ROWS: Readonly<Record<string, RowsOf>> = {
  customer: customers('customer', 'id'),
  tag: everybody,
  booking: bookings('booking', 'id'),
  service: everybody,
  order: orders('order', 'id'),
  card: byStore('card', mine),
  payment: byStore('payment', mine),
  store: byStore('store', () => 'FALSE', 'id'),
  staff: everybody,
  sale: orders('sale', 'id'),
  sale_item: orders('sale_item', 'order_id'),
  item: everybody,
  book_line: byStore('book_line', () => 'FALSE'),
  staff_sale: orders('staff_sale', 'order_id'),
  job: bookings('job', 'booking_id'),
  order_stage: orders('order_stage', 'order_id'),
  journey: customers('journey', 'id'),
  item_buyer: customers('item_buyer', 'customer_id'),
  item_pair: customers('item_pair', 'customer_id'),
  todo: byStore('todo', (alias, me) => `${alias}.staff_id = ${me}`),
  performed: byStore('performed', () => 'FALSE'),
  receivable: orders('receivable', 'order_id'),
  member: byStore('member', mine),
  survey: byStore('survey', (alias, me) => `(${alias}.staff_id = ${me} OR ${mine(alias, me)})`),
  project: byStore('project', (alias, me) => `(${alias}.staff_id = ${me} OR ${mine(alias, me)})`),
  ad_spend: byStore('ad_spend', () => 'FALSE'),
  referral: byStore('referral', mine),
  channel: everybody,
  shift: byStore('shift', (alias, me) => `${alias}.staff_id = ${me}`),
};

const madeRows = (entity: string): RowsOf => byStore(entity, (alias, me) => `${alias}.owner_id = ${me}`);

/** Rows as SQL. A right over the whole shop asks nothing. */
export function scopesFor(actor: StaffActor): RowScopes {
  return (entity, alias, args) => {
    const rows = isMadeKind(entity) ? madeRows(entity) : ROWS[entity];
    const right = seenBy(entity);
    if (!rows || !right || !holds(actor, right)) return 'FALSE';
    return compileScope(actor, right).kind === 'all' ? null : rows(alias, args, actor);
  };
}

/** Which entities and fields a reader may count by; an entity that is missing may not be seen at all. */
export function allowedFor(actor: StaffActor, catalogue: Catalogue): Readonly<Record<string, Allowed>> {
  const seesCost = holds(actor, 'catalogue.cost_read');
  return Object.fromEntries(
    Object.values(catalogue.entities).flatMap((entity): [string, Allowed][] => {
      const right = seenBy(entity.id);
      if (!right || !holds(actor, right)) return [];
      // The rows are narrowed in SQL (`scopesFor`), by the filters of the lists.
      return [[entity.id, allowedOf(entity, { rows: { all: [] }, read: 'personal', ...(seesCost ? { also: ['cost', 'margin'] } : {}) })]];
    }),
  );
}

/** The stores whose rows of a home are all within a reader's reach; null: all stores'; undefined: her reach is not told by stores. */
export function storesSeen(actor: StaffActor, entity: string): readonly string[] | null | undefined {
  const right = seenBy(entity);
  // What rows are split by (stores, items, people) everybody at the desk knows.
  if (!right || !holds(actor, right) || !holds(actor, 'store.read')) return undefined;
  const [rows, stores] = [compileScope(actor, right), compileScope(actor, 'store.read')];
  if (rows.kind === 'all') return stores.kind === 'all' ? null : undefined;
  return rows.kind === 'stores' && (stores.kind === 'all' || stores.kind === 'stores') ? rows.storeIds : undefined;
}
