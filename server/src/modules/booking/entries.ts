import type { Write } from '../../platform/write';
import type { BookingRow } from './records.bookings';
import { moveEntry } from './records.waitlist';

/**
 * What becomes of a waiting list's entry when its offer ends: taken by her, or passed on. Nothing where the booking is no offer, or was
 * settled before. (Money that comes after the deadline may still turn `passed` into `taken`.)
 */
export async function settleEntry(
  write: Write,
  row: Pick<BookingRow, 'id' | 'waitlistId' | 'storeId' | 'customerId'>,
  outcome: 'taken' | 'passed',
): Promise<void> {
  if (row.waitlistId === null) return;
  if (await moveEntry(write.tx, row.waitlistId, outcome === 'taken' ? ['offered', 'passed'] : ['offered'], { state: outcome, offerUntil: null }))
    await write.event({ type: `waitlist.${outcome}`, storeId: row.storeId, customerId: row.customerId, bookingId: row.id });
}
