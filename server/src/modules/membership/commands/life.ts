import type { ApiRefusal } from '@zhike/domain/api';
import type { EventOf } from '@zhike/domain/events';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope, type Right } from '@zhike/domain/kernel/access';
import { refuse, type Decision } from '@zhike/domain/kernel/decision';
import { cardCorrected, cardRefunded, type BackPart } from '@zhike/domain/ledger/acts.cards';
import type { CardVerb } from '@zhike/domain/membership/contract';
import { decideCorrection, extendedBy } from '@zhike/domain/membership/life';
import { verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { customerRowFacts } from '../../customers/row-facts';
import { findStoreRow } from '../../stores/queries.hours';
import { decideOnline, giveBackThrough } from '../../orders/give-back';
import { giveCard } from '../../ledger/cards';
import { post, postAlong } from '../../ledger/post';
import type { Input } from '../input';
import { changeCard, removeFamily } from '../records.cards';
import { refundOf } from '../refunding';
import { rulesNow } from '../rules';
import { todayOf, type Card } from '../view';
import { answerCard, cardOf, openCard } from './open';

/** The head of every step: locked, reached, unchanged since it was seen, and possible. */
async function openStep(
  ask: Pick<Ask, 'actor'>,
  write: Write,
  input: { readonly cardId: string; readonly version: number },
  right: Right,
  verb: CardVerb,
): Promise<Decision<Card, ApiRefusal>> {
  const open = await openCard(ask, write, input.cardId, right);
  if (!open.ok) return open;
  const { row, facts } = open.value;
  if (row.version !== input.version) return refuse('record.changed', { noun: 'card', id: row.id, version: row.version });
  return verbsOf(facts).includes(verb) ? open : refuse('membership.not_possible', { state: facts.state, verb });
}

async function tell(write: Write, type: EventOf<'card'>, { row }: Card, data: Record<string, string | number | null> = {}): Promise<void> {
  await write.event({ type, storeId: row.storeId, customerId: row.customerId, data: { cardId: row.id, cardName: row.terms.name, ...data } });
}

export async function freezeCard(ask: Ask<ActorOf<'membership.freeze'>>, input: Input<'membership.freeze'>, write: Write): Answer<'membership.freeze'> {
  const open = await openStep(ask, write, input, 'card.sell', 'freeze');
  if (!open.ok) return open;
  await changeCard(write.tx, { ...open.value.row, state: 'frozen', frozenOn: todayOf(open.value.row, write.now) });
  await tell(write, 'card.frozen', open.value, { reason: input.reason });
  return answerCard(ask, write, input.cardId);
}

export async function unfreezeCard(ask: Ask<ActorOf<'membership.unfreeze'>>, input: Input<'membership.unfreeze'>, write: Write): Answer<'membership.unfreeze'> {
  const open = await openStep(ask, write, input, 'card.sell', 'unfreeze');
  if (!open.ok) return open;
  const { row } = open.value;
  const today = todayOf(row, write.now);
  const validUntil = extendedBy(row.validUntil, row.frozenOn ?? today, today);
  await changeCard(write.tx, { ...row, state: 'active', frozenOn: null, validUntil });
  await tell(write, 'card.unfrozen', open.value, { validUntil });
  return answerCard(ask, write, input.cardId);
}

export async function extendCard(ask: Ask<ActorOf<'membership.extend'>>, input: Input<'membership.extend'>, write: Write): Answer<'membership.extend'> {
  const open = await openStep(ask, write, input, 'card.adjust', 'extend');
  if (!open.ok) return open;
  const { row } = open.value;
  if (row.validUntil === null || (input.validUntil !== null && input.validUntil <= row.validUntil))
    return refuse('membership.not_later', { validUntil: row.validUntil });
  await changeCard(write.tx, { ...row, validUntil: input.validUntil });
  await tell(write, 'card.extended', open.value, { from: row.validUntil, to: input.validUntil, reason: input.reason });
  return answerCard(ask, write, input.cardId);
}

/** CD-10: card and purses become another customer's. */
export async function transferCard(ask: Ask<ActorOf<'membership.transfer'>>, input: Input<'membership.transfer'>, write: Write): Answer<'membership.transfer'> {
  const open = await openStep(ask, write, input, 'card.adjust', 'transfer');
  if (!open.ok) return open;
  const customer = await customerRowFacts(sqlIn(write.tx), input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'customer.read'), customer) === null)
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const { row } = open.value;
  await removeFamily(write.tx, row.id, null);
  await changeCard(write.tx, { ...row, customerId: customer.customerId });
  await giveCard(write, row.id, customer.customerId);
  await tell(write, 'card.transferred', open.value, { toCustomerId: customer.customerId, reason: input.reason });
  return answerCard(ask, write, row.id);
}

/** CD-10: the card is over; what goes back is what the reader saw. */
export async function refundCard(ask: Ask<ActorOf<'membership.refund'>>, input: Input<'membership.refund'>, write: Write): Answer<'membership.refund'> {
  const store = await findStoreRow(sqlIn(write.tx), input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, store.id)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const open = await openStep(ask, write, input, 'card.refund', 'refund');
  if (!open.ok) return open;
  const { row, facts } = open.value;
  const { backFen } = await refundOf(sqlIn(write.tx), open.value, write.now);
  if (backFen !== input.expectedBackFen) return refuse('membership.refund_changed', { backFen });
  const online = await decideOnline(write, { cardId: row.id }, input.till, backFen);
  if (!online.ok) return online;
  await changeCard(write.tx, { ...row, state: 'refunded', frozenOn: null });
  const through = online.value ? await giveBackThrough(write, { cardId: row.id }, { amountFen: backFen, reason: 'card_refunded' }) : null;
  const parts: BackPart[] = through
    ? through.map((part) => ({ ...part, from: 'refund_due' }))
    : [{ from: input.till, storeId: input.storeId, amountFen: backFen }];
  if (facts.principalFen + facts.bonusFen + facts.unearnedFen + facts.sessions > 0)
    await post(write, cardRefunded(cardOf(row), { parts, atStoreId: input.storeId, reason: input.reason }, facts));
  await tell(write, 'card.refunded', open.value, { backFen, reason: input.reason });
  return answerCard(ask, write, row.id);
}

export async function correctCard(ask: Ask<ActorOf<'membership.correct'>>, input: Input<'membership.correct'>, write: Write): Answer<'membership.correct'> {
  const open = await openStep(ask, write, input, 'card.adjust', 'correct');
  if (!open.ok) return open;
  const { row, facts } = open.value;
  const decided = decideCorrection(facts, input, await rulesNow(sqlIn(write.tx)));
  if (!decided.ok) return decided;
  await changeCard(write.tx, row);
  const { sessions, principalFen, bonusFen, reason } = input;
  postAlong(write, cardCorrected(cardOf(row), { correctionId: newId(write.now), sessions, principalFen, bonusFen, reason }));
  await tell(write, 'card.corrected', open.value, { sessions, principalFen, bonusFen, reason });
  return answerCard(ask, write, row.id);
}
