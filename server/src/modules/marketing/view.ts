import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { CouponView, PushView, TemplateView } from '@zhike/domain/marketing/contract';
import type { BillFacts, CouponFacts } from '@zhike/domain/marketing/rules';
import type { OrderRow } from '../orders/commands/benefit';
import type { TemplateRow } from './records';
import type { CouponRow } from './records.coupons';
import type { PushRow } from './records.pushes';

const CHINA_MINUTES = 480;
/** Coupons begin and end by the shop's calendar, in whichever store. */
export const todayAt = (now: Date): string => dateAt(now.getTime(), CHINA_MINUTES);

export const toTemplateView = (row: TemplateRow): TemplateView => ({ ...row });

export function toCouponView(row: CouponRow, now: Date): CouponView {
  const { id, code, customerId, terms, validUntil, usedOrderId } = row;
  const state = usedOrderId !== null ? 'used' : row.withdrawnAt !== null ? 'withdrawn' : validUntil < todayAt(now) ? 'expired' : 'active';
  const usedAt = row.usedAt?.toISOString() ?? null;
  return { id, code, customerId, terms, state, validUntil, issuedAt: row.issuedAt.toISOString(), usedAt, usedOrderId, card: row.card };
}

export function toPushView({ templateId: _, terms: __, staffId: ___, dueAt, createdAt, ...row }: PushRow): PushView {
  return { ...row, dueAt: dueAt.toISOString(), createdAt: createdAt.toISOString() };
}

export const couponFacts = (row: CouponRow): CouponFacts => ({
  used: row.usedOrderId !== null,
  withdrawn: row.withdrawnAt !== null,
  customerId: row.customerId,
  validUntil: row.validUntil,
  terms: row.terms,
});

/** An order's bill as the rules of coupons see it. */
export function billFacts(order: OrderRow, coupons: readonly CouponRow[]): BillFacts {
  return {
    open: order.phase === 'open',
    customerId: order.customerId,
    storeId: order.storeId,
    lines: order.lines
      .filter((line) => line.state === 'sold')
      .map((line) => ({ id: line.id, itemId: line.sold.itemId, quantity: line.sold.quantity, totalFen: line.totalFen, benefitFen: line.benefitFen })),
    coupons: coupons.map((coupon) => coupon.terms),
    hasLevel: order.benefits.some((benefit) => benefit.kind === 'level'),
    openFen: order.billedFen - order.paidFen,
  };
}
