import type pg from 'pg';

/** Bills that a coupon lowers: a line that carries a part of it stands. Orders that were cancelled keep the row and lower nothing. */
const STANDING = `SELECT b.* FROM order_benefits b WHERE b.kind = 'coupon' AND EXISTS (
  SELECT 1 FROM jsonb_array_elements(b.parts) p JOIN order_lines l ON l.id = (p->>'lineId')::uuid AND l.state = 'sold' WHERE (p->>'amountFen')::int > 0)`;
/** Coupons that two bills have, or that were used more often than they were given back. */
const USED_TWICE = `SELECT source_id AS what FROM (${STANDING}) b GROUP BY source_id HAVING count(*) > 1
  UNION SELECT e.data->>'couponId' FROM events e WHERE e.type IN ('coupon.used', 'coupon.given_back') GROUP BY 1
  HAVING count(*) FILTER (WHERE e.type = 'coupon.used') - count(*) FILTER (WHERE e.type = 'coupon.given_back') NOT IN (0, 1)`;

const MUST_BE_EMPTY: Readonly<Record<string, string>> = {
  'a coupon and the bill that has it differ': `SELECT COALESCE(k.code, b.source_id) AS what FROM (SELECT * FROM coupons WHERE used_order_id IS NOT NULL) k
     FULL JOIN (${STANDING}) b ON b.source_id = k.id::text AND b.order_id = k.used_order_id WHERE k.id IS NULL OR b.order_id IS NULL OR k.used_fen <> b.amount_fen`,
  'somebody has more of a coupon than she may': `SELECT k.customer_id::text AS what FROM coupons k JOIN coupon_templates t ON t.id = k.template_id
     WHERE k.card_id IS NULL AND t.terms->>'personLimit' IS NOT NULL GROUP BY k.customer_id, t.id HAVING count(*) > (t.terms->>'personLimit')::int`,
  'a sale gave more or fewer coupons than it said': `SELECT e.id::text AS what FROM events e JOIN cards c ON c.id = (e.data->>'cardId')::uuid
     LEFT JOIN coupons k ON k.gift_event_id = e.id WHERE e.type IN ('card.sold', 'card.charged') GROUP BY e.id, c.state
     HAVING count(k.id) <> jsonb_array_length(e.data->'coupons') AND NOT (c.state = 'refunded' AND count(k.id) = 0)`,
  'a refunded card left coupons behind': `SELECT k.code AS what FROM coupons k JOIN cards c ON c.id = k.card_id
     WHERE (c.state = 'refunded' AND k.used_order_id IS NULL AND k.withdrawn_at IS NULL) OR (c.state <> 'refunded' AND k.withdrawn_at IS NOT NULL)`,
};

export interface CouponAudit {
  readonly usedTwice: number;
  readonly wrongs: readonly string[];
}

/** Every coupon beside its bill, its events and what gave it. Empty when all is well. */
export async function auditCoupons(pool: pg.Pool): Promise<CouponAudit> {
  const twice = (await pool.query<{ what: string }>(USED_TWICE)).rows;
  const wrongs = twice.map((row) => `coupon ${row.what} is used twice`);
  for (const [problem, sql] of Object.entries(MUST_BE_EMPTY)) {
    const rows = (await pool.query<{ what: string }>(sql)).rows;
    if (rows.length > 0)
      wrongs.push(
        `${problem}: ${rows.length}, ${rows
          .slice(0, 5)
          .map((row) => row.what)
          .join(', ')}`,
      );
  }
  return { usedTwice: twice.length, wrongs };
}
