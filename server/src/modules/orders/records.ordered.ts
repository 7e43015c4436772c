import type { Sql } from '../../platform/db';

/** Whether a booking belongs to an order. */
export async function belongsToOrder(sql: Sql, bookingId: string): Promise<boolean> {
  return (await sql('SELECT 1 FROM order_bookings WHERE booking_id = $1::uuid', [bookingId])).length > 0;
}
