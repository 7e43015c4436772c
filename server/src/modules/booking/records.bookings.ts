import type { Offer } from '@zhike/domain/booking/acceptance';
import type { BookingView, CancelPolicy, ServiceCaution } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { keptPolicy } from '@zhike/domain/booking/terms';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';
import { askedSql } from './records.rounds';

/** A booking with everything its view shows, read in one statement. */
export interface BookingRow {
  readonly id: string;
  readonly code: string;
  readonly state: BookingState;
  readonly version: number;
  readonly storeId: string;
  readonly storeName: string;
  readonly storeAddress: string;
  readonly storePhone: string;
  readonly storeDirections: string;
  readonly zone: string;
  readonly serviceId: string;
  readonly imageUrl: string | null;
  readonly serviceMode: 'appointment' | 'class';
  readonly serviceCautions: readonly ServiceCaution[];
  /** As kept when it was booked; what older bookings did not keep is filled in. */
  readonly terms: { readonly serviceName: string; readonly whatToBring: string; readonly policy: CancelPolicy };
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly holdExpiresAt: Date | null;
  readonly customerId: string;
  readonly identityId: string | null;
  readonly contactName: string;
  readonly contactCipher: string;
  readonly weddingDate: string | null;
  readonly note: string;
  readonly source: BookingView['source'];
  readonly priceFen: number;
  readonly depositFen: number;
  readonly cancelledReason: string | null;
  readonly refundDueFen: number;
  readonly createdAt: Date;
  readonly confirmedAt: Date | null;
  readonly partySize: number;
  readonly namedRoles: readonly string[];
  readonly addons: BookingView['addons'];
  readonly acceptBy: Date | null;
  readonly moves: number;
  readonly seriesId: string | null;
  readonly waitlistId: string | null;
  readonly overbooked: { readonly reason: string; readonly by: string } | null;
  readonly offers: readonly (Offer & { readonly id: string; readonly instanceId: string; readonly roleName: string })[];
  /** Who owns the customer, serves the booking, is asked to accept it, or has her in WeCom. */
  readonly staffIds: readonly string[];
  readonly units: readonly {
    unitId: string;
    roleKey: string;
    roleName: string;
    name: string;
    kind: 'person' | 'place' | 'thing';
    servesFrom: string;
    servesUntil: string;
  }[];
  readonly payments: readonly PaymentFacts[];
  /** Of its deposit, what paid for an order: hers there, and not the booking's to give back or keep. */
  readonly depositUsedFen: number;
}

export interface PaymentFacts {
  readonly id: string;
  readonly state: 'created' | 'pending' | 'paid' | 'closed';
  readonly amountFen: number;
  readonly paidFen: number;
  readonly paidAt: string | null;
  readonly refunds: readonly { state: string; amountFen: number; reason: string }[];
}

const SELECT = `
SELECT b.id, b.code, b.state, b.version, b.store_id AS "storeId", st.name AS "storeName", st.address AS "storeAddress", st.phone AS "storePhone", st.directions AS "storeDirections", st.zone,
  b.service_id AS "serviceId", sv.image_url AS "imageUrl", sv.mode AS "serviceMode", sv.cautions AS "serviceCautions", b.terms, b.starts_at AS "startsAt", b.ends_at AS "endsAt", b.hold_expires_at AS "holdExpiresAt",
  b.customer_id AS "customerId", b.identity_id AS "identityId", b.contact_name AS "contactName", b.contact_cipher AS "contactCipher", b.wedding_date::text AS "weddingDate", b.note, b.source,
  b.price_fen AS "priceFen", b.deposit_fen AS "depositFen", b.cancelled_reason AS "cancelledReason", b.refund_due_fen AS "refundDueFen", b.created_at AS "createdAt", b.confirmed_at AS "confirmedAt",
  b.party_size AS "partySize", b.named_roles AS "namedRoles", b.addons, b.accept_by AS "acceptBy", b.moves, b.series_id AS "seriesId", b.waitlist_id AS "waitlistId",
  CASE WHEN b.overbook_reason IS NOT NULL THEN json_build_object('reason', b.overbook_reason, 'by', COALESCE((SELECT m.name FROM staff_members m WHERE m.id = b.overbook_staff_id), '')) END AS overbooked,
  COALESCE((SELECT json_agg(json_build_object('id', o.id, 'instanceId', o.instance_id, 'unitId', o.unit_id, 'unitName', u.name, 'staffId', o.person_id, 'roleKey', o.role_key, 'roleName', COALESCE(sr.name, ''), 'state', o.state) ORDER BY o.created_at, o.id, u.number)
    FROM acceptance_offers o JOIN resource_units u ON u.id = o.unit_id LEFT JOIN service_roles sr ON sr.service_id = b.service_id AND sr.key = split_part(o.role_key, '#', 1)
    WHERE o.booking_id = b.id), '[]') AS offers,
  ARRAY(SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
    UNION SELECT u.staff_id::text FROM reservations r JOIN resource_units u ON u.id = r.unit_id WHERE r.booking_id = b.id AND u.staff_id IS NOT NULL
    UNION SELECT t.person_id::text FROM acceptance_rounds q JOIN flow_tasks t ON t.instance_id = q.instance_id WHERE q.booking_id = b.id AND q.withdrawn_at IS NULL AND t.state = 'open'
    UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = b.customer_id) AS "staffIds",
  COALESCE((SELECT json_agg(json_build_object('unitId', r.unit_id, 'roleKey', r.role_key, 'roleName', r.role_name, 'name', u.name, 'kind', t.kind, 'servesFrom', r.serves_from, 'servesUntil', r.serves_until) ORDER BY r.serves_from, t.position, u.number)
    FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN resource_types t ON t.id = u.type_id
    WHERE r.booking_id = b.id AND (r.released_at IS NULL OR (b.state IN ('cancelled', 'declined', 'expired') AND r.released_at = (SELECT max(x.released_at) FROM reservations x WHERE x.booking_id = b.id)))), '[]') AS units,
  COALESCE((SELECT json_agg(json_build_object('id', p.id, 'state', p.state, 'amountFen', p.amount_fen, 'paidFen', p.paid_fen, 'paidAt', p.paid_at,
      'refunds', COALESCE((SELECT json_agg(json_build_object('state', f.state, 'amountFen', f.amount_fen, 'reason', f.reason) ORDER BY f.created_at) FROM refunds f WHERE f.payment_id = p.id), '[]')) ORDER BY p.created_at)
    FROM payments p WHERE p.booking_id = b.id), '[]') AS payments,
  COALESCE((SELECT sum(op.amount_fen) FROM order_payments op WHERE op.booking_id = b.id), 0)::int AS "depositUsedFen"
FROM bookings b JOIN stores st ON st.id = b.store_id JOIN services sv ON sv.id = b.service_id JOIN customers c ON c.id = b.customer_id`;

/** The rows of a scope, as SQL: the twin of `inScope`. Adds its value to `values`. */
export function bookingScopeSql(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, {
    store: 'b.store_id',
    customer: 'b.customer_id',
    own: (me) => `c.owner_staff_id = ${me}
        OR EXISTS (SELECT 1 FROM reservations r JOIN resource_units u ON u.id = r.unit_id WHERE r.booking_id = b.id AND u.staff_id = ${me})
        OR ${askedSql(me)}
        OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = b.customer_id AND f.staff_id = ${me})`,
  });
}

/** Bookings by a condition over `b` (and its customer `c`), in full. */
export async function selectBookings(sql: Sql, tail: string, values: readonly unknown[]): Promise<BookingRow[]> {
  const rows = await sql<BookingRow>(`${SELECT} ${tail}`, values);
  return rows.map((row) => ({ ...row, terms: { ...row.terms, policy: keptPolicy(row.terms.policy) } }));
}

/** One booking within a scope, or null. */
export async function findBookingRow(sql: Sql, bookingId: string, scope: Scope): Promise<BookingRow | null> {
  const values: unknown[] = [bookingId];
  const rows = await selectBookings(sql, `WHERE b.id = $1::uuid AND ${bookingScopeSql(scope, values)}`, values);
  return rows[0] ?? null;
}

/** Locks the booking's row for this transaction, so that two deciders stand in line. */
export async function lockBooking(sql: Sql, bookingId: string): Promise<void> {
  await sql('SELECT id FROM bookings WHERE id = $1::uuid FOR UPDATE', [bookingId]);
}

/** Locks bookings that nobody else has locked; false when somebody has one of them. Never waits. */
export async function lockFreeBookings(sql: Sql, bookingIds: readonly string[]): Promise<boolean> {
  if (bookingIds.length === 0) return true;
  const locked = await sql('SELECT id FROM bookings WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED', [bookingIds]);
  return locked.length === bookingIds.length;
}

export interface BookingListFilter {
  readonly customerId?: string;
  readonly when?: 'coming' | 'past';
  readonly now: Date;
  readonly limit: number;
  /** Keyset: the last row's start and id. */
  readonly after?: { readonly at: string; readonly id: string } | null;
}

/** Bookings of a scope: coming ones soonest first (a hold that ran out is past), past ones latest first. */
export function listBookingRows(sql: Sql, scope: Scope, filter: BookingListFilter): Promise<BookingRow[]> {
  const values: unknown[] = [];
  const where = [bookingScopeSql(scope, values)];
  const add = (value: unknown): string => `$${values.push(value)}`;
  if (filter.customerId) where.push(`b.customer_id = ${add(filter.customerId)}::uuid`);
  const now = add(filter.now.toISOString());
  const coming = `(b.state IN ('held', 'requested', 'confirmed', 'checked_in', 'in_service') AND b.ends_at > ${now}::timestamptz)`;
  if (filter.when === 'coming') where.push(coming);
  if (filter.when === 'past') where.push(`NOT ${coming}`);
  const up = filter.when === 'coming';
  if (filter.after) where.push(`(b.starts_at, b.id) ${up ? '>' : '<'} (${add(filter.after.at)}::timestamptz, ${add(filter.after.id)}::uuid)`);
  return selectBookings(
    sql,
    `WHERE ${where.join(' AND ')} AND ${now}::timestamptz IS NOT NULL ORDER BY b.starts_at ${up ? 'ASC' : 'DESC'}, b.id ${up ? 'ASC' : 'DESC'} LIMIT ${add(filter.limit)}::int`,
    values,
  );
}

/** Bookings that a member is asked to accept and still may, soonest deadline first. */
export function listAskedRows(sql: Sql, staffId: string, now: Date): Promise<BookingRow[]> {
  return selectBookings(
    sql,
    `WHERE b.state = 'requested' AND b.accept_by > $2::timestamptz
       AND ${askedSql('$1::uuid')}
     ORDER BY b.accept_by, b.id LIMIT 100`,
    [staffId, now.toISOString()],
  );
}

/** How many unpaid holds a customer has open of her own; a time that the waiting list offers her does not count. */
export async function countOpenHolds(sql: Sql, customerId: string, now: Date): Promise<number> {
  const rows = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM bookings WHERE customer_id = $1::uuid AND state = 'held' AND waitlist_id IS NULL AND hold_expires_at > $2::timestamptz`,
    [customerId, now.toISOString()],
  );
  return rows[0]?.n ?? 0;
}

/** The customer's level: the key of one of membership's, empty when she has none. */
export async function findLevel(sql: Sql, customerId: string): Promise<string> {
  const [row] = await sql<{ level: string }>('SELECT level FROM customers WHERE id = $1::uuid', [customerId]);
  return row?.level ?? '';
}
