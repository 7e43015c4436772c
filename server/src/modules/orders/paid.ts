import type { Sql } from '../../platform/db';
import { findPaidOrder, type PaidOrder } from './records.paid';

/** Whose an order is and what of it is paid; null when there is none. */
export function paidOf(sql: Sql, orderId: string): Promise<PaidOrder | null> {
  return findPaidOrder(sql, orderId);
}
