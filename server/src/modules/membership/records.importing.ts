import type { CardTerms } from '@zhike/domain/membership/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

/** Kinds of cards as they are in force. */
export function listProducts(sql: Sql, ids: readonly string[]): Promise<{ id: string; version: number; terms: CardTerms }[]> {
  return sql(
    `SELECT p.id, p.version, v.terms FROM card_products p JOIN card_product_versions v ON v.product_id = p.id AND v.version = p.version WHERE p.id = ANY($1::uuid[])`,
    [ids],
  );
}

/** Of these cards those on which anything happened since they were brought in. */
export function listUsedCards(sql: Sql, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return sql(
    `SELECT k.id, (SELECT c.name FROM customers c WHERE c.id = k.customer_id) || '的' || (k.terms->>'name') AS name FROM cards k WHERE k.id = ANY($1::uuid[]) AND (k.version > 1
       OR EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.card_id = k.id AND t.act <> 'card.brought_in') OR EXISTS (SELECT 1 FROM card_family f WHERE f.card_id = k.id)
       OR EXISTS (SELECT 1 FROM card_uses u WHERE u.card_id = k.id) OR EXISTS (SELECT 1 FROM card_purchases u WHERE u.card_id = k.id)
       OR EXISTS (SELECT 1 FROM coupons u WHERE u.card_id = k.id) OR EXISTS (SELECT 1 FROM order_payments u WHERE u.card_id = k.id))`,
    [ids],
  );
}

export async function setSoldOn(tx: Tx, cardId: string, soldAt: Date): Promise<void> {
  await changeIn(tx, 'UPDATE cards SET sold_at = $2::timestamptz WHERE id = $1::uuid', [cardId, soldAt.toISOString()]);
}

/** A card that should not have come: its purses stay in the books, empty and nobody's. */
export async function dropCard(tx: Tx, cardId: string): Promise<void> {
  await changeIn(tx, 'UPDATE ledger_accounts SET customer_id = NULL WHERE holder_id = $1::uuid', [cardId]);
  await changeIn(tx, 'DELETE FROM cards WHERE id = $1::uuid', [cardId]);
}
