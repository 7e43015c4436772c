import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { cardUseUndone } from '@zhike/domain/ledger/acts.cards';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { serveStep } from '../../booking/commands/steps';
import { lockSettling } from '../../booking/queries.settling';
import { transactionOf } from '../../ledger/cards';
import { post } from '../../ledger/post';
import type { Input } from '../input';
import { lockCards } from '../records.cards';
import { findUse, markUndone, removePending } from '../records.uses';
import { rulesNow } from '../rules';
import { toUseView, undoableUntil } from '../view';
import { cardOf } from './open';
import { takeFromCards } from './take';

/** BK-15, CD-07: completes the booking and takes what it costs from the cards, both or neither. */
export async function finishWithCards(ask: Ask<ActorOf<'membership.finish'>>, input: Input<'membership.finish'>, write: Write): Answer<'membership.finish'> {
  const scope = compileScope(ask.actor, 'booking.serve');
  if (scope.kind === 'none') return refuse('access.forbidden', { right: 'booking.serve' });
  const finished = await serveStep('finish')({ ...ask, scope }, { bookingId: input.bookingId, version: input.version }, write);
  if (!finished.ok) return finished;
  const sql = sqlIn(write.tx);
  const booking = await lockSettling(sql, input.bookingId, ask.scope);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const taken = await takeFromCards(write, booking, input.cardIds);
  if (!taken.ok) return taken;
  const { undoHours } = await rulesNow(sql);
  return allow({ booking: finished.value.booking, uses: taken.value.uses.map((use) => toUseView(use, undoHours, write.now)), openFen: taken.value.openFen });
}

/** Takes what a completed booking costs from the cards that somebody named. */
export async function settleFromCards(ask: Ask<ActorOf<'membership.settle'>>, input: Input<'membership.settle'>, write: Write): Answer<'membership.settle'> {
  const sql = sqlIn(write.tx);
  const booking = await lockSettling(sql, input.bookingId, ask.scope);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  if (booking.state !== 'done') return refuse('membership.nothing_to_settle', { bookingId: booking.bookingId });
  const taken = await takeFromCards(write, booking, input.cardIds);
  if (!taken.ok) return taken;
  const { undoHours } = await rulesNow(sql);
  return allow({ uses: taken.value.uses.map((use) => toUseView(use, undoHours, write.now)), openFen: taken.value.openFen });
}

/** It was paid in another way; the reason stays in the events. */
export async function settleOtherwise(
  ask: Ask<ActorOf<'membership.settleOtherwise'>>,
  input: Input<'membership.settleOtherwise'>,
  write: Write,
): Answer<'membership.settleOtherwise'> {
  const booking = await lockSettling(sqlIn(write.tx), input.bookingId, ask.scope);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  if (!(await removePending(write.tx, booking.bookingId))) return refuse('membership.nothing_to_settle', { bookingId: booking.bookingId });
  const { bookingId, storeId, customerId } = booking;
  await write.event({ type: 'card.settled_otherwise', storeId, customerId, bookingId, data: { reason: input.reason } });
  return allow({ done: true as const });
}

/** CD-07: a use is taken back line by line; the card may be frozen or over by now, only not given back. */
export async function undoUse(ask: Ask<ActorOf<'membership.undo'>>, input: Input<'membership.undo'>, write: Write): Answer<'membership.undo'> {
  const sql = sqlIn(write.tx);
  const seen = await findUse(sql, input.useId);
  const booking = seen && (await lockSettling(sql, seen.bookingId, ask.scope));
  if (!seen || !booking) return refuse('record.not_found', { noun: 'card_use', id: input.useId });
  const [card] = await lockCards(sql, [seen.cardId]);
  const use = await findUse(sql, input.useId);
  if (!card || !use) throw new Error('a use without a card');
  if (use.undoneAt) return refuse('membership.already_undone', { useId: use.id });
  const { undoHours } = await rulesNow(sql);
  const until = undoableUntil(use, undoHours);
  if (until <= write.now) return refuse('membership.undo_too_late', { undoableUntil: until.toISOString() });
  if (card.state === 'refunded') return refuse('membership.not_possible', { state: card.state, verb: 'undo' });
  const usedId = await transactionOf(sql, `card_use/${use.id}/used`);
  if (!usedId) throw new Error('a use that is not in the books');
  await markUndone(write.tx, use.id, ask.actor.staffId, write.now);
  const { id: useId, bookingId, storeId: atStoreId } = use;
  await post(write, cardUseUndone(cardOf(card), { useId, bookingId, atStoreId, taking: use, usedId, reason: input.reason }));
  await write.event({
    type: 'card.use_undone',
    storeId: atStoreId,
    customerId: card.customerId,
    bookingId,
    data: { cardId: card.id, useId, reason: input.reason },
  });
  return allow({ use: toUseView({ ...use, undoneAt: write.now }, undoHours, write.now) });
}
