import { HOLDING_STATES } from '@zhike/domain/booking/lifecycle';
import type { Sql } from '../../platform/db';

/** A booking that has lost somebody or something; `staffIds` and `customerId` decide who may read whose it is. */
export interface StrandedRow {
  readonly bookingId: string;
  readonly code: string;
  readonly version: number;
  readonly storeId: string;
  readonly serviceName: string;
  readonly contactName: string;
  readonly customerId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly unitId: string;
  readonly unitName: string;
  readonly roleKey: string;
  readonly staffIds: readonly string[];
}

/** Parts of coming bookings. `worked`: for which shifts it is asked when people work, as one range a unit and store, put together once. */
const rowsOf = (where: string, worked: string | null = null): string => `${
  worked
    ? `WITH worked AS MATERIALIZED (SELECT s.unit_id, s.store_id, range_agg(tstzrange(s.starts_at, s.ends_at)) AS hours FROM shifts s WHERE ${worked} AND s.ends_at > $2::timestamptz - interval '2 days' GROUP BY 1, 2)`
    : ''
}
SELECT b.id AS "bookingId", b.code, b.version, b.store_id AS "storeId", b.terms->>'serviceName' AS "serviceName", b.contact_name AS "contactName", b.customer_id AS "customerId",
  b.starts_at AS "startsAt", b.ends_at AS "endsAt", r.unit_id AS "unitId", u.name AS "unitName", r.role_key AS "roleKey",
  ARRAY(SELECT c.owner_staff_id::text FROM customers c WHERE c.id = b.customer_id AND c.owner_staff_id IS NOT NULL
    UNION SELECT x.staff_id::text FROM reservations y JOIN resource_units x ON x.id = y.unit_id WHERE y.booking_id = b.id AND x.staff_id IS NOT NULL
    UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = b.customer_id) AS "staffIds"
FROM bookings b JOIN reservations r ON r.booking_id = b.id AND r.released_at IS NULL JOIN resource_units u ON u.id = r.unit_id JOIN resource_types t ON t.id = u.type_id
  ${worked ? 'LEFT JOIN worked w ON w.unit_id = r.unit_id AND w.store_id = b.store_id' : ''}
WHERE b.state = ANY($1::text[]) AND b.ends_at > $2::timestamptz AND b.starts_at > $2::timestamptz - interval '2 days' AND r.serves_until > $2::timestamptz AND ${where}
ORDER BY b.starts_at, b.id, r.serves_from, r.role_key`;
// Who was booked outside of her shifts on purpose (overbooked) is not lost.
const OFF_SHIFT = `(t.kind = 'person' AND NOT r.overbooked AND NOT tstzrange(r.serves_from, r.serves_until) <@ COALESCE(w.hours, '{}'))`;
const OUT_OF_USE = `(u.state <> 'active' OR NOT EXISTS (SELECT 1 FROM unit_stores us WHERE us.unit_id = r.unit_id AND us.store_id = b.store_id))`;

/** Coming bookings that a person serves outside of her shifts. */
export function listOffShift(sql: Sql, unitId: string, now: Date): Promise<StrandedRow[]> {
  return sql(rowsOf(`r.unit_id = $3::uuid AND ${OFF_SHIFT}`, 's.unit_id = $3::uuid'), [HOLDING_STATES, now.toISOString(), unitId]);
}

/** Coming bookings on a unit; with `storeIds` only those in these stores. */
export function listOnUnit(sql: Sql, unitId: string, now: Date, storeIds: readonly string[] | null): Promise<StrandedRow[]> {
  return sql(rowsOf('r.unit_id = $3::uuid AND ($4::uuid[] IS NULL OR b.store_id = ANY($4::uuid[]))'), [HOLDING_STATES, now.toISOString(), unitId, storeIds]);
}

/** Coming bookings of a store whose person is not on shift, or whose unit is out of use or gone from the store. */
export function listWithoutUnit(sql: Sql, storeId: string, now: Date): Promise<StrandedRow[]> {
  return sql(rowsOf(`b.store_id = $3::uuid AND (${OFF_SHIFT} OR ${OUT_OF_USE})`, 's.store_id = $3::uuid'), [HOLDING_STATES, now.toISOString(), storeId]);
}

/** A class that has lost its teacher or its room. */
export interface StrandedClass {
  readonly sessionId: string;
  readonly storeId: string;
  readonly serviceName: string;
  readonly label: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly unitId: string;
  readonly unitName: string;
  readonly guests: number;
}

/** Coming classes that somebody teaches outside of her shifts (`unitId`), or of a store that lost anything (`storeId`). Two statements of one promise: see rowsOf. */
export function listStrandedClasses(sql: Sql, about: { readonly unitId: string } | { readonly storeId: string }, now: Date): Promise<StrandedClass[]> {
  const byUnit = 'unitId' in about;
  return sql(
    `WITH worked AS MATERIALIZED (SELECT s.unit_id, s.store_id, range_agg(tstzrange(s.starts_at, s.ends_at)) AS hours FROM shifts s
       WHERE s.${byUnit ? 'unit_id' : 'store_id'} = $1::uuid AND s.ends_at > $2::timestamptz - interval '2 days' GROUP BY 1, 2)
     SELECT k.id AS "sessionId", k.store_id AS "storeId", v.name AS "serviceName", k.label, k.starts_at AS "startsAt", k.ends_at AS "endsAt", r.unit_id AS "unitId", u.name AS "unitName",
       (SELECT count(DISTINCT b.id)::int FROM reservations g JOIN bookings b ON b.id = g.booking_id
        WHERE g.unit_id = ANY(k.seat_ids) AND g.released_at IS NULL AND g.serves_from = k.starts_at AND b.service_id = k.service_id AND b.state = ANY($3::text[])) AS guests
     FROM class_sessions k JOIN services v ON v.id = k.service_id
       JOIN reservations r ON r.session_id = k.id AND r.kind = 'class' AND r.released_at IS NULL
       JOIN resource_units u ON u.id = r.unit_id JOIN resource_types t ON t.id = u.type_id LEFT JOIN worked w ON w.unit_id = r.unit_id AND w.store_id = k.store_id
     WHERE k.state = 'scheduled' AND k.ends_at > $2::timestamptz AND ${byUnit ? `r.unit_id = $1::uuid AND ${OFF_SHIFT}` : `k.store_id = $1::uuid AND (${OFF_SHIFT} OR ${OUT_OF_USE.replaceAll('b.store_id', 'k.store_id')})`}
     ORDER BY k.starts_at, k.id, u.name`,
    [byUnit ? about.unitId : about.storeId, now.toISOString(), HOLDING_STATES],
  );
}

/** The first part of some bookings, as a stranded row. */
export async function listFirstParts(sql: Sql, bookingIds: readonly string[], now: Date): Promise<StrandedRow[]> {
  const rows = await sql<StrandedRow>(rowsOf('b.id = ANY($3::uuid[])'), [HOLDING_STATES, now.toISOString(), bookingIds]);
  return rows.filter((row, i) => rows.findIndex((other) => other.bookingId === row.bookingId) === i);
}
