import type { Sql } from '../../platform/db';

export interface VisitRow {
  readonly startsAt: Date;
  readonly zone: string;
  readonly people: readonly { readonly roleKey: string; readonly unitId: string }[];
}

/** How many visits make a habit: older ones say little about her. */
const LOOK_BACK = 20;
const VISITS = `
SELECT b.starts_at AS "startsAt", st.zone,
  COALESCE((SELECT json_agg(json_build_object('roleKey', r.role_key, 'unitId', r.unit_id)) FROM reservations r
    JOIN resource_units u ON u.id = r.unit_id JOIN resource_types t ON t.id = u.type_id AND t.kind = 'person' WHERE r.booking_id = b.id AND r.released_at IS NULL), '[]') AS people
FROM bookings b JOIN stores st ON st.id = b.store_id WHERE b.customer_id = $1::uuid AND b.state = 'done' ORDER BY b.starts_at DESC LIMIT ${LOOK_BACK}`;

/** A customer's last visits that took place, latest first, with who served her. */
export function findVisits(sql: Sql, customerId: string): Promise<VisitRow[]> {
  return sql(VISITS, [customerId]);
}

/** Minutes of the shortest service on sale at a store: a free stretch that is shorter cannot be sold. */
export async function shortestServiceMinutes(sql: Sql, storeId: string): Promise<number> {
  const [row] = await sql<{ minutes: number | null }>(
    'SELECT min(s.duration_minutes) AS minutes FROM services s JOIN service_stores ss ON ss.service_id = s.id WHERE s.active AND ss.store_id = $1::uuid',
    [storeId],
  );
  return row?.minutes ?? 0;
}

export interface OccupationRow {
  readonly unitId: string;
  readonly kind: 'booking' | 'class' | 'leave' | 'maintenance';
  readonly bookingId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** What takes some units within a range (but for one booking). */
export function findOccupations(
  sql: Sql,
  ask: { unitIds: readonly string[]; range: { start: number; end: number }; ignoreBookingId: string | null },
): Promise<OccupationRow[]> {
  return sql(
    `SELECT unit_id AS "unitId", kind, booking_id AS "bookingId", starts_at AS "startsAt", ends_at AS "endsAt" FROM reservations
     WHERE unit_id = ANY($1::uuid[]) AND released_at IS NULL AND starts_at < $3::timestamptz AND ends_at > $2::timestamptz AND starts_at > $2::timestamptz - interval '32 days'
       AND ($4::uuid IS NULL OR booking_id IS DISTINCT FROM $4::uuid)`,
    [ask.unitIds, new Date(ask.range.start).toISOString(), new Date(ask.range.end).toISOString(), ask.ignoreBookingId],
  );
}

/** Open stores that sell a service, by position. */
export function findSellingStores(sql: Sql, serviceId: string): Promise<{ id: string; name: string }[]> {
  return sql(
    'SELECT st.id, st.name FROM stores st JOIN service_stores ss ON ss.store_id = st.id WHERE ss.service_id = $1::uuid AND st.closed_at IS NULL ORDER BY st.position, st.name',
    [serviceId],
  );
}
