import type { Sql } from '../../platform/db';

/** What our books say of a number at WeChat Pay, and whose it is. */
export interface MoveRow {
  readonly what: 'payment' | 'refund';
  /** The payment's or the refund's own id. */
  readonly id: string;
  /** out_trade_no or out_refund_no. */
  readonly number: string;
  readonly amountFen: number;
  /** Paid; for a refund: given back or on its way. */
  readonly settled: boolean;
  readonly customerId: string;
  readonly customerName: string;
  readonly storeName: string;
  readonly description: string;
}

const WHOSE = 'p.customer_id AS "customerId", c.name AS "customerName", st.name AS "storeName", p.description';
const JOINED = 'JOIN customers c ON c.id = p.customer_id JOIN stores st ON st.id = p.store_id';
const PAYMENTS = `SELECT 'payment' AS what, p.id, p.out_trade_no AS number, p.amount_fen AS "amountFen", p.state = 'paid' AS settled, ${WHOSE} FROM payments p ${JOINED}`;
const REFUNDS = `SELECT 'refund' AS what, f.id, f.out_refund_no AS number, f.amount_fen AS "amountFen", f.state IN ('processing', 'succeeded') AS settled, ${WHOSE}
  FROM refunds f JOIN payments p ON p.id = f.payment_id ${JOINED}`;

/** What we know of these numbers. */
export async function findMoves(sql: Sql, numbers: readonly string[]): Promise<MoveRow[]> {
  const payments = await sql<MoveRow>(`${PAYMENTS} WHERE p.out_trade_no = ANY($1::text[])`, [numbers]);
  return [...payments, ...(await sql<MoveRow>(`${REFUNDS} WHERE f.out_refund_no = ANY($1::text[])`, [numbers]))];
}

/** Money that came in a span of time by WeChat Pay's own clock, and refunds that were decided in another and have gone through. */
export async function listDueMoves(sql: Sql, paid: readonly [Date, Date], decided: readonly [Date, Date]): Promise<MoveRow[]> {
  const span = ([from, until]: readonly [Date, Date]) => [from.toISOString(), until.toISOString()];
  const payments = await sql<MoveRow>(`${PAYMENTS} WHERE p.state = 'paid' AND p.paid_at >= $1::timestamptz AND p.paid_at < $2::timestamptz`, span(paid));
  const refunds = await sql<MoveRow>(
    `${REFUNDS} WHERE f.state = 'succeeded' AND f.created_at >= $1::timestamptz AND f.created_at < $2::timestamptz`,
    span(decided),
  );
  return [...payments, ...refunds];
}
