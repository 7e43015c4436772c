import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface PaymentLine {
  readonly id: string;
  readonly outTradeNo: string;
  readonly transactionId: string | null;
  readonly mchid: string | null;
  readonly storeName: string;
  readonly customerName: string;
  readonly purpose: string;
  readonly description: string;
  readonly state: string;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
  readonly amountFen: number;
  readonly paidFen: number;
  readonly backFen: number;
}

/** Payments of a scope that were opened in a span of time, after one of them, the oldest first. */
export function listPaymentRows(
  sql: Sql,
  scope: Scope,
  by: { readonly storeId: string | null; readonly from: Date; readonly until: Date },
  after: Pick<PaymentLine, 'id' | 'createdAt'> | null,
  limit: number,
): Promise<PaymentLine[]> {
  const values: unknown[] = [by.from.toISOString(), by.until.toISOString(), by.storeId, after?.createdAt.toISOString() ?? null, after?.id ?? null, limit];
  const inScope = scopeSql(scope, values, { store: 'p.store_id', customer: 'p.customer_id', own: (me) => `c.owner_staff_id = ${me}` });
  return sql(
    `SELECT p.id, p.out_trade_no AS "outTradeNo", p.transaction_id AS "transactionId", p.mchid, st.name AS "storeName", c.name AS "customerName", p.purpose, p.description, p.state,
        p.created_at AS "createdAt", p.paid_at AS "paidAt", p.amount_fen AS "amountFen", p.paid_fen AS "paidFen",
        COALESCE((SELECT sum(f.amount_fen) FROM refunds f WHERE f.payment_id = p.id AND f.state = 'succeeded'), 0)::int AS "backFen"
       FROM payments p JOIN stores st ON st.id = p.store_id JOIN customers c ON c.id = p.customer_id
      WHERE p.created_at >= $1::timestamptz AND p.created_at < $2::timestamptz AND ($3::uuid IS NULL OR p.store_id = $3::uuid)
        AND ($4::timestamptz IS NULL OR (p.created_at, p.id) > ($4::timestamptz, $5::uuid)) AND ${inScope} ORDER BY p.created_at, p.id LIMIT $6::int`,
    values,
  );
}
