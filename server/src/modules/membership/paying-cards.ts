import type { PayingCard, PayingCards } from '../../platform/ports';
import { sqlIn } from '../../platform/db';
import { findCardRows, lockCards, type CardRow } from './records.cards';

const toPaying = ({ id, storeId, customerId, terms, state }: CardRow): PayingCard => ({
  cardId: id,
  storeId,
  customerId,
  name: terms.name,
  ended: state === 'refunded',
});

/** The cards that paid orders, for orders, which know only their ids. */
export const payingCards: PayingCards = {
  find: async (sql, cardIds) => (await findCardRows(sql, cardIds)).map(toPaying),
  lock: async (write, cardIds) => (await lockCards(sqlIn(write.tx), cardIds)).map(toPaying),
};
