import type { ordersEndpoints } from '@zhike/domain/orders/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import type { PayTransaction } from '../../gateways/wechat-pay/port';
import { bookingViewIn } from '../booking/queries.bookings';
import { merchantFor } from './merchants';
import { askOnPhone, beginWaiting } from './opening';
import { findOpenid, findPayable, openPayment, lockLivePayment, type PaymentRow } from './records';
import { settlePayment } from './settle';

type Input<Name extends keyof typeof ordersEndpoints> = ParsedInputOf<(typeof ordersEndpoints)[Name]>;

/** Opens the deposit's WeChat Pay order; the hold's end closes it. */
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
      (await openPayment(
        write.tx,
        {
          purpose: 'deposit',
          channel: 'jsapi',
          bookingId: input.bookingId,
          storeId: booking.storeId,
          mchid: await merchantFor(write, ports, booking.storeId),
          customerId: booking.customerId,
          description: `${booking.terms.serviceName} 定金`,
          amountFen: booking.depositFen,
          payerOpenid: openid,
          expiresAt: booking.holdExpiresAt,
        },
        write.now,
      ));
    if (row.payerOpenid !== openid) return refuse('orders.nothing_to_pay', { bookingId: input.bookingId, depositState: 'paying' });
    return allow(await beginWaiting(write, { ...row, expiresAt: booking.holdExpiresAt }));
  });
  if (!opened.ok) return opened;
  const asked = await askOnPhone(ports, opened.value);
  return asked.ok ? allow({ requestPayment: asked.value, amountFen: opened.value.amountFen }) : asked;
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

/** Asks WeChat Pay, and settles what was paid; out of reach, nothing changes. */
export async function settleIfPaid(payment: PaymentRow, ask: Pick<Ask, 'ports' | 'actor'>): Promise<void> {
  const found = await ask.ports.merchants.of(payment.mchid).query(payment.outTradeNo);
  if (found.kind === 'ok' && isPaid(found.value)) await settlePayment(found.value, ask.ports, ask.actor);
}

/** A transaction that brought money. */
export function isPaid(transaction: PayTransaction | null): transaction is PayTransaction {
  return transaction?.state === 'SUCCESS' || transaction?.state === 'REFUND';
}
