import type { Fen } from '../kernel/money';
import { spread } from '../kernel/spread';
import type { OrderPayment, RefundStep } from './contract';

/** What a card gave for an order and has not got back. */
export interface CardPaid {
  readonly cardId: string;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
}

/** What paid an order and has not come back: money (deposits are money), and cards one by one. */
export interface PaidBy {
  readonly moneyFen: Fen;
  readonly cards: readonly CardPaid[];
}

type Told = Pick<OrderPayment, 'kind' | 'cardId' | 'amountFen' | 'principalFen' | 'bonusFen'>;

/** Adds up an order's payments and refunds by where the money came from. */
export function paidBy(payments: readonly Told[]): PaidBy {
  const cards = new Map<string, CardPaid>();
  let moneyFen = 0;
  for (const { kind, cardId, amountFen, principalFen, bonusFen } of payments) {
    const sign = kind === 'refund' || kind === 'void' ? -1 : 1;
    if (cardId === null) moneyFen += sign * amountFen;
    else {
      const known = cards.get(cardId) ?? { cardId, principalFen: 0, bonusFen: 0 };
      cards.set(cardId, { cardId, principalFen: known.principalFen + sign * principalFen, bonusFen: known.bonusFen + sign * bonusFen });
    }
  }
  return { moneyFen, cards: [...cards.values()].filter((card) => card.principalFen + card.bonusFen > 0) };
}

/** Where what goes back goes. ended: the card was given back meanwhile: its principal is paid out with the money, its bonus is void. */
export interface GivingBack {
  readonly moneyFen: Fen;
  readonly cards: readonly (CardPaid & { readonly ended: boolean })[];
}

/**
 * Shares what goes back out over what paid, each by its part of what has not come back: what a card gave returns to it, principal as principal
 * and bonus as bonus, and no bonus ever becomes money. Nothing gets more than it gave, and when all goes back everything is as before.
 */
export function splitBack(paid: PaidBy, backFen: Fen, ended: ReadonlySet<string>): GivingBack {
  const [moneyFen = 0, ...parts] = spread(backFen, [paid.moneyFen, ...paid.cards.flatMap((card) => [card.principalFen, card.bonusFen])]);
  const cards = paid.cards
    .map(({ cardId }, index) => ({ cardId, principalFen: parts[2 * index] ?? 0, bonusFen: parts[2 * index + 1] ?? 0, ended: ended.has(cardId) }))
    .filter((card) => card.principalFen + card.bonusFen > 0);
  return { cards, moneyFen: cards.reduce((sum, card) => sum + (card.ended ? card.principalFen : 0), moneyFen) };
}

/** The same as steps of a calculation, under the names of the cards. */
export function backSteps({ moneyFen, cards }: GivingBack, nameOf: (cardId: string) => string): RefundStep[] {
  if (cards.length === 0) return [];
  const steps = cards.flatMap((card): RefundStep[] => {
    const name = nameOf(card.cardId);
    if (!card.ended) return [{ kind: 'to_card', name, amountFen: card.principalFen + card.bonusFen }];
    return card.bonusFen > 0 ? [{ kind: 'void', name, amountFen: card.bonusFen }] : [];
  });
  return [{ kind: 'to_money', name: '', amountFen: moneyFen }, ...steps];
}
