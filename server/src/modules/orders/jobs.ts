import type { Actor } from '@zhike/domain/kernel/actor';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { expireHold } from '../booking/commands/deposit';
import { holdEnds } from '../booking/jobs';
import { closeOrSettle } from './close';
import { NoAnswer } from './no-answer';
import { isPaid } from './commands';
import { checkPayment, checkRefund, closePayment, sendRefund, uploadShipping } from './jobs.kinds';
import { findPayable, lockLivePayment, lockPayment, updatePayment } from './records';
import { askForgottenRefunds, runCheckRefund, runSendRefund } from './refunds';
import { settlePayment } from './settle';
import { runShipment } from './shipping';
import { askUnasked } from './unasked';

const by = (job: string): Actor => ({ kind: 'system', job });

/** Asks again while the payment is open; the pauses grow, and the hold's end closes it in any case. */
async function runCheckPayment(paymentId: string, ports: Ports): Promise<void> {
  const payment = await ports.db.transaction((tx) => lockPayment(tx, { id: paymentId }));
  if (payment?.state !== 'pending') return;
  const found = await ports.merchants.of(payment.mchid).query(payment.outTradeNo);
  if (found.kind === 'ok' && isPaid(found.value)) {
    await settlePayment(found.value, ports, by(checkPayment.name));
    return;
  }
  await ports.writer.transaction({ actor: by(checkPayment.name), requestId: null }, async (write) => {
    const now = await lockPayment(write.tx, { id: paymentId });
    if (now?.state !== 'pending') return;
    await updatePayment(write.tx, paymentId, { checks: now.checks + 1 });
    await write.enqueue(checkPayment, { paymentId }, new Date(write.now.getTime() + Math.min(30 * 2 ** now.checks, 600) * 1000));
  });
}

/** Close at WeChat Pay first, give the units back second: nobody can pay for a slot that somebody else already has. */
async function runHoldEnds(bookingId: string, ports: Ports): Promise<void> {
  const actor = by(holdEnds.name);
  const facts = await ports.db.transaction(async (tx) => ({ booking: await findPayable(tx, bookingId), payment: await lockLivePayment(tx, bookingId) }));
  if (facts.booking?.state !== 'held' || !facts.booking.holdExpiresAt) return;
  if (facts.booking.holdExpiresAt > ports.clock.now()) throw new NoAnswer('hold has time left');
  if (facts.payment && (await closeOrSettle(facts.payment, ports, actor)) === 'paid') return;
  await ports.writer.transaction({ actor, requestId: null }, (write) => expireHold(write, bookingId));
}

/** The jobs of orders, and the end of a hold, which is a question of money first. */
export function ordersJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(checkPayment, ({ paymentId }) => runCheckPayment(paymentId, ports)),
    handleJob(holdEnds, ({ bookingId }) => runHoldEnds(bookingId, ports)),
    handleJob(sendRefund, ({ refundId }) => runSendRefund(refundId, ports, by(sendRefund.name))),
    handleJob(checkRefund, ({ refundId }) => runCheckRefund(refundId, ports, by(checkRefund.name))),
    handleJob(uploadShipping, ({ paymentId }) => runShipment(paymentId, ports, by(uploadShipping.name))),
    repeatJob('orders.unasked', '* * * * *', async () => void (await askUnasked(ports, by('orders.unasked')))),
    repeatJob('orders.forgotten_refunds', '17 * * * *', async () => void (await askForgottenRefunds(ports, by('orders.forgotten_refunds')))),
    handleJob(closePayment, async ({ paymentId }) => {
      const payment = await ports.db.transaction((tx) => lockPayment(tx, { id: paymentId }));
      if (payment) await closeOrSettle(payment, ports, by(closePayment.name));
    }),
  ];
}
