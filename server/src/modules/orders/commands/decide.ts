import { limitOf } from '@zhike/domain/kernel/access';
import { refuse } from '@zhike/domain/kernel/decision';
import { isAbove } from '@zhike/domain/orders/money';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { changeOrder } from '../records.orders.write';
import { aboutOf, answerOrder, openOrder } from './open';
import { billOrder } from './step';

/** A discount beyond the seller's limit: yes by somebody whose own limit covers it, or no. */
export async function decideOrder(ask: Ask<ActorOf<'orders.decide'>>, input: Input<'orders.decide'>, write: Write): Answer<'orders.decide'> {
  const opened = await openOrder(ask, write, input, 'decide');
  if (!opened.ok) return opened;
  const row = opened.value;
  const maxPercent = limitOf(ask.actor, 'order.discount');
  if (input.approve && isAbove(row, maxPercent)) return refuse('orders.discount_too_large', { maxPercent, discountFen: row.discountFen });
  await changeOrder(write.tx, row.id, input.approve ? { reason: input.reason } : { phase: 'rejected', reason: input.reason });
  await write.event({ type: input.approve ? 'order.approved' : 'order.rejected', ...aboutOf(row), data: { orderId: row.id } });
  if (input.approve) {
    await billOrder(write, row.id);
    await ask.ports.ownBenefits.add(write, row.id);
  }
  return answerOrder(ask, write, row.id);
}
