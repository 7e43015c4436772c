import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * The negative control: the same race as everybody else runs it, check and then insert at READ COMMITTED, without locks, on a copy
 * of the table without its constraint. It must let people in twice; a race that finds nothing here would find nothing anywhere.
 * Answers how many rows were written; the audit of the table says how many of them overlap.
 */
export async function raceWithoutGuard(databaseUrl: string, unitId: string, starts: readonly string[], width: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: width });
  pool.on('error', () => undefined);
  let written = 0;
  try {
    await pool.query('DROP TABLE IF EXISTS reservations_control');
    // LIKE keeps columns, defaults and checks; the exclusion constraint is an index and stays behind.
    await pool.query('CREATE TABLE reservations_control (LIKE reservations INCLUDING DEFAULTS INCLUDING CONSTRAINTS)');
    const clients = await Promise.all(Array.from({ length: width }, () => pool.connect()));
    try {
      for (const start of starts) {
        const end = new Date(Date.parse(start) + 90 * 60_000).toISOString();
        await Promise.all(
          clients.map(async (client) => {
            await client.query('BEGIN');
            const { rows } = await client.query(
              'SELECT 1 FROM reservations_control WHERE unit_id = $1 AND released_at IS NULL AND starts_at < $3 AND ends_at > $2',
              [unitId, start, end],
            );
            if (rows.length === 0) {
              await client.query(
                'INSERT INTO reservations_control (id, unit_id, starts_at, ends_at, serves_from, serves_until) VALUES ($1, $2, $3, $4, $3, $4)',
                [randomUUID(), unitId, start, end],
              );
              written += 1;
            }
            await client.query('COMMIT');
          }),
        );
      }
    } finally {
      for (const client of clients) client.release();
    }
  } finally {
    await pool.end();
  }
  return written;
}
