import type { CouponTerms } from '@zhike/domain/marketing/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface CouponRow {
  readonly id: string;
  readonly code: string;
  readonly templateId: string;
  readonly terms: CouponTerms;
  readonly customerId: string;
  readonly validUntil: string;
  readonly issuedAt: Date;
  readonly usedOrderId: string | null;
  readonly usedAt: Date | null;
  readonly withdrawnAt: Date | null;
  /** The card with whose sale or charge it came. */
  readonly card: { readonly id: string; readonly name: string } | null;
}

const COUPON = `SELECT k.id, k.code, k.template_id AS "templateId", k.terms, k.customer_id AS "customerId", k.valid_until::text AS "validUntil", k.issued_at AS "issuedAt",
  k.used_order_id AS "usedOrderId", k.used_at AS "usedAt", k.withdrawn_at AS "withdrawnAt",
  (SELECT jsonb_build_object('id', d.id, 'name', d.terms->>'name') FROM cards d WHERE d.id = k.card_id) AS card FROM coupons k`;

/** A customer's coupons: what she can use first, then what ends first. */
export function listCouponsOf(sql: Sql, customerId: string, today: string): Promise<CouponRow[]> {
  return sql(
    `${COUPON} WHERE k.customer_id = $1::uuid ORDER BY (k.used_order_id IS NULL AND k.withdrawn_at IS NULL AND k.valid_until >= $2::date) DESC, k.valid_until, k.id LIMIT 200`,
    [customerId, today],
  );
}

export async function findCoupon(sql: Sql, couponId: string): Promise<CouponRow | null> {
  return (await sql<CouponRow>(`${COUPON} WHERE k.id = $1::uuid`, [couponId]))[0] ?? null;
}

/** Locks a coupon until the transaction ends. Trap: its order, where there is one, is locked before. */
export async function lockCoupon(sql: Sql, couponId: string): Promise<CouponRow | null> {
  return (await sql<CouponRow>(`${COUPON} WHERE k.id = $1::uuid FOR UPDATE`, [couponId]))[0] ?? null;
}

/** The coupons on an order's bill. */
export function listOnOrder(sql: Sql, orderId: string): Promise<CouponRow[]> {
  return sql(`${COUPON} WHERE k.used_order_id = $1::uuid ORDER BY k.id`, [orderId]);
}

export async function countOf(sql: Sql, templateId: string, customerId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM coupons WHERE template_id = $1::uuid AND customer_id = $2::uuid AND withdrawn_at IS NULL`,
    [templateId, customerId],
  );
  return row?.count ?? 0;
}

/** MK-04: which of the coupons of a card's sale or charge (`eventId`) it is: each exists once. */
export interface Gift {
  readonly cardId: string;
  readonly eventId: string;
  readonly no: number;
}

export interface NewCoupon {
  readonly id: string;
  readonly code: string;
  readonly customerId: string;
  readonly pushId: string | null;
  readonly gift: Gift | null;
}

/** Writes coupons of one template, in one statement however many they are. */
export async function insertCoupons(
  tx: Tx,
  what: { readonly templateId: string; readonly terms: CouponTerms; readonly validUntil: string; readonly staffId: string | null; readonly now: Date },
  coupons: readonly NewCoupon[],
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO coupons (id, code, template_id, terms, customer_id, push_id, issued_at, valid_until, staff_id, card_id, gift_event_id, gift_no)
     SELECT n.id, n.code, $1::uuid, $2::jsonb, n.customer_id, n.push_id, $3::timestamptz, $4::date, $5::uuid, n.card_id, n.event_id, n.no
       FROM unnest($6::uuid[], $7::text[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::int[]) AS n(id, code, customer_id, push_id, card_id, event_id, no)`,
    [
      what.templateId,
      JSON.stringify(what.terms),
      what.now.toISOString(),
      what.validUntil,
      what.staffId,
      coupons.map((one) => one.id),
      coupons.map((one) => one.code),
      coupons.map((one) => one.customerId),
      coupons.map((one) => one.pushId),
      coupons.map((one) => one.gift?.cardId ?? null),
      coupons.map((one) => one.gift?.eventId ?? null),
      coupons.map((one) => one.gift?.no ?? null),
    ],
  );
}

/** A locked coupon is on an order's bill, or (null) hers again. */
export async function markUsed(tx: Tx, couponId: string, use: { readonly orderId: string; readonly usedFen: number; readonly at: Date } | null): Promise<void> {
  await changeIn(tx, 'UPDATE coupons SET used_order_id = $2::uuid, used_fen = $3::int, used_at = $4::timestamptz WHERE id = $1::uuid', [
    couponId,
    use?.orderId ?? null,
    use?.usedFen ?? 0,
    use?.at.toISOString() ?? null,
  ]);
}

export async function markSeen(tx: Tx, customerId: string, now: Date): Promise<void> {
  await changeIn(tx, 'UPDATE coupons SET seen_at = $2::timestamptz WHERE customer_id = $1::uuid AND seen_at IS NULL', [customerId, now.toISOString()]);
}

/** A merged record's coupons become the survivor's. Of two that one push gave, the second loses the push: it stays a coupon. */
export async function moveCoupons(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await changeIn(
    tx,
    `UPDATE coupons k SET customer_id = $2::uuid,
       push_id = CASE WHEN EXISTS (SELECT 1 FROM coupons o WHERE o.push_id = k.push_id AND o.customer_id = $2::uuid) THEN NULL ELSE k.push_id END WHERE k.customer_id = $1::uuid`,
    [fromId, intoId],
  );
  await changeIn(
    tx,
    'INSERT INTO advertising_refusals (customer_id, at) SELECT $2::uuid, at FROM advertising_refusals WHERE customer_id = $1::uuid ON CONFLICT DO NOTHING',
    [fromId, intoId],
  );
  // Of two records of one person a no of either is her no.
  await changeIn(
    tx,
    'INSERT INTO message_refusals (customer_id, kind, at) SELECT $2::uuid, kind, at FROM message_refusals WHERE customer_id = $1::uuid ON CONFLICT DO NOTHING',
    [fromId, intoId],
  );
}
