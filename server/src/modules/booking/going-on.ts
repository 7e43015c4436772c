import { acceptDeadline, nextStep } from '@zhike/domain/booking/acceptance';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { findOfferOf, freeFor, stopAsking, tellAsked } from './asking';
import { takeStep } from './commands/step';
import { limitLocks } from './limiting';
import { findBookingRow, lockBooking, type BookingRow } from './records.bookings';
import { findHeldRows, releasePart } from './records.clashes';
import { anyGone, insertReservations, lockTakings, moveBooking, releaseReservations, type Taking } from './records.take';
import type { ShapedOffer } from './shaping';
import { depositKeptFen } from './view';

/** The same part of a visit, done by another unit with its own buffers. */
function takingBy(offer: ShapedOffer, part: Taking, unitId: string, now: Date): Taking {
  const unit = offer.units.find(({ id }) => id === unitId);
  if (!unit) throw new Error('a unit that is no candidate was to take over');
  const blocked = { start: part.serves.start - unit.bufferBeforeMinutes * MINUTE_MS, end: part.serves.end + unit.bufferAfterMinutes * MINUTE_MS };
  return { reservationId: newId(now), unitId, roleKey: part.roleKey, roleName: part.roleName, serves: part.serves, blocked };
}

/**
 * Gives a part of a locked booking to another unit: she is locked, looked at, and takes the place of whoever held it, in one
 * transaction. False when she is not free for it any more; then nothing has changed.
 */
export async function replaceUnit(write: Write, ports: Ports, row: BookingRow, by: { readonly unitId: string; readonly roleKey: string }): Promise<boolean> {
  const taken = await takeFirst(write, ports, row, by.roleKey, [by.unitId]);
  return taken !== null;
}

async function takeFirst(write: Write, ports: Ports, row: BookingRow, roleKey: string, unitIds: readonly string[]): Promise<string | null> {
  const offer = await findOfferOf(ports, row);
  const part = (await findHeldRows(write.tx, row.id)).find((one) => one.roleKey === roleKey);
  if (!offer || !part) return null;
  const free = (await freeFor(ports, offer, { id: row.id, startsAt: row.startsAt.getTime() }))(roleKey);
  const takings = unitIds.filter((unitId) => free.includes(unitId)).map((unitId) => takingBy(offer, part, unitId, write.now));
  if (takings.length === 0) return null;
  await lockTakings(write.tx, takings, row.storeId, limitLocks(offer, takings));
  for (const taking of takings) {
    if (await anyGone(write.tx, { id: row.storeId }, row.serviceId, [taking])) continue;
    await releasePart(write.tx, part.reservationId, write.now);
    await insertReservations(write.tx, row.id, [taking]);
    return taking.unitId;
  }
  return null;
}

/**
 * What follows for a part when everybody who was asked said no or the deadline has passed: the next free one is kept for it and is asked, or
 * the booking is given back with all its money, as its service says. `instanceId`: the flow that asks.
 */
export async function passOn(
  write: Write,
  ports: Ports,
  asked: { readonly bookingId: string; readonly part: string; readonly instanceId: string },
  why: 'nobody' | 'timeout',
): Promise<void> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, asked.bookingId);
  const row = await findBookingRow(sql, asked.bookingId, { kind: 'all' });
  if (row?.state !== 'requested') return;
  const offer = await findOfferOf(ports, row);
  const free = offer ? await freeFor(ports, offer, { id: row.id, startsAt: row.startsAt.getTime() }) : () => [];
  const service = offer?.service ?? { acceptance: 'none' as const, acceptTimeout: 'release' as const };
  // What was asked before it was moved is asked no more.
  const offers = row.offers.filter((one) => one.state !== 'withdrawn');
  const { part } = asked;
  const step = nextStep({ roleKey: part, offers, service, free: free(part), isNamed: row.namedRoles.includes(part) });
  const unitId = step.kind === 'ask' ? await takeFirst(write, ports, row, part, step.unitIds) : null;
  if (unitId === null || !offer) return giveUp(write, ports, row, why, asked.instanceId);
  const acceptBy = new Date(acceptDeadline({ now: write.now.getTime(), startsAt: row.startsAt.getTime(), acceptMinutes: offer.service.acceptMinutes }));
  if (!(await moveBooking(write.tx, row.id, row.version, { state: row.state, acceptBy }))) throw new Error('a locked booking changed');
  await tellAsked(write, { ...row, serviceName: row.terms.serviceName, version: row.version + 1 }, acceptBy, 1);
}

/** Nobody took it: the units come free, and orders gives everything back when the event arrives. */
async function giveUp(write: Write, ports: Ports, row: BookingRow, reason: 'nobody' | 'timeout', instanceId: string): Promise<void> {
  await releaseReservations(write.tx, row.id, write.now);
  await stopAsking(write, ports, row.id, instanceId);
  const refundFen = depositKeptFen(row);
  await takeStep(
    write,
    row,
    'decline',
    { cancelledAt: write.now, refundDueFen: refundFen, acceptBy: null },
    { type: 'booking.declined', data: { reason, feeFen: 0, refundFen } },
  );
}
