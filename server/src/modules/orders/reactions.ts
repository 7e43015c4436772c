import { depositEarned, depositKept, depositPurse } from '@zhike/domain/ledger/acts.deposits';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import { heldIn } from '../ledger/held';
import { postAlong } from '../ledger/post';
import { closePayment } from './jobs.kinds';
import { lockLivePayment } from './records';
import { giveDepositBack } from './settle';
import { shipped } from './shipping';

const depositOf = ({ storeId, customerId }: StoredEvent, bookingId: string) => ({ bookingId, storeId, customerId });

/** A booking is over: gives back of its deposit what was decided and keeps the rest, or closes an order that is not paid yet. */
const giveBack =
  (reason: 'cancelled' | 'declined' | 'no_show'): Reactions[string] =>
  async (event, write) => {
    if (!event.bookingId) return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (!payment) return;
    if (payment.state === 'paid') {
      // An order may have used it since that was decided: then it is the order's to give back.
      const held = await heldIn(write, depositPurse(depositOf(event, event.bookingId)));
      const refundFen = Math.min(Number(event.data.refundFen ?? 0), held);
      if (refundFen > 0) await giveDepositBack(write, { ...payment, bookingId: event.bookingId }, refundFen, reason);
      // What was decided when it ended: money that came later is given back as late, not kept.
      const keptFen = Math.min(Number(event.data.feeFen ?? 0), held - refundFen);
      if (keptFen > 0) {
        postAlong(write, depositKept({ ...depositOf(event, event.bookingId), amountFen: keptFen }));
        await shipped(write, { paymentId: payment.id }, 'virtual');
      }
    } else await write.enqueue(closePayment, { paymentId: payment.id });
  };

/** What orders does when bookings change. */
export const ordersReactions: Reactions = {
  'booking.cancelled': giveBack('cancelled'),
  /** Nobody could take it: everything goes back. */
  'booking.declined': giveBack('declined'),
  /** She did not come: what the terms do not keep goes back. */
  'booking.no_show': giveBack('no_show'),
  /** The service was given: the deposit is the shop's. */
  'booking.finished': async (event, write) => {
    if (!event.bookingId) return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (payment?.state !== 'paid') return;
    await shipped(write, { paymentId: payment.id }, 'pickup');
    const amountFen = await heldIn(write, depositPurse(depositOf(event, event.bookingId)));
    if (amountFen > 0) postAlong(write, depositEarned({ ...depositOf(event, event.bookingId), amountFen }));
  },
  /** Staff confirmed without a deposit: the open order must not be paid any more. */
  'booking.confirmed': async (event, write) => {
    if (!event.bookingId || event.data.by !== 'staff') return;
    const payment = await lockLivePayment(write.tx, event.bookingId);
    if (payment && payment.state !== 'paid') await write.enqueue(closePayment, { paymentId: payment.id });
  },
};
