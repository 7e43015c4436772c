import type { Sql } from '../../platform/db';

/** Imports with work to do that no job of the queue is about. */
export async function listStuck(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT i.id FROM imports i WHERE i.state IN ('checking', 'writing', 'undoing') AND NOT EXISTS (
       SELECT 1 FROM pgboss.job j WHERE j.name = 'imports.go_on' AND j.state IN ('created', 'retry', 'active') AND j.data->>'importId' = i.id::text) LIMIT 100`,
    [],
  );
  return rows.map((row) => row.id);
}
