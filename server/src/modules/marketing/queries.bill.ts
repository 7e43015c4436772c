import { compileScope, inScope, type Right } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { fitCoupon } from '@zhike/domain/marketing/rules';
import { decideDiscount } from '@zhike/domain/orders/money';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { reachesStore } from '../booking/reach';
import { placeOf, priceChoices } from '../catalogue/pricing';
import { customerRowFacts } from '../customers/row-facts';
import { pointsHeld } from '../ledger/points';
import { pointsRulesNow } from '../membership/pointing';
import type { Input } from './input';
import { listCouponsOf } from './records.coupons';
import { couponFacts, toCouponView, todayAt } from './view';

/** OR-01: the bill of an order before it is saved, worked out by the same rules as afterwards. */
export async function previewBill(ask: Ask<ActorOf<'marketing.previewBill'>>, input: Input<'marketing.previewBill'>): Answer<'marketing.previewBill'> {
  const sql = sqlOf(ask.ports.db);
  const { actor } = ask;
  if (!reachesStore(ask.scope, actor, input.storeId)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const at = await placeOf(sql, ask, input);
  if (!at.ok) return at;
  const sold = await priceChoices(sql, at.value, input.lines);
  if (!sold.ok) return sold;
  const discounted = decideDiscount(
    sold.value.map((line) => line.priceFen),
    input.discount,
  );
  if (!discounted.ok) return discounted;
  const { listFen, discountFen, totalFen, byLine } = discounted.value;
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const { customerId } = customer;
  const lines = sold.value.map((line, index) => ({
    id: String(index),
    itemId: line.itemId,
    quantity: line.quantity,
    totalFen: line.priceFen - (byLine[index] ?? 0),
    levelPriced: line.levelPriced ?? false,
  }));
  const own = await ask.ports.ownBenefits.preview(sql, customerId, lines);
  const levelOff = (lineId: string): number => own?.parts.find((part) => part.lineId === lineId)?.amountFen ?? 0;
  const levelParts = lines.map((line) => levelOff(line.id));
  const levelFen = levelParts.reduce((sum, fen) => sum + fen, 0);
  const billedFen = totalFen - levelFen;
  // The same reach as the list of her coupons, and as the use of her points on a bill.
  const may = (right: Right): boolean => inScope(compileScope(actor, right), { storeId: input.storeId, customerId, staffIds: customer.staffIds });
  const today = todayAt(ask.now);
  const bill = {
    open: true,
    customerId,
    storeId: input.storeId,
    lines: lines.map((line) => ({ ...line, totalFen: line.totalFen - levelOff(line.id), benefitFen: levelOff(line.id) })),
    coupons: [],
    hasLevel: levelFen > 0,
    openFen: billedFen,
  };
  const active = may('coupon.issue') ? (await listCouponsOf(sql, customerId, today)).filter((row) => toCouponView(row, ask.now).state === 'active') : [];
  const coupons = active.map((row) => {
    const fit = fitCoupon(couponFacts(row), bill, today);
    const facts = fit.ok ? { offFen: fit.value.offFen, reason: null, missingFen: 0 } : { offFen: 0, ...fit.refusal.facts };
    return { couponId: row.id, name: row.terms.name, ...facts };
  });
  const level = own && levelFen > 0 ? { name: own.name, amountFen: levelFen } : null;
  return allow({ listFen, discountFen, level, billedFen, levelParts, coupons, points: may('points.use') ? await pointsFor() : null });

  async function pointsFor() {
    const { pointFen } = await pointsRulesNow(sql);
    const { points: heldPoints } = await pointsHeld(sql, customerId);
    const mostPoints = pointFen === 0 ? 0 : Math.min(heldPoints, Math.floor(billedFen / pointFen));
    return { heldPoints, mostPoints, amountFen: mostPoints * pointFen };
  }
}
