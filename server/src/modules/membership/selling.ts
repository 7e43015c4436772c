import type { TillPart } from '@zhike/domain/ledger/acts.cards';
import { cardCharged, cardSold } from '@zhike/domain/ledger/acts.cards';
import type { CardTerms } from '@zhike/domain/membership/contract';
import { giftsOf, lastDay } from '@zhike/domain/membership/rules';
import { newCode, newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { postAlong } from '../ledger/post';
import { cardOf } from './commands/open';
import { changeCard, insertCard, type CardRow } from './records.cards';

const CODE_LENGTH = 8;

/** A sale that is decided: terms as they were sold, the parts that paid them, and the day in the store. */
export interface Sale {
  readonly storeId: string;
  readonly product: { readonly id: string; readonly version: number; readonly terms: CardTerms };
  readonly payments: readonly TillPart[];
  readonly today: string;
}

/** A card is made, and what was paid is hers until it is used. Answers its id. */
export async function makeCard(write: Write, sale: Sale & { readonly customerId: string; readonly sellerId: string | null }): Promise<string> {
  const { product, payments, storeId, customerId, sellerId, today } = sale;
  const { terms } = product;
  const row = { id: newId(write.now), storeId, customerId };
  await insertCard(write.tx, {
    ...row,
    code: newCode(CODE_LENGTH),
    productId: product.id,
    productVersion: product.version,
    terms,
    validUntil: lastDay(terms, today),
    sellerId,
    now: write.now,
  });
  postAlong(write, cardSold(cardOf(row), { payments, atStoreId: storeId, sessions: terms.sessions, bonusFen: terms.bonusFen }));
  await write.event({
    type: 'card.sold',
    storeId,
    customerId,
    data: { cardId: row.id, cardName: terms.name, priceFen: terms.priceFen, coupons: giftsOf(terms) },
  });
  return row.id;
}

/** More stored value on a locked card. The bonus of an older charge does not run out before that of a newer one. */
export async function putOn(write: Write, row: CardRow, sale: Sale): Promise<void> {
  const { terms } = sale.product;
  const until = lastDay(terms, sale.today);
  const validUntil = until === null || row.validUntil === null ? null : until > row.validUntil ? until : row.validUntil;
  await changeCard(write.tx, { ...row, validUntil });
  postAlong(write, cardCharged(cardOf(row), { chargeId: newId(write.now), payments: sale.payments, atStoreId: sale.storeId, bonusFen: terms.bonusFen }));
  await write.event({
    type: 'card.charged',
    storeId: sale.storeId,
    customerId: row.customerId,
    data: { cardId: row.id, cardName: row.terms.name, amountFen: terms.priceFen, bonusFen: terms.bonusFen, coupons: giftsOf(terms) },
  });
}
