import { decideAnswer, isAccepted } from '@zhike/domain/booking/acceptance';
import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { refuse } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { goOn, replaceUnit } from '../going-on';
import { insist } from '../insist';
import { readBack } from '../making';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';
import { answerOffers } from '../records.offers';
import { moveBooking } from '../records.take';
import { takeStep } from './step';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type AcceptAsk = Ask<ActorOf<'booking.accept'>>;

/**
 * 接单. All who answer stand in line behind the booking's lock, and the first one wins. Opens its own transaction, because one refusal
 * writes: when she was taken by something else meanwhile, her offer ends and the next one may be asked. Safe to repeat: a yes that is
 * already written is answered with the booking.
 */
export function acceptBooking(ask: AcceptAsk, input: Input<'booking.accept'>): Answer<'booking.accept'> {
  return insist(ask.ports, { actor: ask.actor, requestId: ask.requestId }, (write) => sayYes({ ...ask, now: write.now }, input.bookingId, write));
}

async function sayYes(ask: AcceptAsk, bookingId: string, write: Write): Answer<'booking.accept'> {
  const row = await openForAnswer(ask, write, bookingId);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  const held = new Map(row.units.map((unit) => [unit.roleKey, unit.unitId]));
  const answer = decideAnswer({ bookingId, staffId: ask.actor.staffId, offers: row.offers, held });
  if (!answer.ok && answer.refusal.code === 'booking.accepted_by_other') return answer;
  const ended = row.state !== 'confirmed' && row.state !== 'requested';
  const step = decideStep(bookingLifecycle, row.state, 'accept');
  if (!step.ok && (ended || !answer.ok || answer.value.kind === 'answers')) return step;
  if (!answer.ok) return answer;
  if (answer.value.kind === 'before') return readBack(write, ask.ports, ask.actor, bookingId);
  if (!row.acceptBy || row.acceptBy <= write.now) return refuse('booking.not_offered', { bookingId });
  const { offer } = answer.value;

  if (held.get(offer.roleKey) !== offer.unitId && !(await replaceUnit(write, ask.ports, row, offer))) {
    await answerOffers(write.tx, [offer.id], 'expired', write.now);
    await goOn(write, ask.ports, row, 'nobody');
    return refuse('booking.slot_taken', {
      startsAt: row.startsAt.toISOString(),
      units: [{ roleName: offer.roleName, name: offer.unitName }],
      alternatives: [],
    });
  }
  const open = row.offers.filter((other) => other.state === 'open' && other.id !== offer.id);
  const [lost, others] = [open.filter((other) => other.roleKey === offer.roleKey), open.filter((other) => other.roleKey !== offer.roleKey)];
  await answerOffers(write.tx, [offer.id], 'accepted', write.now);
  await answerOffers(
    write.tx,
    lost.map(({ id }) => id),
    'lost',
    write.now,
  );
  // She serves one part; for the others of this booking she is not there any more.
  await answerOffers(
    write.tx,
    others.filter((other) => other.unitId === offer.unitId).map(({ id }) => id),
    'withdrawn',
    write.now,
  );
  await write.event({
    type: 'booking.accepted',
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId,
    data: { unitId: offer.unitId, roleKey: offer.roleKey, version: row.version + 1 },
  });
  const still = row.offers
    .filter((other) => other.state !== 'withdrawn')
    .map((other) => (other.id === offer.id ? { ...other, state: 'accepted' as const } : other));
  if (isAccepted([...new Set(still.map((other) => other.roleKey))], still))
    await takeStep(write, row, 'accept', { confirmedAt: write.now }, { type: 'booking.confirmed', data: { by: 'accept' } });
  else {
    if (!(await moveBooking(write.tx, row.id, row.version, { state: row.state }))) throw new Error('a locked booking changed');
    await goOn(write, ask.ports, row, 'nobody');
  }
  return readBack(write, ask.ports, ask.actor, bookingId);
}

/** 婉拒. Others may still say yes; when nobody is left the booking is given back or offered on, as its service says. */
export async function declineBooking(ask: Ask<ActorOf<'booking.decline'>>, input: Input<'booking.decline'>, write: Write): Answer<'booking.decline'> {
  const row = await openForAnswer(ask, write, input.bookingId);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const step = decideStep(bookingLifecycle, row.state, 'decline');
  if (!step.ok) return step;
  const mine = row.offers.filter((offer) => offer.staffId === ask.actor.staffId && offer.state === 'open');
  if (mine.length === 0) return refuse('booking.not_offered', { bookingId: row.id });
  await answerOffers(
    write.tx,
    mine.map(({ id }) => id),
    'declined',
    write.now,
    input.reason,
  );
  // Not a step of the booking: it goes on waiting for others, and this is no news for the customer.
  await write.event({ type: 'offer.declined', storeId: row.storeId, customerId: row.customerId, bookingId: row.id, data: { offers: mine.length } });
  await goOn(write, ask.ports, row, 'nobody');
  return readBack(write, ask.ports, ask.actor, row.id);
}

/** Locks a booking for an answer; null for whoever may neither read it nor was asked. */
async function openForAnswer(ask: AcceptAsk, write: Write, bookingId: string): Promise<BookingRow | null> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (!row) return null;
  const wasAsked = row.offers.some((offer) => offer.staffId === ask.actor.staffId);
  return wasAsked || inScope(ask.scope, row) ? row : null;
}
