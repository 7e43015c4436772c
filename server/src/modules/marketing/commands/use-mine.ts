import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { fitCoupon } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlOf } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { readOrderRow } from '../../orders/queries.orders';
import type { Input } from '../input';
import { listCouponsOf, listOnOrder } from '../records.coupons';
import { billFacts, couponFacts, toCouponView, todayAt } from '../view';
import { putCouponOn, takeCouponOff } from './use';

/* MK-03: the customer's own coupons on her own order. */

/** What each would take off it, line by line; those on its bill first, then those that can be used. Others are left out. */
export async function getMyFits(ask: Ask<ActorOf<'marketing.myFits'>>, input: Input<'marketing.myFits'>): Answer<'marketing.myFits'> {
  const sql = sqlOf(ask.ports.db);
  const order = await readOrderRow(sql, input.orderId, compileScope(ask.actor, 'order.read'));
  if (!order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const today = todayAt(ask.now);
  const on = await listOnOrder(sql, order.id);
  const bill = billFacts(order, on);
  const rest = (await listCouponsOf(sql, order.customerId, today)).filter((row) => toCouponView(row, ask.now).state === 'active');
  const used = on.map((row) => {
    const parts = order.benefits.find((one) => one.kind === 'coupon' && one.sourceId === row.id)?.parts ?? [];
    const fit = { offFen: parts.reduce((sum, part) => sum + part.amountFen, 0), reason: null, missingFen: 0, parts: [...parts] };
    return { ...toCouponView(row, ask.now), fit };
  });
  const open = rest.map((row) => {
    const fit = fitCoupon(couponFacts(row), bill, today);
    const told = fit.ok ? { ...fit.value, parts: [...fit.value.parts], reason: null, missingFen: 0 } : { offFen: 0, parts: [], ...fit.refusal.facts };
    return { ...toCouponView(row, ask.now), fit: told };
  });
  return allow({ coupons: [...used, ...open.filter((one) => one.fit.reason === null), ...open.filter((one) => one.fit.reason !== null)] });
}

const hers = (ask: Ask<ActorOf<'marketing.useMine'>>) => ({ actor: ask.actor, scope: compileScope(ask.actor, 'order.read') });

export async function useMyCoupon(ask: Ask<ActorOf<'marketing.useMine'>>, input: Input<'marketing.useMine'>, write: Write): Answer<'marketing.useMine'> {
  return putCouponOn(hers(ask), input, write);
}

export async function giveBackMyCoupon(
  ask: Ask<ActorOf<'marketing.giveBackMine'>>,
  input: Input<'marketing.giveBackMine'>,
  write: Write,
): Answer<'marketing.giveBackMine'> {
  return takeCouponOff(hers(ask), input, write);
}
