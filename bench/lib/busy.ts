import type pg from 'pg';
import { DAY_MS } from '@zhike/domain/kernel/time-range';

/**
 * Writes `count` reservations for all units of the shop in one statement, the constraint on and kept. They lie on quarters of an
 * hour between `from` and `from + days` within [`hourFrom`, `hourUntil`) UTC, spread by a hash, so that every run has the same.
 */
export async function seedBusy(
  pool: pg.Pool,
  options: { readonly count: number; readonly from: Date; readonly days: number; readonly hourFrom: number; readonly hourUntil: number },
): Promise<number> {
  const perDay = (options.hourUntil - options.hourFrom) * 4;
  const made = await pool.query(
    `INSERT INTO reservations (id, unit_id, kind, label, starts_at, ends_at, serves_from, serves_until)
     SELECT gen_random_uuid(), unit_id, 'maintenance', 'bench', at, at + interval '15 minutes', at, at + interval '15 minutes'
     FROM (SELECT u.id AS unit_id, $1::timestamptz + d * interval '1 day' + ($2::int * 60 + q * 15) * interval '1 minute' AS at
           FROM generate_series(0, $3::int - 1) d, generate_series(0, $4::int - 1) q, resource_units u
           ORDER BY hashint8(d * 1000003 + q * 7919 + u.number * 104729::bigint), u.id, d, q LIMIT $5::int) picked`,
    [options.from.toISOString(), options.hourFrom, options.days, perDay, options.count],
  );
  await pool.query('ANALYZE reservations');
  return made.rowCount ?? 0;
}

/** Midnight UTC, some days away from now. */
export function midnight(daysAway: number): Date {
  return new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + daysAway * DAY_MS);
}

/** Appointments of an hour and a half that a unit has on a working day, and the hours (UTC) in which they lie. */
const VISITS_A_DAY = 6;
const HISTORY = `
INSERT INTO reservations (id, unit_id, booking_id, role_key, role_name, starts_at, ends_at, serves_from, serves_until)
SELECT gen_random_uuid(), u.id, $1::uuid, 'bench', 'bench', at, at + interval '90 minutes', at, at + interval '90 minutes'
FROM generate_series($2::int, $3::int) d, generate_series(0, ${VISITS_A_DAY - 1}) q, resource_units u, LATERAL (SELECT $4::timestamptz - d * interval '1 day' + interval '1 hour' + q * interval '90 minutes' AS at) t`;

/** Fills whole days with finished bookings, backwards from yesterday, until there are `count` past reservations; `already` of them are there. One booking stands for all. */
export async function seedHistory(pool: pg.Pool, bookingId: string, count: number, already: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM resource_units');
  const perDay = (rows[0]?.n ?? 1) * VISITS_A_DAY;
  await pool.query(HISTORY, [bookingId, Math.ceil(already / perDay) + 1, Math.ceil(count / perDay), midnight(0).toISOString()]);
  await pool.query('ANALYZE reservations');
}
