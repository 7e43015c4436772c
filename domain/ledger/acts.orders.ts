import type { Fen } from '../kernel/money';
import { pot, purse, type AccountRef, type Till } from './accounts';
import { betweenStores, cardPurse, type CardOf } from './acts.cards';
import { depositPurse } from './acts.deposits';
import { credit, debit, move, reversed, type Act, type Line, type Posting } from './posting';

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

function cardPaysLines(of: OrderOf, card: CardOf, taken: { readonly principalFen: Fen; readonly bonusFen: Fen }): Line[] {
  return betweenStores([
    debit(cardPurse('principal', card), taken.principalFen),
    debit(cardPurse('bonus', card), taken.bonusFen),
    credit(receivable(of), taken.principalFen + taken.bonusFen),
  ]);
}

/** A card's stored value pays a part of it. When the card was sold in another store, that store owes this one. */
export function orderCardUsed(
  of: OrderOf & { readonly paymentId: string },
  card: CardOf,
  taken: { readonly principalFen: Fen; readonly bonusFen: Fen },
): Posting {
  return { key: `order_payment/${of.paymentId}/card_used`, act: 'order.card_used', ...about(of), cardId: card.cardId, lines: cardPaysLines(of, card, taken) };
}

/** The same taken back, line by line: it was a mistake. `usedId`: the transaction of the payment. */
export function orderCardUndone(
  of: OrderOf & { readonly paymentId: string },
  card: CardOf,
  taken: { readonly principalFen: Fen; readonly bonusFen: Fen },
  undone: { readonly usedId: string; readonly reason: string },
): Posting {
  return {
    key: `order_payment/${of.paymentId}/card_undone`,
    act: 'order.card_undone',
    ...about(of),
    cardId: card.cardId,
    reversesId: undone.usedId,
    note: undone.reason,
    lines: reversed(cardPaysLines(of, card, taken)),
  };
}

/** What comes back for a card that paid. ended: the card was given back meanwhile, so its principal is money and its bonus is void. */
export interface CardBack {
  readonly card: CardOf;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly ended: boolean;
}

/** Where what goes back goes: out of a till (or promised, `refund_due`, until WeChat Pay has paid it), and onto cards. */
export interface Back {
  readonly till: Till | 'refund_due';
  readonly moneyFen: Fen;
  readonly cards: readonly CardBack[];
}

const cardBackLines = ({ card, principalFen, bonusFen, ended }: CardBack): Line[] =>
  ended ? [credit(pot('given', card.storeId), bonusFen)] : [credit(cardPurse('principal', card), principalFen), credit(cardPurse('bonus', card), bonusFen)];

/** All that goes back, in money and on cards. */
export const backSum = ({ moneyFen, cards }: Pick<Back, 'moneyFen' | 'cards'>): Fen =>
  cards.reduce((sum, card) => sum + card.bonusFen + (card.ended ? 0 : card.principalFen), moneyFen);

function backLines(of: OrderOf, back: Back): Line[] {
  return [credit(pot(back.till, of.storeId), back.moneyFen), ...back.cards.flatMap(cardBackLines), debit(receivable(of), backSum(back))];
}

/** What a refund takes off the bill, and where that goes. */
export interface TakenBack {
  /** Off the bill, by where it stood. */
  readonly off: Income;
  /** Of it, what the shop keeps. */
  readonly keptFen: Fen;
  /** Of it, what goes back. The rest is owed no more. `moneyFen` holds the principal of cards that ended. */
  readonly back: Back;
}

/** Lines are taken back, or the whole order is. */
export function orderRefunded(of: OrderOf & { readonly refundId: string; readonly act: 'order.refunded' | 'order.cancelled' }, taken: TakenBack): Posting {
  const { off, keptFen, back } = taken;
  const act: Act = of.act;
  const lines = [
    debit(orderUnearned(of), off.unearnedFen),
    debit(pot('revenue', of.storeId), off.revenueFen),
    credit(pot('forfeited', of.storeId), keptFen),
    credit(receivable(of), off.unearnedFen + off.revenueFen - keptFen),
    ...backLines(of, back),
  ];
  return { key: `order_refund/${of.refundId}/${act}`, act, ...about(of), lines: betweenStores(lines) };
}

/** A line is exchanged for another: the difference on the bill, and what goes back of what was paid beyond it. */
export function orderExchanged(of: OrderOf & { readonly exchangeId: string }, before: Income, after: Income, back: Back): Posting {
  const unearnedFen = after.unearnedFen - before.unearnedFen;
  const revenueFen = after.revenueFen - before.revenueFen;
  const lines = [
    debit(receivable(of), unearnedFen + revenueFen),
    credit(orderUnearned(of), unearnedFen),
    credit(pot('revenue', of.storeId), revenueFen),
    ...backLines(of, back),
  ];
  return { key: `order_exchange/${of.exchangeId}`, act: 'order.exchanged', ...about(of), lines: betweenStores(lines) };
}
