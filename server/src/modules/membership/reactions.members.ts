import type { Reactions } from '../../platform/reactions';
import { returnUsedPoints } from './commands/pay';
import { reckonLevel } from './leveling';
import { movePoints, reckonOrderPoints } from './pointing';

/** An order was paid or given back: its points by the level that she had, then her level by what she has spent. */
const order: Reactions[string] = async (event, write) => {
  if (typeof event.data.orderId === 'string') await reckonOrderPoints(write, event.data.orderId);
  if (event.customerId) await reckonLevel(write, event.customerId);
};
/** Lines were taken back: the points that paid a part of them come back first. */
const back: Reactions[string] = async (event, write, ports) => {
  if (typeof event.data.orderId === 'string') await returnUsedPoints(write, event.data.orderId);
  await order(event, write, ports);
};
const spent: Reactions[string] = async (event, write) => {
  if (event.customerId) await reckonLevel(write, event.customerId);
};

/** What levels and points do when money moves. Each looks at how things stand, so the same event five times is one change. */
export const memberReactions: Reactions = {
  'order.paid': order,
  'order.payment_undone': order,
  'order.refunded': back,
  'order.cancelled': back,
  'order.exchanged': back,
  'card.sold': spent,
  'card.charged': spent,
  'card.refunded': spent,
  'payment.paid': spent,
  'refund.requested': spent,
  'customer.merged': async (event, write) => {
    if (!event.customerId || typeof event.data.fromId !== 'string') return;
    await movePoints(write, event.customerId, event.data.fromId);
    await reckonLevel(write, event.customerId);
  },
};
