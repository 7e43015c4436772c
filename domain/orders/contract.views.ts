import * as z from 'zod/mini';
import { PricedLineView, Stage } from '../catalogue/contract';
import { CivilDate, FenAmount, Id, Instant, text } from '../kernel/contract';

const Percent = z.int().check(z.gte(0), z.lte(100));
export const Discount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: Percent }),
  z.strictObject({ kind: z.literal('amount'), amountFen: FenAmount }),
]);
export type Discount = z.infer<typeof Discount>;
export const InstalmentInput = z.strictObject({ name: text(20, 1), amountFen: FenAmount, dueOn: CivilDate });
export type InstalmentInput = z.infer<typeof InstalmentInput>;
/** Where money comes in and goes out; wechat: as recorded by hand. */
export const Till = z.enum(['cash', 'bank', 'pos', 'wechat']);

/** One step of a refund's calculation; amounts in fen, what goes off the bill negative. */
export const RefundStep = z.object({
  kind: z.enum(['billed_before', 'line', 'new_line', 'carried', 'kept', 'billed_after', 'paid', 'back', 'owed', 'to_money', 'to_card', 'void']),
  name: z.string(),
  amountFen: z.int(),
});
export type RefundStep = z.infer<typeof RefundStep>;

const Secret = z.nullable(z.int());
/** What takes something off a bill beside the seller's discount: a coupon, her level, her points. */
export const BenefitKind = z.enum(['coupon', 'level', 'points']);
export type BenefitKind = z.infer<typeof BenefitKind>;
export const OrderLineView = z.object({
  ...PricedLineView.shape,
  id: Id,
  /** Its part of the order's discount. */
  discountFen: z.int(),
  /** Its part of the order's benefits. */
  benefitFen: z.int(),
  totalFen: z.int(),
  /** sold, or taken back: then `keptFen` of it stays on the bill. */
  state: z.enum(['sold', 'refunded']),
  keptFen: z.int(),
  /** The line that was exchanged for this one. */
  replacesId: z.nullable(Id),
});
/** waiting: for somebody who may give such a discount; nothing is billed yet. */
export const OrderPhase = z.enum(['waiting', 'open', 'closed', 'cancelled', 'rejected']);
export type OrderPhase = z.infer<typeof OrderPhase>;
export const OrderVerb = z.enum(['decide', 'advance', 'change', 'pay', 'use_deposit', 'link', 'refund', 'exchange', 'share', 'schedule_dues', 'draw_contract']);
export type OrderVerb = z.infer<typeof OrderVerb>;

export const OrderSummary = z.object({
  id: Id,
  code: z.string(),
  version: z.int(),
  phase: OrderPhase,
  stage: z.string(),
  stageName: z.string(),
  storeId: Id,
  storeName: z.string(),
  customerId: Id,
  customerName: z.string(),
  lineName: z.string(),
  sellerName: z.string(),
  /** What is on the bill: the lines less discount and benefits, and what was kept of those taken back. */
  billedFen: z.int(),
  /** Received and not given back. */
  paidFen: z.int(),
  owedFen: z.int(),
  costFen: Secret,
  marginFen: Secret,
  /** The next day on which something is due; null: nothing is open. */
  nextDueOn: z.nullable(CivilDate),
  createdAt: Instant,
});
export type OrderSummary = z.infer<typeof OrderSummary>;

/** One payment, or what came back of it. */
export const OrderPayment = z.object({
  id: Id,
  /** card: stored value paid. void: bonus of a card that was given back meanwhile, which nothing returns to. */
  kind: z.enum(['payment', 'deposit', 'card', 'refund', 'void']),
  /** Null for a deposit, and for what came from a card or went back on it. */
  till: z.nullable(Till),
  amountFen: z.int(),
  bookingId: z.nullable(Id),
  /** The card that paid or got back, and how much of each purse. */
  cardId: z.nullable(Id),
  cardName: z.string(),
  principalFen: z.int(),
  bonusFen: z.int(),
  /** The card's payment that this takes back because it was a mistake; null: it takes back no payment as such. */
  undoesId: z.nullable(Id),
  note: z.string(),
  byName: z.string(),
  at: Instant,
});
export type OrderPayment = z.infer<typeof OrderPayment>;

export const OrderView = z.object({
  ...OrderSummary.shape,
  stages: z.array(z.object({ ...Stage.shape, at: z.nullable(Instant), byName: z.string() })),
  form: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  note: z.string(),
  lines: z.array(OrderLineView),
  listFen: z.int(),
  discountFen: z.int(),
  /** What coupons, level and points take off the lines that stand, one by one. */
  benefits: z.array(z.object({ kind: BenefitKind, sourceId: z.string(), name: z.string(), amountFen: z.int() })),
  benefitFen: z.int(),
  instalments: z.array(z.object({ name: z.string(), amountFen: z.int(), dueOn: CivilDate, paidFen: z.int(), overdue: z.boolean() })),
  payments: z.array(OrderPayment),
  bookings: z.array(z.object({ bookingId: Id, code: z.string(), serviceName: z.string(), startsAt: Instant, state: z.string() })),
  /** Who brought how much of it; empty for customers. */
  shares: z.array(z.object({ staffId: Id, name: z.string(), percent: z.int(), amountFen: z.int() })),
  quoteId: z.nullable(Id),
  /** Why it was turned down or cancelled. */
  reason: z.string(),
  can: z.array(OrderVerb),
});
export type OrderView = z.infer<typeof OrderView>;

export const QuoteVersionView = z.object({
  version: z.int(),
  lines: z.array(PricedLineView),
  listFen: z.int(),
  discountFen: z.int(),
  totalFen: z.int(),
  costFen: Secret,
  marginFen: Secret,
  note: z.string(),
  byName: z.string(),
  at: Instant,
});
export const QuoteView = z.object({
  id: Id,
  code: z.string(),
  state: z.enum(['open', 'accepted', 'declined']),
  /** The newest version; the one that became the order once it is accepted. */
  version: z.int(),
  storeId: Id,
  customerId: Id,
  customerName: z.string(),
  lineId: Id,
  validUntil: CivilDate,
  orderId: z.nullable(Id),
  versions: z.array(QuoteVersionView),
  form: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type QuoteView = z.infer<typeof QuoteView>;

export const BucketsView = z.object({ '0-30': z.int(), '31-60': z.int(), '61-90': z.int(), '90+': z.int() });
export const DueView = z.object({
  orderId: Id,
  code: z.string(),
  customerId: Id,
  customerName: z.string(),
  storeId: Id,
  name: z.string(),
  dueOn: CivilDate,
  openFen: z.int(),
  /** Days overdue; negative: days until it is due. */
  days: z.int(),
});
