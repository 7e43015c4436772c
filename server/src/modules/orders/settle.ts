import type { Actor } from '@zhike/domain/kernel/actor';
import type { PayTransaction } from '../../gateways/wechat-pay/port';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { depositPaid, depositPromisedBack } from '@zhike/domain/ledger/acts.deposits';
import { confirmByDeposit, type DepositOutcome } from '../booking/commands/deposit';
import { postAlong } from '../ledger/post';
import { sendRefund } from './jobs.kinds';
import { findPayable, hasEvent, insertRefund, lockPayment, updatePayment, type PaymentRow } from './records';

export type SettleOutcome =
  /** Written now, or earlier: the same callback five times ends here five times. */
  | { readonly kind: 'settled'; readonly outcome: DepositOutcome | 'before' }
  | { readonly kind: 'unknown_order' }
  /** Signed by WeChat Pay, yet not our order as we wrote it. Nothing is changed; a person must look. */
  | { readonly kind: 'mismatch'; readonly field: 'amount' | 'currency' | 'merchant' | 'appid' | 'transaction' };

/**
 * The one place where money becomes a paid deposit, whoever brought the news: notification, query job, or the customer
 * who asks. Idempotent; row lock on the payment; every figure compared with our own row.
 */
export async function settlePayment(transaction: PayTransaction, ports: Ports, actor: Actor): Promise<SettleOutcome> {
  if (transaction.state !== 'SUCCESS' && transaction.state !== 'REFUND') throw new Error(`cannot settle a transaction in state ${transaction.state}`);
  return ports.writer.transaction({ actor, requestId: null }, async (write): Promise<SettleOutcome> => {
    const payment = await lockPayment(write.tx, { outTradeNo: transaction.outTradeNo });
    if (!payment) return { kind: 'unknown_order' };
    const field = mismatch(transaction, payment, ports);
    if (field) {
      const booking = await findPayable(write.tx, payment.bookingId);
      // WeChat Pay comes fifteen times; one line tells it.
      const told = await hasEvent(write.tx, 'payment.mismatch', payment.bookingId);
      if (!told)
        await write.event({
          type: 'payment.mismatch',
          storeId: booking?.storeId ?? null,
          customerId: booking?.customerId ?? null,
          bookingId: payment.bookingId,
          data: { field },
        });
      ports.log.error({ paymentId: payment.id, field }, 'payment.mismatch');
      return { kind: 'mismatch', field };
    }
    if (payment.state === 'paid') return { kind: 'settled', outcome: 'before' };
    return { kind: 'settled', outcome: await settle(write, ports, payment, transaction) };
  });
}

function mismatch(transaction: PayTransaction, payment: PaymentRow, ports: Ports): 'amount' | 'currency' | 'merchant' | 'appid' | 'transaction' | null {
  if (transaction.mchid !== ports.shop.wechatPayMchid) return 'merchant';
  if (transaction.appid !== ports.shop.wechatAppid) return 'appid';
  if (transaction.amountFen !== payment.amountFen) return 'amount';
  if (transaction.currency !== null && transaction.currency !== 'CNY') return 'currency';
  if (!transaction.transactionId || (payment.transactionId !== null && payment.transactionId !== transaction.transactionId)) return 'transaction';
  return null;
}

async function settle(write: Write, ports: Ports, payment: PaymentRow, transaction: PayTransaction): Promise<DepositOutcome> {
  const amountFen = transaction.amountFen ?? 0;
  await updatePayment(write.tx, payment.id, {
    state: 'paid',
    transactionId: transaction.transactionId ?? '',
    paidFen: amountFen,
    paidAt: transaction.successAt ?? write.now,
  });
  const booking = await findPayable(write.tx, payment.bookingId);
  const about = { storeId: booking?.storeId ?? null, customerId: booking?.customerId ?? null, bookingId: payment.bookingId };
  postAlong(write, depositPaid({ ...about, bookingId: payment.bookingId, paymentId: payment.id, amountFen, till: 'wechat' }));
  await write.event({ type: 'payment.paid', ...about, data: { amountFen, serviceName: booking?.terms.serviceName ?? '' } });
  const outcome = await confirmByDeposit(write, ports, payment.bookingId);
  if (outcome === 'slot_gone') {
    await write.event({ type: 'payment.came_late', ...about, data: { amountFen, serviceName: booking?.terms.serviceName ?? '' } });
    await requestRefund(write, { ...payment, state: 'paid' }, amountFen, 'late_payment');
  }
  return outcome;
}

/** Why money goes back. A payment knows one end of its booking (cancelled, declined, no_show), or that it came too late. */
export type RefundReason = 'cancelled' | 'declined' | 'no_show' | 'late_payment';

/** Writes the wish to give money back; the job does the rest. One refund per payment and reason. */
export async function requestRefund(write: Write, payment: PaymentRow, amountFen: number, reason: RefundReason): Promise<void> {
  const refundId = await insertRefund(write.tx, { payment, amountFen, reason, now: write.now });
  if (!refundId) return;
  const booking = await findPayable(write.tx, payment.bookingId);
  const about = { storeId: booking?.storeId ?? null, customerId: booking?.customerId ?? null, bookingId: payment.bookingId };
  postAlong(write, depositPromisedBack({ ...about, paymentId: payment.id, refundId, amountFen }));
  await write.event({ type: 'refund.requested', ...about, data: { amountFen, reason } });
  await write.enqueue(sendRefund, { refundId });
}
