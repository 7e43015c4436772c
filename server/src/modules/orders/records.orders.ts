import type { Stage } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import type { Scope } from '@zhike/domain/kernel/access';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import type { BenefitPart } from '@zhike/domain/orders/benefits';
import type { BenefitKind, OrderPayment, OrderPhase, OrderView } from '@zhike/domain/orders/contract';
import type { Keyset } from '../../platform/cursor';
import type { Sql } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

/** An order as a list shows it. */
export interface OrderHead {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly phase: OrderPhase;
  readonly stage: string;
  readonly stages: readonly Stage[];
  readonly storeId: string;
  readonly storeName: string;
  readonly zone: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly lineId: string;
  readonly lineName: string;
  readonly sellerId: string | null;
  readonly sellerName: string;
  readonly quoteId: string | null;
  readonly listFen: number;
  readonly discountFen: number;
  readonly benefitFen: number;
  readonly billedFen: number;
  readonly paidFen: number;
  readonly costFen: number;
  readonly form: Readonly<Record<string, FieldValue>>;
  readonly note: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly instalments: readonly { readonly name: string; readonly amountFen: number; readonly dueOn: string }[];
  /** Its seller, who shares it, who owns the customer, who serves its bookings. */
  readonly staffIds: readonly string[];
}

export interface OrderLineRow {
  readonly id: string;
  readonly sold: SoldLine;
  readonly discountFen: number;
  readonly benefitFen: number;
  readonly totalFen: number;
  readonly state: 'sold' | 'refunded';
  readonly keptFen: number;
  /** The line that was exchanged for this one. */
  readonly replacesId: string | null;
}

/** What takes something off the bill, and from which lines. */
export interface BenefitRow {
  readonly kind: BenefitKind;
  readonly sourceId: string;
  readonly name: string;
  readonly amountFen: number;
  readonly parts: readonly BenefitPart[];
}

/** An order in full. */
export interface OrderRow extends OrderHead {
  readonly lines: readonly OrderLineRow[];
  readonly steps: readonly { readonly stage: string; readonly at: string; readonly byName: string }[];
  readonly payments: readonly (Omit<OrderPayment, 'at'> & { readonly at: string })[];
  readonly bookings: readonly (Omit<OrderView['bookings'][number], 'startsAt'> & { readonly startsAt: string })[];
  readonly benefits: readonly BenefitRow[];
  readonly shares: readonly { readonly staffId: string; readonly name: string; readonly percent: number }[];
}

const HEAD = `o.id, o.code, o.version, o.phase, o.stage, o.stages, o.store_id AS "storeId", st.name AS "storeName", st.zone, o.customer_id AS "customerId", c.name AS "customerName",
  o.line_id AS "lineId", bl.name AS "lineName", o.seller_id AS "sellerId", COALESCE(sm.name, '') AS "sellerName", o.quote_id AS "quoteId", o.list_fen AS "listFen", o.discount_fen AS "discountFen", o.benefit_fen AS "benefitFen",
  o.billed_fen AS "billedFen", o.paid_fen AS "paidFen", o.cost_fen AS "costFen", o.form, o.note, o.reason, o.created_at AS "createdAt",
  COALESCE((SELECT json_agg(json_build_object('name', i.name, 'amountFen', i.amount_fen, 'dueOn', i.due_on::text) ORDER BY i.position) FROM order_instalments i WHERE i.order_id = o.id), '[]') AS instalments,
  ARRAY(SELECT o.seller_id::text WHERE o.seller_id IS NOT NULL UNION SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
    UNION SELECT h.staff_id::text FROM order_shares h WHERE h.order_id = o.id
    UNION SELECT u.staff_id::text FROM order_bookings ob JOIN reservations r ON r.booking_id = ob.booking_id AND r.released_at IS NULL JOIN resource_units u ON u.id = r.unit_id
      WHERE ob.order_id = o.id AND u.staff_id IS NOT NULL) AS "staffIds"`;
const FROM = `FROM orders o JOIN stores st ON st.id = o.store_id JOIN customers c ON c.id = o.customer_id JOIN business_lines bl ON bl.id = o.line_id LEFT JOIN staff_members sm ON sm.id = o.seller_id`;
const PARTS = `COALESCE((SELECT json_agg(json_build_object('id', l.id, 'sold', l.sold, 'discountFen', l.discount_fen, 'benefitFen', l.benefit_fen, 'totalFen', l.total_fen, 'state', l.state, 'keptFen', l.kept_fen, 'replacesId', l.replaces_id) ORDER BY l.position, l.id)
    FROM order_lines l WHERE l.order_id = o.id), '[]') AS lines,
  COALESCE((SELECT json_agg(json_build_object('stage', s.stage, 'at', s.at, 'byName', COALESCE(m.name, '')) ORDER BY s.at) FROM order_steps s LEFT JOIN staff_members m ON m.id = s.staff_id WHERE s.order_id = o.id), '[]') AS steps,
  COALESCE((SELECT json_agg(json_build_object('id', p.id, 'kind', p.kind, 'till', p.till, 'amountFen', p.amount_fen, 'bookingId', p.booking_id, 'cardId', p.card_id, 'cardName', COALESCE(k.terms->>'name', ''),
      'principalFen', p.principal_fen, 'bonusFen', p.bonus_fen, 'undoesId', p.undoes_id, 'note', p.note, 'byName', COALESCE(m.name, ''), 'at', p.at) ORDER BY p.at, p.id)
    FROM order_payments p LEFT JOIN staff_members m ON m.id = p.staff_id LEFT JOIN cards k ON k.id = p.card_id WHERE p.order_id = o.id), '[]') AS payments,
  COALESCE((SELECT json_agg(json_build_object('bookingId', b.id, 'code', b.code, 'serviceName', b.terms->>'serviceName', 'startsAt', b.starts_at, 'state', b.state) ORDER BY b.starts_at)
    FROM order_bookings ob JOIN bookings b ON b.id = ob.booking_id WHERE ob.order_id = o.id), '[]') AS bookings,
  COALESCE((SELECT json_agg(json_build_object('kind', n.kind, 'sourceId', n.source_id, 'name', n.name, 'amountFen', n.amount_fen, 'parts', n.parts) ORDER BY n.at, n.kind, n.source_id)
    FROM order_benefits n WHERE n.order_id = o.id), '[]') AS benefits,
  COALESCE((SELECT json_agg(json_build_object('staffId', h.staff_id, 'name', m.name, 'percent', h.percent) ORDER BY h.position) FROM order_shares h JOIN staff_members m ON m.id = h.staff_id WHERE h.order_id = o.id), '[]') AS shares`;

/** The rows of a scope, as SQL: the twin of `inScope` over an order's facts. */
export function orderScopeSql(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, {
    store: 'o.store_id',
    customer: 'o.customer_id',
    own: (me) => `o.seller_id = ${me} OR c.owner_staff_id = ${me} OR EXISTS (SELECT 1 FROM order_shares h WHERE h.order_id = o.id AND h.staff_id = ${me})
        OR EXISTS (SELECT 1 FROM order_bookings ob JOIN reservations r ON r.booking_id = ob.booking_id AND r.released_at IS NULL JOIN resource_units u ON u.id = r.unit_id WHERE ob.order_id = o.id AND u.staff_id = ${me})`,
  });
}

/** Locks an order until the transaction ends; false when there is none. */
export async function lockOrder(sql: Sql, orderId: string): Promise<boolean> {
  return (await sql('SELECT 1 FROM orders WHERE id = $1::uuid FOR UPDATE', [orderId])).length > 0;
}

/** One order within a scope, in full; null when there is none. */
export async function findOrderRow(sql: Sql, orderId: string, scope: Scope): Promise<OrderRow | null> {
  const values: unknown[] = [orderId];
  const rows = await sql<OrderRow>(`SELECT ${HEAD}, ${PARTS} ${FROM} WHERE o.id = $1::uuid AND ${orderScopeSql(scope, values)}`, values);
  return rows[0] ?? null;
}

export interface OrderFilter {
  readonly storeId?: string | null;
  readonly customerId?: string | null;
  readonly phases?: readonly OrderPhase[];
  readonly owing?: boolean;
  /** A part of a code or a name. */
  readonly search?: string | undefined;
  readonly from?: Date;
  readonly until?: Date;
}

/** A text as it stands inside a LIKE pattern: % and _ are letters like any other. */
const likeContains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Orders within a scope, the newest first. */
export function listOrderRows(sql: Sql, scope: Scope, by: OrderFilter, page: { readonly after: Keyset | null; readonly limit: number }): Promise<OrderHead[]> {
  const values: unknown[] = [];
  const where = [orderScopeSql(scope, values)];
  if (by.storeId) where.push(`o.store_id = $${values.push(by.storeId)}::uuid`);
  if (by.customerId) where.push(`o.customer_id = $${values.push(by.customerId)}::uuid`);
  if (by.phases && by.phases.length > 0) where.push(`o.phase = ANY($${values.push([...by.phases])}::text[])`);
  if (by.owing) where.push('o.billed_fen > o.paid_fen');
  const word = by.search?.trim() ?? '';
  if (word !== '') {
    const like = `$${values.push(likeContains(word))}`;
    where.push(`(o.code ILIKE ${like} OR c.name ILIKE ${like} OR c.name_pinyin LIKE lower(${like}))`);
  }
  if (by.from) where.push(`o.created_at >= $${values.push(by.from.toISOString())}::timestamptz`);
  if (by.until) where.push(`o.created_at < $${values.push(by.until.toISOString())}::timestamptz`);
  if (page.after) where.push(`(o.created_at, o.id) < ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)}::uuid)`);
  return sql(`SELECT ${HEAD} ${FROM} WHERE ${where.join(' AND ')} ORDER BY o.created_at DESC, o.id DESC LIMIT $${values.push(page.limit)}::int`, values);
}

/** How many orders of a customer lie outside a scope. */
export async function countBeyond(sql: Sql, scope: Scope, customerId: string): Promise<number> {
  const values: unknown[] = [customerId];
  const [row] = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.customer_id = $1::uuid AND NOT (${orderScopeSql(scope, values)})`,
    values,
  );
  return row?.n ?? 0;
}

/** What a list of debts needs of an order. */
export type OwingRow = Pick<OrderHead, 'id' | 'code' | 'storeId' | 'zone' | 'customerId' | 'customerName' | 'billedFen' | 'paidFen' | 'instalments'>;

/** Every order within a scope of which something is owed: a narrow row each, since a shop may have many. */
export function listOwingRows(sql: Sql, scope: Scope, storeId: string | null): Promise<OwingRow[]> {
  const values: unknown[] = [storeId];
  return sql(
    `SELECT o.id, o.code, o.store_id AS "storeId", st.zone, o.customer_id AS "customerId", c.name AS "customerName", o.billed_fen AS "billedFen", o.paid_fen AS "paidFen", i.items AS instalments
       FROM orders o JOIN stores st ON st.id = o.store_id JOIN customers c ON c.id = o.customer_id
       CROSS JOIN LATERAL (SELECT COALESCE(json_agg(json_build_object('name', n.name, 'amountFen', n.amount_fen, 'dueOn', n.due_on::text) ORDER BY n.position), '[]') AS items
         FROM order_instalments n WHERE n.order_id = o.id) i
      WHERE o.billed_fen > o.paid_fen AND ($1::uuid IS NULL OR o.store_id = $1::uuid) AND ${orderScopeSql(scope, values)} ORDER BY o.id`,
    values,
  );
}

/** The order that a booking belongs to; null without one. */
export async function findOrderOfBooking(sql: Sql, bookingId: string): Promise<string | null> {
  return (await sql<{ orderId: string }>('SELECT order_id AS "orderId" FROM order_bookings WHERE booking_id = $1::uuid', [bookingId]))[0]?.orderId ?? null;
}

/** PK-07: of the orders that hold an item, which other items they hold and how many of them do. Always in the same order. */
export async function countTogether(
  sql: Sql,
  scope: Scope,
  itemId: string,
): Promise<{ readonly orders: number; readonly items: { readonly itemId: string; readonly name: string; readonly support: number }[] }> {
  const values: unknown[] = [itemId];
  const holds = `SELECT DISTINCT l.order_id FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN customers c ON c.id = o.customer_id
    WHERE l.item_id = $1::uuid AND l.state = 'sold' AND o.phase IN ('open', 'closed') AND ${orderScopeSql(scope, values)}`;
  const items = await sql<{ itemId: string; name: string; support: number }>(
    `WITH h AS (${holds}) SELECT l.item_id AS "itemId", i.name, count(DISTINCT l.order_id)::int AS support FROM order_lines l JOIN h ON h.order_id = l.order_id
      JOIN catalogue_items i ON i.id = l.item_id WHERE l.item_id <> $1::uuid AND l.state = 'sold' GROUP BY l.item_id, i.name ORDER BY support DESC, i.name, l.item_id LIMIT 20`,
    values,
  );
  const [count] = await sql<{ orders: number }>(`SELECT count(*)::int AS orders FROM (${holds}) x`, values);
  return { orders: count?.orders ?? 0, items };
}
