import { allow, refuse, type Decision, type RefusalOf } from '@zhike/domain/kernel/decision';
import type { Refusals } from '@zhike/domain/api';
import type { RequestPayment } from '@zhike/domain/orders/contract';
import type { Outcome } from '../../gateways/outcome';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { askAndSettle, closeOrSettle } from './close';
import { NoAnswer } from './no-answer';
import { merchantFor, notifyUrlOf } from './merchants';
import { checkPayment, closePayment } from './jobs.kinds';
import { findOpenid, insertPaymentRow, lockOpenPayment, updatePayment, type NewPayment, type PaymentRow } from './records';

export type { PaymentRow } from './records';

/** Seconds after the order was opened at which we begin to ask by ourselves. */
const FIRST_CHECK_SECONDS = 20;
/** How long an order or a card can be paid once its payment is open. */
const OPEN_MS = 15 * 60_000;
/** One that ends sooner is not offered again. */
const LEAST_LEFT_MS = 60_000;

export type PayRefusal = RefusalOf<Pick<Refusals, 'orders.payment_rejected' | 'service.unavailable'>>;

/**
 * Our row says `pending` before WeChat Pay is called, so that after a crash at any line the query job and the payment's end still know
 * that an order may exist. Safe to repeat: the same number, the same order. A deposit's end is its hold's.
 */
export async function beginWaiting(write: Write, row: PaymentRow): Promise<PaymentRow> {
  if (row.state !== 'created') return row;
  const { id: paymentId, storeId, customerId, bookingId, amountFen } = row;
  await updatePayment(write.tx, paymentId, { state: 'pending' });
  await write.enqueue(checkPayment, { paymentId }, new Date(write.now.getTime() + FIRST_CHECK_SECONDS * 1000));
  if (!bookingId) await write.enqueue(closePayment, { paymentId }, row.expiresAt);
  await write.event({ type: 'payment.opened', storeId, customerId, bookingId, data: { amountFen } });
  return { ...row, state: 'pending' };
}

/** Whether an open payment may be offered again for this wish. */
export function isSame(row: PaymentRow, wish: Pick<PaymentRow, 'amountFen' | 'channel' | 'payerOpenid'>, now: Date): boolean {
  const inTime = row.expiresAt.getTime() - now.getTime() >= LEAST_LEFT_MS;
  return inTime && row.amountFen === wish.amountFen && row.channel === wish.channel && row.payerOpenid === wish.payerOpenid;
}

/** Whose WeChat pays; null: this identity is none of the mini-program. */
export function payerOf(write: Pick<Write, 'tx'>, identityId: string): Promise<string | null> {
  return findOpenid(write.tx, identityId);
}

/** What can still be paid of a locked order or purchase: at most one payment. */
export function openPaymentOf(write: Pick<Write, 'tx'>, of: { readonly orderId: string } | { readonly purchaseId: string }): Promise<PaymentRow | null> {
  return lockOpenPayment(write.tx, of);
}

/** A new payment of a locked order or purchase, waiting for a quarter of an hour. */
export async function openNew(write: Write, ports: Ports, payment: Omit<NewPayment, 'expiresAt' | 'mchid'>): Promise<PaymentRow> {
  const expiresAt = new Date(write.now.getTime() + OPEN_MS);
  const mchid = await merchantFor(write, ports, payment.storeId);
  return beginWaiting(write, await insertPaymentRow(write.tx, { ...payment, mchid, expiresAt }, write.now));
}

const BY_ITSELF = { kind: 'system', job: 'orders.reopen' } as const;
const orderOf = (ports: Ports, row: PaymentRow) => ({
  outTradeNo: row.outTradeNo,
  description: `${ports.shop.name} ${row.description}`.slice(0, 40),
  amountFen: row.amountFen,
  expiresAt: row.expiresAt,
  notifyUrl: notifyUrlOf(row, 'payment', ports),
});

/** A payment that WeChat Pay says is paid is settled at once: its news had not come yet. */
async function read<Value>(ports: Ports, row: PaymentRow, answer: Outcome<Value>): Promise<Decision<Value, PayRefusal>> {
  if (answer.kind === 'rejected' && answer.code === 'ORDERPAID') await askAndSettle(row, ports, BY_ITSELF);
  if (answer.kind === 'unavailable') return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 3 });
  return answer.kind === 'rejected' ? refuse('orders.payment_rejected', { code: answer.code }) : allow(answer.value);
}

/** The parameters with which her phone opens the pay sheet. */
export async function askOnPhone(ports: Ports, row: PaymentRow): Promise<Decision<RequestPayment, PayRefusal>> {
  return read(ports, row, await ports.merchants.of(row.mchid).openJsapi({ ...orderOf(ports, row), openid: row.payerOpenid ?? '' }));
}

/** The code that is shown at the counter. */
export async function askByCode(ports: Ports, row: PaymentRow): Promise<Decision<{ readonly codeUrl: string }, PayRefusal>> {
  return read(ports, row, await ports.merchants.of(row.mchid).openNative(orderOf(ports, row)));
}

/** Makes room for another wish: the open payment before it can be paid no more, or is paid. */
export async function makeRoom(ports: Ports, stale: PaymentRow, actor: Parameters<typeof closeOrSettle>[2]): Promise<Decision<null, PayRefusal>> {
  try {
    await closeOrSettle(stale, ports, actor);
    return allow(null);
  } catch (error) {
    if (error instanceof NoAnswer) return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 3 });
    throw error;
  }
}
