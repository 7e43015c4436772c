import type { BookingState } from '@zhike/domain/booking/lifecycle';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import type { Sql } from '../../platform/db';
import { askedSql } from './records.rounds';
import { iso } from './records.units';

export interface CalendarUnitRow {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly staffId: string | null;
  readonly typeId: string;
  readonly typeName: string;
  readonly kind: 'person' | 'place' | 'thing';
  readonly skills: string[];
  readonly state: string;
}

/** What occupies a unit: a booking's part, a class, or an absence. Instants as text, as JSON gives them. */
export interface CalendarItemRow {
  readonly reservationId: string;
  readonly unitId: string;
  readonly kind: 'booking' | 'class' | 'leave' | 'maintenance';
  readonly startsAt: string;
  readonly endsAt: string;
  readonly label: string;
  readonly roleKey: string;
  readonly overbooked: boolean;
  readonly sessionId: string | null;
  readonly bookingId: string | null;
  readonly state: BookingState | null;
  readonly version: number | null;
  readonly bookingStartsAt: string | null;
  readonly bookingEndsAt: string | null;
  readonly holdExpiresAt: string | null;
  readonly acceptBy: string | null;
  readonly partySize: number;
  readonly customerId: string | null;
  readonly storeId: string | null;
  readonly customerName: string | null;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly mode: 'appointment' | 'class' | null;
  /** The reader owns the customer, has her in WeCom or serves the booking. */
  readonly mine: boolean;
  /** The reader has an open offer to accept it. */
  readonly asked: boolean;
}

export interface CalendarRows {
  readonly units: readonly CalendarUnitRow[];
  readonly items: readonly CalendarItemRow[];
  readonly shifts: readonly { readonly unitId: string; readonly startsAt: string; readonly endsAt: string }[];
}

// Bookings and classes of the last two days, absences of any length: why, is told at records.free-time.
const MEET = `unit_id IN (SELECT id FROM units) AND released_at IS NULL AND starts_at < $3::timestamptz AND ends_at > $2::timestamptz`;
const CALENDAR = `
WITH units AS MATERIALIZED (SELECT u.id, u.name, u.number, u.staff_id, u.type_id, t.name AS type_name, t.kind, u.skills, u.state, t.position
    FROM resource_units u JOIN resource_types t ON t.id = u.type_id JOIN unit_stores us ON us.unit_id = u.id WHERE us.store_id = $1::uuid AND u.state <> 'retired'),
  taken AS (SELECT * FROM reservations WHERE ${MEET} AND starts_at > $2::timestamptz - interval '2 days'
    UNION ALL SELECT * FROM reservations WHERE booking_id IS NULL AND ${MEET} AND starts_at <= $2::timestamptz - interval '2 days')
SELECT COALESCE((SELECT json_agg(json_build_object('id', u.id, 'name', u.name, 'number', u.number, 'staffId', u.staff_id, 'typeId', u.type_id, 'typeName', u.type_name, 'kind', u.kind, 'skills', u.skills, 'state', u.state)
    ORDER BY u.position, u.type_name, u.number) FROM units u), '[]') AS units,
  COALESCE((SELECT json_agg(json_build_object('unitId', s.unit_id, 'startsAt', s.starts_at, 'endsAt', s.ends_at) ORDER BY s.starts_at) FROM shifts s
    WHERE s.unit_id IN (SELECT id FROM units WHERE kind = 'person') AND s.store_id = $1::uuid AND s.starts_at < $3::timestamptz AND s.starts_at > $2::timestamptz - interval '2 days' AND s.ends_at > $2::timestamptz), '[]') AS shifts,
  COALESCE((SELECT json_agg(json_build_object('reservationId', r.id, 'unitId', r.unit_id, 'kind', r.kind, 'startsAt', r.serves_from, 'endsAt', r.serves_until, 'label', COALESCE(NULLIF(r.label, ''), k.label, ''),
      'roleKey', r.role_key, 'overbooked', r.overbooked, 'sessionId', r.session_id, 'bookingId', b.id, 'state', b.state, 'version', b.version, 'bookingStartsAt', COALESCE(b.starts_at, k.starts_at), 'bookingEndsAt', COALESCE(b.ends_at, k.ends_at),
      'holdExpiresAt', b.hold_expires_at, 'acceptBy', b.accept_by, 'partySize', COALESCE(b.party_size, 1), 'customerId', b.customer_id, 'storeId', COALESCE(b.store_id, k.store_id), 'customerName', b.contact_name,
      'serviceId', v.id, 'serviceName', COALESCE(b.terms->>'serviceName', v.name), 'mode', v.mode,
      'mine', b.id IS NOT NULL AND $4::uuid IS NOT NULL AND (EXISTS (SELECT 1 FROM customers c WHERE c.id = b.customer_id AND c.owner_staff_id = $4::uuid)
        OR EXISTS (SELECT 1 FROM reservations x JOIN resource_units u ON u.id = x.unit_id WHERE x.booking_id = b.id AND u.staff_id = $4::uuid)
        OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = b.customer_id AND f.staff_id = $4::uuid)),
      'asked', COALESCE(b.state = 'requested' AND ${askedSql('$5::uuid')}, false))
      ORDER BY r.serves_from, r.id)
    FROM taken r LEFT JOIN bookings b ON b.id = r.booking_id LEFT JOIN class_sessions k ON k.id = r.session_id AND r.booking_id IS NULL LEFT JOIN services v ON v.id = COALESCE(b.service_id, k.service_id)), '[]') AS items`;

/**
 * A store's units, the shifts of its people there and everything that occupies its units, in one statement: cost follows the days asked
 * for. `mine`: the member for whom "own" rows are looked up (three more look-ups a row); null: nobody.
 */
export async function findCalendar(sql: Sql, ask: { storeId: string; window: TimeRange; mine: string | null; reader: string }): Promise<CalendarRows> {
  const [row] = await sql<CalendarRows>(CALENDAR, [ask.storeId, iso(ask.window.start), iso(ask.window.end), ask.mine, ask.reader]);
  return row ?? { units: [], items: [], shifts: [] };
}

export interface MonthRow {
  readonly date: CalendarDate;
  readonly byState: Readonly<Record<string, number>>;
  readonly rosteredMinutes: number;
  readonly bookedMinutes: number;
}

const PEOPLE = `SELECT u.id FROM resource_units u JOIN resource_types t ON t.id = u.type_id WHERE ($5::uuid[] IS NULL OR u.type_id = ANY($5::uuid[])) AND ($6::text IS NULL OR $6 = ANY(u.skills))`;
const MONTH = `
WITH days AS (SELECT d::date AS date FROM generate_series($3::date, $4::date, interval '1 day') d),
  chosen AS MATERIALIZED (${PEOPLE}),
  persons AS MATERIALIZED (${PEOPLE} AND t.kind = 'person'),
  visits AS (SELECT (b.starts_at AT TIME ZONE $2)::date AS date, b.state FROM bookings b
    WHERE b.store_id = $1::uuid AND b.starts_at >= $7::timestamptz AND b.starts_at < $8::timestamptz AND b.state NOT IN ('cancelled', 'declined', 'expired')
      AND (($5::uuid[] IS NULL AND $6::text IS NULL) OR EXISTS (SELECT 1 FROM reservations r JOIN chosen c ON c.id = r.unit_id WHERE r.booking_id = b.id AND r.released_at IS NULL))),
  worked AS (SELECT COALESCE(s.local_date, (s.starts_at AT TIME ZONE $2)::date) AS date, extract(epoch FROM s.ends_at - s.starts_at) / 60 AS minutes FROM shifts s JOIN persons p ON p.id = s.unit_id
    WHERE s.store_id = $1::uuid AND s.starts_at >= $7::timestamptz AND s.starts_at < $8::timestamptz),
  served AS (SELECT (r.serves_from AT TIME ZONE $2)::date AS date, extract(epoch FROM r.serves_until - r.serves_from) / 60 AS minutes
    FROM reservations r JOIN persons p ON p.id = r.unit_id LEFT JOIN bookings b ON b.id = r.booking_id LEFT JOIN class_sessions k ON k.id = r.session_id
    WHERE r.released_at IS NULL AND r.kind IN ('booking', 'class') AND COALESCE(b.store_id, k.store_id) = $1::uuid AND r.starts_at >= $7::timestamptz - interval '2 days' AND r.starts_at < $8::timestamptz AND r.serves_from >= $7::timestamptz AND r.serves_from < $8::timestamptz)
SELECT d.date::text AS date, COALESCE(v.states, '{}') AS "byState", COALESCE(w.minutes, 0)::int AS "rosteredMinutes", COALESCE(s.minutes, 0)::int AS "bookedMinutes"
FROM days d LEFT JOIN (SELECT g.date, json_object_agg(g.state, g.n) AS states FROM (SELECT date, state, count(*)::int AS n FROM visits GROUP BY date, state) g GROUP BY g.date) v USING (date)
  LEFT JOIN (SELECT date, sum(minutes) AS minutes FROM worked GROUP BY date) w USING (date) LEFT JOIN (SELECT date, sum(minutes) AS minutes FROM served GROUP BY date) s USING (date) ORDER BY d.date`;

/** Bookings by state, and the minutes of people that are rostered and booked, day by day; of some types or a skill, when asked. */
export function findMonth(
  sql: Sql,
  ask: { storeId: string; zone: string; from: CalendarDate; until: CalendarDate; window: TimeRange; typeIds: readonly string[] | null; skill: string | null },
): Promise<MonthRow[]> {
  return sql(MONTH, [ask.storeId, ask.zone, ask.from, ask.until, ask.typeIds, ask.skill, iso(ask.window.start), iso(ask.window.end)]);
}
