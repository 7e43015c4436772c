import type { Sql } from '../../platform/db';
import { belongsToOrder } from './records.ordered';

/** True when an order bills the booking: then nothing of it is open for a card. */
export function isOrdered(sql: Sql, bookingId: string): Promise<boolean> {
  return belongsToOrder(sql, bookingId);
}
