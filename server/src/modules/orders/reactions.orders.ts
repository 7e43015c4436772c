import { sqlIn } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import { walk } from './commands/step';
import { findOrderOfBooking, lockOrder } from './records.orders';

const follow: Reactions[string] = async (event, write) => {
  if (!event.bookingId) return;
  const sql = sqlIn(write.tx);
  const orderId = await findOrderOfBooking(sql, event.bookingId);
  if (orderId && (await lockOrder(sql, orderId))) await walk(write, orderId);
};

/** What an order does when one of its bookings goes on. */
export const orderReactions: Reactions = {
  'booking.confirmed': follow,
  'booking.finished': follow,
};
