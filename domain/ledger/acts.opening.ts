import { pot } from './accounts';
import { type CardOf, cardPurse, type CardPurses } from './acts.cards';
import { credit, debit, type Line, type Posting, reversed } from './posting';

const lines = (of: CardOf, held: CardPurses): Line[] => [
  debit(pot('opening', of.storeId), held.principalFen + held.bonusFen + held.unearnedFen),
  credit(cardPurse('principal', of), held.principalFen),
  credit(cardPurse('bonus', of), held.bonusFen),
  credit(cardPurse('unearned', of), held.unearnedFen),
  debit(pot('sessions_issued', of.storeId), held.sessions),
  credit(cardPurse('sessions', of), held.sessions),
];

/** A card that was sold before these books began, with what is left on it: owed to her from now on, and nobody's revenue today. */
export function cardBroughtIn(of: CardOf, held: CardPurses): Posting {
  const about = { storeId: of.storeId, customerId: of.customerId, cardId: of.cardId };
  return { key: `card/${of.cardId}/brought_in`, act: 'card.brought_in', ...about, lines: lines(of, held) };
}

/** The same taken back, while nothing was used of it. */
export function cardTakenOut(of: CardOf, held: CardPurses, broughtInId: string): Posting {
  const about = { storeId: of.storeId, customerId: of.customerId, cardId: of.cardId };
  return { key: `card/${of.cardId}/taken_out`, act: 'card.taken_out', ...about, reversesId: broughtInId, lines: reversed(lines(of, held)) };
}
