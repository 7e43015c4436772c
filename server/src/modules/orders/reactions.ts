import type { Reactions } from '../../platform/reactions';
import { closePayment } from './jobs.kinds';
import { lockLivePayment } from './records';
import { requestRefund, type RefundReason } from './settle';

/** A booking is over: gives back of its deposit what was decided, or closes an order that is not paid yet. */
const giveBack =
  (reason: RefundReason): Reactions[string] =>
  async (event, write) => {
    if (!event.bookingId) return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (!payment) return;
    const refundFen = Number(event.data.refundFen ?? 0);
    if (payment.state === 'paid') {
      if (refundFen > 0) await requestRefund(write, payment, refundFen, reason);
    } else await write.enqueue(closePayment, { paymentId: payment.id });
  };

/** What orders does when bookings change. */
export const ordersReactions: Reactions = {
  'booking.cancelled': giveBack('cancelled'),
  /** Nobody could take it: everything goes back. */
  'booking.declined': giveBack('declined'),
  /** She did not come: what the terms do not keep goes back. */
  'booking.no_show': giveBack('no_show'),
  /** Staff confirmed without a deposit: the open order must not be paid any more. */
  'booking.confirmed': async (event, write) => {
    if (!event.bookingId || event.data.by !== 'staff') return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (payment && payment.state !== 'paid') await write.enqueue(closePayment, { paymentId: payment.id });
  },
};
