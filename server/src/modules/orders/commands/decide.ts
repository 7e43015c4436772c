import { limitOf } from '@zhike/domain/kernel/access';
import { refuse } from '@zhike/domain/kernel/decision';
import { isAbove } from '@zhike/domain/orders/money';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { decideAsked } from '../../../engines/flows/approvals';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { findOrderRow } from '../records.orders';
import { changeOrder } from '../records.orders.write';
import { aboutOf, answerOrder, openOrder } from './open';
import { billOrder } from './step';

/**
 * OR-01, FL-15: yes or no to a discount beyond the seller's limit. Who is asked, and what follows when nobody answers, is a flow's to say:
 * where one asks, this is the same as deciding its to-do.
 */
export async function decideOrder(ask: Ask<ActorOf<'orders.decide'>>, input: Input<'orders.decide'>, write: Write): Answer<'orders.decide'> {
  const { orderId, approve, reason } = input;
  const row = await findOrderRow(sqlIn(write.tx), orderId, ask.scope);
  if (row?.phase === 'waiting' && row.version === input.version) {
    const asked = { entity: 'order', subjectId: orderId, verb: 'order.approve', staffId: ask.actor.staffId };
    const decided = await decideAsked(write, ask.ports, { ...asked, d: approve ? 'approve' : 'reject', comment: reason });
    if (decided?.ok) return answerOrder(ask, write, orderId);
    // Somebody was faster: what has become of the order says it.
    if (decided && decided.refusal.code !== 'flow.todo_closed') return decided as Awaited<Answer<'orders.decide'>>;
  }
  return settleOrder(ask, input, write);
}

/** The same without asking anybody else: what the flow's own verbs do. */
export async function settleOrder(ask: Ask<ActorOf<'orders.decide'>>, input: Input<'orders.decide'>, write: Write): Answer<'orders.decide'> {
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
