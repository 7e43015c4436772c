import type { PushGroup, PushPart, PushPerson } from '@zhike/domain/marketing/contract';
import type { Sql } from '../../platform/db';

export interface PushPersonRow extends Omit<PushPerson, 'seenAt' | 'usedAt' | 'orders'> {
  readonly seenAt: Date | null;
  readonly usedAt: Date | null;
  readonly orders: { readonly id: string; readonly code: string; readonly createdAt: string; readonly billedFen: number }[];
}

/** The days that are looked at: orders made from the push on, before `until`. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** Who is in which part, with the recipient `r`, her coupon `k`, the message `g` and whether she `bought`. */
const PARTS: Readonly<Record<PushPart, string>> = {
  planned: `r.state <> 'held_out'`,
  given: `r.state = 'given'`,
  skipped: `r.state = 'skipped'`,
  told: `g.state = 'sent'`,
  seen: 'k.seen_at IS NOT NULL',
  used: 'k.used_order_id IS NOT NULL',
  by_member: `r.task_id IS NOT NULL AND r.member_state <> 'left_out'`,
  by_member_sent: `r.member_state = 'sent'`,
  bought: `r.state <> 'held_out' AND bought`,
  held_out: `r.state = 'held_out'`,
  held_out_bought: `r.state = 'held_out' AND bought`,
};

/** Orders that count: made in those days by her, under whichever record she has now, and not cancelled or turned down. */
const BOUGHT = `d.customer_id = c.id AND d.created_at >= $2::timestamptz AND d.created_at < $3::timestamptz AND d.phase IN ('open', 'closed')`;
/** A record that was merged meanwhile stands for its survivor. */
const PEOPLE = `push_recipients r JOIN customers x ON x.id = r.customer_id JOIN customers c ON c.id = COALESCE(x.merged_into_id, x.id)`;
const LIST = `(SELECT COALESCE(jsonb_agg(jsonb_build_object('id', d.id, 'code', d.code, 'createdAt', d.created_at, 'billedFen', d.billed_fen) ORDER BY d.created_at, d.id), '[]') FROM orders d WHERE`;

/** One part of a push's people, in the order of their records. */
export function listPeople(
  sql: Sql,
  pushId: string,
  part: PushPart,
  span: Span,
  page: { readonly after: string | null; readonly limit: number },
): Promise<PushPersonRow[]> {
  const orders = part === 'used' ? `${LIST} d.id = k.used_order_id)` : part === 'bought' || part === 'held_out_bought' ? `${LIST} ${BOUGHT})` : `'[]'::jsonb`;
  const values: unknown[] = [pushId, span.from.toISOString(), span.until.toISOString(), page.limit];
  const after = page.after === null ? '' : `AND r.customer_id > $${values.push(page.after)}::uuid`;
  return sql(
    `SELECT r.customer_id AS "customerId", c.name, r.state, r.reason, g.state AS told, k.seen_at AS "seenAt", k.used_at AS "usedAt", COALESCE(k.used_fen, 0) AS "offFen", ${orders} AS orders
       FROM ${PEOPLE}
       LEFT JOIN coupons k ON k.push_id = r.push_id AND k.customer_id = c.id AND r.state = 'given'
       LEFT JOIN messages g ON g.occurrence_key = 'coupon.given:' || r.event_id || ':customer'
       CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM orders d WHERE ${BOUGHT}) AS bought) b
      WHERE r.push_id = $1::uuid AND $2::timestamptz < $3::timestamptz AND ${PARTS[part]} ${after} ORDER BY r.customer_id LIMIT $4::int`,
    values,
  );
}

/** What those whom it was for bought, and those who were held out. */
export async function groupsOf(sql: Sql, pushId: string, span: Span): Promise<Record<'pushed' | 'heldOut', PushGroup>> {
  const rows = await sql<PushGroup & { heldOut: boolean }>(
    `SELECT r.state = 'held_out' AS "heldOut", count(*)::int AS people, (count(*) FILTER (WHERE o.orders > 0))::int AS buyers, COALESCE(sum(o.orders), 0)::int AS orders,
        COALESCE(sum(o.revenue), 0)::float8 AS "revenueFen"
       FROM ${PEOPLE}
       CROSS JOIN LATERAL (SELECT count(*)::int AS orders, COALESCE(sum(d.billed_fen), 0) AS revenue FROM orders d WHERE ${BOUGHT}) o
      WHERE r.push_id = $1::uuid GROUP BY 1`,
    [pushId, span.from.toISOString(), span.until.toISOString()],
  );
  const group = (heldOut: boolean): PushGroup => {
    const { people = 0, buyers = 0, orders = 0, revenueFen = 0 } = rows.find((row) => row.heldOut === heldOut) ?? {};
    return { people, buyers, orders, revenueFen };
  };
  return { pushed: group(false), heldOut: group(true) };
}
