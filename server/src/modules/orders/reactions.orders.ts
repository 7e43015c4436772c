import { sqlIn } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import { walk } from './commands/step';
import { findOrderOfBooking, findOrderRow, lockOrder } from './records.orders';
import { shipped } from './shipping';

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
  /** The last step: everything was given. */
  'order.advanced': async (event, write) => {
    const order = await findOrderRow(sqlIn(write.tx), String(event.data.orderId), { kind: 'all' });
    if (order?.phase === 'closed') await shipped(write, { orderId: order.id }, 'pickup');
  },
  /** What was kept of its money was earned; what goes back needs no word. */
  'order.cancelled': (event, write) => shipped(write, { orderId: String(event.data.orderId) }, 'virtual'),
};
