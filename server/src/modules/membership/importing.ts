import type { CardPurses } from '@zhike/domain/ledger/acts.cards';
import { cardBroughtIn, cardTakenOut } from '@zhike/domain/ledger/acts.opening';
import type { CardTerms } from '@zhike/domain/membership/contract';
import { sqlIn } from '../../platform/db';
import { newCode, newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { cardPurses, transactionOf } from '../ledger/cards';
import { post, postAlong } from '../ledger/post';
import { cardOf } from './commands/open';
import { insertCard, lockCards } from './records.cards';
import { dropCard, setSoldOn } from './records.importing';

export { listProducts, listUsedCards } from './records.importing';

const CODE_LENGTH = 8;

/** A card of before, with what is left on it. */
export interface PastCard {
  readonly customerId: string;
  readonly storeId: string;
  readonly product: { readonly id: string; readonly version: number; readonly terms: CardTerms };
  readonly held: CardPurses;
  /** `YYYY-MM-DD`; null: for ever. */
  readonly validUntil: string | null;
  readonly soldOn: string | null;
  readonly importId: string;
}

/** Why what is left does not fit its kind of card; null: it does. */
export function whyNot(terms: CardTerms, held: CardPurses): string | null {
  const money = held.principalFen + held.bonusFen;
  if (terms.kind === 'stored_value') return held.sessions > 0 || held.unearnedFen > 0 ? '储值卡没有次数' : null;
  if (money > 0) return '次卡和疗程卡没有储值余额';
  return held.sessions === 0 && held.unearnedFen > 0 ? '没有剩余次数，就不该有已付金额' : null;
}

/** Brings a card in: an opening entry in the books, no sale, no revenue, no message. */
export async function bringCardIn(write: Write, card: PastCard): Promise<string> {
  const row = { id: newId(write.now), storeId: card.storeId, customerId: card.customerId };
  const { product, validUntil } = card;
  const named = { productId: product.id, productVersion: product.version, terms: product.terms };
  await insertCard(write.tx, { ...row, ...named, code: newCode(CODE_LENGTH), validUntil, sellerId: null, now: write.now });
  if (card.soldOn !== null) await setSoldOn(write.tx, row.id, new Date(`${card.soldOn}T04:00:00Z`));
  postAlong(write, cardBroughtIn(cardOf(row), card.held));
  write.past([
    {
      type: 'card.brought_in',
      storeId: card.storeId,
      customerId: card.customerId,
      data: { cardId: row.id, cardName: product.terms.name, importId: card.importId },
    },
  ]);
  return row.id;
}

/** Takes a card out again that nothing has happened on. */
export async function takeCardOut(write: Write, cardId: string): Promise<void> {
  const sql = sqlIn(write.tx);
  const [row] = await lockCards(sql, [cardId]);
  const held = (await cardPurses(sql, [cardId])).get(cardId);
  if (!row || !held) return;
  const of = cardOf(row);
  const broughtIn = await transactionOf(sql, `card/${cardId}/brought_in`);
  if (broughtIn) await post(write, cardTakenOut(of, held, broughtIn));
  await dropCard(write.tx, cardId);
}
