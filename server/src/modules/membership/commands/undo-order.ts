import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { refuse } from '@zhike/domain/kernel/decision';
import { paidBy } from '@zhike/domain/orders/giving-back';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { transactionOf } from '../../ledger/cards';
import { answerOrder, openOrder } from '../../orders/commands/open';
import { undoFromCard } from '../../orders/commands/pay';
import type { Input } from '../input';
import { lockCards } from '../records.cards';
import { rulesNow } from '../rules';
import { undoableUntil } from '../view';
import { cardOf } from './open';

/**
 * CD-07: what a card paid for an order by mistake goes back onto it. The order is locked, then the card: of two who take it back at once the
 * second hears that it is done, and a unique key stands behind that. A part of it that went back by a refund leaves nothing to undo.
 */
export async function undoOrderPayment(
  ask: Ask<ActorOf<'membership.undoOrderPayment'>>,
  input: Input<'membership.undoOrderPayment'>,
  write: Write,
): Answer<'membership.undoOrderPayment'> {
  const opened = await openOrder(ask, write, input, 'pay');
  if (!opened.ok) return opened;
  const order = opened.value;
  if (!inScope(compileScope(ask.actor, 'order.write'), order)) return refuse('record.not_found', { noun: 'order', id: order.id });
  const payment = order.payments.find((one) => one.id === input.paymentId && one.kind === 'card');
  if (!payment?.cardId) return refuse('record.not_found', { noun: 'order_payment', id: input.paymentId });
  const sql = sqlIn(write.tx);
  const [card] = await lockCards(sql, [payment.cardId]);
  if (!card) throw new Error('a payment without its card');
  const { undoHours } = await rulesNow(sql);
  const until = undoableUntil({ at: new Date(payment.at) }, undoHours);
  const left = paidBy(order.payments).cards.find((one) => one.cardId === card.id);
  const whole = left && left.principalFen >= payment.principalFen && left.bonusFen >= payment.bonusFen;
  if (!whole || order.payments.some((one) => one.undoesId === payment.id)) return refuse('membership.already_undone', { useId: payment.id });
  if (until <= write.now) return refuse('membership.undo_too_late', { undoableUntil: until.toISOString() });
  if (card.state === 'refunded') return refuse('membership.not_possible', { state: card.state, verb: 'undo' });
  const usedId = await transactionOf(sql, `order_payment/${payment.id}/card_used`);
  if (!usedId) throw new Error('a payment that is not in the books');
  await undoFromCard(write, order, cardOf(card), payment, { usedId, reason: input.reason });
  return answerOrder(ask, write, order.id);
}
