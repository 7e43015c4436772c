import type { Refusals } from '@zhike/domain/api';
import { allow, refuse, type Decision, type RefusalOf } from '@zhike/domain/kernel/decision';
import type { Till } from '@zhike/domain/ledger/accounts';
import { unneeded } from '@zhike/domain/ledger/acts.payments';
import { sqlIn, type Sql } from '../../platform/db';
import type { Write } from '../../platform/write';
import { postAlong } from '../ledger/post';
import { sendRefund } from './jobs.kinds';
import { insertRefund, listRefundable, type PaymentRow } from './records';

/** Why money goes back. */
export type RefundReason = 'cancelled' | 'declined' | 'no_show' | 'late_payment' | 'not_needed' | 'order_refunded' | 'card_refunded';

type Source = Pick<PaymentRow, 'id' | 'outTradeNo' | 'storeId' | 'customerId' | 'bookingId'>;

/**
 * Writes the wish to give money of a payment back; the job does the rest. The caller has put it among what is promised (`refund_due`) in
 * the books. One refund per payment and `sign`: null when it stood there already.
 */
export async function promiseBack(
  write: Write,
  payment: Source,
  refund: { readonly amountFen: number; readonly reason: RefundReason; readonly sign: string },
): Promise<string | null> {
  const refundId = await insertRefund(write.tx, { payment, ...refund, now: write.now });
  if (!refundId) return null;
  const { storeId, customerId, bookingId } = payment;
  await write.event({ type: 'refund.requested', storeId, customerId, bookingId, data: { amountFen: refund.amountFen, reason: refund.reason } });
  await write.enqueue(sendRefund, { refundId });
  return refundId;
}

/** Money came of which some (or all) was not needed any more: it is written down and goes back by itself. */
export async function giveUnneededBack(write: Write, payment: PaymentRow, amountFen: number): Promise<void> {
  const { storeId, customerId, orderId } = payment;
  postAlong(write, unneeded({ storeId, customerId, orderId, paymentId: payment.id, amountFen, till: 'wechat' }));
  await write.event({ type: 'payment.not_needed', storeId, customerId, data: { paymentId: payment.id, amountFen } });
  await promiseBack(write, payment, { amountFen, reason: 'not_needed', sign: '2' });
}

type Sold = { readonly orderId: string } | { readonly cardId: string };

/** Whether WeChat Pay gives it back by itself: it does when the money came so. False: it is given by hand. Under the order's or the card's lock. */
export async function decideOnline(
  write: Write,
  of: Sold,
  till: Till,
  backFen: number,
): Promise<Decision<boolean, RefusalOf<Pick<Refusals, 'orders.wechat_refund_short'>>>> {
  if (till !== 'wechat' || backFen === 0) return allow(false);
  const leftFen = await refundableFen(sqlIn(write.tx), of);
  if (leftFen === 0) return allow(false);
  return leftFen < backFen ? refuse('orders.wechat_refund_short', { refundableFen: leftFen }) : allow(true);
}

/** What WeChat Pay can give back of an order or a card by itself. */
export async function refundableFen(sql: Sql, of: Sold): Promise<number> {
  return (await listRefundable(sql, of)).reduce((sum, source) => sum + source.leftFen, 0);
}

/**
 * Gives an amount back through the payments that brought it, the newest first. Under the lock of the order or the card; the amount is
 * not above what `decideOnline` allowed. Answers what is promised in which store's books.
 */
export async function giveBackThrough(
  write: Write,
  of: Sold,
  refund: { readonly amountFen: number; readonly reason: RefundReason },
): Promise<{ readonly storeId: string; readonly amountFen: number }[]> {
  const promised: { storeId: string; amountFen: number }[] = [];
  let openFen = refund.amountFen;
  for (const source of await listRefundable(sqlIn(write.tx), of)) {
    const amountFen = Math.min(openFen, source.leftFen);
    if (amountFen <= 0) break;
    // R1 and R2 are a deposit's own ends.
    await promiseBack(write, source, { amountFen, reason: refund.reason, sign: String(source.refunds + 3) });
    promised.push({ storeId: source.storeId, amountFen });
    openFen -= amountFen;
  }
  if (openFen > 0) throw new Error('more goes back than the payments hold');
  return promised;
}
