import type { Scope } from '@zhike/domain/kernel/access';
import type { SharePart, TagView } from '@zhike/domain/customers/contract';
import type { CustomerFacts } from '@zhike/domain/customers/policy';
import type { CustomerSearch } from '@zhike/domain/customers/rules';
import type { Sql } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

/** A customer with everything her profile shows apart from bookings. Civil dates are `YYYY-MM-DD`. */
export interface CustomerRecord {
  readonly id: string;
  readonly version: number;
  readonly memberCode: string;
  readonly name: string;
  readonly phoneCipher: string | null;
  readonly phoneIndex: string | null;
  readonly phoneVerified: boolean;
  readonly gender: 'female' | 'male' | 'unknown';
  readonly birthday: string | null;
  readonly weddingDate: string | null;
  readonly source: string;
  readonly note: string;
  readonly ownerStaffId: string | null;
  readonly ownerName: string | null;
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly zone: string | null;
  readonly nextContactOn: string | null;
  readonly createdAt: Date;
  readonly avatarUrl: string | null;
  readonly linkedWechat: boolean;
  readonly linkedWecom: boolean;
  readonly everNoted: boolean;
  readonly everBooked: boolean;
  readonly tags: readonly TagView[];
  /** Owner, followers, servers: what the `own` scope asks. */
  readonly staffIds: readonly string[];
  /** What her store lets others see. */
  readonly shares: readonly { readonly storeId: string; readonly storeName: string; readonly parts: readonly SharePart[] }[];
}

const SHARES = `COALESCE((SELECT json_agg(json_build_object('storeId', h.store_id, 'storeName', s.name, 'parts', h.parts) ORDER BY s.position, s.name) FROM customer_shares h JOIN stores s ON s.id = h.store_id WHERE h.customer_id = c.id), '[]')`;

const STAFF_IDS = `ARRAY(SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
    UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = c.id
    UNION SELECT u.staff_id::text FROM bookings b JOIN reservations r ON r.booking_id = b.id JOIN resource_units u ON u.id = r.unit_id WHERE b.customer_id = c.id AND u.staff_id IS NOT NULL)`;

const TAGS = `COALESCE((SELECT json_agg(json_build_object('id', t.id, 'groupId', g.id, 'groupName', g.name, 'name', t.name, 'colour', g.colour) ORDER BY g.position, g.name, t.position, t.name)
    FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id JOIN tag_groups g ON g.id = t.group_id WHERE ct.customer_id = c.id), '[]')`;

const RECORD = `
SELECT c.id, c.version, c.member_code AS "memberCode", c.name, c.phone_cipher AS "phoneCipher", c.phone_index AS "phoneIndex", c.phone_verified AS "phoneVerified", c.gender,
  c.birthday::text AS birthday, c.wedding_date::text AS "weddingDate", c.source, c.note, c.owner_staff_id AS "ownerStaffId", m.name AS "ownerName",
  c.store_id AS "storeId", s.name AS "storeName", s.zone, c.next_contact_on::text AS "nextContactOn", c.created_at AS "createdAt",
  (SELECT i.avatar_url FROM customer_identities i WHERE i.customer_id = c.id AND i.avatar_url IS NOT NULL ORDER BY i.provider DESC, i.created_at LIMIT 1) AS "avatarUrl",
  EXISTS (SELECT 1 FROM customer_identities i WHERE i.customer_id = c.id AND i.provider = 'weapp') AS "linkedWechat",
  EXISTS (SELECT 1 FROM customer_identities i WHERE i.customer_id = c.id AND i.provider = 'wecom') AS "linkedWecom",
  EXISTS (SELECT 1 FROM follow_up_notes n WHERE n.customer_id = c.id) AS "everNoted",
  EXISTS (SELECT 1 FROM bookings b WHERE b.customer_id = c.id) AS "everBooked",
  ${TAGS} AS tags, ${STAFF_IDS} AS "staffIds", ${SHARES} AS shares
FROM customers c LEFT JOIN staff_members m ON m.id = c.owner_staff_id LEFT JOIN stores s ON s.id = c.store_id`;

/** The rows of a scope, as SQL over `customers c`: the twin of `inScope` (a law test holds them equal). Adds its value to `values`. */
export function customerWhere(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, {
    store: 'c.store_id',
    customer: 'c.id',
    own: (me) => `c.owner_staff_id = ${me}
        OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = c.id AND f.staff_id = ${me})
        OR EXISTS (SELECT 1 FROM bookings b JOIN reservations r ON r.booking_id = b.id JOIN resource_units u ON u.id = r.unit_id WHERE b.customer_id = c.id AND u.staff_id = ${me})`,
  });
}

/** The rows that a scope may read: its own, and those that another store shares with one of its stores. The twin of `visibleParts`. */
export function customerReadWhere(scope: Scope, values: unknown[]): string {
  const own = customerWhere(scope, values);
  if (scope.kind !== 'stores') return own;
  return `(${own} OR EXISTS (SELECT 1 FROM customer_shares h WHERE h.customer_id = c.id AND h.store_id = ANY($${values.push(scope.storeIds)}::uuid[])))`;
}

/** Where a record's life goes on: the id itself, or the record it was merged into, however many times. Null: never existed. */
export async function findSurvivor(sql: Sql, customerId: string): Promise<string | null> {
  const rows = await sql<{ id: string }>(
    `WITH RECURSIVE up AS (
       SELECT id, merged_into_id, 0 AS depth FROM customers WHERE id = $1::uuid
       UNION ALL SELECT c.id, c.merged_into_id, up.depth + 1 FROM customers c JOIN up ON c.id = up.merged_into_id WHERE up.depth < 100)
     SELECT id FROM up WHERE merged_into_id IS NULL`,
    [customerId],
  );
  return rows[0]?.id ?? null;
}

/** One customer of a scope, or null. The id of a merged record gives the survivor. */
export async function findRecord(sql: Sql, customerId: string, scope: Scope): Promise<CustomerRecord | null> {
  const id = await findSurvivor(sql, customerId);
  if (!id) return null;
  const values: unknown[] = [id];
  const rows = await sql<CustomerRecord>(`${RECORD} WHERE c.id = $1::uuid AND c.merged_into_id IS NULL AND ${customerWhere(scope, values)}`, values);
  return rows[0] ?? null;
}

/** Like `findRecord`, for reading alone: shared customers of other stores as well. What may be shown of it, `visibleParts` says. */
export async function findReadable(sql: Sql, customerId: string, scope: Scope): Promise<CustomerRecord | null> {
  const id = await findSurvivor(sql, customerId);
  if (!id) return null;
  const values: unknown[] = [id];
  const rows = await sql<CustomerRecord>(`${RECORD} WHERE c.id = $1::uuid AND c.merged_into_id IS NULL AND ${customerReadWhere(scope, values)}`, values);
  return rows[0] ?? null;
}

/** What a scope is decided by in memory, for a customer or the survivor of a merged one. */
export async function findFacts(sql: Sql, customerId: string): Promise<CustomerFacts | null> {
  const id = await findSurvivor(sql, customerId);
  if (!id) return null;
  const rows = await sql<CustomerFacts>(
    `SELECT c.id AS "customerId", c.store_id AS "storeId", ${STAFF_IDS} AS "staffIds", ${SHARES} AS shares FROM customers c WHERE c.id = $1::uuid`,
    [id],
  );
  return rows[0] ?? null;
}

/** Who has a phone (by its blind index) or a member code; a merged record answers with its survivor. */
export async function findIdBy(sql: Sql, column: 'phone_index' | 'member_code', value: string): Promise<string | null> {
  const rows = await sql<{ id: string }>(`SELECT id FROM customers WHERE ${column} = $1`, [value]);
  return rows[0] ? findSurvivor(sql, rows[0].id) : null;
}

/** A line of the list. */
export interface CustomerLine {
  readonly id: string;
  readonly name: string;
  readonly phoneCipher: string | null;
  readonly ownerName: string | null;
  readonly storeName: string | null;
  readonly createdAt: Date;
  readonly lastVisitAt: Date | null;
  readonly nextBookingAt: Date | null;
  readonly tags: readonly TagView[];
  /** In the scope itself; false: shared by another store. */
  readonly reached: boolean;
  readonly shares: CustomerRecord['shares'];
}

export interface CustomerFilter {
  /** Customers of the scope, or of others who share them as well. */
  readonly of: 'scope' | 'scope_and_shared';
  readonly search: CustomerSearch;
  /** A customer must have all of them. */
  readonly tagIds: readonly string[];
  readonly storeId: string | null;
  /** Only these; a search for a whole number has found its one customer already. */
  readonly ids: readonly string[] | null;
  /** Keyset: the last row of the page before. */
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
  readonly now: Date;
}

/** A text as it stands inside a LIKE pattern: % and _ are letters like any other. */
function likeContains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Customers of a scope, newest first. The page is cut before tags and visits are looked up. */
export function listLines(sql: Sql, scope: Scope, filter: CustomerFilter): Promise<CustomerLine[]> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const reached = customerWhere(scope, values);
  const where = ['c.merged_into_id IS NULL', filter.of === 'scope' ? reached : customerReadWhere(scope, values)];
  const { search } = filter;
  if (search.kind === 'text') {
    const ways = [`c.name ILIKE ${add(likeContains(search.name))}`];
    if (search.pinyin) ways.push(`c.name_pinyin LIKE ${add(likeContains(search.pinyin))}`);
    if (search.last4) ways.push(`c.phone_last4 = ${add(search.last4)}`);
    where.push(`(${ways.join(' OR ')})`);
  }
  const tagIds = [...new Set(filter.tagIds)];
  if (tagIds.length > 0)
    where.push(`(SELECT count(*) FROM customer_tags ct WHERE ct.customer_id = c.id AND ct.tag_id = ANY(${add(tagIds)}::uuid[])) = ${add(tagIds.length)}::int`);
  if (filter.storeId) {
    const store = `${add(filter.storeId)}::uuid`;
    where.push(`(c.store_id = ${store} OR EXISTS (SELECT 1 FROM customer_shares h WHERE h.customer_id = c.id AND h.store_id = ${store}))`);
  }
  if (filter.ids) where.push(`c.id = ANY(${add(filter.ids)}::uuid[])`);
  if (filter.after) where.push(`(c.created_at, c.id) < (${add(filter.after.at)}::timestamptz, ${add(filter.after.id)}::uuid)`);
  const now = add(filter.now.toISOString());
  return sql<CustomerLine>(
    `WITH picked AS (SELECT c.*, ${reached} AS reached FROM customers c WHERE ${where.join(' AND ')} ORDER BY c.created_at DESC, c.id DESC LIMIT ${add(filter.limit)}::int)
     SELECT c.id, c.name, c.phone_cipher AS "phoneCipher", m.name AS "ownerName", s.name AS "storeName", c.created_at AS "createdAt",
       (SELECT max(b.starts_at) FROM bookings b WHERE b.customer_id = c.id AND b.state = 'done') AS "lastVisitAt",
       (SELECT min(b.starts_at) FROM bookings b WHERE b.customer_id = c.id AND b.state IN ('held', 'requested', 'confirmed', 'checked_in', 'in_service') AND b.ends_at > ${now}::timestamptz) AS "nextBookingAt",
       ${TAGS} AS tags, c.reached, ${SHARES} AS shares
     FROM picked c LEFT JOIN staff_members m ON m.id = c.owner_staff_id LEFT JOIN stores s ON s.id = c.store_id ORDER BY c.created_at DESC, c.id DESC`,
    values,
  );
}

export interface CustomerTotals {
  readonly visits: number;
  readonly noShows: number;
  readonly depositsPaidFen: number;
  readonly depositsRefundedFen: number;
}

/** Visits and money of one customer, in fen. */
export async function findTotals(sql: Sql, customerId: string): Promise<CustomerTotals> {
  const rows = await sql<CustomerTotals>(
    `SELECT (SELECT count(*)::int FROM bookings WHERE customer_id = $1::uuid AND state = 'done') AS visits,
       (SELECT count(*)::int FROM bookings WHERE customer_id = $1::uuid AND state = 'no_show') AS "noShows",
       (SELECT COALESCE(sum(p.paid_fen), 0)::int FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.customer_id = $1::uuid AND p.state = 'paid') AS "depositsPaidFen",
       (SELECT COALESCE(sum(f.amount_fen), 0)::int FROM refunds f JOIN payments p ON p.id = f.payment_id JOIN bookings b ON b.id = p.booking_id WHERE b.customer_id = $1::uuid AND f.state = 'succeeded') AS "depositsRefundedFen"`,
    [customerId],
  );
  const [totals] = rows;
  if (!totals) throw new Error('totals came back without a row');
  return totals;
}

export async function storeExists(sql: Sql, storeId: string): Promise<boolean> {
  const rows = await sql<{ id: string }>('SELECT id FROM stores WHERE id = $1::uuid', [storeId]);
  return rows.length > 0;
}
