import type { Scope } from '@zhike/domain/kernel/access';
import type { Audience, CouponTerms, PushView } from '@zhike/domain/marketing/contract';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

/** A holder of cards that an audience means, with the card of hers that ends first. */
export interface Holder {
  readonly customerId: string;
  readonly name: string;
  readonly cardName: string;
  readonly validUntil: string | null;
}

export interface Wanted {
  readonly audience: Audience;
  readonly template: { readonly id: string; readonly terms: Pick<CouponTerms, 'personLimit'> };
  /** The shop's day, and the last one of the window; null: no window. */
  readonly today: string;
  readonly until: string | null;
  /** The condition of the segment that is meant, as SQL about a row of customers; null: holders of cards are meant. */
  readonly within: ((alias: string, values: unknown[]) => string) | null;
}

/** She wants none at all, or none about offers; `id` is SQL for whom. */
const noAdvertising = (id: string): string =>
  `(EXISTS (SELECT 1 FROM advertising_refusals a WHERE a.customer_id = ${id}) OR EXISTS (SELECT 1 FROM message_refusals a WHERE a.customer_id = ${id} AND a.kind = 'offers'))`;

/** Which of a holder's cards are meant. */
function cardsWhere({ audience, today, until }: Wanted, values: unknown[]): string[] {
  const where = [`k.state = 'active' AND (k.valid_until IS NULL OR k.valid_until >= $${values.push(today)}::date)`];
  if (until !== null) where.push(`k.valid_until <= $${values.push(until)}::date`);
  if (audience.cardKinds.length > 0) where.push(`k.kind = ANY($${values.push(audience.cardKinds)}::text[])`);
  if (audience.productIds.length > 0) where.push(`k.product_id = ANY($${values.push(audience.productIds)}::uuid[])`);
  if (audience.storeIds.length > 0) where.push(`k.store_id = ANY($${values.push(audience.storeIds)}::uuid[])`);
  return where;
}

const aboutCards = ({ audience, until }: Wanted): boolean => until !== null || audience.cardKinds.length > 0 || audience.productIds.length > 0;

/** Those who are meant within a manager's reach, each once. `refused`: those who want no advertising, instead of those who may get it. */
function holdersSql(scope: Scope, wanted: Wanted, refused: boolean, values: unknown[]): string {
  const { template, within } = wanted;
  const where = [refused ? noAdvertising('c.id') : `NOT ${noAdvertising('c.id')}`];
  const { personLimit } = template.terms;
  if (personLimit !== null)
    where.push(
      `(SELECT count(*) FROM coupons o WHERE o.template_id = $${values.push(template.id)}::uuid AND o.customer_id = c.id AND o.withdrawn_at IS NULL) < $${values.push(personLimit)}::int`,
    );
  if (within) {
    where.push(
      'c.merged_into_id IS NULL',
      scopeSql(scope, values, { store: 'c.store_id', customer: null, own: (me) => `c.owner_staff_id = ${me}` }),
      within('c', values),
    );
    if (wanted.audience.storeIds.length > 0 && !aboutCards(wanted)) where.push(`c.store_id = ANY($${values.push(wanted.audience.storeIds)}::uuid[])`);
    if (aboutCards(wanted)) where.push(`EXISTS (SELECT 1 FROM cards k WHERE k.customer_id = c.id AND ${cardsWhere(wanted, values).join(' AND ')})`);
    return `SELECT c.id AS "customerId", c.name, '' AS "cardName", NULL::text AS "validUntil" FROM customers c WHERE ${where.join(' AND ')}`;
  }
  where.push(scopeSql(scope, values, { store: 'k.store_id', customer: null, own: (me) => `k.seller_id = ${me}` }), ...cardsWhere(wanted, values));
  return `SELECT DISTINCT ON (k.customer_id) k.customer_id AS "customerId", c.name, k.terms->>'name' AS "cardName", k.valid_until::text AS "validUntil"
    FROM cards k JOIN customers c ON c.id = k.customer_id WHERE ${where.join(' AND ')} ORDER BY k.customer_id, k.valid_until NULLS LAST, k.id`;
}

export async function countHolders(sql: Sql, scope: Scope, wanted: Wanted, refused = false): Promise<number> {
  const values: unknown[] = [];
  const [row] = await sql<{ count: number }>(`SELECT count(*)::int AS count FROM (${holdersSql(scope, wanted, refused, values)}) h`, values);
  return row?.count ?? 0;
}

export function listHolders(sql: Sql, scope: Scope, wanted: Wanted, page: { readonly after: Keyset | null; readonly limit: number }): Promise<Holder[]> {
  const values: unknown[] = [];
  const holders = holdersSql(scope, wanted, false, values);
  const after = page.after ? `WHERE h."customerId" > $${values.push(page.after.id)}::uuid` : '';
  return sql(`SELECT * FROM (${holders}) h ${after} ORDER BY h."customerId" LIMIT $${values.push(page.limit)}::int`, values);
}

export interface NewPush {
  readonly id: string;
  readonly name: string;
  readonly templateId: string;
  readonly terms: CouponTerms;
  readonly audience: Audience;
  readonly wording: string;
  readonly holdOutPercent: number;
  readonly viaMembers: boolean;
  readonly dueAt: Date;
  readonly staffId: string;
  readonly now: Date;
}

/** Writes a push with everybody whom it is for, and who of them is held out: the first of an order that is fixed, and that nobody chose. Answers how many. */
export async function insertPush(tx: Tx, push: NewPush, scope: Scope, wanted: Wanted): Promise<number> {
  await changeIn(
    tx,
    `INSERT INTO pushes (id, name, template_id, terms, audience, wording, hold_out_percent, via_members, state, due_at, staff_id, created_at)
     VALUES ($1::uuid, $2, $3::uuid, $4::jsonb, $5::jsonb, $6, $7::int, $8::bool, 'scheduled', $9::timestamptz, $10::uuid, $11::timestamptz)`,
    [
      push.id,
      push.name,
      push.templateId,
      JSON.stringify(push.terms),
      JSON.stringify(push.audience),
      push.wording,
      push.holdOutPercent,
      push.viaMembers,
      push.dueAt.toISOString(),
      push.staffId,
      push.now.toISOString(),
    ],
  );
  const values: unknown[] = [push.id, push.holdOutPercent];
  return changeIn(
    tx,
    `INSERT INTO push_recipients (push_id, customer_id, state) SELECT $1::uuid, h."customerId",
        CASE WHEN row_number() OVER (ORDER BY md5($1::uuid::text || h."customerId"::text), h."customerId") <= count(*) OVER () * $2::int / 100 THEN 'held_out' ELSE 'waiting' END
       FROM (${holdersSql(scope, wanted, false, values)}) h`,
    values,
  );
}

export interface PushRow extends Omit<PushView, 'dueAt' | 'createdAt'> {
  readonly templateId: string;
  readonly terms: CouponTerms;
  readonly staffId: string | null;
  readonly dueAt: Date;
  readonly createdAt: Date;
}

/** With what came of it, each number counted from the rows it speaks of. An order with two coupons of a push is one order. Sums of money outgrow an integer: float8 holds whole fen up to 90 trillion yuan. */
const PUSH = `SELECT p.id, p.name, p.state, p.template_id AS "templateId", p.terms, p.terms->>'name' AS "couponName", p.audience, p.wording, p.hold_out_percent AS "holdOutPercent", p.via_members AS "viaMembers", p.due_at AS "dueAt", p.staff_id AS "staffId",
    COALESCE(m.name, '') AS "byName", p.created_at AS "createdAt", r."heldOut", r.planned, r.given, r.skipped, r.told, k.seen, k.used, k."offFen", o."revenueFen"
  FROM pushes p LEFT JOIN staff_members m ON m.id = p.staff_id
  CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE r.state = 'held_out'))::int AS "heldOut", (count(*) FILTER (WHERE r.state <> 'held_out'))::int AS planned, (count(*) FILTER (WHERE r.state = 'given'))::int AS given, (count(*) FILTER (WHERE r.state = 'skipped'))::int AS skipped,
      (count(g.id) FILTER (WHERE g.state = 'sent'))::int AS told
    FROM push_recipients r LEFT JOIN messages g ON g.occurrence_key = 'coupon.given:' || r.event_id || ':customer' WHERE r.push_id = p.id) r
  CROSS JOIN LATERAL (SELECT count(k.seen_at)::int AS seen, count(k.used_order_id)::int AS used, COALESCE(sum(k.used_fen), 0)::float8 AS "offFen" FROM coupons k WHERE k.push_id = p.id) k
  CROSS JOIN LATERAL (SELECT COALESCE(sum(d.billed_fen), 0)::float8 AS "revenueFen" FROM orders d WHERE d.id IN (SELECT k.used_order_id FROM coupons k WHERE k.push_id = p.id)) o`;

/** `byStaffId`: only hers; null: everybody's. */
export function listPushRows(sql: Sql, byStaffId: string | null, page: { readonly after: Keyset | null; readonly limit: number }): Promise<PushRow[]> {
  const values: unknown[] = [byStaffId];
  const after = page.after ? `AND (p.created_at, p.id) < ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)}::uuid)` : '';
  return sql(
    `${PUSH} WHERE ($1::uuid IS NULL OR p.staff_id = $1::uuid) ${after} ORDER BY p.created_at DESC, p.id DESC LIMIT $${values.push(page.limit)}::int`,
    values,
  );
}

export async function findPush(sql: Sql, pushId: string): Promise<PushRow | null> {
  return (await sql<PushRow>(`${PUSH} WHERE p.id = $1::uuid`, [pushId]))[0] ?? null;
}

/** Locks a push until the transaction ends: one worker at a time goes on with it. Null when there is none. */
export async function lockPush(sql: Sql, pushId: string): Promise<PushRow | null> {
  const rows = await sql('SELECT 1 FROM pushes WHERE id = $1::uuid FOR UPDATE', [pushId]);
  return rows.length > 0 ? findPush(sql, pushId) : null;
}

/** What its worker needs of a push; counting what came of it for each batch would take the longer the more it is for. */
export type PushWork = Pick<PushRow, 'id' | 'state' | 'templateId' | 'terms' | 'wording' | 'staffId' | 'viaMembers' | 'dueAt'>;

export async function holdPush(sql: Sql, pushId: string): Promise<PushWork | null> {
  const rows = await sql<PushWork>(
    `SELECT id, state, template_id AS "templateId", terms, wording, staff_id AS "staffId", via_members AS "viaMembers", due_at AS "dueAt" FROM pushes WHERE id = $1::uuid FOR UPDATE`,
    [pushId],
  );
  return rows[0] ?? null;
}

/** Pushes that are due and not over, the first due first. */
export async function listUnfinished(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>(`SELECT id FROM pushes WHERE state IN ('scheduled', 'sending') AND due_at <= $1::timestamptz ORDER BY due_at, id`, [
    now.toISOString(),
  ]);
  return rows.map((row) => row.id);
}

export async function setPushState(tx: Tx, pushId: string, state: PushView['state']): Promise<void> {
  await changeIn(tx, 'UPDATE pushes SET state = $2 WHERE id = $1::uuid', [pushId, state]);
}

/** Who waits for her coupon. A record that was merged meanwhile stands for its survivor. */
export interface Waiting {
  readonly customerId: string;
  readonly holderId: string;
  readonly refused: boolean;
  /** This push has given her hers already: the survivor of two records is one person. */
  readonly served: boolean;
  /** How many of the template she holds. */
  readonly ofPerson: number;
}

/** The next of them, in a fixed order. */
export function nextRecipients(sql: Sql, push: { readonly id: string; readonly templateId: string }, limit: number): Promise<Waiting[]> {
  return sql(
    `SELECT r.customer_id AS "customerId", h.id AS "holderId", ${noAdvertising('h.id')} AS refused,
        EXISTS (SELECT 1 FROM coupons k WHERE k.push_id = r.push_id AND k.customer_id = h.id) AS served,
        (SELECT count(*)::int FROM coupons k WHERE k.template_id = $2::uuid AND k.customer_id = h.id AND k.withdrawn_at IS NULL) AS "ofPerson"
       FROM push_recipients r JOIN customers c ON c.id = r.customer_id CROSS JOIN LATERAL (SELECT COALESCE(c.merged_into_id, c.id) AS id) h
      WHERE r.push_id = $1::uuid AND r.state = 'waiting' ORDER BY r.customer_id LIMIT $3::int`,
    [push.id, push.templateId, limit],
  );
}

/** What became of one who waited: the event that gave her the coupon, or why she was passed over. */
export type Settled = { readonly customerId: string } & (
  | { readonly eventId: string; readonly reason: null }
  | { readonly eventId: null; readonly reason: 'no_advertising' | 'limit' | 'twice' }
);

export async function settleRecipients(tx: Tx, pushId: string, settled: readonly Settled[], now: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE push_recipients r SET state = CASE WHEN s.reason IS NULL THEN 'given' ELSE 'skipped' END, event_id = s.event_id, reason = s.reason, at = $5::timestamptz
       FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS s(customer_id, event_id, reason) WHERE r.push_id = $1::uuid AND r.customer_id = s.customer_id AND r.state = 'waiting'`,
    [pushId, settled.map((one) => one.customerId), settled.map((one) => one.eventId), settled.map((one) => one.reason), now.toISOString()],
  );
}
