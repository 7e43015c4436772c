import { sqlIn, type Tx } from '../../platform/db';
import { newId, newTradeNo } from '../../platform/ids';

export interface PaymentRow {
  readonly id: string;
  readonly bookingId: string;
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly state: 'created' | 'pending' | 'paid' | 'closed';
  readonly transactionId: string | null;
  readonly paidFen: number;
  readonly payerOpenid: string | null;
  readonly expiresAt: Date;
  readonly checks: number;
}

const COLUMNS = `id, booking_id AS "bookingId", out_trade_no AS "outTradeNo", amount_fen AS "amountFen", state, transaction_id AS "transactionId", paid_fen AS "paidFen", payer_openid AS "payerOpenid", expires_at AS "expiresAt", checks`;

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

/**
 * A new deposit payment in state `created` (WeChat Pay has not been told yet), or the one that another tap wrote since we looked:
 * a booking has one live payment, and the second tap waits here for the first. Locked either way.
 */
export async function openPayment(
  tx: Tx,
  payment: { bookingId: string; amountFen: number; payerOpenid: string; expiresAt: Date; now: Date },
): Promise<PaymentRow> {
  await tx.payment.createMany({
    data: [
      {
        id: newId(payment.now),
        bookingId: payment.bookingId,
        outTradeNo: newTradeNo('ZK', payment.now),
        amountFen: payment.amountFen,
        payerOpenid: payment.payerOpenid,
        state: 'created',
        expiresAt: payment.expiresAt,
        createdAt: payment.now,
      },
    ],
    skipDuplicates: true,
  });
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
    readonly paidFen: number;
    readonly bookingId: string;
    readonly booking: { readonly storeId: string; readonly customerId: string; readonly terms: unknown };
  };
}

const REFUND_WITH_PAYMENT = {
  payment: { select: { outTradeNo: true, paidFen: true, bookingId: true, booking: { select: { storeId: true, customerId: true, terms: true } } } },
} as const;

/** One refund per payment and reason; a repeated request finds the first one (`null`). The number is derived, so it survives retries. */
export async function insertRefund(tx: Tx, refund: { payment: PaymentRow; amountFen: number; reason: string; now: Date }): Promise<string | null> {
  const outRefundNo = `${refund.payment.outTradeNo}R${refund.reason === 'late_payment' ? 2 : 1}`;
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
  const moved = await tx.refund.updateMany({
    where: { id, state: { in: ['requested', 'processing', 'abnormal'] }, NOT: { state: change.state } },
    data: change,
  });
  return moved.count === 1;
}

/** WeChat Pay refused the refund itself: visible as failed until it goes through after all. False when that is already written. */
export async function markRefundRejected(tx: Tx, id: string): Promise<boolean> {
  return (await tx.refund.updateMany({ where: { id, state: 'requested' }, data: { state: 'abnormal' } })).count === 1;
}

/** True when something of this type was already told about the booking. */
export async function hasEvent(tx: Tx, type: string, bookingId: string): Promise<boolean> {
  return (await tx.event.findFirst({ where: { type, bookingId }, select: { id: true } })) !== null;
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
