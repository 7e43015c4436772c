import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import { previewCancel } from '@zhike/domain/booking/rules';
import { decideMove, settleNoShow } from '@zhike/domain/booking/terms';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { refuse } from '@zhike/domain/kernel/decision';
import { verbsFrom } from '@zhike/domain/kernel/lifecycle';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { ask as askToAccept, findAsked, findOfferOf, stopAsking } from '../asking';
import { refuseBlocked } from '../cautions';
import { settleEntry } from '../entries';
import { readBack, tellOverbooked } from '../making';
import { decideOverbook, takeOrOverbook } from '../overbooking';
import type { BookingRow } from '../records.bookings';
import { insertReservations, releaseReservations } from '../records.take';
import { bookingFacts, depositKeptFen } from '../view';
import { settleHold } from './deposit';
import { closeStep, openBooking, openStep, takeStep } from './step';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;

/** Confirms a hold without its deposit, or what still waits for a technician's yes; an open WeChat Pay order is closed by orders when the event arrives. */
export async function confirmBooking(ask: Ask<ActorOf<'booking.confirm'>>, input: Input<'booking.confirm'>, write: Write): Answer<'booking.confirm'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'confirm');
  if (!open.ok) return open;
  const { holdExpiresAt, state } = open.value;
  if (state === 'held' && holdExpiresAt && holdExpiresAt <= write.now) return refuse('booking.hold_expired', { holdExpiresAt: holdExpiresAt.toISOString() });
  await stopAsking(write, ask.ports, open.value.id);
  await settleEntry(write, open.value, 'taken');
  const change = { confirmedAt: write.now, confirmReason: input.reason, holdExpiresAt: null, acceptBy: null };
  return closeStep(ask, write, open.value, 'confirm', change, { type: 'booking.confirmed', data: { by: 'staff' } });
}

/** The customer says yes to a held time that asks no deposit: an offer of the waiting list. */
export async function takeOffer(ask: Ask<ActorOf<'booking.takeOffer'>>, input: Input<'booking.takeOffer'>, write: Write): Answer<'booking.takeOffer'> {
  const scope = ask.actor.customerId ? { kind: 'customer' as const, customerId: ask.actor.customerId } : { kind: 'none' as const };
  const open = await openBooking({ ...ask, scope }, write, input.bookingId, input.version);
  if (!open.ok) return open;
  const { state, depositFen, holdExpiresAt } = open.value;
  if (state !== 'held' && state !== 'expired')
    return refuse('lifecycle.illegal_step', { state, verb: 'takeOffer', possible: verbsFrom(bookingLifecycle, state) });
  if (depositFen > 0) return refuse('booking.deposit_due', { depositFen });
  if (holdExpiresAt && (state === 'expired' || holdExpiresAt <= write.now))
    return refuse('booking.hold_expired', { holdExpiresAt: holdExpiresAt.toISOString() });
  await settleHold(write, ask.ports, open.value, 'no_deposit');
  return readBack(write, ask.ports, ask.actor, open.value.id);
}

/** 到店, 开始, 完成: the steps of the day itself. */
export function serveStep(verb: 'checkIn' | 'start' | 'finish') {
  const type = ({ checkIn: 'booking.checked_in', start: 'booking.started', finish: 'booking.finished' } as const)[verb];
  return async (ask: Ask<ActorOf<'booking.checkIn'>>, input: Input<'booking.checkIn'>, write: Write): Answer<'booking.checkIn'> => {
    const open = await openStep(ask, write, input.bookingId, input.version, verb);
    if (!open.ok) return open;
    return closeStep(ask, write, open.value, verb, verb === 'finish' ? { finishedAt: write.now } : {}, { type });
  };
}

/** 未到店: the terms say which share of the deposit stays; orders gives the rest back when the event arrives. */
export async function markNoShow(ask: Ask<ActorOf<'booking.markNoShow'>>, input: Input<'booking.markNoShow'>, write: Write): Answer<'booking.markNoShow'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'markNoShow');
  if (!open.ok) return open;
  const settled = settleNoShow(open.value.terms.policy, depositKeptFen(open.value));
  return closeStep(ask, write, open.value, 'markNoShow', { refundDueFen: settled.refundFen }, { type: 'booking.no_show', data: { ...settled } });
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
  await endBooking(write, ask.ports, row, { by, reason: input.reason, feeFen: preview.feeFen, refundFen: preview.refundFen });
  return readBack(write, ask.ports, ask.actor, row.id);
}

/** Cancels a locked booking: the units come free, whoever was asked is not any more, an offer of the waiting list is passed on. */
export async function endBooking(
  write: Write,
  ports: Ports,
  row: Parameters<typeof takeStep>[1],
  end: { readonly by: 'customer' | 'staff'; readonly reason: string; readonly feeFen: number; readonly refundFen: number },
): Promise<void> {
  await releaseReservations(write.tx, row.id, write.now);
  await stopAsking(write, ports, row.id);
  await takeStep(
    write,
    row,
    'cancel',
    { cancelledAt: write.now, cancelledReason: end.reason, refundDueFen: end.refundFen, holdExpiresAt: null, acceptBy: null },
    { type: 'booking.cancelled', data: { by: end.by, feeFen: end.feeFen, refundFen: end.refundFen } },
  );
  if (row.state === 'held') await settleEntry(write, row, 'passed');
}

/**
 * Moves to another start or other units: the old units come free and the new ones are taken in one transaction. The money stays as it
 * was agreed. Whoever had to accept it is asked anew.
 */
export async function rescheduleBooking(
  ask: Ask<ActorOf<'booking.reschedule'>>,
  input: Input<'booking.reschedule'>,
  write: Write,
): Answer<'booking.reschedule'> {
  const open = await openStep(ask, write, input.bookingId, input.version, 'reschedule');
  if (!open.ok) return open;
  const row = open.value;
  const overbook = decideOverbook(ask, input.overbook, bookingFacts(row));
  if (!overbook.ok) return overbook;
  const by = ask.actor.kind === 'customer' ? 'customer' : 'staff';
  if (by === 'customer') {
    const may = decideMove({ policy: row.terms.policy, startsAt: row.startsAt.getTime(), moves: row.moves, now: write.now.getTime() });
    if (!may.ok) return may;
  }
  const offer = await findOfferOf(ask.ports, row);
  if (!offer) return refuse('booking.service_not_offered', { serviceId: row.serviceId, storeId: row.storeId });
  const visit = { customerId: row.customerId, service: offer.service, zone: offer.store.zone, startsAt: Date.parse(input.startsAt) };
  const allowed = await refuseBlocked(sqlIn(write.tx), ask.ports, visit);
  if (!allowed.ok) return allowed;
  const taken = await takeOrOverbook(
    ask,
    write,
    { candidates: offer, startsAt: Date.parse(input.startsAt), choices: input.choices, by, ignoreBookingId: row.id, forCustomerId: row.customerId },
    overbook.value,
    () => releaseReservations(write.tx, row.id, write.now),
  );
  if (!taken.ok) return taken;
  await insertReservations(write.tx, row.id, taken.value.takings);
  const { start, end } = taken.value.range;
  const laidOver = taken.value.takings.some((taking) => taking.overbooked) ? overbook.value : null;
  const held = new Map(taken.value.takings.map((taking) => [taking.roleKey, taking.unitId]));
  // Whoever drags it along with its people has named nobody.
  const namedRoles = taken.value.named.filter((roleKey) => row.namedRoles.includes(roleKey) || !isHeld(row, roleKey, input.choices[roleKey]));
  const asked = row.state === 'requested' ? await findAsked(ask.ports, offer, { startsAt: start }, held, write.now) : null;
  await takeStep(
    write,
    row,
    'reschedule',
    {
      startsAt: new Date(start),
      endsAt: new Date(end),
      moves: row.moves + (by === 'customer' ? 1 : 0),
      overbookReason: laidOver?.reason ?? null,
      overbookStaffId: laidOver?.staffId ?? null,
      namedRoles,
      ...(asked ? { acceptBy: asked.acceptBy } : {}),
    },
    { type: 'booking.rescheduled', data: { by, from: row.startsAt.toISOString(), to: new Date(start).toISOString(), startsAt: new Date(start).toISOString() } },
  );
  const about = { storeId: row.storeId, customerId: row.customerId, bookingId: row.id };
  await tellOverbooked(write, about, taken.value, row.version + 1);
  if (row.state === 'requested') {
    await stopAsking(write, ask.ports, row.id);
    if (asked) await askToAccept(write, ask.ports, asked, { ...row, serviceName: row.terms.serviceName, startsAt: new Date(start), version: row.version + 1 });
    else await confirmNow(write, { ...row, startsAt: new Date(start), version: row.version + 1 });
  }
  return readBack(write, ask.ports, ask.actor, row.id);
}

const isHeld = (row: Pick<BookingRow, 'units'>, roleKey: string, unitId: string | undefined): boolean =>
  row.units.some((unit) => unit.roleKey === roleKey && unit.unitId === unitId);

/** A moved request whose service asks nobody any more. */
async function confirmNow(write: Write, row: Parameters<typeof takeStep>[1]): Promise<void> {
  await takeStep(write, row, 'accept', { confirmedAt: write.now, acceptBy: null }, { type: 'booking.confirmed', data: { by: 'accept' } });
}
