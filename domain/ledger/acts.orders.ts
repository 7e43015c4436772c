import type { Fen } from '../kernel/money';
import { pot, purse, type AccountRef, type Till } from './accounts';
import { betweenStores } from './acts.cards';
import { depositPurse } from './acts.deposits';
import { credit, debit, move, type Act, type Posting } from './posting';

/** Whose order. */
export interface OrderOf {
  readonly orderId: string;
  readonly storeId: string;
  readonly customerId: string;
}

/**
 * Where what was billed stands. The rule: goods are income when they are sold; a package is hers (`unearned`) until the order's service
 * has been given, and income from then on.
 */
export interface Income {
  readonly unearnedFen: Fen;
  readonly revenueFen: Fen;
}

const holder = ({ orderId, storeId, customerId }: OrderOf) => ({ holderId: orderId, storeId, customerId });
const about = ({ orderId, storeId, customerId }: OrderOf) => ({ orderId, storeId, customerId });
/** What she still owes for the order. */
export const receivable = (of: OrderOf): AccountRef => purse('receivable', holder(of));
/** What was billed and is not given yet. */
export const orderUnearned = (of: OrderOf): AccountRef => purse('order_unearned', holder(of));

/** She bought it: she owes it. */
export function orderBilled(of: OrderOf, income: Income): Posting {
  const lines = [
    debit(receivable(of), income.unearnedFen + income.revenueFen),
    credit(orderUnearned(of), income.unearnedFen),
    credit(pot('revenue', of.storeId), income.revenueFen),
  ];
  return { key: `order/${of.orderId}/billed`, act: 'order.billed', ...about(of), lines };
}

/** Other lines than before: the difference, whichever way. `version`: the order's, as it is changed. */
export function orderChanged(of: OrderOf & { readonly version: number }, before: Income, after: Income): Posting {
  const unearnedFen = after.unearnedFen - before.unearnedFen;
  const revenueFen = after.revenueFen - before.revenueFen;
  const lines = [debit(receivable(of), unearnedFen + revenueFen), credit(orderUnearned(of), unearnedFen), credit(pot('revenue', of.storeId), revenueFen)];
  return { key: `order/${of.orderId}/changed/${of.version}`, act: 'order.changed', ...about(of), lines };
}

/** The service was given: what was billed for it is income. */
export function orderEarned(of: OrderOf & { readonly amountFen: Fen }): Posting {
  return {
    key: `order/${of.orderId}/earned`,
    act: 'order.earned',
    ...about(of),
    lines: move(of.amountFen, orderUnearned(of), pot('revenue', of.storeId)),
  };
}

/** Money came in for it. `paymentId`: the row that tells it. */
export function orderPaid(of: OrderOf & { readonly paymentId: string; readonly amountFen: Fen; readonly till: Till }): Posting {
  return {
    key: `order_payment/${of.paymentId}/paid`,
    act: 'order.paid',
    ...about(of),
    lines: [debit(pot(of.till, of.storeId), of.amountFen), credit(receivable(of), of.amountFen)],
  };
}

/** The deposit of one of its bookings pays a part of it. When it lies in another store's books, that store owes this one: each store's books close. */
export function orderDepositUsed(
  of: OrderOf & { readonly paymentId: string; readonly amountFen: Fen; readonly booking: { readonly bookingId: string; readonly storeId: string } },
): Posting {
  const from = depositPurse({ ...of.booking, customerId: of.customerId });
  return {
    key: `order_payment/${of.paymentId}/deposit_used`,
    act: 'order.deposit_used',
    ...about(of),
    bookingId: of.booking.bookingId,
    lines: betweenStores([debit(from, of.amountFen), credit(receivable(of), of.amountFen)]),
  };
}

/** What a refund takes off the bill, and where that goes. */
export interface TakenBack {
  /** Off the bill, by where it stood. */
  readonly off: Income;
  /** Of it, what the shop keeps. */
  readonly keptFen: Fen;
  /** Of it, what leaves the till, or is promised (`refund_due`) until WeChat Pay has paid it. The rest is owed no more. */
  readonly backFen: Fen;
}

/** Lines are taken back, or the whole order is. */
export function orderRefunded(
  of: OrderOf & { readonly refundId: string; readonly till: Till | 'refund_due'; readonly act: 'order.refunded' | 'order.cancelled' },
  taken: TakenBack,
): Posting {
  const { off, keptFen, backFen } = taken;
  const act: Act = of.act;
  const lines = [
    debit(orderUnearned(of), off.unearnedFen),
    debit(pot('revenue', of.storeId), off.revenueFen),
    credit(pot('forfeited', of.storeId), keptFen),
    credit(pot(of.till, of.storeId), backFen),
    credit(receivable(of), off.unearnedFen + off.revenueFen - keptFen - backFen),
  ];
  return { key: `order_refund/${of.refundId}/${act}`, act, ...about(of), lines };
}
