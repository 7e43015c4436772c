import type { bookingEndpoints, BookingView } from '@zhike/domain/booking/contract';
import { bookingLifecycle, type BookingVerb } from '@zhike/domain/booking/lifecycle';
import { previewCancel } from '@zhike/domain/booking/rules';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';
import { candidatesOf } from '../facts';
import { findOfferRow } from '../records.services';
import { insertReservations, moveBooking, releaseReservations } from '../records.take';
import { takeUnits } from '../take';
import { depositKeptFen, toBookingView } from '../view';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;

/** Locks the booking, then checks scope, version and lifecycle: the head of every step. */
async function openStep(ask: Ask, write: Write, bookingId: string, version: number, verb: BookingVerb): Promise<Decision<BookingRow, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  if (row.version !== version) return refuse('record.changed', { noun: 'booking', id: bookingId, version: row.version });
  const step = decideStep(bookingLifecycle, row.state, verb);
  return step.ok ? allow(row) : step;
}

async function closeStep(
  ask: Ask,
  write: Write,
  row: BookingRow,
  verb: BookingVerb,
  change: Record<string, unknown>,
  event: { type: string; data?: Record<string, string | number | boolean | null> },
): Promise<Decision<{ booking: BookingView }, ApiRefusal>> {
  const next = decideStep(bookingLifecycle, row.state, verb);
  if (!next.ok) return next;
  if (!(await moveBooking(write.tx, row.id, row.version, { state: next.value, ...change })))
    return refuse('record.changed', { noun: 'booking', id: row.id, version: row.version + 1 });
  await write.event({
    type: event.type,
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId: row.id,
    data: { serviceName: row.terms.serviceName, startsAt: row.startsAt.toISOString(), version: row.version + 1, ...event.data },
  });
  const after = await findBookingRow(sqlIn(write.tx), row.id, { kind: 'all' });
  if (!after) throw new Error('a booking vanished inside its own transaction');
  return allow({ booking: await toBookingView(sqlIn(write.tx), after, { actor: ask.actor, now: write.now, ports: ask.ports }) });
}

/** Confirms a hold without its deposit; the open WeChat Pay order, if any, is closed by orders when the event arrives. */
export async function confirmBooking(ask: Ask<ActorOf<'booking.confirm'>>, input: Input<'booking.confirm'>, write: Write): Answer<'booking.confirm'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'confirm');
  if (!open.ok) return open;
  const { holdExpiresAt } = open.value;
  if (holdExpiresAt && holdExpiresAt <= write.now) return refuse('booking.hold_expired', { holdExpiresAt: holdExpiresAt.toISOString() });
  return closeStep(
    ask,
    write,
    open.value,
    'confirm',
    { confirmedAt: write.now, confirmReason: input.reason, holdExpiresAt: null },
    { type: 'booking.confirmed', data: { by: 'staff' } },
  );
}

/** 到店, 开始, 完成, 未到店: the steps of the day itself. */
export function serveStep(verb: 'checkIn' | 'start' | 'finish' | 'markNoShow') {
  const type = { checkIn: 'booking.checked_in', start: 'booking.started', finish: 'booking.finished', markNoShow: 'booking.no_show' }[verb];
  return async (ask: Ask<ActorOf<'booking.checkIn'>>, input: Input<'booking.checkIn'>, write: Write): Answer<'booking.checkIn'> => {
    const open = await openStep(ask, write, input.bookingId, input.version, verb);
    if (!open.ok) return open;
    return closeStep(ask, write, open.value, verb, verb === 'finish' ? { finishedAt: write.now } : {}, { type });
  };
}

/** Cancels under the policy. The refund that the reader saw must still be what the policy gives. */
export async function cancelBooking(ask: Ask<ActorOf<'booking.cancel'>>, input: Input<'booking.cancel'>, write: Write): Answer<'booking.cancel'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'cancel');
  if (!open.ok) return open;
  const row = open.value;
  const by = ask.actor.kind === 'customer' ? 'customer' : 'staff';
  if (by === 'customer' && row.startsAt <= write.now) return refuse('booking.too_late_to_cancel', { startsAt: row.startsAt.toISOString() });
  const preview = previewCancel({
    policy: row.terms.policy,
    startsAt: row.startsAt.getTime(),
    now: write.now.getTime(),
    depositPaidFen: depositKeptFen(row),
    by,
  });
  if (preview.refundFen !== input.expectedRefundFen) return refuse('booking.refund_changed', { refundFen: preview.refundFen, feeFen: preview.feeFen });
  await releaseReservations(write.tx, row.id, write.now);
  return closeStep(
    ask,
    write,
    row,
    'cancel',
    { cancelledAt: write.now, cancelledReason: input.reason, refundDueFen: preview.refundFen, holdExpiresAt: null },
    { type: 'booking.cancelled', data: { by, feeFen: preview.feeFen, refundFen: preview.refundFen } },
  );
}

/** Moves to another start or other units: the old units come free and the new ones are taken in one transaction. */
export async function rescheduleBooking(
  ask: Ask<ActorOf<'booking.reschedule'>>,
  input: Input<'booking.reschedule'>,
  write: Write,
): Answer<'booking.reschedule'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'reschedule');
  if (!open.ok) return open;
  const row = open.value;
  const by = ask.actor.kind === 'customer' ? 'customer' : 'staff';
  if (by === 'customer' && row.startsAt <= write.now) return refuse('booking.too_late_to_cancel', { startsAt: row.startsAt.toISOString() });
  const offer = await findOfferRow(sqlOf(ask.ports.db), row.serviceId, row.storeId);
  const candidates = offer && candidatesOf(offer);
  if (!candidates) return refuse('booking.service_not_offered', { serviceId: row.serviceId, storeId: row.storeId });
  const taken = await takeUnits(
    write,
    ask.ports,
    { candidates, startsAt: Date.parse(input.startsAt), choices: input.choices, by, ignoreBookingId: row.id },
    () => releaseReservations(write.tx, row.id, write.now),
  );
  if (!taken.ok) return taken;
  await insertReservations(write.tx, row.id, taken.value.takings);
  const { start, end } = taken.value.range;
  return closeStep(
    ask,
    write,
    row,
    'reschedule',
    { startsAt: new Date(start), endsAt: new Date(end) },
    { type: 'booking.rescheduled', data: { from: row.startsAt.toISOString(), to: new Date(start).toISOString(), startsAt: new Date(start).toISOString() } },
  );
}
