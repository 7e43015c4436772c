import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { newId, newTradeNo } from '../../platform/ids';

/** Whose payment: the thing it pays, of which a payment has one. */
export interface PaysFor {
  readonly bookingId: string | null;
  readonly orderId: string | null;
  readonly purchaseId: string | null;
}

export interface PaymentRow extends PaysFor {
  readonly id: string;
  readonly purpose: 'deposit' | 'order' | 'card';
  readonly channel: 'jsapi' | 'native';
  readonly storeId: string;
  readonly customerId: string;
  /** What WeChat shows beside the money. */
  readonly description: string;
  readonly outTradeNo: string;
  /** Through whom it goes; null: it was opened before there were several. */
  readonly mchid: string | null;
  readonly amountFen: number;
  readonly state: 'created' | 'pending' | 'paid' | 'closed';
  readonly transactionId: string | null;
  readonly paidFen: number;
  readonly payerOpenid: string | null;
  readonly expiresAt: Date;
  readonly checks: number;
}

const COLUMNS = `id, purpose, channel, booking_id AS "bookingId", order_id AS "orderId", purchase_id AS "purchaseId", store_id AS "storeId", customer_id AS "customerId", description, out_trade_no AS "outTradeNo", mchid, amount_fen AS "amountFen", state, transaction_id AS "transactionId", paid_fen AS "paidFen", payer_openid AS "payerOpenid", expires_at AS "expiresAt", checks`;

/** A payment as it is, without its lock. */
export async function findPayment(sql: Sql, by: { outTradeNo: string } | { id: string }): Promise<PaymentRow | null> {
  const rows =
    'id' in by
      ? await sql<PaymentRow>(`SELECT ${COLUMNS} FROM payments WHERE id = $1::uuid`, [by.id])
      : await sql<PaymentRow>(`SELECT ${COLUMNS} FROM payments WHERE out_trade_no = $1`, [by.outTradeNo]);
  return rows[0] ?? null;
}

/** Locks and reads one payment, so that five callbacks at once stand in line. */
export async function lockPayment(tx: Tx, by: { outTradeNo: string } | { id: string }): Promise<PaymentRow | null> {
  const rows =
    'id' in by
      ? await sqlIn(tx)<PaymentRow>(`SELECT ${COLUMNS} FROM payments WHERE id = $1::uuid FOR UPDATE`, [by.id])
      : await sqlIn(tx)<PaymentRow>(`SELECT ${COLUMNS} FROM payments WHERE out_trade_no = $1 FOR UPDATE`, [by.outTradeNo]);
  return rows[0] ?? null;
}

/** The booking's live payment (created, pending or paid), locked; null when there is none. */
export async function lockLivePayment(tx: Tx, bookingId: string): Promise<PaymentRow | null> {
  const rows = await sqlIn(tx)<PaymentRow>(
    `SELECT ${COLUMNS} FROM payments WHERE booking_id = $1::uuid AND state IN ('created', 'pending', 'paid') FOR UPDATE`,
    [bookingId],
  );
  return rows[0] ?? null;
}

/** What can still be paid of an order: at most one payment, locked. */
export async function lockOpenPayment(tx: Tx, of: { orderId: string } | { purchaseId: string }): Promise<PaymentRow | null> {
  const [column, id] = 'orderId' in of ? ['order_id', of.orderId] : ['purchase_id', of.purchaseId];
  const rows = await sqlIn(tx)<PaymentRow>(`SELECT ${COLUMNS} FROM payments WHERE ${column} = $1::uuid AND state IN ('created', 'pending') FOR UPDATE`, [id]);
  return rows[0] ?? null;
}

export type NewPayment = Pick<PaymentRow, 'purpose' | 'channel' | 'storeId' | 'customerId' | 'description' | 'amountFen' | 'payerOpenid' | 'expiresAt'> &
  Partial<PaysFor> & { readonly mchid: string };

const rowOf = (payment: NewPayment, now: Date) => ({ ...payment, id: newId(now), outTradeNo: newTradeNo('ZK', now), state: 'created', createdAt: now });

/** A new payment of an order or a card in state `created`: WeChat Pay has not been told yet. Its order or purchase is locked, so there is one. */
export async function insertPaymentRow(tx: Tx, payment: NewPayment, now: Date): Promise<PaymentRow> {
  const data = rowOf(payment, now);
  await tx.payment.create({ data });
  const row = await lockPayment(tx, { id: data.id });
  if (!row) throw new Error('a payment that was just written is not there');
  return row;
}

/**
 * A new deposit payment in state `created` (WeChat Pay has not been told yet), or the one that another tap wrote since we looked:
 * a booking has one live payment, and the second tap waits here for the first. Locked either way.
 */
export async function openPayment(tx: Tx, payment: NewPayment & { readonly bookingId: string }, now: Date): Promise<PaymentRow> {
  await tx.payment.createMany({ data: [rowOf(payment, now)], skipDuplicates: true });
  const row = await lockLivePayment(tx, payment.bookingId);
  if (!row) throw new Error('a payment that was just written is not there');
  return row;
}

/** Moves a payment on. Only forward: the callers hold its lock and have looked at its state. */
export async function updatePayment(
  tx: Tx,
  id: string,
  change: { state?: PaymentRow['state']; transactionId?: string; paidFen?: number; paidAt?: Date; checks?: number },
): Promise<void> {
  await tx.payment.update({ where: { id }, data: change });
}

export interface RefundRow {
  readonly id: string;
  readonly paymentId: string;
  readonly outRefundNo: string;
  readonly amountFen: number;
  readonly reason: string;
  readonly state: 'requested' | 'processing' | 'succeeded' | 'abnormal' | 'closed';
  /** WeChat Pay's own number; null until it has accepted the refund. */
  readonly refundId: string | null;
  readonly payment: {
    readonly outTradeNo: string;
    readonly mchid: string | null;
    readonly paidFen: number;
    readonly bookingId: string | null;
    readonly orderId: string | null;
    readonly storeId: string;
    readonly customerId: string;
  };
}

const REFUND_WITH_PAYMENT = {
  payment: { select: { outTradeNo: true, mchid: true, paidFen: true, bookingId: true, orderId: true, storeId: true, customerId: true } },
} as const;

/** One refund per payment and `sign`; a repeated request finds the first one (`null`). The number is derived, so it survives retries. */
export async function insertRefund(
  tx: Tx,
  refund: { payment: Pick<PaymentRow, 'id' | 'outTradeNo'>; sign: string; amountFen: number; reason: string; now: Date },
): Promise<string | null> {
  const outRefundNo = `${refund.payment.outTradeNo}R${refund.sign}`;
  // Looked at first, under the payment's lock: the database would refuse the sum of both before it saw that they are one.
  if (await tx.refund.findUnique({ where: { outRefundNo }, select: { id: true } })) return null;
  const id = newId(refund.now);
  const made = await tx.refund.createMany({
    data: [{ id, paymentId: refund.payment.id, outRefundNo, amountFen: refund.amountFen, reason: refund.reason, state: 'requested', createdAt: refund.now }],
    skipDuplicates: true,
  });
  return made.count === 1 ? id : null;
}

/** A refund with what its request and its event need. */
export async function findRefund(tx: Tx, by: { id: string } | { outRefundNo: string }): Promise<RefundRow | null> {
  return (await tx.refund.findUnique({ where: by, include: REFUND_WITH_PAYMENT })) as RefundRow | null;
}

/** Moves a refund on unless it is already final; false when it was. */
export async function moveRefund(tx: Tx, id: string, change: { state: RefundRow['state']; refundId: string; settledAt: Date | null }): Promise<boolean> {
  // "Under way" is how it begins: an answer that comes later than the news of its end takes nothing back.
  const text = `UPDATE refunds SET state = $2, refund_id = $3, settled_at = $4::timestamptz WHERE id = $1::uuid
    AND CASE WHEN $2 = 'processing' THEN state = 'requested' OR (state = 'abnormal' AND refund_id IS NULL)
      ELSE state IN ('requested', 'processing', 'abnormal') AND state <> $2 END`;
  return (await changeIn(tx, text, [id, change.state, change.refundId, change.settledAt?.toISOString() ?? null])) === 1;
}

/** Refunds that have been open since before an instant, the oldest first. */
export function listForgottenRefunds(sql: Sql, before: Date): Promise<{ readonly id: string; readonly state: 'requested' | 'processing' }[]> {
  return sql(`SELECT id, state FROM refunds WHERE state IN ('requested', 'processing') AND created_at < $1::timestamptz ORDER BY created_at LIMIT 200`, [
    before.toISOString(),
  ]);
}

/** WeChat Pay refused the refund itself: visible as failed until it goes through after all. False when that is already written. */
export async function markRefundRejected(tx: Tx, id: string): Promise<boolean> {
  return (await tx.refund.updateMany({ where: { id, state: 'requested' }, data: { state: 'abnormal' } })).count === 1;
}

/** True when something of this type was already told about the payment. */
export async function hasEvent(tx: Tx, type: string, payment: Pick<PaymentRow, 'id' | 'customerId'>): Promise<boolean> {
  const where = { type, customerId: payment.customerId, data: { path: ['paymentId'], equals: payment.id } };
  return (await tx.event.findFirst({ where, select: { id: true } })) !== null;
}

/** A payment of which something can still go back by itself. */
export interface Refundable {
  readonly id: string;
  readonly outTradeNo: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly bookingId: string | null;
  readonly leftFen: number;
  /** How many refunds it has. */
  readonly refunds: number;
}

/**
 * The WeChat payments of an order (its bookings' deposits that pay it as well, as far as they do) or of a card, of which something is
 * left to give back; the newest first. Read under the order's or the card's lock, without which two refunds would count the same money.
 */
export function listRefundable(sql: Sql, of: { readonly orderId: string } | { readonly cardId: string }): Promise<Refundable[]> {
  const which =
    'orderId' in of
      ? `(p.order_id = $1::uuid OR p.booking_id IN (SELECT op.booking_id FROM order_payments op WHERE op.order_id = $1::uuid AND op.kind = 'deposit'))
         AND p.store_id = (SELECT store_id FROM orders WHERE id = $1::uuid)`
      : 'p.purchase_id IN (SELECT id FROM card_purchases WHERE made_card_id = $1::uuid)';
  const most = `COALESCE((SELECT sum(op.amount_fen) FROM order_payments op WHERE op.booking_id = p.booking_id AND op.kind = 'deposit'), p.paid_fen)`;
  return sql(
    `SELECT x.id, x.out_trade_no AS "outTradeNo", x.store_id AS "storeId", x.customer_id AS "customerId", x.booking_id AS "bookingId", x.refunds, x."leftFen" FROM (
       SELECT p.id, p.out_trade_no, p.store_id, p.customer_id, p.booking_id, p.paid_at, count(f.id)::int AS refunds,
         (LEAST(p.paid_fen, ${most}) - COALESCE(sum(f.amount_fen) FILTER (WHERE f.state <> 'closed'), 0))::int AS "leftFen"
       FROM payments p LEFT JOIN refunds f ON f.payment_id = p.id WHERE p.state = 'paid' AND ${which} GROUP BY p.id) x
      WHERE x."leftFen" > 0 ORDER BY x.paid_at DESC, x.id DESC`,
    ['orderId' in of ? of.orderId : of.cardId],
  );
}

/** How much of a payment goes back or has gone back. */
export async function sumRefunds(sql: Sql, paymentId: string): Promise<number> {
  const rows = await sql<{ fen: number }>(`SELECT COALESCE(sum(amount_fen), 0)::int AS fen FROM refunds WHERE payment_id = $1::uuid AND state <> 'closed'`, [
    paymentId,
  ]);
  return rows[0]?.fen ?? 0;
}

/** The booking facts that a payment needs. */
export async function findPayable(
  tx: Tx,
  bookingId: string,
): Promise<{ state: string; storeId: string; customerId: string; depositFen: number; holdExpiresAt: Date | null; terms: { serviceName: string } } | null> {
  const row = await tx.booking.findUnique({
    where: { id: bookingId },
    select: { state: true, storeId: true, customerId: true, depositFen: true, holdExpiresAt: true, terms: true },
  });
  return row as (Omit<NonNullable<typeof row>, 'terms'> & { terms: { serviceName: string } }) | null;
}

/** The WeChat openid of an identity. */
export async function findOpenid(tx: Tx, identityId: string): Promise<string | null> {
  const identity = await tx.customerIdentity.findUnique({ where: { id: identityId }, select: { subject: true, provider: true } });
  return identity?.provider === 'weapp' ? identity.subject : null;
}
