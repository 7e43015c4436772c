import type { EventOf } from '@zhike/domain/events';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { PayRefund } from '../../gateways/wechat-pay/port';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { refundPaidOut } from '@zhike/domain/ledger/acts.payments';
import { postAlong } from '../ledger/post';
import { checkRefund, sendRefund } from './jobs.kinds';
import { merchantOf, notifyUrlOf } from './merchants';
import { findRefund, listForgottenRefunds, markRefundRejected, moveRefund, type RefundRow } from './records';
import { NoAnswer } from './no-answer';

const STATE_OF: Record<PayRefund['status'], RefundRow['state']> = { SUCCESS: 'succeeded', PROCESSING: 'processing', ABNORMAL: 'abnormal', CLOSED: 'closed' };
const EVENT_OF: Partial<Record<RefundRow['state'], EventOf<'refund'>>> = {
  succeeded: 'refund.succeeded',
  abnormal: 'refund.abnormal',
  closed: 'refund.closed',
};

/** What WeChat shows beside the money. */
const WHY: Readonly<Record<string, string>> = {
  cancelled: '预约取消，退还定金',
  declined: '预约未能接单，退还定金',
  no_show: '未到店，按规则退还部分定金',
  late_payment: '名额已被占用，退还定金',
  not_needed: '多付的款项退回',
  order_refunded: '订单退款',
  card_refunded: '会员卡退款',
};

/**
 * Writes what WeChat Pay says of a refund of one of our merchants, once; false when the number is unknown, or amount or merchant is another.
 * @param also what must not be lost when it is written: done in the same transaction
 */
export async function settleRefund(
  mchid: string,
  refund: PayRefund,
  ports: Ports,
  actor: Actor,
  also: (write: Write) => Promise<void> = async () => undefined,
): Promise<boolean> {
  return ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const row = await findRefund(write.tx, { outRefundNo: refund.outRefundNo });
    if (!row || row.amountFen !== refund.refundFen || row.payment.outTradeNo !== refund.outTradeNo || merchantOf(row.payment, ports) !== mchid) {
      ports.log.error({ known: Boolean(row) }, 'refund.mismatch');
      return false;
    }
    const state = STATE_OF[refund.status];
    const moved = await moveRefund(write.tx, row.id, {
      state,
      refundId: refund.refundId,
      settledAt: state === 'succeeded' || state === 'closed' ? (refund.successAt ?? write.now) : null,
    });
    const type = EVENT_OF[state];
    const { amountFen, payment } = row;
    const { storeId, customerId, bookingId, orderId } = payment;
    const about = { storeId, customerId, bookingId };
    if (moved && state === 'succeeded')
      postAlong(write, refundPaidOut({ ...about, orderId, paymentId: row.paymentId, refundId: row.id, amountFen, till: 'wechat' }));
    if (moved && type) await write.event({ type, ...about, data: { amountFen, reason: row.reason } });
    await also(write);
    return true;
  });
}

const AGAIN_MS = 3_600_000;
const CHECK_MS = 30_000;
/** What is open for longer than any job of it takes was forgotten: a lost notification, a job that was given up. */
const FORGOTTEN_MS = 2 * 3_600_000;

/**
 * Sends the refund; the same number refunds once. When WeChat Pay refuses it (an empty merchant account, say), staff see it as
 * failed and it is sent again every hour. A refund that WeChat Pay closed needs a person; it stays visible as `closed`.
 */
export async function runSendRefund(refundId: string, ports: Ports, actor: Actor): Promise<void> {
  const row = await ports.db.transaction((tx) => findRefund(tx, { id: refundId }));
  if (!row || !(row.state === 'requested' || (row.state === 'abnormal' && row.refundId === null))) return;
  const answer = await ports.merchants.of(row.payment.mchid).refund({
    outTradeNo: row.payment.outTradeNo,
    outRefundNo: row.outRefundNo,
    refundFen: row.amountFen,
    totalFen: row.payment.paidFen,
    reason: WHY[row.reason] ?? '退款',
    notifyUrl: notifyUrlOf(row.payment, 'refund', ports),
  });
  if (answer.kind === 'unavailable') throw new NoAnswer(answer.detail);
  if (answer.kind === 'rejected') {
    ports.log.error({ refundId, code: answer.code }, 'refund.rejected');
    await ports.writer.transaction({ actor, requestId: null }, async (write) => {
      const { storeId, customerId, bookingId } = row.payment;
      if (await markRefundRejected(write.tx, refundId))
        await write.event({
          type: 'refund.abnormal',
          storeId,
          customerId,
          bookingId,
          data: { amountFen: row.amountFen, reason: row.reason, code: answer.code },
        });
      await write.enqueue(sendRefund, { refundId }, new Date(write.now.getTime() + AGAIN_MS));
    });
    return;
  }
  // With the state, not after it: a crash in between would leave a refund under way that nobody asks about.
  await settleRefund(merchantOf(row.payment, ports), answer.value, ports, actor, async (write) => {
    if (answer.value.status === 'PROCESSING') await write.enqueue(checkRefund, { refundId }, new Date(write.now.getTime() + CHECK_MS));
  });
}

/** Asks how it went until it is final. */
export async function runCheckRefund(refundId: string, ports: Ports, actor: Actor): Promise<void> {
  const row = await ports.db.transaction((tx) => findRefund(tx, { id: refundId }));
  if (!row || row.state === 'succeeded' || row.state === 'closed') return;
  const answer = await ports.merchants.of(row.payment.mchid).queryRefund(row.outRefundNo);
  if (answer.kind !== 'ok' || !answer.value) throw new NoAnswer('refund state unknown');
  await settleRefund(merchantOf(row.payment, ports), answer.value, ports, actor);
  if (answer.value.status === 'PROCESSING') throw new NoAnswer('refund still processing');
}

/** Asks about every refund that has been open for hours, whatever became of its job; answers how many. One that gets no answer now is asked about the next time. */
export async function askForgottenRefunds(ports: Ports, actor: Actor): Promise<number> {
  const refunds = await listForgottenRefunds(sqlOf(ports.db), new Date(ports.clock.now().getTime() - FORGOTTEN_MS));
  for (const { id, state } of refunds)
    try {
      await (state === 'requested' ? runSendRefund : runCheckRefund)(id, ports, actor);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  return refunds.length;
}
