import type { Reactions } from '../../platform/reactions';
import { closePayment } from './jobs.kinds';
import { lockLivePayment } from './records';
import { requestRefund } from './settle';

/** What orders does when bookings change. */
export const ordersReactions: Reactions = {
  /** Gives the deposit back as the policy decided, or closes an order that is not paid yet. */
  'booking.cancelled': async (event, write) => {
    if (!event.bookingId) return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (!payment) return;
    const refundFen = Number(event.data.refundFen ?? 0);
    if (payment.state === 'paid') {
      if (refundFen > 0) await requestRefund(write, payment, refundFen, 'cancelled');
    } else await write.enqueue(closePayment, { paymentId: payment.id });
  },
  /** Staff confirmed without a deposit: the open order must not be paid any more. */
  'booking.confirmed': async (event, write) => {
    if (!event.bookingId || event.data.by !== 'staff') return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (payment && payment.state !== 'paid') await write.enqueue(closePayment, { paymentId: payment.id });
  },
};
