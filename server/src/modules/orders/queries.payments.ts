import type { Sql } from '../../platform/db';

/** What our books say of a number at WeChat Pay, and whose it is. */
export interface MoveRow {
  readonly what: 'payment' | 'refund';
  /** The payment's or the refund's own id. */
  readonly id: string;
  /** out_trade_no or out_refund_no. */
  readonly number: string;
  readonly mchid: string | null;
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
const PAYMENTS = `SELECT 'payment' AS what, p.id, p.out_trade_no AS number, p.mchid, p.amount_fen AS "amountFen", p.state = 'paid' AS settled, ${WHOSE} FROM payments p ${JOINED}`;
const REFUNDS = `SELECT 'refund' AS what, f.id, f.out_refund_no AS number, p.mchid, f.amount_fen AS "amountFen", f.state IN ('processing', 'succeeded') AS settled, ${WHOSE}
  FROM refunds f JOIN payments p ON p.id = f.payment_id ${JOINED}`;

/** Through whom payments go; `main`: also such as name nobody, from before there were several merchants. */
export interface Through {
  readonly mchid: string;
  readonly main: boolean;
}

const THROUGH = (n: number): string => `(p.mchid = $${n} OR (p.mchid IS NULL AND $${n + 1}::bool))`;

/** What we know of these numbers; with `through`, of such as went through that merchant. */
export async function findMoves(sql: Sql, numbers: readonly string[], through: Through | null): Promise<MoveRow[]> {
  const values = through ? [numbers, through.mchid, through.main] : [numbers];
  const more = through ? ` AND ${THROUGH(2)}` : '';
  const payments = await sql<MoveRow>(`${PAYMENTS} WHERE p.out_trade_no = ANY($1::text[])${more}`, values);
  return [...payments, ...(await sql<MoveRow>(`${REFUNDS} WHERE f.out_refund_no = ANY($1::text[])${more}`, values))];
}

/** A merchant's money that came in a span of time by WeChat Pay's own clock, and refunds that were decided in another and have gone through. */
export async function listDueMoves(sql: Sql, through: Through, paid: readonly [Date, Date], decided: readonly [Date, Date]): Promise<MoveRow[]> {
  const span = ([from, until]: readonly [Date, Date]) => [from.toISOString(), until.toISOString(), through.mchid, through.main];
  const payments = await sql<MoveRow>(
    `${PAYMENTS} WHERE p.state = 'paid' AND p.paid_at >= $1::timestamptz AND p.paid_at < $2::timestamptz AND ${THROUGH(3)}`,
    span(paid),
  );
  const refunds = await sql<MoveRow>(
    `${REFUNDS} WHERE f.state = 'succeeded' AND f.created_at >= $1::timestamptz AND f.created_at < $2::timestamptz AND ${THROUGH(3)}`,
    span(decided),
  );
  return [...payments, ...refunds];
}
