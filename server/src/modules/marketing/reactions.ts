import { standing } from '@zhike/domain/orders/benefits';
import { sqlIn } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import { lockForBenefit } from '../orders/commands/benefit';
import { giveBack } from './commands/use';
import { giveGifts, takeBackGifts } from './gifts';
import { listOnOrder, lockCoupon, moveCoupons } from './records.coupons';

/** MK-03: a coupon is hers again once no line that carried a part of it stands any more: the order was cancelled, or its lines were taken back. */
const giveBackUnused: Reactions[string] = async (event, write) => {
  const order = await lockForBenefit(write, String(event.data.orderId ?? ''));
  if (!order) return;
  const sql = sqlIn(write.tx);
  for (const { id } of await listOnOrder(sql, order.id)) {
    const coupon = await lockCoupon(sql, id);
    const benefit = order.benefits.find((one) => one.kind === 'coupon' && one.sourceId === id);
    if (coupon?.usedOrderId === order.id && (!benefit || standing(benefit.parts, order.lines) === 0)) await giveBack(write, coupon, order);
  }
};

/** What coupons do when orders, cards and customers change. */
export const marketingReactions: Reactions = {
  'card.sold': giveGifts,
  'card.charged': giveGifts,
  'card.refunded': takeBackGifts,
  'order.cancelled': giveBackUnused,
  'order.refunded': giveBackUnused,
  'order.exchanged': giveBackUnused,
  'customer.merged': async (event, write) => {
    if (event.customerId && typeof event.data.fromId === 'string') await moveCoupons(write.tx, event.data.fromId, event.customerId);
  },
};
