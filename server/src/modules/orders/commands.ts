import type { ordersEndpoints } from '@zhike/domain/orders/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import type { PayTransaction } from '../../gateways/wechat-pay/port';
import { bookingViewIn } from '../booking/queries.bookings';
import { checkPayment } from './jobs.kinds';
import { findOpenid, findPayable, openPayment, lockLivePayment, updatePayment, type PaymentRow } from './records';
import { settlePayment } from './settle';

type Input<Name extends keyof typeof ordersEndpoints> = ParsedInputOf<(typeof ordersEndpoints)[Name]>;

/** Seconds after the order was opened at which we begin to ask by ourselves. */
const FIRST_CHECK_SECONDS = 20;

/**
 * Opens the deposit's WeChat Pay order. Our row says `pending` before WeChat Pay is called, so that after a crash at any
 * line the query job and the hold's end still know that an order may exist. Safe to repeat: the same number, the same order.
 */
export async function payDeposit(ask: Ask<ActorOf<'orders.payDeposit'>>, input: Input<'orders.payDeposit'>): Answer<'orders.payDeposit'> {
  const { ports, actor } = ask;
  const notFound = refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const opened = await ports.writer.transaction({ actor, requestId: ask.requestId }, async (write) => {
    const booking = await findPayable(write.tx, input.bookingId);
    if (!booking || !actor.customerId || booking.customerId !== actor.customerId) return notFound;
    const payment = await lockLivePayment(write.tx, input.bookingId);
    if (booking.state !== 'held' || payment?.state === 'paid' || booking.depositFen === 0)
      return refuse('orders.nothing_to_pay', { bookingId: input.bookingId, depositState: payment?.state ?? booking.state });
    if (!booking.holdExpiresAt || booking.holdExpiresAt <= write.now)
      return refuse('orders.hold_expired', { holdExpiresAt: (booking.holdExpiresAt ?? write.now).toISOString() });
    const openid = await findOpenid(write.tx, actor.identityId);
    if (!openid) return notFound;
    const row =
      payment ??
      (await openPayment(write.tx, {
        bookingId: input.bookingId,
        amountFen: booking.depositFen,
        payerOpenid: openid,
        expiresAt: booking.holdExpiresAt,
        now: write.now,
      }));
    if (row.payerOpenid !== openid) return refuse('orders.nothing_to_pay', { bookingId: input.bookingId, depositState: 'paying' });
    if (row.state === 'created') {
      await updatePayment(write.tx, row.id, { state: 'pending' });
      await write.enqueue(checkPayment, { paymentId: row.id }, new Date(write.now.getTime() + FIRST_CHECK_SECONDS * 1000));
      await write.event({
        type: 'payment.opened',
        storeId: booking.storeId,
        customerId: booking.customerId,
        bookingId: input.bookingId,
        data: { amountFen: row.amountFen },
      });
    }
    return allow({ row, openid, serviceName: booking.terms.serviceName, expiresAt: booking.holdExpiresAt });
  });
  if (!opened.ok) return opened;
  const { row, openid, serviceName, expiresAt } = opened.value;
  const answer = await ports.wechatPay.openJsapi({
    outTradeNo: row.outTradeNo,
    description: `${ports.shop.name} ${serviceName} 定金`.slice(0, 40),
    amountFen: row.amountFen,
    openid,
    expiresAt,
    notifyUrl: `${ports.shop.publicBaseUrl}/callbacks/wechat-pay/payment`,
  });
  if (answer.kind === 'unavailable') return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 3 });
  if (answer.kind === 'rejected') return refuse('orders.payment_rejected', { code: answer.code });
  return allow({ requestPayment: answer.value, amountFen: row.amountFen });
}

/** Asks WeChat Pay now, and answers the booking as it then stands. When WeChat Pay is out of reach the booking is answered unchanged. */
export async function checkDeposit(ask: Ask<ActorOf<'orders.checkDeposit'>>, input: Input<'orders.checkDeposit'>): Answer<'orders.checkDeposit'> {
  const { ports, actor } = ask;
  const scope = actor.customerId ? { kind: 'customer' as const, customerId: actor.customerId } : { kind: 'none' as const };
  const before = await bookingViewIn(scope, input.bookingId, actor, ports);
  if (!before) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const payment = await ports.db.transaction((tx) => lockLivePayment(tx, input.bookingId));
  if (payment?.state === 'pending') await settleIfPaid(payment, ask);
  return allow({ booking: (await bookingViewIn(scope, input.bookingId, actor, ports)) ?? before });
}

async function settleIfPaid(payment: PaymentRow, ask: Ask): Promise<void> {
  const found = await ask.ports.wechatPay.query(payment.outTradeNo);
  if (found.kind === 'ok' && isPaid(found.value)) await settlePayment(found.value, ask.ports, ask.actor);
}

/** A transaction that brought money. */
export function isPaid(transaction: PayTransaction | null): transaction is PayTransaction {
  return transaction?.state === 'SUCCESS' || transaction?.state === 'REFUND';
}
