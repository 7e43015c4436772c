import type { CardPurses } from '@zhike/domain/ledger/acts.cards';
import { ACTS, type Act } from '@zhike/domain/ledger/posting';
import type { Sql } from '../../platform/db';
import type { Write } from '../../platform/write';
import {
  findByKey,
  giveCardPurses,
  listCardHistory,
  listMoneyOf,
  readCardPurses,
  sumBetweenStores,
  type BetweenRow,
  type CardHistoryRow,
} from './records.cards';

/* What membership asks of the books. */

/** What cards hold. Inside a transaction that has locked the cards nobody else changes it. */
export function cardPurses(sql: Sql, cardIds: readonly string[]): Promise<Map<string, CardPurses>> {
  return readCardPurses(sql, cardIds);
}

/** A page of the acts on a card, the newest first, each with its words. `beforeId`: the last line of the page before; `limit` null: all of them. */
export async function cardHistory(
  sql: Sql,
  cardId: string,
  beforeId: string | null,
  limit: number | null,
): Promise<(CardHistoryRow & { readonly actName: string })[]> {
  return (await listCardHistory(sql, cardId, beforeId, limit)).map((row) => ({ ...row, actName: ACTS[row.act as Act] ?? row.act }));
}

/** What an act moved, till by till. */
export function moneyOf(sql: Sql, transactionId: string): ReturnType<typeof listMoneyOf> {
  return listMoneyOf(sql, transactionId);
}

/** The transaction that was written under a key; null when none was. */
export function transactionOf(sql: Sql, key: string): Promise<string | null> {
  return findByKey(sql, key);
}

/** A card changes hands: its purses go along. */
export function giveCard(write: Pick<Write, 'tx'>, cardId: string, customerId: string): Promise<void> {
  return giveCardPurses(write.tx, cardId, customerId);
}

/** ST-03: what the stores owe one another. */
export function betweenStoresOver(sql: Sql, span: { readonly from: string; readonly until: string }): Promise<BetweenRow[]> {
  return sumBetweenStores(sql, span);
}
