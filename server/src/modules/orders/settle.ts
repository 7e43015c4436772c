import type { Actor } from '@zhike/domain/kernel/actor';
import type { PayTransaction } from '../../gateways/wechat-pay/port';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { depositPaid, depositPromisedBack } from '@zhike/domain/ledger/acts.deposits';
import { sqlIn } from '../../platform/db';
import { confirmByDeposit, type DepositOutcome } from '../booking/commands/deposit';
import { postAlong } from '../ledger/post';
import { payOrderOnline } from './commands/pay';
import { giveUnneededBack, promiseBack } from './give-back';
import { merchantOf } from './merchants';
import { findPayable, findPayment, hasEvent, lockPayment, updatePayment, type PaymentRow } from './records';
import { lockOrder } from './records.orders';
import { shipped } from './shipping';

export type SettleOutcome =
  /** Written now, or earlier: the same callback five times ends here five times. */
  | { readonly kind: 'settled'; readonly outcome: DepositOutcome | 'applied' | 'not_needed' | 'before' }
  | { readonly kind: 'unknown_order' }
  /** Signed by WeChat Pay, yet not our order as we wrote it. Nothing is changed; a person must look. */
  | { readonly kind: 'mismatch'; readonly field: 'amount' | 'currency' | 'merchant' | 'appid' | 'transaction' };

/**
 * The one place where WeChat's money becomes a paid deposit, order or card, whoever brought the news: notification, query job, or the customer
 * who asks. Idempotent; row lock on the payment; every figure compared with our own row.
 */
export async function settlePayment(transaction: PayTransaction, ports: Ports, actor: Actor): Promise<SettleOutcome> {
  if (transaction.state !== 'SUCCESS' && transaction.state !== 'REFUND') throw new Error(`cannot settle a transaction in state ${transaction.state}`);
  return ports.writer.transaction({ actor, requestId: null }, async (write): Promise<SettleOutcome> => {
    const known = await findPayment(sqlIn(write.tx), { outTradeNo: transaction.outTradeNo });
    // Whoever opens an order's payment locks the order first; so does whoever settles it.
    if (known?.orderId) await lockOrder(sqlIn(write.tx), known.orderId);
    const payment = known && (await lockPayment(write.tx, { id: known.id }));
    if (!payment) return { kind: 'unknown_order' };
    const field = mismatch(transaction, payment, ports);
    if (field) {
      const { storeId, customerId, bookingId } = payment;
      // WeChat Pay comes fifteen times; one line tells it.
      if (!(await hasEvent(write.tx, 'payment.mismatch', payment)))
        await write.event({ type: 'payment.mismatch', storeId, customerId, bookingId, data: { field, paymentId: payment.id } });
      ports.log.error({ paymentId: payment.id, field }, 'payment.mismatch');
      return { kind: 'mismatch', field };
    }
    if (payment.state === 'paid') return { kind: 'settled', outcome: 'before' };
    return { kind: 'settled', outcome: await settle(write, ports, payment, transaction) };
  });
}

function mismatch(transaction: PayTransaction, payment: PaymentRow, ports: Ports): 'amount' | 'currency' | 'merchant' | 'appid' | 'transaction' | null {
  if (transaction.mchid !== merchantOf(payment, ports)) return 'merchant';
  if (transaction.appid !== ports.shop.wechatAppid) return 'appid';
  if (transaction.amountFen !== payment.amountFen) return 'amount';
  if (transaction.currency !== null && transaction.currency !== 'CNY') return 'currency';
  if (!transaction.transactionId || (payment.transactionId !== null && payment.transactionId !== transaction.transactionId)) return 'transaction';
  return null;
}

async function settle(write: Write, ports: Ports, payment: PaymentRow, transaction: PayTransaction): Promise<DepositOutcome | 'applied' | 'not_needed'> {
  const amountFen = transaction.amountFen ?? 0;
  await updatePayment(write.tx, payment.id, {
    state: 'paid',
    transactionId: transaction.transactionId ?? '',
    paidFen: amountFen,
    paidAt: transaction.successAt ?? write.now,
  });
  if (payment.bookingId) return settleDeposit(write, ports, { ...payment, bookingId: payment.bookingId }, amountFen);
  const paid = { ...payment, state: 'paid' as const, paidFen: amountFen };
  const backFen = payment.orderId ? await payOrderOnline(write, paid) : await ports.payees.card(write, { ...paid, subjectId: payment.purchaseId ?? '' });
  if (backFen > 0) await giveUnneededBack(write, paid, backFen);
  // A card is hers at once.
  if (payment.purchaseId && backFen < amountFen) await shipped(write, { paymentId: payment.id }, 'virtual');
  return backFen < amountFen ? 'applied' : 'not_needed';
}

type DepositPayment = PaymentRow & { readonly bookingId: string };

async function settleDeposit(write: Write, ports: Ports, payment: DepositPayment, amountFen: number): Promise<DepositOutcome> {
  const { id: paymentId, storeId, customerId, bookingId } = payment;
  const about = { storeId, customerId, bookingId };
  const data = { amountFen, serviceName: (await findPayable(write.tx, bookingId))?.terms.serviceName ?? '' };
  postAlong(write, depositPaid({ ...about, paymentId, amountFen, till: 'wechat' }));
  await write.event({ type: 'payment.paid', ...about, data });
  const outcome = await confirmByDeposit(write, ports, bookingId);
  if (outcome === 'slot_gone') {
    await write.event({ type: 'payment.came_late', ...about, data });
    await giveDepositBack(write, payment, amountFen, 'late_payment');
  }
  return outcome;
}

/** A deposit goes back, in part or in full: once because its booking ended, once because it came too late. */
export async function giveDepositBack(
  write: Write,
  payment: DepositPayment,
  amountFen: number,
  reason: 'cancelled' | 'declined' | 'no_show' | 'late_payment',
): Promise<void> {
  const refundId = await promiseBack(write, payment, { amountFen, reason, sign: reason === 'late_payment' ? '2' : '1' });
  if (!refundId) return;
  const { storeId, customerId, bookingId } = payment;
  postAlong(write, depositPromisedBack({ storeId, customerId, bookingId, paymentId: payment.id, refundId, amountFen }));
}
