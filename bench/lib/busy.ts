import type pg from 'pg';
import { DAY_MS } from '@zhike/domain/kernel/time-range';

/**
 * Writes `count` reservations of one booking for all units of the shop in one statement, the constraint on and kept. They lie on
 * quarters of an hour between `from` and `from + days` within [`hourFrom`, `hourUntil`) UTC, spread by a hash, so that every run has the same.
 */
export async function seedBusy(
  pool: pg.Pool,
  bookingId: string,
  options: { readonly count: number; readonly from: Date; readonly days: number; readonly hourFrom: number; readonly hourUntil: number },
): Promise<number> {
  const perDay = (options.hourUntil - options.hourFrom) * 4;
  const made = await pool.query(
    `INSERT INTO reservations (id, unit_id, booking_id, role_key, role_name, starts_at, ends_at, serves_from, serves_until)
     SELECT gen_random_uuid(), unit_id, $6::uuid, 'bench', 'bench', at, at + interval '15 minutes', at, at + interval '15 minutes'
     FROM (SELECT u.id AS unit_id, $1::timestamptz + d * interval '1 day' + ($2::int * 60 + q * 15) * interval '1 minute' AS at
           FROM generate_series(0, $3::int - 1) d, generate_series(0, $4::int - 1) q, resource_units u
           ORDER BY hashint8(d * 1000003 + q * 7919 + u.number * 104729::bigint), u.id, d, q LIMIT $5::int) picked`,
    [options.from.toISOString(), options.hourFrom, options.days, perDay, options.count, bookingId],
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
/** Ids that count up from the `already`-th, as the product's own do: random ones would spread every row over the whole key. */
const HISTORY = `
INSERT INTO reservations (id, unit_id, booking_id, role_key, role_name, starts_at, ends_at, serves_from, serves_until)
SELECT (lpad(to_hex($5::int8 + row_number() OVER ()), 16, '0') || left(md5(u.id::text || d || '/' || q), 16))::uuid, u.id, $1::uuid, 'bench', 'bench', at, at + interval '90 minutes', at, at + interval '90 minutes'
FROM generate_series($2::int, $3::int) d, generate_series(0, ${VISITS_A_DAY - 1}) q, resource_units u, LATERAL (SELECT $4::timestamptz - d * interval '1 day' + interval '1 hour' + q * interval '90 minutes' AS at) t`;

/** From here on it is quicker to write without the indexes and make them anew. */
const MANY = 200_000;

/**
 * Fills whole days with finished bookings, backwards from yesterday, until there are `count` past reservations; `already` of them are
 * there. One booking stands for all. Every index and constraint is there again afterwards; what it took, in seconds.
 */
export async function seedHistory(
  from: pg.Pool,
  bookingId: string,
  count: number,
  already: number,
): Promise<{ readonly write: number; readonly index: number }> {
  const pool = await from.connect();
  try {
    // Sorting for an index in memory instead of on the disk; only on this connection.
    await pool.query(`SET maintenance_work_mem = '512MB'`);
    const { rows } = await pool.query<{ n: number; mighty: boolean }>(
      'SELECT count(*)::int AS n, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS mighty FROM resource_units',
    );
    const perDay = (rows[0]?.n ?? 1) * VISITS_A_DAY;
    const many = count - already > MANY;
    const made = many ? await takeIndexesAway(pool) : [];
    const begun = performance.now();
    // Years of the past in one statement: what decides free time is told once, below, rather than by each row; that unit and booking
    // exist need not be looked up a million times either (a superuser may say so).
    const triggers = rows[0]?.mighty ? 'ALL' : 'USER';
    await pool.query(`ALTER TABLE reservations DISABLE TRIGGER ${triggers}`);
    await pool.query(HISTORY, [bookingId, Math.ceil(already / perDay) + 1, Math.ceil(count / perDay), midnight(0).toISOString(), already]);
    await pool.query(`ALTER TABLE reservations ENABLE TRIGGER ${triggers}`);
    await pool.query('UPDATE stores SET name = name');
    const written = performance.now();
    for (const statement of made) await pool.query(statement);
    await pool.query('VACUUM (ANALYZE) reservations');
    // Hundreds of megabytes lie in memory now. What is measured next would wait seconds for the disk that takes them.
    await pool.query('CHECKPOINT');
    return { write: (written - begun) / 1000, index: (performance.now() - written) / 1000 };
  } finally {
    await pool.query('RESET maintenance_work_mem');
    pool.release();
  }
}

/** Drops the constraint and every index but the key; answers the statements that make them again. */
async function takeIndexesAway(pool: pg.PoolClient): Promise<string[]> {
  const constraints = await pool.query<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = 'reservations'::regclass AND contype = 'x'`,
  );
  const indexes = await pool.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index x
     WHERE indrelid = 'reservations'::regclass AND NOT indisprimary AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)`,
  );
  for (const { name } of constraints.rows) await pool.query(`ALTER TABLE reservations DROP CONSTRAINT ${name}`);
  for (const { name } of indexes.rows) await pool.query(`DROP INDEX ${name}`);
  return [
    ...indexes.rows.map(({ definition }) => definition),
    ...constraints.rows.map(({ name, definition }) => `ALTER TABLE reservations ADD CONSTRAINT ${name} ${definition}`),
  ];
}

/** How large the reservations are: rows, and megabytes of table and indexes. */
export async function sizeOfReservations(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ n: string; heap: string; indexes: string }>(
    `SELECT count(*)::text AS n, round(pg_relation_size('reservations') / 1e6)::text AS heap, round(pg_indexes_size('reservations') / 1e6)::text AS indexes FROM reservations`,
  );
  return `${rows[0]?.n ?? '?'} reservations, ${rows[0]?.heap ?? '?'} MB and ${rows[0]?.indexes ?? '?'} MB of indexes`;
}
