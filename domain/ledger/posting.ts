import { ACCOUNT_KINDS, accountKey, UNITS, type AccountRef, type Unit } from './accounts';

/** A line of a posting: debit positive, credit negative, in the smallest part of the account's unit (fen, session, point). */
export interface Line {
  readonly account: AccountRef;
  readonly amount: number;
}

/** One business act in the books: all of its lines or none. */
export interface Posting {
  /** What makes it happen once, whoever repeats it: `payment/<id>/paid`. */
  readonly key: string;
  readonly act: Act;
  /** Whose books and whose calendar day; null: the shop as a whole. */
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly bookingId?: string | null;
  readonly orderId?: string | null;
  readonly cardId?: string | null;
  readonly paymentId?: string | null;
  /** Why, in a person's words; corrections need one. */
  readonly note?: string;
  /** The transaction that this one takes back. */
  readonly reversesId?: string | null;
  readonly lines: readonly Line[];
}

/** Every act that the books know, in the words of a statement of account. */
export const ACTS = {
  'deposit.paid': '收取定金',
  'deposit.earned': '定金转收入',
  'deposit.kept': '按规则不退定金',
  'payment.not_needed': '多收待退',
  'refund.promised': '申请退款',
  'refund.paid_out': '退款到账',
  'till.counted': '盘点差异',
  'till.banked': '交存银行',
  'card.sold': '开卡',
  'card.brought_in': '期初转入',
  'card.taken_out': '撤销期初转入',
  'card.charged': '充值',
  'card.used': '核销',
  'card.use_undone': '撤销核销',
  'card.refunded': '退卡',
  'card.expired': '到期清零',
  'card.transferred': '转让',
  'card.corrected': '更正',
  'points.earned': '获得积分',
  'points.spent': '兑换积分',
  'points.expired': '积分到期',
  'points.taken_back': '退款收回积分',
  'points.corrected': '积分更正',
  'points.given_back': '取消兑换退回积分',
  'points.used': '积分抵扣订单',
  'points.came_back': '退回抵扣的积分',
  'points.moved': '合并客户转入积分',
  'order.billed': '下单',
  'order.changed': '订单变更',
  'order.cancelled': '订单取消',
  'order.earned': '订单转收入',
  'order.paid': '收款',
  'order.deposit_used': '定金抵扣',
  'order.card_used': '储值卡支付订单',
  'order.card_undone': '撤销储值卡付款',
  'order.exchanged': '订单换项',
  'order.refunded': '订单退款',
} as const;
export type Act = keyof typeof ACTS;

export const debit = (account: AccountRef, amount: number): Line => ({ account, amount });
export const credit = (account: AccountRef, amount: number): Line => ({ account, amount: -amount });

/** What moves from where it was to where it is now: two lines, whichever sides the two accounts have. */
export function move(amount: number, from: AccountRef, to: AccountRef): Line[] {
  return [debit(from, amount), credit(to, amount)];
}

/** The lines of an account together, accounts in the order of their keys, nothing that is zero. */
export function gathered(lines: readonly Line[]): Line[] {
  const sums = new Map<string, Line>();
  for (const { account, amount } of lines) {
    const key = accountKey(account);
    sums.set(key, { account, amount: (sums.get(key)?.amount ?? 0) + amount });
  }
  return [...sums]
    .filter(([, line]) => line.amount !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line);
}

/** What a posting leaves over in each unit: all zero, or it is refused by the database. */
export function leftOver(lines: readonly Line[]): Record<Unit, number> {
  const sum = (unit: Unit): number => lines.filter((line) => ACCOUNT_KINDS[line.account.kind].unit === unit).reduce((total, line) => total + line.amount, 0);
  return Object.fromEntries(UNITS.map((unit) => [unit, sum(unit)])) as Record<Unit, number>;
}

/** The lines that take a posting back. */
export function reversed(lines: readonly Line[]): Line[] {
  return lines.map(({ account, amount }) => ({ account, amount: -amount }));
}
