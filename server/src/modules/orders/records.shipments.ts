import type { Scope } from '@zhike/domain/kernel/access';
import type { ShipmentState } from '@zhike/domain/orders/contract';
import type { Keyset } from '../../platform/cursor';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export type HowShipped = 'pickup' | 'virtual';

export interface ShipmentRow {
  readonly paymentId: string;
  readonly outTradeNo: string;
  readonly transactionId: string | null;
  readonly payerOpenid: string | null;
  readonly storeId: string;
  readonly storeName: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly description: string;
  readonly paidFen: number;
  /** Paid, less what goes back or has gone back. */
  readonly leftFen: number;
  readonly how: HowShipped;
  readonly state: ShipmentState;
  readonly code: string;
  readonly tries: number;
  readonly changedAt: Date;
}

const SHIPMENT = `SELECT s.payment_id AS "paymentId", p.out_trade_no AS "outTradeNo", p.transaction_id AS "transactionId", p.payer_openid AS "payerOpenid", p.store_id AS "storeId",
  st.name AS "storeName", p.customer_id AS "customerId", c.name AS "customerName", p.description, p.paid_fen AS "paidFen",
  (p.paid_fen - COALESCE((SELECT sum(f.amount_fen) FROM refunds f WHERE f.payment_id = p.id AND f.state <> 'closed'), 0))::int AS "leftFen",
  s.how, s.state, s.code, s.tries, s.changed_at AS "changedAt"
  FROM shipments s JOIN payments p ON p.id = s.payment_id JOIN customers c ON c.id = p.customer_id JOIN stores st ON st.id = p.store_id`;

export async function findShipment(sql: Sql, paymentId: string): Promise<ShipmentRow | null> {
  return (await sql<ShipmentRow>(`${SHIPMENT} WHERE s.payment_id = $1::uuid`, [paymentId]))[0] ?? null;
}

/** Shipments of payments within a scope, the newest first. */
export function listShipments(
  sql: Sql,
  scope: Scope,
  state: ShipmentState | null,
  page: { readonly after: Keyset | null; readonly limit: number },
): Promise<ShipmentRow[]> {
  const values: unknown[] = [state, page.after?.at ?? null, page.after?.id ?? null, page.limit];
  const inScope = scopeSql(scope, values, { store: 'p.store_id', customer: 'p.customer_id', own: (me) => `c.owner_staff_id = ${me}` });
  return sql(
    `${SHIPMENT} WHERE ($1::text IS NULL OR s.state = $1) AND ($2::timestamptz IS NULL OR (s.changed_at, s.payment_id) < ($2::timestamptz, $3::uuid)) AND ${inScope}
     ORDER BY s.changed_at DESC, s.payment_id DESC LIMIT $4`,
    values,
  );
}

/** Writes that the platform is to be told of payments that were made in the mini-program; answers those of which it was not to be told before. */
export async function insertShipments(
  tx: Tx,
  of: { readonly paymentId: string } | { readonly orderId: string },
  how: HowShipped,
  now: Date,
): Promise<string[]> {
  const [column, id] = 'orderId' in of ? ['order_id', of.orderId] : ['id', of.paymentId];
  const rows = await sqlIn(tx)<{ id: string }>(
    `INSERT INTO shipments (payment_id, how, state, created_at, changed_at) SELECT id, $2, 'due', $3::timestamptz, $3::timestamptz FROM payments
      WHERE ${column} = $1::uuid AND state = 'paid' AND channel = 'jsapi' ON CONFLICT DO NOTHING RETURNING payment_id AS id`,
    [id, how, now.toISOString()],
  );
  return rows.map((row) => row.id);
}

/** Moves one on from a state, and counts the try; false when it is not in that state any more. */
export async function moveShipment(
  tx: Tx,
  paymentId: string,
  from: ShipmentState,
  change: { readonly state: ShipmentState; readonly code: string; readonly tries: 0 | 1; readonly at: Date },
): Promise<boolean> {
  const moved = await changeIn(
    tx,
    'UPDATE shipments SET state = $3, code = $4, tries = tries + $5::int, changed_at = $6::timestamptz WHERE payment_id = $1::uuid AND state = $2',
    [paymentId, from, change.state, change.code, change.tries, change.at.toISOString()],
  );
  return moved === 1;
}
