import type { CardTerms } from '@zhike/domain/membership/contract';
import { changeIn, sqlIn, type Tx } from '../../platform/db';
import { termsSql } from './records';

/** A card, or more on one, that is being paid by WeChat. */
export interface PurchaseRow {
  readonly id: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly zone: string;
  readonly productId: string;
  readonly productVersion: number;
  readonly terms: CardTerms;
  readonly cardId: string | null;
  readonly sellerId: string | null;
  readonly state: 'open' | 'made' | 'given_back';
}

const PURCHASE = `SELECT q.id, q.customer_id AS "customerId", q.store_id AS "storeId", st.zone, q.product_id AS "productId", q.product_version AS "productVersion", ${termsSql('q.terms')} AS terms,
  q.card_id AS "cardId", q.seller_id AS "sellerId", q.state FROM card_purchases q JOIN stores st ON st.id = q.store_id`;

export async function lockPurchase(tx: Tx, id: string): Promise<PurchaseRow | null> {
  return (await sqlIn(tx)<PurchaseRow>(`${PURCHASE} WHERE q.id = $1::uuid FOR UPDATE OF q`, [id]))[0] ?? null;
}

export type NewPurchase = Omit<PurchaseRow, 'zone' | 'state'>;

/** The same wish that is still open; null: there is none. */
export async function findOpenPurchase(tx: Tx, wish: Omit<NewPurchase, 'id' | 'terms'>): Promise<PurchaseRow | null> {
  const rows = await sqlIn(tx)<PurchaseRow>(
    `${PURCHASE} JOIN payments p ON p.purchase_id = q.id AND p.state IN ('created', 'pending')
      WHERE q.customer_id = $1::uuid AND q.store_id = $2::uuid AND q.product_id = $3::uuid AND q.product_version = $4::int
        AND q.card_id IS NOT DISTINCT FROM $5::uuid AND q.seller_id IS NOT DISTINCT FROM $6::uuid AND q.state = 'open' ORDER BY q.id DESC LIMIT 1`,
    [wish.customerId, wish.storeId, wish.productId, wish.productVersion, wish.cardId, wish.sellerId],
  );
  return rows[0] ?? null;
}

export async function insertPurchase(tx: Tx, purchase: NewPurchase, now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO card_purchases (id, customer_id, store_id, product_id, product_version, terms, card_id, seller_id, created_at)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int, $6::jsonb, $7::uuid, $8::uuid, $9::timestamptz)`,
    [
      purchase.id,
      purchase.customerId,
      purchase.storeId,
      purchase.productId,
      purchase.productVersion,
      JSON.stringify(purchase.terms),
      purchase.cardId,
      purchase.sellerId,
      now.toISOString(),
    ],
  );
}

/** What became of a locked purchase. */
export async function settlePurchase(tx: Tx, id: string, madeCardId: string | null): Promise<void> {
  await changeIn(tx, 'UPDATE card_purchases SET state = $2, made_card_id = $3::uuid WHERE id = $1::uuid', [id, madeCardId ? 'made' : 'given_back', madeCardId]);
}
