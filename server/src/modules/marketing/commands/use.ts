import { allow, refuse } from '@zhike/domain/kernel/decision';
import { fitCoupon } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { addBenefit, decideTakingOff, removeBenefit } from '../../orders/commands/benefit';
import { answerOrder, openOrder } from '../../orders/commands/open';
import type { Input } from '../input';
import { takeBack } from '../gifts';
import { isOrphan } from '../records.gifts';
import { findCoupon, listOnOrder, lockCoupon, markUsed, type CouponRow } from '../records.coupons';
import { billFacts, couponFacts, toCouponView, todayAt } from '../view';

const notFound = (id: string) => refuse('record.not_found', { noun: 'coupon', id });
const sourceOf = (coupon: Pick<CouponRow, 'id'>) => ({ kind: 'coupon' as const, sourceId: coupon.id });

/** The order and the coupon as they now are. */
async function answer(ask: Pick<Ask, 'actor'>, write: Write, orderId: string, couponId: string) {
  const order = await answerOrder(ask, write, orderId);
  const coupon = await findCoupon(sqlIn(write.tx), couponId);
  if (!coupon) throw new Error('a coupon vanished inside its own transaction');
  return order.ok ? allow({ order: order.value.order, coupon: toCouponView(coupon, write.now) }) : order;
}

type Asker = Pick<Ask, 'actor' | 'scope'>;
/** A coupon that is somebody else's is not there for a customer. */
const isHidden = ({ actor }: Asker, coupon: Pick<CouponRow, 'customerId'>): boolean => actor.kind === 'customer' && actor.customerId !== coupon.customerId;

/** MK-03: the order is locked, then the coupon: of two who use it at once the second finds it used. */
export async function putCouponOn(ask: Asker, input: { readonly couponId: string; readonly orderId: string }, write: Write) {
  const opened = await openOrder(ask, write, input, 'change');
  if (!opened.ok) return opened;
  const sql = sqlIn(write.tx);
  const coupon = await lockCoupon(sql, input.couponId);
  if (!coupon || isHidden(ask, coupon)) return notFound(input.couponId);
  const order = opened.value;
  const { name } = coupon.terms;
  const fit = fitCoupon(couponFacts(coupon), billFacts(order, await listOnOrder(sql, order.id)), todayAt(write.now));
  if (!fit.ok) return refuse('marketing.coupon_misfit', { name, ...fit.refusal.facts });
  const added = await addBenefit(write, order.id, { ...sourceOf(coupon), name, parts: fit.value.parts });
  if (!added.ok) return added;
  await markUsed(write.tx, coupon.id, { orderId: order.id, usedFen: added.value.amountFen, at: write.now });
  const data = { couponId: coupon.id, couponName: name, orderId: order.id, amountFen: added.value.amountFen };
  await write.event({ type: 'coupon.used', storeId: order.storeId, customerId: coupon.customerId, data });
  return answer(ask, write, order.id, coupon.id);
}

/** At the desk. */
export async function useCoupon(ask: Ask<ActorOf<'marketing.use'>>, input: Input<'marketing.use'>, write: Write): Answer<'marketing.use'> {
  return putCouponOn(ask, input, write);
}

/** At the desk, by whoever may work on the order. */
export async function giveBackCoupon(ask: Ask<ActorOf<'marketing.giveBack'>>, input: Input<'marketing.giveBack'>, write: Write): Answer<'marketing.giveBack'> {
  return takeCouponOff(ask, input, write);
}

/** Off the bill of an open order again, by whoever may work on that order; by the customer herself while it is not paid with it. */
export async function takeCouponOff(ask: Asker, input: { readonly couponId: string }, write: Write) {
  const sql = sqlIn(write.tx);
  const found = await findCoupon(sql, input.couponId);
  if (!found || isHidden(ask, found)) return notFound(input.couponId);
  if (found.usedOrderId === null) return refuse('marketing.coupon_not_used', { state: toCouponView(found, write.now).state });
  const opened = await openOrder(ask, write, { orderId: found.usedOrderId }, 'change');
  if (!opened.ok) return opened.refusal.code === 'record.not_found' ? notFound(input.couponId) : opened;
  const order = opened.value;
  const hers = decideTakingOff(ask.actor, order);
  if (!hers.ok) return hers;
  const coupon = await lockCoupon(sql, input.couponId);
  if (coupon?.usedOrderId !== order.id) return refuse('marketing.coupon_not_used', { state: coupon ? toCouponView(coupon, write.now).state : '' });
  const removed = await removeBenefit(write, order.id, sourceOf(coupon));
  if (!removed.ok) return removed;
  await giveBack(write, coupon, order);
  return answer(ask, write, order.id, coupon.id);
}

/** A locked coupon is hers again; one whose card was refunded meanwhile is taken back at once (MK-04). */
export async function giveBack(write: Write, coupon: CouponRow, order: { readonly id: string; readonly storeId: string }): Promise<void> {
  await markUsed(write.tx, coupon.id, null);
  const data = { couponId: coupon.id, couponName: coupon.terms.name, orderId: order.id };
  await write.event({ type: 'coupon.given_back', storeId: order.storeId, customerId: coupon.customerId, data });
  if (coupon.card && (await isOrphan(sqlIn(write.tx), coupon.id))) await takeBack(write, coupon.card.id);
}
