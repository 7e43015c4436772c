import { decideAnswer } from '@zhike/domain/booking/acceptance';
import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import type { ApiRefusal } from '@zhike/domain/api';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { refuse } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import { performDecided } from '../../../engines/flows/effects';
import { stepFlow } from '../../../engines/flows/runner';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { insist } from '../insist';
import { readBack } from '../making';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type AcceptAsk = Ask<ActorOf<'booking.accept'>>;

/** A no that takes back what its transaction wrote. */
class TakenBack extends Error {
  constructor(
    readonly refusal: ApiRefusal,
    readonly instanceId: string,
  ) {
    super(refusal.code);
  }
}

/**
 * 接单: the door of the booking to the to-do of the flow that asks. All who answer stand in line behind the booking's lock, and the first
 * one wins. Safe to repeat: a yes that is already written is answered with the booking. Opens its own transactions: whoever was taken by
 * something else meanwhile is asked no more, and that is written although her yes is refused.
 */
export async function acceptBooking(ask: AcceptAsk, input: Input<'booking.accept'>): Answer<'booking.accept'> {
  const meta = { actor: ask.actor, requestId: ask.requestId };
  try {
    return await insist(ask.ports, meta, (write) => sayYes({ ...ask, now: write.now }, input.bookingId, write));
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
    const { refusal, instanceId } = error;
    if (refusal.code === 'booking.slot_taken')
      await insist(ask.ports, meta, async (write) => {
        await stepFlow(write, ask.ports, instanceId, { t: 'left', id: newId(write.now), now: write.now.getTime(), person: ask.actor.staffId });
      });
    return { ok: false, refusal } as Awaited<Answer<'booking.accept'>>;
  }
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
  const { id: key, instanceId } = answer.value.offer;
  const said = await stepFlow(write, ask.ports, instanceId, { ...stamp(ask, write), t: 'decide', key, d: 'approve' });
  if (!said.ok) return refuse('booking.not_offered', { bookingId });
  const done = await performDecided(write, ask.ports, instanceId);
  if (!done.ok) throw new TakenBack(done.refusal as ApiRefusal, instanceId);
  return readBack(write, ask.ports, ask.actor, bookingId);
}

const stamp = (ask: AcceptAsk, write: Write) => ({ id: newId(write.now), now: write.now.getTime(), actor: ask.actor.staffId });

/** 婉拒. Others may still say yes; when nobody is left the flow passes the booking on, as its service says. */
export async function declineBooking(ask: Ask<ActorOf<'booking.decline'>>, input: Input<'booking.decline'>, write: Write): Answer<'booking.decline'> {
  const row = await openForAnswer(ask, write, input.bookingId);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const step = decideStep(bookingLifecycle, row.state, 'decline');
  if (!step.ok) return step;
  const mine = row.offers.filter((offer) => offer.staffId === ask.actor.staffId && offer.state === 'open');
  if (mine.length === 0) return refuse('booking.not_offered', { bookingId: row.id });
  // Not a step of the booking: it goes on waiting for others, and this is no news for the customer.
  await write.event({ type: 'offer.declined', storeId: row.storeId, customerId: row.customerId, bookingId: row.id, data: { offers: mine.length } });
  const comment = input.reason ? { comment: input.reason } : {};
  for (const { id: key, instanceId } of mine) {
    const said = await stepFlow(write, ask.ports, instanceId, { ...stamp(ask, write), t: 'decide', key, d: 'reject', ...comment });
    // After her first no the booking may have been given back whole.
    if (said.ok) await performDecided(write, ask.ports, instanceId);
  }
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
