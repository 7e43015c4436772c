import { DAY_MS } from '@zhike/domain/kernel/time-range';
import type { Sql } from '../../platform/db';
import { iso } from './records.units';

/** A day of UTC, counted from 1970-01-01. */
export type UtcDay = number;

/** Some days of a store, both ends included. `from` after `until`: none, only the shop is asked for. */
export interface StoreDays {
  readonly storeId: string;
  readonly from: UtcDay;
  readonly until: UtcDay;
}

/** What the database counts (docs/decisions/0009): the same number, the same facts. A day without a row has 0. */
export interface Versions {
  readonly shop: number;
  readonly days: Readonly<Record<UtcDay, number>>;
}

const SHOP = `(SELECT COALESCE(sum(n), 0)::int8 FROM free_time_versions WHERE store_id = '00000000-0000-0000-0000-000000000000' AND day = '1970-01-01')`;
/** The versions of the days [f, u] of a store as one JSON object, by number of the day. */
const daysOf = (store: string, from: string, until: string): string => `COALESCE((SELECT json_object_agg(g.day - date '1970-01-01', g.n)
  FROM (SELECT v.day, sum(v.n)::int8 AS n FROM free_time_versions v WHERE v.store_id = ${store} AND v.day BETWEEN ${from} AND ${until} GROUP BY v.day) g), '{}')`;

/** The shop's version, to stand among the columns of a statement: then what that statement reads is of the same moment. */
export const SHOP_VERSION = `${SHOP} AS "shopVersion"`;

// The lists stand in sub-selects for the reason told at TIMES.
const VERSIONS = `SELECT json_build_object('shop', ${SHOP}, 'days', (SELECT json_agg(${daysOf('k.store_id', 'k.f', 'k.u')} ORDER BY k.i)
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::date[]), (SELECT $3::date[])) WITH ORDINALITY AS k(store_id, f, u, i))) AS found`;

const dateOf = (day: UtcDay): string => iso(day * DAY_MS).slice(0, 10);

/** The versions of several stores' days in one statement, so all of one moment. */
export async function findVersions(sql: Sql, asks: readonly StoreDays[]): Promise<Versions[]> {
  const [row] = await sql<{ found: { shop: number; days: Record<UtcDay, number>[] | null } }>(VERSIONS, [
    asks.map((ask) => ask.storeId),
    asks.map((ask) => dateOf(ask.from)),
    asks.map((ask) => dateOf(ask.until)),
  ]);
  return asks.map((_, i) => ({ shop: row?.found.shop ?? 0, days: row?.found.days?.[i] ?? {} }));
}

/** Days of a store as they were seen: what they hold is the same as long as these versions are. */
export interface SeenDays extends StoreDays, Versions {}

/** SQL for "nothing of that has changed since", its parameters (`seenValues`) beginning at `$first`. */
export const stillSeen = (first: number): string =>
  `(${SHOP} = $${first}::int8 AND (${daysOf(`$${first + 1}::uuid`, `$${first + 2}::date`, `$${first + 3}::date`)})::jsonb = $${first + 4}::jsonb)`;

export const seenValues = (seen: SeenDays): unknown[] => [
  seen.shop,
  seen.storeId,
  dateOf(seen.from),
  dateOf(seen.until),
  // A day without a row is not in the list either.
  JSON.stringify(Object.fromEntries(Object.entries(seen.days).filter(([, n]) => n !== 0))),
];

/** One unit's stretches, in whole minutes since 1970: from, until (what is taken is rounded outwards), and whether it is work (1) or absence (0). */
type Packed = readonly (readonly [unitId: string, from: readonly number[], until: readonly number[], work?: readonly number[]])[];

/** A part of a booking that counts under a daily limit: which unit, service and booking, and from when, in minutes since 1970. */
type ServedRow = readonly [unitId: string, serviceId: string, bookingId: string, from: number];

/** A class: which, of what, from and until when in minutes since 1970, its seats and its name. */
type SessionRow = readonly [id: string, serviceId: string, from: number, until: number, seatIds: readonly string[], label: string];

export interface StoreTimes extends Versions {
  readonly busy: Packed;
  readonly shifts: Packed;
  readonly served: readonly ServedRow[];
  readonly sessions: readonly SessionRow[];
}

/*
 * A booking's part lasts a day at most and its buffers eight hours each (the contract of saveServiceRoles and saveUnit), so one that
 * reaches into a range began less than two days before it; looking a month back would read a month of finished bookings for
 * every day asked about. Absences may be longer; they have no booking, and there are few. Trap: a longer role would be shown as
 * free on its later days (taking it is still refused).
 * The parameters stand in sub-selects so that the planner cannot look at them: else it finds its plan for unknown values dearer than
 * one for these, and plans anew at every call, which takes longer than the search.
 * Minutes since 1970 in one list a unit: turning twenty thousand timestamps into text and back costs four times the search.
 */
const MINUTES = `array_agg(floor(date_part('epoch', starts_at) / 60)::int) AS f, array_agg(ceil(date_part('epoch', ends_at) / 60)::int) AS u`;
const UNITS = '(SELECT ids FROM units)::uuid[]';
const FROM = '(SELECT f FROM span)';
const UNTIL = '(SELECT u FROM span)';
const TIMES = `
WITH units AS MATERIALIZED (SELECT ARRAY(SELECT us.unit_id FROM unit_stores us JOIN resource_units u ON u.id = us.unit_id WHERE us.store_id = $1::uuid AND u.state = 'active') AS ids),
  span AS MATERIALIZED (SELECT $2::date::timestamptz AS f, ($3::date + 1)::timestamptz AS u)
SELECT ${SHOP_VERSION}, ${daysOf('$1::uuid', '$2::date', '$3::date')} AS days,
  COALESCE((SELECT json_agg(json_build_array(g.unit_id, g.f, g.u, g.w)) FROM (SELECT unit_id, ${MINUTES}, array_agg((kind IN ('booking', 'class'))::int) AS w FROM (
      SELECT unit_id, booking_id, kind, starts_at, ends_at FROM reservations
      WHERE unit_id = ANY(${UNITS}) AND released_at IS NULL AND starts_at < ${UNTIL} AND ends_at > ${FROM} AND starts_at > ${FROM} - interval '2 days'
      UNION ALL
      SELECT unit_id, booking_id, kind, starts_at, ends_at FROM reservations
      WHERE booking_id IS NULL AND unit_id = ANY(${UNITS}) AND released_at IS NULL AND starts_at <= ${FROM} - interval '2 days' AND ends_at > ${FROM}) r
    WHERE $4::uuid IS NULL OR booking_id IS DISTINCT FROM $4::uuid GROUP BY unit_id) g), '[]') AS busy,
  COALESCE((SELECT json_agg(json_build_array(g.unit_id, g.f, g.u)) FROM (SELECT unit_id, ${MINUTES} FROM shifts
    WHERE unit_id = ANY(${UNITS}) AND store_id = $1::uuid AND starts_at < ${UNTIL} AND starts_at > ${FROM} - interval '2 days' AND ends_at > ${FROM} GROUP BY unit_id) g), '[]') AS shifts,
  COALESCE((SELECT json_agg(json_build_array(r.unit_id, b.service_id, b.id, floor(date_part('epoch', r.serves_from) / 60)::int)) FROM reservations r JOIN bookings b ON b.id = r.booking_id
    WHERE r.unit_id IN (SELECT u.id FROM resource_units u JOIN daily_limits l ON l.active AND (l.unit_id = u.id OR (l.unit_id IS NULL AND l.type_id = u.type_id)) WHERE u.id = ANY(${UNITS}))
      AND r.released_at IS NULL AND r.starts_at < ${UNTIL} AND r.starts_at > ${FROM} - interval '2 days' AND r.serves_from >= ${FROM} AND r.serves_from < ${UNTIL} AND b.id IS DISTINCT FROM $4::uuid), '[]') AS served,
  COALESCE((SELECT json_agg(json_build_array(k.id, k.service_id, (date_part('epoch', k.starts_at) / 60)::int, (date_part('epoch', k.ends_at) / 60)::int, k.seat_ids, k.label) ORDER BY k.starts_at, k.id) FROM class_sessions k
    WHERE k.store_id = $1::uuid AND k.state = 'scheduled' AND k.starts_at >= ${FROM} AND k.starts_at < ${UNTIL}), '[]') AS sessions`;

/**
 * What occupies the units of a store in some days (but for one booking: a moved one is not in its own way), when its people work there,
 * and the versions of all that, in one snapshot. Range queries on b-trees: cost follows the days asked for, not the history.
 */
export async function findStoreTimes(sql: Sql, ask: StoreDays, ignoreBookingId: string | null): Promise<StoreTimes> {
  const [row] = await sql<{ shopVersion: string; days: Record<UtcDay, number>; busy: Packed; shifts: Packed; served: ServedRow[]; sessions: SessionRow[] }>(
    TIMES,
    [ask.storeId, dateOf(ask.from), dateOf(ask.until), ignoreBookingId],
  );
  if (!row) throw new Error('a statement without FROM answered no row');
  return { shop: Number(row.shopVersion), days: row.days, busy: row.busy, shifts: row.shifts, served: row.served, sessions: row.sessions };
}

const FOLD = `
WITH gone AS (DELETE FROM free_time_versions v WHERE v.backend <> 0 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = v.backend) RETURNING store_id, day, n)
INSERT INTO free_time_versions AS v (store_id, day, backend, n) SELECT store_id, day, 0, sum(n) FROM gone GROUP BY store_id, day
ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n`;
const PRUNE = `DELETE FROM free_time_versions WHERE store_id <> '00000000-0000-0000-0000-000000000000' AND day < $1::date`;

/** How many days back a version is kept. Whoever remembers free time must not remember older days. */
export const VERSIONS_KEPT_DAYS = 40;

/** Adds up what ended connections have counted (the sums stay as they are) and drops what is older than anybody remembers. */
export async function foldVersions(sql: Sql, now: Date): Promise<void> {
  await sql(FOLD, []);
  await sql(PRUNE, [dateOf(Math.floor(now.getTime() / DAY_MS) - VERSIONS_KEPT_DAYS)]);
}
