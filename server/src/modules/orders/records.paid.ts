import type { Sql } from '../../platform/db';

export interface PaidOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly storeId: string;
  /** Received and not given back. */
  readonly paidFen: number;
}

export async function findPaidOrder(sql: Sql, orderId: string): Promise<PaidOrder | null> {
  const rows = await sql<PaidOrder>(
    'SELECT id AS "orderId", customer_id AS "customerId", store_id AS "storeId", paid_fen AS "paidFen" FROM orders WHERE id = $1::uuid',
    [orderId],
  );
  return rows[0] ?? null;
}
