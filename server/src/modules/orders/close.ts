import type { Actor } from '@zhike/domain/kernel/actor';
import type { Ports } from '../../platform/ports';
import { NoAnswer } from './no-answer';
import { lockPayment, updatePayment, type PaymentRow } from './records';
import { settlePayment } from './settle';

/**
 * Makes sure that no money can come in for a payment any more. WeChat Pay is asked first; a payment that turns out to be
 * paid is settled instead. Throws `NoAnswer` when WeChat Pay cannot be reached: then nothing is known and nothing changes.
 */
export async function closeOrSettle(payment: PaymentRow, ports: Ports, actor: Actor): Promise<'closed' | 'paid'> {
  if (payment.state === 'paid') return 'paid';
  if (payment.state === 'closed') return 'closed';
  // `created` may already be known to WeChat Pay (a crash between its answer and our write), so it is closed there as well.
  const pay = ports.merchants.of(payment.mchid);
  const closed = await pay.close(payment.outTradeNo);
  if (closed.kind === 'unavailable') throw new NoAnswer(closed.detail);
  if (closed.kind === 'rejected') {
    const found = await pay.query(payment.outTradeNo);
    if (found.kind !== 'ok') throw new NoAnswer(found.detail);
    if (found.value && (found.value.state === 'SUCCESS' || found.value.state === 'REFUND')) {
      const settled = await settlePayment(found.value, ports, actor);
      if (settled.kind === 'settled') return 'paid';
      throw new NoAnswer(`payment cannot be settled: ${settled.kind}`);
    }
    if (found.value && found.value.state !== 'CLOSED' && found.value.state !== 'REVOKED') throw new NoAnswer(`order is ${found.value.state}`);
  }
  return ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const now = await lockPayment(write.tx, { id: payment.id });
    if (!now || now.state === 'paid') return 'paid';
    await updatePayment(write.tx, payment.id, { state: 'closed' });
    return 'closed';
  });
}

/**
 * Has WeChat Pay say how a payment stands and settles it when it is paid, whatever we thought of it: one that we had closed, or given up.
 * False: it is not paid, or not as we wrote it.
 */
export async function askAndSettle(payment: Pick<PaymentRow, 'outTradeNo' | 'mchid'>, ports: Ports, actor: Actor): Promise<boolean> {
  const found = await ports.merchants.of(payment.mchid).query(payment.outTradeNo);
  if (found.kind === 'unavailable') throw new NoAnswer(found.detail);
  if (found.kind !== 'ok' || (found.value?.state !== 'SUCCESS' && found.value?.state !== 'REFUND')) return false;
  return (await settlePayment(found.value, ports, actor)).kind === 'settled';
}
