import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideOrderTaking } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { answerOrder, openOrder } from '../../orders/commands/open';
import { receiveFromCard } from '../../orders/commands/pay';
import { todayIn } from '../../orders/view.orders';
import type { Input } from '../input';
import { lockCards } from '../records.cards';
import { rulesNow } from '../rules';
import { withPurses } from '../view';
import { cardOf } from './open';

/**
 * Takes from the card and pays the order, both or neither. The order is locked, then the card: of two devices that spend the same balance
 * the second finds what is left of it, and the books refuse to go below zero behind that.
 */
async function pay(ask: Pick<Ask, 'actor' | 'scope'>, write: Write, wanted: Input<'membership.payOrder'>): Promise<Decision<null, ApiRefusal>> {
  const opened = await openOrder(ask, write, wanted, 'pay');
  if (!opened.ok) return opened;
  const order = opened.value;
  // Staff who may take from cards but not work on this order do not pay it.
  if (ask.actor.kind === 'staff' && !inScope(compileScope(ask.actor, 'order.write'), order)) return refuse('record.not_found', { noun: 'order', id: order.id });
  const owedFen = order.billedFen - order.paidFen;
  if (wanted.amountFen > owedFen) return refuse('orders.more_than_owed', { owedFen });
  const sql = sqlIn(write.tx);
  const [card] = await withPurses(sql, await lockCards(sql, [wanted.cardId]));
  if (!card) return refuse('record.not_found', { noun: 'card', id: wanted.cardId });
  const need = { customerId: order.customerId, storeId: order.storeId, wantedFen: wanted.amountFen };
  const taking = decideOrderTaking(card.facts, need, await rulesNow(sql), todayIn(order.zone, write.now));
  // Whether a card is somebody else's is not told to a customer who guesses.
  if (!taking.ok && ask.actor.kind === 'customer' && 'why' in taking.refusal.facts && taking.refusal.facts.why === 'not_hers')
    return refuse('record.not_found', { noun: 'card', id: wanted.cardId });
  if (!taking.ok) return taking;
  const { principalFen, bonusFen } = taking.value;
  await receiveFromCard(write, order, cardOf(card.row), { principalFen, bonusFen });
  const data = { cardId: card.row.id, cardName: card.row.terms.name, orderId: order.id, amountFen: wanted.amountFen };
  await write.event({ type: 'card.order_paid', storeId: order.storeId, customerId: card.row.customerId, data });
  return allow(null);
}

/** CD-06: at the desk, by whoever may take from cards and work on the order. */
export async function payOrderByCard(
  ask: Ask<ActorOf<'membership.payOrder'>>,
  input: Input<'membership.payOrder'>,
  write: Write,
): Answer<'membership.payOrder'> {
  const paid = await pay(ask, write, input);
  return paid.ok ? answerOrder(ask, write, input.orderId) : paid;
}

/** CD-06, CD-12: on her own phone, with her card or one that family lets her use. */
export async function payMyOrderByCard(
  ask: Ask<ActorOf<'membership.payMyOrder'>>,
  input: Input<'membership.payMyOrder'>,
  write: Write,
): Answer<'membership.payMyOrder'> {
  const { actor } = ask;
  const paid = await pay({ actor, scope: compileScope(actor, 'order.read') }, write, input);
  return paid.ok ? answerOrder(ask, write, input.orderId) : paid;
}
