import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';

/* Called by orders, downward, inside its transaction. */

/** Locks a booking, so that it is neither cancelled nor finished while its deposit is used, and says what it is. */
export async function openForDeposit(write: Write, bookingId: string): Promise<Pick<BookingRow, 'storeId' | 'customerId' | 'state'> | null> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  return row && { storeId: row.storeId, customerId: row.customerId, state: row.state };
}
