import type { Sql } from '../../platform/db';

/** The first of some ids that is no member of the shop; null when all are. */
export async function unknownMember(sql: Sql, ids: readonly string[]): Promise<string | null> {
  const known = new Set((await sql<{ id: string }>('SELECT id FROM staff_members WHERE id = ANY($1::uuid[])', [[...ids]])).map((row) => row.id));
  return ids.find((id) => !known.has(id)) ?? null;
}
