import type { WaitlistState } from '@zhike/domain/booking/waitlist';
import type { WaitlistView } from '@zhike/domain/booking/contract';
import type { Scope } from '@zhike/domain/kernel/access';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';
import { waitsForAny } from './records.take';
import { iso } from './records.units';

/** Somebody who waits, as the one who serves the list needs her. */
export interface EntryRow {
  readonly id: string;
  readonly state: WaitlistState;
  readonly customerId: string;
  readonly identityId: string | null;
  readonly storeId: string;
  readonly serviceId: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly addonIds: readonly string[];
  readonly partySize: number;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly contactName: string;
  readonly contactCipher: string;
  readonly weddingDate: string | null;
  readonly note: string;
  readonly createdAt: Date;
}

const ENTRY = `SELECT e.id, e.state, e.customer_id AS "customerId", e.identity_id AS "identityId", e.store_id AS "storeId", e.service_id AS "serviceId", e.choices, e.addon_ids AS "addonIds",
  e.party_size AS "partySize", e.from_at AS "fromAt", e.until_at AS "untilAt", e.contact_name AS "contactName", e.contact_cipher AS "contactCipher", e.wedding_date::text AS "weddingDate", e.note, e.created_at AS "createdAt"
FROM waitlist_entries e`;

/** Everyone who waits at a store, first come first. */
export function listWaiting(sql: Sql, storeId: string): Promise<EntryRow[]> {
  return sql(`${ENTRY} WHERE e.store_id = $1::uuid AND e.state = 'waiting' ORDER BY e.created_at, e.id`, [storeId]);
}

/** Those who wait, at a store that has one of these units, for a service that needs one of their kind, with a visit that could meet this time; first come first. */
export function listWaitingFor(sql: Sql, unitIds: readonly string[], taken: TimeRange): Promise<EntryRow[]> {
  return sql(`${ENTRY} WHERE ${waitsForAny('$1', '$2::timestamptz', '$3::timestamptz')} ORDER BY e.created_at, e.id`, [
    unitIds,
    iso(taken.start),
    iso(taken.end),
  ]);
}

/** One entry, or null. */
export async function findEntry(sql: Sql, entryId: string): Promise<EntryRow | null> {
  const rows = await sql<EntryRow>(`${ENTRY} WHERE e.id = $1::uuid`, [entryId]);
  return rows[0] ?? null;
}

/** Locks an entry and reads it. Order of locks everywhere: the customer, a booking, then the entry. */
export async function lockEntry(tx: Tx, entryId: string): Promise<EntryRow | null> {
  const rows = await sqlIn(tx)<EntryRow>(`${ENTRY} WHERE e.id = $1::uuid FOR UPDATE`, [entryId]);
  return rows[0] ?? null;
}

export type NewEntry = Omit<EntryRow, 'state'>;

export async function insertEntry(tx: Tx, entry: NewEntry): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO waitlist_entries (id, customer_id, identity_id, store_id, service_id, choices, addon_ids, party_size, from_at, until_at, contact_name, contact_cipher, wedding_date, note, state, created_at)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::jsonb, $7::uuid[], $8::int, $9::timestamptz, $10::timestamptz, $11, $12, $13::date, $14, 'waiting', $15::timestamptz)`,
    [
      entry.id,
      entry.customerId,
      entry.identityId,
      entry.storeId,
      entry.serviceId,
      JSON.stringify(entry.choices),
      entry.addonIds,
      entry.partySize,
      entry.fromAt.toISOString(),
      entry.untilAt.toISOString(),
      entry.contactName,
      entry.contactCipher,
      entry.weddingDate,
      entry.note,
      entry.createdAt.toISOString(),
    ],
  );
}

/** Moves an entry on, if it still is in one of these states; false when it is not. */
export async function moveEntry(
  tx: Tx,
  entryId: string,
  from: readonly WaitlistState[],
  change: { readonly state: WaitlistState; readonly offerUntil: Date | null },
): Promise<boolean> {
  const moved = await changeIn(tx, 'UPDATE waitlist_entries SET state = $2, offer_until = $4::timestamptz WHERE id = $1::uuid AND state = ANY($3::text[])', [
    entryId,
    change.state,
    from,
    change.offerUntil?.toISOString() ?? null,
  ]);
  return moved === 1;
}

/** Ends the wishes of a store whose last possible start is over. */
export async function expireEntries(tx: Tx, storeId: string, now: Date): Promise<void> {
  await changeIn(tx, `UPDATE waitlist_entries SET state = 'expired' WHERE store_id = $1::uuid AND state = 'waiting' AND until_at <= $2::timestamptz`, [
    storeId,
    now.toISOString(),
  ]);
}

/** What a customer waits for at the moment. Her record is locked by the caller: two devices are counted one after the other. */
export function listOpenWishes(
  sql: Sql,
  customerId: string,
  now: Date,
): Promise<{ id: string; storeId: string; serviceId: string; fromAt: Date; untilAt: Date }[]> {
  return sql(
    `SELECT id, store_id AS "storeId", service_id AS "serviceId", from_at AS "fromAt", until_at AS "untilAt" FROM waitlist_entries
     WHERE customer_id = $1::uuid AND state IN ('waiting', 'offered') AND until_at > $2::timestamptz ORDER BY created_at, id`,
    [customerId, now.toISOString()],
  );
}

/** The booking that is on the table for an entry, if any. */
export async function findOpenOffer(sql: Sql, entryId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }>(`SELECT id FROM bookings WHERE waitlist_id = $1::uuid AND state = 'held'`, [entryId]);
  return row?.id ?? null;
}

/** Stores where somebody waits and that this one shares a unit with (itself included); null: every store where somebody waits. */
export async function storesToServe(sql: Sql, storeId: string | null): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT DISTINCT e.store_id AS id FROM waitlist_entries e WHERE e.state = 'waiting' AND ($1::uuid IS NULL OR e.store_id = $1::uuid
       OR EXISTS (SELECT 1 FROM unit_stores a JOIN unit_stores b ON a.unit_id = b.unit_id WHERE a.store_id = $1::uuid AND b.store_id = e.store_id)) ORDER BY 1`,
    [storeId],
  );
  return rows.map((row) => row.id);
}

export interface EntryViewRow extends Omit<WaitlistView, 'utcOffsetMinutes' | 'fromAt' | 'untilAt' | 'offerUntil' | 'createdAt'> {
  readonly zone: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly offerUntil: Date | null;
  readonly createdAt: Date;
}

const VIEW = `SELECT e.id, e.state, e.store_id AS "storeId", st.name AS "storeName", st.zone, e.service_id AS "serviceId", sv.name AS "serviceName", e.from_at AS "fromAt", e.until_at AS "untilAt",
  e.party_size AS "partySize", e.contact_name AS "contactName", e.customer_id AS "customerId", e.offer_until AS "offerUntil", e.created_at AS "createdAt",
  CASE WHEN e.state = 'waiting' THEN (SELECT count(*)::int FROM waitlist_entries o WHERE o.store_id = e.store_id AND o.service_id = e.service_id AND o.state = 'waiting' AND (o.created_at, o.id) < (e.created_at, e.id)) ELSE 0 END AS before,
  (SELECT b.id FROM bookings b WHERE b.waitlist_id = e.id AND b.state IN ('held', 'requested', 'confirmed')) AS "bookingId"
FROM waitlist_entries e JOIN stores st ON st.id = e.store_id JOIN services sv ON sv.id = e.service_id JOIN customers c ON c.id = e.customer_id`;

const OPEN = `e.state IN ('waiting', 'offered')`;

/** One entry as it is shown. */
export async function findEntryView(sql: Sql, entryId: string): Promise<EntryViewRow | null> {
  const rows = await sql<EntryViewRow>(`${VIEW} WHERE e.id = $1::uuid`, [entryId]);
  return rows[0] ?? null;
}

/** A customer's own: open ones first, in the order in which they are served; then the latest of the others. */
export function listOwnEntries(sql: Sql, customerId: string, limit: number): Promise<EntryViewRow[]> {
  return sql(`${VIEW} WHERE e.customer_id = $1::uuid ORDER BY ${OPEN} DESC, CASE WHEN ${OPEN} THEN e.created_at END, e.created_at DESC, e.id LIMIT $2::int`, [
    customerId,
    limit,
  ]);
}

/** A store's, within a scope: open ones in the order in which they are served, closed ones latest first. */
export function listStoreEntries(
  sql: Sql,
  storeId: string,
  scope: Scope,
  filter: { readonly which: 'open' | 'closed'; readonly after: { readonly at: string; readonly id: string } | null; readonly limit: number },
): Promise<EntryViewRow[]> {
  const values: unknown[] = [storeId, filter.limit];
  const where = ['e.store_id = $1::uuid', filter.which === 'open' ? OPEN : `NOT ${OPEN}`, entryScopeSql(scope, values)];
  const order = filter.which === 'open' ? ['>', 'ASC'] : ['<', 'DESC'];
  if (filter.after) where.push(`(e.created_at, e.id) ${order[0]} ($${values.push(filter.after.at)}::timestamptz, $${values.push(filter.after.id)}::uuid)`);
  return sql(`${VIEW} WHERE ${where.join(' AND ')} ORDER BY e.created_at ${order[1]}, e.id ${order[1]} LIMIT $2::int`, values);
}

/** The rows of a scope, as SQL: a member who reads only her own sees the customers whom she owns or has in WeCom. */
function entryScopeSql(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, {
    store: 'e.store_id',
    customer: 'e.customer_id',
    own: (me) =>
      `c.owner_staff_id = ${me} OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = e.customer_id AND f.staff_id = ${me})`,
  });
}
