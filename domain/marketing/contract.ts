import * as z from 'zod/mini';
import { LineChoice } from '../catalogue/contract';
import { CivilDate, endpoint, FenAmount, Id, Instant, text } from '../kernel/contract';
import { Discount, OrderView } from '../orders/contract';
import { pushEndpoints } from './contract.pushes';

export * from './contract.pushes';
export * from './contract.refusals';

/** cash: an amount off. discount: a percentage off. item: one piece of an item for nothing. */
export const CouponKind = z.enum(['cash', 'discount', 'item']);
export type CouponKind = z.infer<typeof CouponKind>;
const Ids = z.array(Id).check(z.maxLength(50));
const Count = z.int().check(z.gte(1), z.lte(1_000_000));

/** What a coupon is good for. A coupon keeps the terms under which it was given. */
export const CouponTerms = z.strictObject({
  name: text(30, 1),
  text: text(200),
  kind: CouponKind,
  /** cash: what it takes off. */
  amountFen: FenAmount,
  /** discount: percent off, 20 for 八折. */
  percent: z.int().check(z.gte(0), z.lte(100)),
  /** discount: never more than this; null: no cap. */
  maxOffFen: z.nullable(FenAmount),
  /** What the lines that count must cost at least, after the seller's discount. */
  minSpendFen: FenAmount,
  /** Of what; empty: everything. item: which of them. */
  itemIds: Ids,
  /** Where; empty: everywhere. */
  storeIds: Ids,
  /** Beside other coupons that allow it, too. */
  withCoupons: z.boolean(),
  /** Beside the discount of her level. */
  withLevel: z.boolean(),
  /** Days from the day on which it is given, that one included; null: `validUntil` says it. */
  validDays: z.nullable(z.int().check(z.gte(1), z.lte(3650))),
  validUntil: z.nullable(CivilDate),
  totalLimit: z.nullable(Count),
  personLimit: z.nullable(Count),
});
export type CouponTerms = z.infer<typeof CouponTerms>;

export const TemplateView = z.object({ id: Id, version: z.int(), terms: CouponTerms, active: z.boolean(), issued: z.int(), used: z.int() });
export type TemplateView = z.infer<typeof TemplateView>;
export const CouponState = z.enum(['active', 'used', 'expired', 'withdrawn']);
export const CouponView = z.object({
  id: Id,
  code: z.string(),
  customerId: Id,
  terms: CouponTerms,
  state: CouponState,
  validUntil: CivilDate,
  issuedAt: Instant,
  usedAt: z.nullable(Instant),
  usedOrderId: z.nullable(Id),
  /** MK-04: the card with whose sale or charge it came; null: it was given otherwise. */
  card: z.nullable(z.object({ id: Id, name: z.string() })),
});
export type CouponView = z.infer<typeof CouponView>;

const coupon = z.object({ coupon: CouponView });
const bill = z.object({ order: OrderView, coupon: CouponView });
const USING = [
  'record.not_found',
  'marketing.coupon_misfit',
  'orders.less_than_paid',
  'orders.benefit_above_bill',
  'orders.benefit_there',
  'orders.not_possible',
] as const;

export const marketingEndpoints = {
  'marketing.templates': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.issue',
    summary: 'MK-03: the coupons that the shop gives out, with how many were given and used.',
    input: z.strictObject({ withRetired: z.boolean() }),
    output: z.object({ templates: z.array(TemplateView) }),
    refusals: [],
  }),
  'marketing.saveTemplate': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'coupon.manage',
    summary: 'MK-03: add a coupon or change what is given from now on. Coupons that are out keep their terms.',
    input: z.strictObject({ templateId: z.nullable(Id), version: z.int(), terms: CouponTerms, active: z.boolean() }),
    output: z.object({ template: TemplateView }),
    refusals: ['access.forbidden', 'record.not_found', 'record.changed', 'marketing.name_taken', 'marketing.terms_invalid'],
  }),
  'marketing.issue': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'coupon.issue',
    summary: 'MK-03: give a customer a coupon, within its total and per-person limits.',
    input: z.strictObject({ templateId: Id, customerId: Id }),
    output: coupon,
    refusals: ['record.not_found', 'marketing.retired', 'marketing.limit_reached'],
  }),
  'marketing.couponsOf': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.issue',
    summary: 'A customer’s coupons; with an order, what each would take off it, or why it does not fit.',
    input: z.strictObject({ customerId: Id, orderId: z.nullable(Id) }),
    output: z.object({
      coupons: z.array(z.object({ ...CouponView.shape, fit: z.nullable(z.object({ offFen: z.int(), reason: z.nullable(z.string()), missingFen: z.int() })) })),
    }),
    refusals: ['record.not_found'],
  }),
  'marketing.myCoupons': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'The customer’s own coupons, the usable ones first. That she looked is remembered: a push counts who has seen hers.',
    input: z.strictObject({}),
    output: z.object({ coupons: z.array(CouponView) }),
    refusals: [],
  }),
  'marketing.setAdvertising': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'MK-10: whether the customer wants advertising. Who does not is in no audience.',
    input: z.strictObject({ allowed: z.boolean() }),
    output: z.object({ allowed: z.boolean() }),
    refusals: ['record.not_found'],
  }),
  'marketing.previewBill': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.write',
    summary:
      'OR-01: what an order that is not saved yet would come to for this customer: the seller’s discount, what her level takes off by itself, and what each of her coupons and her points would take off after that. Coupons and points only for whoever may use them.',
    input: z.strictObject({
      storeId: Id,
      customerId: Id,
      lines: z.array(LineChoice).check(z.minLength(1), z.maxLength(50)),
      discount: z.nullable(Discount),
    }),
    output: z.object({
      listFen: z.int(),
      discountFen: z.int(),
      level: z.nullable(z.object({ name: z.string(), amountFen: z.int() })),
      /** What would be on the bill. */
      billedFen: z.int(),
      /** Lines, in their order: what the level takes off each. */
      levelParts: z.array(z.int()),
      coupons: z.array(z.object({ couponId: Id, name: z.string(), offFen: z.int(), reason: z.nullable(z.string()), missingFen: z.int() })),
      points: z.nullable(z.object({ heldPoints: z.int(), mostPoints: z.int(), amountFen: z.int() })),
    }),
    refusals: [
      'record.not_found',
      'catalogue.not_on_sale',
      'catalogue.option_unknown',
      'catalogue.option_out_of_range',
      'catalogue.too_much',
      'orders.discount_above_price',
    ],
  }),
  'marketing.use': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'order.write',
    summary: 'MK-03: put a coupon on an order’s bill. A coupon used at two counters at once is used once.',
    input: z.strictObject({ couponId: Id, orderId: Id }),
    output: bill,
    refusals: [...USING],
  }),
  'marketing.myFits': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'MK-03: what each of her coupons takes off her order, line by line, or why it does not fit; those on it already as well.',
    input: z.strictObject({ orderId: Id }),
    output: z.object({
      coupons: z.array(
        z.object({
          ...CouponView.shape,
          fit: z.object({
            offFen: z.int(),
            reason: z.nullable(z.string()),
            missingFen: z.int(),
            parts: z.array(z.object({ lineId: Id, amountFen: z.int() })),
          }),
        }),
      ),
    }),
    refusals: ['record.not_found'],
  }),
  'marketing.useMine': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'MK-03: she puts a coupon of hers on her open order before she pays.',
    input: z.strictObject({ couponId: Id, orderId: Id }),
    output: bill,
    refusals: [...USING],
  }),
  'marketing.giveBackMine': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'MK-03: she takes it off again, as long as the order is not paid with it.',
    input: z.strictObject({ couponId: Id }),
    output: bill,
    refusals: ['record.not_found', 'marketing.coupon_not_used', 'orders.not_possible', 'orders.benefit_not_there', 'orders.benefit_settled'],
  }),
  'marketing.giveBack': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'order.write',
    summary: 'Take a coupon off an open order’s bill: it is hers again, with the days that are left.',
    input: z.strictObject({ couponId: Id }),
    output: bill,
    refusals: ['record.not_found', 'marketing.coupon_not_used', 'orders.not_possible', 'orders.benefit_not_there'],
  }),
  ...pushEndpoints,
};
