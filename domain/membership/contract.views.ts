import * as z from 'zod/mini';
import { CivilDate, FenAmount, Id, Instant, text } from '../kernel/contract';

/** stored_value: 储值卡, principal and bonus. sessions: 次卡. course: 疗程卡, sessions with a rhythm. */
export const CardKind = z.enum(['stored_value', 'sessions', 'course']);
export type CardKind = z.infer<typeof CardKind>;
/** Where money comes in and goes out at the counter; wechat: as recorded by hand. */
export const CardTill = z.enum(['cash', 'bank', 'pos', 'wechat']);
export type CardTill = z.infer<typeof CardTill>;
const Ids = z.array(Id).check(z.maxLength(200));

/** What is sold. A sold card keeps these words for ever. Money in fen. */
export const CardTerms = z.strictObject({
  name: text(40, 1),
  kind: CardKind,
  text: text(1000),
  /** What she pays; of a stored-value card it is the principal. */
  priceFen: FenAmount.check(z.gte(1)),
  /** Stored value on top, given by the shop; 0 for the other kinds. */
  bonusFen: FenAmount,
  /** How many; 0 for stored value. */
  sessions: z.int().check(z.gte(0), z.lte(500)),
  /** What one session costs without a card, for refunds that count at that price; null: the price divided by the sessions. */
  singlePriceFen: z.nullable(FenAmount),
  /** Which services it pays for; empty: every one (stored value only). */
  serviceIds: Ids,
  /** Days from one session of a course to the next; null for the other kinds. */
  intervalDays: z.nullable(z.int().check(z.gte(1), z.lte(366))),
  /** Days from the sale; null: for ever. Of stored value only the bonus runs out: the principal never does. */
  validDays: z.nullable(z.int().check(z.gte(1), z.lte(3660))),
  /** Where it may be used; empty: in every store. */
  storeIds: Ids,
  /** MK-04: coupons that come with each sale and each charge; those that are not used go back with a refund. */
  coupons: z.array(z.strictObject({ templateId: Id, count: z.int().check(z.gte(1), z.lte(20)) })).check(z.maxLength(5)),
  /** Sold in the mini-program, too. */
  online: z.boolean(),
  active: z.boolean(),
});
export type CardTerms = z.infer<typeof CardTerms>;

export const CardProductView = z.object({
  ...CardTerms.shape,
  id: Id,
  version: z.int(),
  serviceNames: z.array(z.string()),
  /** The coupons that come with it, by name. */
  gifts: z.array(z.object({ name: z.string(), count: z.int() })),
});
export type CardProductView = z.infer<typeof CardProductView>;

/** What the law and the shop allow; the defaults and their sources are in config/prepaid.ts. */
export const CardRules = z.strictObject({
  /** The most that a named stored-value card may hold, principal and bonus. */
  maxBalanceFen: FenAmount.check(z.gte(100)),
  /** Days after the sale in which a card that was never used is given back in full, without a reason. */
  reasonlessRefundDays: z.int().check(z.gte(7), z.lte(365)),
  undoHours: z.int().check(z.gte(0), z.lte(720)),
  spendFirst: z.enum(['principal', 'bonus']),
  /** pro_rata: what is not used is given back at what it cost. single_price: the price less what was used at the single price. */
  sessionRefund: z.enum(['pro_rata', 'single_price']),
  /** A finished booking takes from the one card that fits without being asked. */
  useWhenFinished: z.boolean(),
});
export type CardRules = z.infer<typeof CardRules>;

export const CardState = z.enum(['active', 'frozen', 'expired', 'used_up', 'refunded']);
export type CardState = z.infer<typeof CardState>;
export const CardVerb = z.enum(['charge', 'freeze', 'unfreeze', 'extend', 'transfer', 'refund', 'correct', 'share']);
export type CardVerb = z.infer<typeof CardVerb>;

/** One card that somebody holds. Balances are those of the ledger. */
export const CardView = z.object({
  id: Id,
  code: z.string(),
  version: z.int(),
  productId: Id,
  kind: CardKind,
  name: z.string(),
  text: z.string(),
  state: CardState,
  customerId: Id,
  /** Whose it is; for family who may use it as well. */
  customerName: z.string(),
  /** True when the reader is its owner; always false for staff. */
  mine: z.boolean(),
  storeId: Id,
  storeName: z.string(),
  priceFen: z.int(),
  principalFen: z.int(),
  bonusFen: z.int(),
  sessionsTotal: z.int(),
  sessionsLeft: z.int(),
  /** Money for sessions that are not given yet. */
  unearnedFen: z.int(),
  intervalDays: z.nullable(z.int()),
  /** Of a course: the day of the next session by its rhythm; null before the first one and after the last. */
  nextDueOn: z.nullable(CivilDate),
  /** The last day on which it (of stored value: its bonus) may be used; null: for ever. */
  validUntil: z.nullable(CivilDate),
  frozenOn: z.nullable(CivilDate),
  soldAt: Instant,
  serviceIds: z.array(Id),
  serviceNames: z.array(z.string()),
  /** Where it may be used; empty: everywhere. */
  storeIds: z.array(Id),
  /** Who else may use it, by the owner's consent. */
  family: z.array(z.object({ customerId: Id, name: z.string() })),
  can: z.array(CardVerb),
});
export type CardView = z.infer<typeof CardView>;

/** One act on the card, from the books: what it did to each purse. The sums are the balances. */
export const CardEntry = z.object({
  transactionId: Id,
  at: Instant,
  actName: z.string(),
  sessions: z.int(),
  principalFen: z.int(),
  bonusFen: z.int(),
  unearnedFen: z.int(),
  /** Money that came for it (negative: went back), which has a receipt; 0: none moved. */
  moneyFen: z.int(),
  storeName: z.string(),
  byName: z.string(),
  note: z.string(),
  bookingId: z.nullable(Id),
  /** Of a use that may still be undone by the reader; null otherwise. */
  useId: z.nullable(Id),
  reversed: z.boolean(),
});
export type CardEntry = z.infer<typeof CardEntry>;

/** How the money came, in parts that add up to the price exactly. */
export const CardPayments = z.array(z.strictObject({ till: CardTill, amountFen: FenAmount.check(z.gte(1)) })).check(z.minLength(1), z.maxLength(8));

/** What a card gives for a booking. */
export const Taking = z.object({
  sessions: z.int(),
  principalFen: z.int(),
  bonusFen: z.int(),
  /** What the shop has earned by it. */
  valueFen: z.int(),
});
export type Taking = z.infer<typeof Taking>;

/** A card that fits a booking, with what it would give and what would remain on it. */
export const UseOption = z.object({
  cardId: Id,
  name: z.string(),
  kind: CardKind,
  ownerName: z.string(),
  /** False: a family member's card, used with her consent. */
  own: z.boolean(),
  validUntil: z.nullable(CivilDate),
  takes: Taking,
  leaves: z.object({ sessions: z.int(), principalFen: z.int(), bonusFen: z.int() }),
  /** What would still be open afterwards. */
  openFen: z.int(),
});
export type UseOption = z.infer<typeof UseOption>;

export const UseView = z.object({
  ...Taking.shape,
  id: Id,
  cardId: Id,
  cardName: z.string(),
  bookingId: Id,
  storeId: Id,
  at: Instant,
  byName: z.string(),
  /** Until when it may be undone; null: it was, or it is too late. */
  undoableUntil: z.nullable(Instant),
  undone: z.boolean(),
});
export type UseView = z.infer<typeof UseView>;
