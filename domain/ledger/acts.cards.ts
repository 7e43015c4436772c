import type { Fen } from '../kernel/money';
import { ACCOUNT_KINDS, pot, purse, type AccountRef, type PurseKind, type Till } from './accounts';
import { credit, debit, reversed, type Line, type Posting } from './posting';

/** Whose card, and in whose books its purses stand: the store that sold it. */
export interface CardOf {
  readonly cardId: string;
  readonly storeId: string;
  readonly customerId: string;
}

/** Money through one till. */
export interface TillPart {
  readonly till: Till;
  readonly amountFen: Fen;
}

/** What a use takes. `valueFen` is income: principal and bonus, or what the sessions cost. */
export interface CardTaking {
  readonly sessions: number;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly valueFen: Fen;
}

/** What a card holds. */
export interface CardPurses {
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly unearnedFen: Fen;
  readonly sessions: number;
}

export type CardPurse = Extract<PurseKind, 'principal' | 'bonus' | 'unearned' | 'sessions'>;

/** One purse of a card. */
export const cardPurse = (kind: CardPurse, of: CardOf): AccountRef => purse(kind, { holderId: of.cardId, storeId: of.storeId, customerId: of.customerId });

const about = (of: CardOf, storeId: string) => ({ storeId, customerId: of.customerId, cardId: of.cardId });

/**
 * Lets each store's own books balance: where an act touches the books of several stores, one owes the other the difference. The lines
 * that are added sum up to zero over all stores.
 */
export function betweenStores(lines: readonly Line[]): Line[] {
  const sums = new Map<string, number>();
  for (const { account, amount } of lines)
    if (account.storeId !== null && ACCOUNT_KINDS[account.kind].unit === 'fen') sums.set(account.storeId, (sums.get(account.storeId) ?? 0) + amount);
  return [...lines, ...[...sums].filter(([, sum]) => sum !== 0).map(([storeId, sum]) => credit(pot('interstore', storeId), sum))];
}

const received = (payments: readonly TillPart[], storeId: string): Line[] => payments.map(({ till, amountFen }) => debit(pot(till, storeId), amountFen));
const paidSum = (payments: readonly TillPart[]): Fen => payments.reduce((sum, part) => sum + part.amountFen, 0);
const granted = (of: CardOf, bonusFen: Fen): Line[] => [debit(pot('given', of.storeId), bonusFen), credit(cardPurse('bonus', of), bonusFen)];
const issued = (of: CardOf, sessions: number): Line[] => [debit(pot('sessions_issued', of.storeId), sessions), credit(cardPurse('sessions', of), sessions)];

/** What is on a card when it is sold: money for sessions, or stored value with its bonus. `atStoreId`: where it was paid. */
export interface Sold {
  readonly payments: readonly TillPart[];
  readonly atStoreId: string;
  readonly sessions: number;
  readonly bonusFen: Fen;
}

/** Sold: paid ahead, and hers until it is used. */
export function cardSold(of: CardOf, sold: Sold): Posting {
  const into: CardPurse = sold.sessions > 0 ? 'unearned' : 'principal';
  const lines = [...received(sold.payments, sold.atStoreId), credit(cardPurse(into, of), paidSum(sold.payments)), ...granted(of, sold.bonusFen)];
  return {
    key: `card/${of.cardId}/sold`,
    act: 'card.sold',
    ...about(of, sold.atStoreId),
    lines: betweenStores([...lines, ...issued(of, sold.sessions)]),
  };
}

/** More stored value. `chargeId` makes it happen once. */
export function cardCharged(of: CardOf, charge: Omit<Sold, 'sessions'> & { readonly chargeId: string }): Posting {
  const lines = [...received(charge.payments, charge.atStoreId), credit(cardPurse('principal', of), paidSum(charge.payments)), ...granted(of, charge.bonusFen)];
  return { key: `card_charge/${charge.chargeId}/charged`, act: 'card.charged', ...about(of, charge.atStoreId), lines: betweenStores(lines) };
}

function takingLines(of: CardOf, taking: CardTaking, storeId: string): Line[] {
  const fromSessions = taking.sessions > 0 ? taking.valueFen : 0;
  return betweenStores([
    debit(cardPurse('principal', of), taking.principalFen),
    debit(cardPurse('bonus', of), taking.bonusFen),
    debit(cardPurse('unearned', of), fromSessions),
    debit(cardPurse('sessions', of), taking.sessions),
    credit(pot('sessions_issued', of.storeId), taking.sessions),
    credit(pot('revenue', storeId), taking.principalFen + taking.bonusFen + fromSessions),
  ]);
}

/** A use: what was paid ahead is income of the store that gave the service. */
export function cardUsed(
  of: CardOf,
  use: { readonly useId: string; readonly bookingId: string; readonly atStoreId: string; readonly taking: CardTaking },
): Posting {
  const lines = takingLines(of, use.taking, use.atStoreId);
  return { key: `card_use/${use.useId}/used`, act: 'card.used', ...about(of, use.atStoreId), bookingId: use.bookingId, lines };
}

/** The same taken back, line by line. `usedId`: the transaction of the use. */
export function cardUseUndone(
  of: CardOf,
  use: {
    readonly useId: string;
    readonly bookingId: string;
    readonly atStoreId: string;
    readonly taking: CardTaking;
    readonly usedId: string;
    readonly reason: string;
  },
): Posting {
  return {
    key: `card_use/${use.useId}/undone`,
    act: 'card.use_undone',
    ...about(of, use.atStoreId),
    bookingId: use.bookingId,
    reversesId: use.usedId,
    note: use.reason,
    lines: reversed(takingLines(of, use.taking, use.atStoreId)),
  };
}

/** Money that goes back: out of a till, or promised (`refund_due`) until WeChat Pay has paid it. */
export interface BackPart {
  readonly from: Till | 'refund_due';
  readonly storeId: string;
  readonly amountFen: Fen;
}

/** Everything on the card is over: what goes back leaves the till, what the terms keep is income, what was given is void. */
export function cardRefunded(
  of: CardOf,
  back: { readonly parts: readonly BackPart[]; readonly atStoreId: string; readonly reason: string },
  held: CardPurses,
): Posting {
  const keptFen = held.principalFen + held.unearnedFen - back.parts.reduce((sum, part) => sum + part.amountFen, 0);
  const lines = [
    ...emptied(of, held),
    ...back.parts.map((part) => credit(pot(part.from, part.storeId), part.amountFen)),
    credit(pot('revenue', of.storeId), keptFen),
  ];
  return { key: `card/${of.cardId}/refunded`, act: 'card.refunded', ...about(of, back.atStoreId), note: back.reason, lines: betweenStores(lines) };
}

/** Its time is over: sessions and bonus are void, money for sessions is kept. Principal stays for ever. `through`: its last day. */
export function cardExpired(of: CardOf, held: CardPurses, through: string): Posting {
  const gone = { ...held, principalFen: 0 };
  return {
    key: `card/${of.cardId}/expired/${through}`,
    act: 'card.expired',
    ...about(of, of.storeId),
    lines: [...emptied(of, gone), credit(pot('forfeited', of.storeId), gone.unearnedFen)],
  };
}

function emptied(of: CardOf, held: CardPurses): Line[] {
  return [
    debit(cardPurse('principal', of), held.principalFen),
    debit(cardPurse('unearned', of), held.unearnedFen),
    debit(cardPurse('bonus', of), held.bonusFen),
    credit(pot('given', of.storeId), held.bonusFen),
    debit(cardPurse('sessions', of), held.sessions),
    credit(pot('sessions_issued', of.storeId), held.sessions),
  ];
}

/** A person puts a balance right, with her reason. Deltas may be negative; the purses refuse to go below zero. */
export function cardCorrected(
  of: CardOf,
  change: { readonly correctionId: string; readonly principalFen: Fen; readonly bonusFen: Fen; readonly sessions: number; readonly reason: string },
): Posting {
  const lines = [
    debit(pot('given', of.storeId), change.principalFen + change.bonusFen),
    credit(cardPurse('principal', of), change.principalFen),
    credit(cardPurse('bonus', of), change.bonusFen),
    ...issued(of, change.sessions),
  ];
  return { key: `card_correction/${change.correctionId}`, act: 'card.corrected', ...about(of, of.storeId), note: change.reason, lines };
}
