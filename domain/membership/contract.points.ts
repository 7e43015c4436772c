import * as z from 'zod/mini';
import { OrderView } from '../orders/contract';
import { CivilDate, Cursor, endpoint, Id, Instant, page, text } from '../kernel/contract';

/** The shop's rules of points. */
export const PointsRules = z.strictObject({
  /** Points for 100 yuan paid; 100: one point a yuan. */
  per100Yuan: z.int().check(z.gte(0), z.lte(10_000)),
  /** Points may be used for so many months from the day they were earned; null: for ever. Points that are there keep the day that they were given. */
  validMonths: z.nullable(z.int().check(z.gte(1), z.lte(120))),
  /** What one point pays on an order, in fen; 0: points do not pay. */
  pointFen: z.int().check(z.gte(0), z.lte(100)),
});
export type PointsRules = z.infer<typeof PointsRules>;

/** What somebody has. `owedPoints`: taken back by a refund after they were spent; what she earns next goes there first. */
export const PointsBalance = z.object({
  points: z.int(),
  owedPoints: z.int(),
  /** What runs out first: so many, usable until the end of that day. */
  nextExpiry: z.nullable(z.object({ points: z.int(), on: CivilDate })),
});
export type PointsBalance = z.infer<typeof PointsBalance>;

/** One act, from the books. `points` and `owedPoints`: what it did to each; the sums are the balances. */
export const PointsEntry = z.object({
  transactionId: Id,
  at: Instant,
  act: z.string(),
  actName: z.string(),
  points: z.int(),
  owedPoints: z.int(),
  note: z.string(),
  byName: z.string(),
  orderId: z.nullable(Id),
});
export type PointsEntry = z.infer<typeof PointsEntry>;

export const MallTerms = z.strictObject({
  name: text(40, 1),
  text: text(300),
  pricePoints: z.int().check(z.gte(1), z.lte(10_000_000)),
  /** How many there are to be had. */
  stock: z.int().check(z.gte(0), z.lte(1_000_000)),
  /** The most for one person; null: any number. */
  perPerson: z.nullable(z.int().check(z.gte(1), z.lte(1_000))),
  active: z.boolean(),
});
export type MallTerms = z.infer<typeof MallTerms>;

/** An item of the points mall; its terms count from `version` on. Redeeming one lowers the stock and leaves the version. */
export const MallItem = z.object({ ...MallTerms.shape, id: Id, version: z.int() });
export type MallItem = z.infer<typeof MallItem>;

export const RedemptionState = z.enum(['open', 'handed_out', 'cancelled']);
export type RedemptionState = z.infer<typeof RedemptionState>;

export const Redemption = z.object({
  id: Id,
  /** What she shows at the counter. */
  code: z.string(),
  itemId: Id,
  itemName: z.string(),
  pricePoints: z.int(),
  customerId: Id,
  customerName: z.string(),
  state: RedemptionState,
  createdAt: Instant,
  handedOutAt: z.nullable(Instant),
  storeName: z.string(),
  byName: z.string(),
  reason: z.string(),
});
export type Redemption = z.infer<typeof Redemption>;

const one = z.object({ redemption: Redemption });
const statement = { balance: PointsBalance, rules: PointsRules, ...page(PointsEntry).shape };
const REDEEM = [
  'record.not_found',
  'record.changed',
  'membership.not_in_mall',
  'membership.points_short',
  'membership.sold_out',
  'membership.per_person',
] as const;
const PAYING = ['record.not_found', 'orders.not_possible', 'orders.less_than_paid'] as const;
const wanted = { itemId: Id, version: z.int() };

export const pointsEndpoints = {
  'membership.pointsRules': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.read',
    summary: 'RU-17: how points are earned, how long they last, what they pay.',
    input: z.strictObject({}),
    output: z.object({ rules: PointsRules, defaults: PointsRules }),
    refusals: [],
  }),
  'membership.savePointsRules': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'level.manage',
    summary: 'RU-17: other rules than the defaults, for what is paid from now on. Headquarters only.',
    input: z.strictObject({ rules: PointsRules }),
    output: z.object({ rules: PointsRules }),
    refusals: [],
  }),
  'membership.pointsOf': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.read',
    summary: 'CD-08: a customer’s points, and every act that made them, the newest first.',
    input: z.strictObject({ customerId: Id, cursor: Cursor }),
    output: z.object(statement),
    refusals: ['record.not_found'],
  }),
  'membership.myPoints': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-08: her points, and every act that made them, the newest first.',
    input: z.strictObject({ cursor: Cursor }),
    output: z.object(statement),
    refusals: [],
  }),
  'membership.correctPoints': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.adjust',
    summary: 'Put points right, with a reason; it stays in the books as a correction. Never below zero.',
    input: z.strictObject({ customerId: Id, points: z.int().check(z.gte(-1_000_000), z.lte(1_000_000)), reason: text(200, 1) }),
    output: z.object({ balance: PointsBalance }),
    refusals: ['record.not_found', 'membership.points_short', 'membership.points_nothing'],
  }),
  'membership.mall': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-08: what she can have for points, the cheapest first, and how many of each she may still take (null: any number).',
    input: z.strictObject({}),
    output: z.object({ balance: PointsBalance, items: z.array(z.object({ ...MallItem.shape, mayTake: z.nullable(z.int()) })) }),
    refusals: [],
  }),
  'membership.mallItems': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.read',
    summary: 'CD-08: the points mall, the cheapest first.',
    input: z.strictObject({ withInactive: z.boolean() }),
    output: z.object({ items: z.array(MallItem) }),
    refusals: [],
  }),
  'membership.saveMallItem': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'level.manage',
    summary: 'CD-08: add or change what can be had for points. Headquarters only.',
    input: z.strictObject({ itemId: z.nullable(Id), version: z.int(), terms: MallTerms }),
    output: z.object({ item: MallItem }),
    refusals: ['record.not_found', 'record.changed', 'membership.item_name_taken'],
  }),
  'membership.redeem': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-08: she takes an item for points, as she saw it (`version`); the code is what she shows at the counter.',
    input: z.strictObject(wanted),
    output: one,
    refusals: [...REDEEM],
  }),
  'membership.redeemFor': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.use',
    summary: 'CD-08: the same at the counter, for a customer.',
    input: z.strictObject({ customerId: Id, ...wanted }),
    output: one,
    refusals: [...REDEEM],
  }),
  'membership.myRedemptions': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-08: what she took for points, the newest first.',
    input: z.strictObject({ cursor: Cursor }),
    output: page(Redemption),
    refusals: [],
  }),
  'membership.redemptions': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.use',
    summary: 'CD-08: what customers within the reader’s reach took for points, the newest first.',
    input: z.strictObject({ customerId: z.nullable(Id), state: z.nullable(RedemptionState), cursor: Cursor }),
    output: page(Redemption),
    refusals: [],
  }),
  'membership.handOut': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.use',
    summary: 'CD-08: whoever shows this code gets the item at this store, once.',
    input: z.strictObject({ code: text(20, 1), storeId: Id }),
    output: one,
    refusals: ['record.not_found', 'membership.redemption_over'],
  }),
  'membership.cancelRedemption': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.adjust',
    summary: 'CD-08: it is not handed out: the points and the item come back, the points with the last day that they had.',
    input: z.strictObject({ redemptionId: Id, reason: text(200, 1) }),
    output: one,
    refusals: ['record.not_found', 'membership.redemption_over'],
  }),
  'membership.usePointsOnOrder': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.use',
    summary: 'CD-08: points pay a part of an order; it stands on the bill, and they come back with what is taken back of it.',
    input: z.strictObject({ orderId: Id, points: z.int().check(z.gte(1), z.lte(10_000_000)) }),
    output: z.object({ order: OrderView, balance: PointsBalance }),
    refusals: [...PAYING, 'membership.points_do_not_pay', 'membership.points_short', 'membership.points_above_bill', 'orders.benefit_above_bill'],
  }),
  'membership.takePointsOffOrder': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'points.use',
    summary: 'CD-08: they pay nothing of it after all: the bill is as before, the points are hers. `sourceId` as the bill tells it.',
    input: z.strictObject({ orderId: Id, sourceId: Id }),
    output: z.object({ order: OrderView, balance: PointsBalance }),
    refusals: [...PAYING, 'orders.benefit_not_there'],
  }),
};
