import * as z from 'zod/mini';
import { CivilDate, endpoint, FenAmount, Id, text } from '../kernel/contract';
import { OrderView } from '../orders/contract';
import { PointsBalance } from './contract.points';

/** A card that may pay a part of an order. */
export const PayingCard = z.object({
  cardId: Id,
  name: z.string(),
  ownerName: z.string(),
  /** False: a family member's card, used with her consent. */
  own: z.boolean(),
  /** Of stored value only its bonus runs out then; null: never. */
  validUntil: z.nullable(CivilDate),
  principalFen: z.int(),
  /** What of its bonus may be used today. */
  bonusFen: z.int(),
  /** The most that it gives of what is owed, and from which purse. */
  takes: z.object({ principalFen: z.int(), bonusFen: z.int() }),
  /** Why it does not pay for this order; null: it does. */
  why: z.nullable(z.enum(['service', 'store', 'expired', 'frozen', 'refunded', 'not_hers', 'sessions', 'empty'])),
});
export type PayingCard = z.infer<typeof PayingCard>;

const paying = z.strictObject({ orderId: Id, cardId: Id, amountFen: FenAmount.check(z.gte(1)) });
const PAYING = ['record.not_found', 'orders.not_possible', 'orders.more_than_owed', 'membership.does_not_fit', 'membership.not_enough'] as const;

const Points = z.int().check(z.gte(1), z.lte(10_000_000));
const withBalance = z.object({ order: OrderView, balance: PointsBalance });
const POINTS = ['membership.points_do_not_pay', 'membership.points_short', 'membership.points_above_bill'] as const;

/** How cards pay orders, and how she uses what is hers on her own bill. */
export const orderCardEndpoints = {
  'membership.orderCards': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'CD-06, CD-12: the stored-value cards of an order’s customer, and those that family lets her use: what each gives of it, or why it does not.',
    input: z.strictObject({ orderId: Id }),
    output: z.object({ owedFen: z.int(), cards: z.array(PayingCard) }),
    refusals: ['record.not_found'],
  }),
  'membership.payOrder': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.use',
    summary: 'CD-06: a card’s balance pays an order, or a part of it. What is taken back of the order returns to the card as it came from it.',
    input: paying,
    output: z.object({ order: OrderView }),
    refusals: [...PAYING],
  }),
  'membership.undoOrderPayment': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.undo',
    summary: 'CD-07: a card’s payment of an open order was a mistake: within the window it goes back onto the card, as a counter-entry.',
    input: z.strictObject({ orderId: Id, paymentId: Id, reason: text(200, 1) }),
    output: z.object({ order: OrderView }),
    refusals: ['record.not_found', 'orders.not_possible', 'membership.undo_too_late', 'membership.already_undone', 'membership.not_possible'],
  }),
  'membership.payMyOrder': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-06, CD-12: she pays her order, or a part of it, with the balance of her card, or of one that family lets her use.',
    input: paying,
    output: z.object({ order: OrderView }),
    refusals: [...PAYING],
  }),
  'membership.myPointsOn': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-08: what so many of her points would take off her order, line by line; `points` null: as many as possible.',
    input: z.strictObject({ orderId: Id, points: z.nullable(Points) }),
    output: z.object({
      heldPoints: z.int(),
      /** What one point pays, in fen. */
      pointFen: z.int(),
      /** As many as the order takes and she has. */
      mostPoints: z.int(),
      points: z.int(),
      amountFen: z.int(),
      parts: z.array(z.object({ lineId: Id, amountFen: z.int() })),
    }),
    refusals: ['record.not_found', 'orders.not_possible', ...POINTS],
  }),
  'membership.useMyPoints': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-08: her points pay a part of her open order.',
    input: z.strictObject({ orderId: Id, points: Points }),
    output: withBalance,
    refusals: ['record.not_found', 'orders.not_possible', ...POINTS, 'orders.benefit_above_bill'],
  }),
  'membership.takeMyPointsOff': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-08: she takes them off again, as long as the order is not paid with them. `sourceId` as the bill tells it.',
    input: z.strictObject({ orderId: Id, sourceId: Id }),
    output: withBalance,
    refusals: ['record.not_found', 'orders.not_possible', 'orders.benefit_not_there', 'orders.benefit_settled'],
  }),
};
