/**
 * The chart of accounts. A *purse* belongs to one holder and is never below zero: the database keeps its balance and refuses a write
 * that would take more than is there. A *pot* is the shop's own (cash, revenue): many write into it at once, so nobody waits for its
 * balance; it is the sum of its entries.
 */
export interface AccountKind {
  /** In the reader's words. */
  readonly name: string;
  readonly unit: Unit;
  /** debit: what the shop has or is owed; credit: what it owes or has earned. A balance is told in this direction. */
  readonly side: 'debit' | 'credit';
  readonly holds: 'purse' | 'pot';
  readonly holder: 'store' | 'customer' | 'booking' | 'order' | 'card';
}

export type Unit = 'fen' | 'session' | 'point';
export const UNITS: readonly Unit[] = ['fen', 'session', 'point'];

export const ACCOUNT_KINDS = {
  /** Money that WeChat Pay holds for the shop until it settles. */
  wechat: { name: '微信支付', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  cash: { name: '现金', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  bank: { name: '银行转账', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  pos: { name: '刷卡', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  /** What a customer still owes for an order. */
  receivable: { name: '应收款', unit: 'fen', side: 'debit', holds: 'purse', holder: 'order' },
  /** Paid ahead for a booking; hers until the service is given or the terms keep it. */
  deposit: { name: '定金', unit: 'fen', side: 'credit', holds: 'purse', holder: 'booking' },
  /** Promised back, and not yet with her. */
  refund_due: { name: '待退款', unit: 'fen', side: 'credit', holds: 'pot', holder: 'store' },
  /** Stored value that she paid. */
  principal: { name: '储值本金', unit: 'fen', side: 'credit', holds: 'purse', holder: 'card' },
  /** Stored value that the shop gave; never paid out. */
  bonus: { name: '储值赠送', unit: 'fen', side: 'credit', holds: 'purse', holder: 'card' },
  /** Money for sessions that are not given yet. */
  unearned: { name: '次卡预收', unit: 'fen', side: 'credit', holds: 'purse', holder: 'card' },
  /** Billed for an order whose service is not given yet. */
  order_unearned: { name: '订单预收', unit: 'fen', side: 'credit', holds: 'purse', holder: 'order' },
  sessions: { name: '剩余次数', unit: 'session', side: 'credit', holds: 'purse', holder: 'card' },
  points: { name: '积分', unit: 'point', side: 'credit', holds: 'purse', holder: 'customer' },
  /** Taken back by a refund after they were spent: what she earns next goes there first. */
  points_owed: { name: '欠收积分', unit: 'point', side: 'debit', holds: 'purse', holder: 'customer' },
  revenue: { name: '营业收入', unit: 'fen', side: 'credit', holds: 'pot', holder: 'store' },
  /** Deposits and fees that the terms kept. */
  forfeited: { name: '违约收入', unit: 'fen', side: 'credit', holds: 'pot', holder: 'store' },
  /** What the shop gave away: bonus that was spent, and the worth of sessions beyond what was paid. */
  given: { name: '赠送成本', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  sessions_issued: { name: '已售次数', unit: 'session', side: 'debit', holds: 'pot', holder: 'store' },
  points_issued: { name: '已发积分', unit: 'point', side: 'debit', holds: 'pot', holder: 'store' },
  /** What customers had with the shop before its books were here: brought in, never revenue. */
  opening: { name: '期初余额', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  /** What a drawer held more or less than the books said when it was counted. */
  over_short: { name: '现金长短款', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
  /** What one store owes another for cards sold there and used here; over all stores it is zero. */
  interstore: { name: '店间往来', unit: 'fen', side: 'debit', holds: 'pot', holder: 'store' },
} as const satisfies Record<string, AccountKind>;
export type AccountKindKey = keyof typeof ACCOUNT_KINDS;
export const ACCOUNT_KIND_KEYS = Object.keys(ACCOUNT_KINDS) as AccountKindKey[];

/** Where money comes in and goes out. */
export const TILLS = ['wechat', 'cash', 'bank', 'pos'] as const satisfies readonly AccountKindKey[];
export type Till = (typeof TILLS)[number];

/** One account of one holder. `storeId`: whose books it stands in; `customerId`: whose it is, for purses. */
export interface AccountRef {
  readonly kind: AccountKindKey;
  readonly holderId: string | null;
  readonly storeId: string | null;
  readonly customerId: string | null;
}

/** The same holder has one account of a kind. */
export function accountKey({ kind, holderId }: AccountRef): string {
  return `${kind}:${holderId ?? 'shop'}`;
}

/** A pot of a store; null: of the shop as a whole. */
export function pot(kind: PotKind, storeId: string | null): AccountRef {
  return { kind, holderId: storeId, storeId, customerId: null };
}

/** A purse: its holder, whose it is and in which store's books. */
export function purse(kind: PurseKind, holder: { readonly holderId: string; readonly storeId: string | null; readonly customerId: string | null }): AccountRef {
  return { kind, holderId: holder.holderId, storeId: holder.storeId, customerId: holder.customerId };
}

type KindsThatHold<Holds extends 'purse' | 'pot'> = {
  [Key in AccountKindKey]: (typeof ACCOUNT_KINDS)[Key]['holds'] extends Holds ? Key : never;
}[AccountKindKey];
export type PotKind = KindsThatHold<'pot'>;
export type PurseKind = KindsThatHold<'purse'>;
