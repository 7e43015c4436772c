import { once, read, say, type MoneyScene } from './money-scene';

/** A coupon by hand, now and then a second time at another counter: a person's limit must hold. */
export async function issuesCoupon(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const input = { templateId: cast.couponId, customerId: chance.pick(cast.payers).customerId };
  await once(scene, () => say(scene, 'marketing.issue', input, cast.boss));
}

/** One coupon on two open orders of hers at two counters at once: one has it. */
export async function usesCoupon(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const { customerId } = chance.pick(cast.payers);
  const coupons = (await read(scene, 'marketing.couponsOf', { customerId, orderId: null }, cast.boss))?.coupons.filter((one) => one.state === 'active') ?? [];
  const filter = { storeId: null, customerId, phases: ['open' as const], owing: true, cursor: null };
  const orders = (await read(scene, 'orders.list', filter, cast.boss))?.items ?? [];
  if (coupons.length === 0 || orders.length === 0) return;
  const couponId = chance.pick(coupons).id;
  const counters = chance.next() < 0.6 ? [chance.pick(orders), chance.pick(orders)] : [chance.pick(orders)];
  await Promise.all(counters.map((order) => say(scene, 'marketing.use', { couponId, orderId: order.id }, cast.boss)));
}

/** Off the bill again, while another counter may put it on another. */
export async function givesCouponBack(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const { customerId } = chance.pick(cast.payers);
  const used = (await read(scene, 'marketing.couponsOf', { customerId, orderId: null }, cast.boss))?.coupons.filter((one) => one.state === 'used') ?? [];
  if (used.length === 0) return;
  await once(scene, () => say(scene, 'marketing.giveBack', { couponId: chance.pick(used).id }, cast.boss));
}
