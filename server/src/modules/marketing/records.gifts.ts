import { sqlIn, type Sql, type Tx } from '../../platform/db';

/** Keeps a card as it is until the transaction ends, and tells whether it was refunded and whose coupons are to be: a merged record stands for its survivor. */
export async function holdCard(
  sql: Sql,
  cardId: string,
  buyerId: string,
): Promise<{ readonly refunded: boolean; readonly name: string; readonly customerId: string } | null> {
  const rows = await sql<{ refunded: boolean; name: string; customerId: string }>(
    `SELECT k.state = 'refunded' AS refunded, k.terms->>'name' AS name, COALESCE(c.merged_into_id, c.id) AS "customerId"
       FROM cards k JOIN customers c ON c.id = $2::uuid WHERE k.id = $1::uuid FOR SHARE OF k`,
    [cardId, buyerId],
  );
  return rows[0] ?? null;
}

/** Which of the coupons of a sale or charge are given already. Read while a template of it is locked. */
export async function givenOf(sql: Sql, eventId: string): Promise<number[]> {
  return (await sql<{ no: number }>('SELECT gift_no AS no FROM coupons WHERE gift_event_id = $1::uuid', [eventId])).map((row) => row.no);
}

/** Takes back what came with a card and is not used. Answers each. */
export function withdrawUnused(tx: Tx, cardId: string, now: Date): Promise<{ readonly id: string; readonly customerId: string; readonly name: string }[]> {
  return sqlIn(tx)(
    `UPDATE coupons SET withdrawn_at = $2::timestamptz WHERE card_id = $1::uuid AND used_order_id IS NULL AND withdrawn_at IS NULL
     RETURNING id, customer_id AS "customerId", terms->>'name' AS name`,
    [cardId, now.toISOString()],
  );
}

/** Whether the card with which a coupon came was refunded: then it is nobody's once no order has it. */
export async function isOrphan(sql: Sql, couponId: string): Promise<boolean> {
  return (await sql(`SELECT 1 FROM coupons c JOIN cards k ON k.id = c.card_id WHERE c.id = $1::uuid AND k.state = 'refunded'`, [couponId])).length > 0;
}
