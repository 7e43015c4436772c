import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { ask, findAsked, findOfferOf } from '../asking';
import { settleEntry } from '../entries';
import { limitLocks } from '../limiting';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';
import { classStands } from '../records.classes';
import { anyGone, insertReservations, lockTakings, moveBooking, releaseReservations, type Taking } from '../records.take';
import { seatsOf } from '../take';
import { takeStep } from './step';

/* Called by orders, downward, inside its transaction. */

/** confirmed: or asked of whoever must accept it. kept: staff had confirmed it before. slot_gone: the money must go back. */
export type DepositOutcome = 'confirmed' | 'kept' | 'slot_gone';

const GIVEN_UP: readonly BookingRow['state'][] = ['cancelled', 'declined'];

/**
 * The deposit is in. held → confirmed, or requested where somebody must accept. A hold that ran out comes back if every unit is still
 * free (the customer paid at the last moment); otherwise the money must go back. A booking that staff confirmed meanwhile keeps the
 * money as its deposit.
 */
export async function confirmByDeposit(write: Write, ports: Ports, bookingId: string): Promise<DepositOutcome> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (!row) throw new Error('a payment names a booking that does not exist');
  if (row.state === 'held') return settleHold(write, ports, row, 'deposit');
  if (row.state === 'expired') return row.startsAt > write.now && (await retake(write, ports, row)) ? settleHold(write, ports, row, 'deposit') : 'slot_gone';
  return GIVEN_UP.includes(row.state) ? 'slot_gone' : 'kept';
}

/** What she had to do for her hold is done: it is confirmed, or whoever must accept it is asked. The row is locked and its units are taken. */
export async function settleHold(write: Write, ports: Ports, row: BookingRow, by: 'deposit' | 'no_deposit'): Promise<'confirmed'> {
  const offer = await findOfferOf(ports, row);
  const held = await heldUnits(write, row.id);
  const asked = offer && (await findAsked(ports, offer, { startsAt: row.startsAt.getTime() }, held, write.now));
  if (asked) {
    const next = decideStep(bookingLifecycle, row.state, 'submit');
    if (!next.ok) throw new Error(`submit from ${row.state}`);
    if (!(await moveBooking(write.tx, row.id, row.version, { state: next.value, holdExpiresAt: null, acceptBy: asked.acceptBy })))
      throw new Error('a locked booking changed');
    await ask(write, ports, asked, { ...row, serviceName: row.terms.serviceName, version: row.version + 1 });
  } else await takeStep(write, row, 'pay', { confirmedAt: write.now, holdExpiresAt: null }, { type: 'booking.confirmed', data: { by } });
  await settleEntry(write, row, 'taken');
  return 'confirmed';
}

async function heldUnits(write: Write, bookingId: string): Promise<Map<string, string>> {
  const rows = await write.tx.reservation.findMany({ where: { bookingId, releasedAt: null }, select: { roleKey: true, unitId: true } });
  return new Map(rows.map((row) => [row.roleKey, row.unitId]));
}

async function retake(write: Write, ports: Ports, row: BookingRow): Promise<boolean> {
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
  const offer = await findOfferOf(ports, row);
  await lockTakings(write.tx, takings, row.storeId, offer ? limitLocks(offer, takings) : []);
  if (await anyGone(write.tx, { id: row.storeId }, row.serviceId, takings)) return false;
  if (offer?.service.mode === 'class' && !(await classStands(write.tx, seatsOf(offer, takings), row.startsAt.getTime()))) return false;
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
  await takeStep(write, row, 'expire', {}, { type: 'booking.expired' });
  await settleEntry(write, row, 'passed');
  return true;
}
