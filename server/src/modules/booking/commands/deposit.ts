import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';
import { anyGone, insertReservations, lockTakings, moveBooking, releaseReservations, type Taking } from '../records.take';

/* Called by orders, downward, inside its transaction. */

export type DepositOutcome = 'confirmed' | 'kept' | 'slot_gone';

/**
 * The deposit is in. held → confirmed. A hold that ran out comes back if every unit is still free (the customer paid at
 * the last moment); otherwise the money must go back. A booking that staff confirmed meanwhile keeps the money as its deposit.
 */
export async function confirmByDeposit(write: Write, bookingId: string): Promise<DepositOutcome> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (!row) throw new Error('a payment names a booking that does not exist');
  if (row.state === 'held') return confirm(write, row);
  if (row.state === 'expired') return row.startsAt > write.now && (await retake(write, row)) ? confirm(write, row) : 'slot_gone';
  return row.state === 'cancelled' ? 'slot_gone' : 'kept';
}

async function confirm(write: Write, row: BookingRow): Promise<DepositOutcome> {
  if (!(await moveBooking(write.tx, row.id, row.version, { state: 'confirmed', confirmedAt: write.now, holdExpiresAt: null })))
    throw new Error('a locked booking changed');
  await write.event({
    type: 'booking.confirmed',
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId: row.id,
    data: { serviceName: row.terms.serviceName, startsAt: row.startsAt.toISOString(), version: row.version + 1, by: 'deposit' },
  });
  return 'confirmed';
}

async function retake(write: Write, row: BookingRow): Promise<boolean> {
  const old = await write.tx.reservation.findMany({ where: { bookingId: row.id } });
  const last = old.reduce((latest, r) => (r.releasedAt && r.releasedAt > latest ? r.releasedAt : latest), new Date(0));
  const takings = old
    .filter((r) => r.releasedAt?.getTime() === last.getTime())
    .map(
      (r): Taking => ({
        reservationId: newId(write.now),
        unitId: r.unitId,
        roleKey: r.roleKey,
        roleName: r.roleName,
        blocked: { start: r.startsAt.getTime(), end: r.endsAt.getTime() },
        serves: { start: r.servesFrom.getTime(), end: r.servesUntil.getTime() },
      }),
    );
  if (takings.length === 0) return false;
  await lockTakings(write.tx, takings, row.storeId);
  if (await anyGone(write.tx, { id: row.storeId }, takings)) return false;
  await insertReservations(write.tx, row.id, takings);
  return true;
}

/** Ends a hold whose time is up; true when it did. Only after WeChat Pay has closed the order. */
export async function expireHold(write: Write, bookingId: string): Promise<boolean> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (row?.state !== 'held' || !row.holdExpiresAt || row.holdExpiresAt > write.now) return false;
  await releaseReservations(write.tx, row.id, write.now);
  await moveBooking(write.tx, row.id, row.version, { state: 'expired' });
  await write.event({
    type: 'booking.expired',
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId: row.id,
    data: { serviceName: row.terms.serviceName, startsAt: row.startsAt.toISOString(), version: row.version + 1 },
  });
  return true;
}
