import type { DailyLimitView } from '@zhike/domain/booking/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

const LIMIT = `SELECT l.id, l.name, l.type_id AS "typeId", l.unit_id AS "unitId", l.skill, l.service_ids::text[] AS "serviceIds", l.max_per_day AS "maxPerDay", l.active FROM daily_limits l`;

export function listLimits(sql: Sql): Promise<DailyLimitView[]> {
  return sql(`${LIMIT} ORDER BY l.active DESC, l.name, l.id`, []);
}

export async function findLimit(sql: Sql, limitId: string): Promise<DailyLimitView | null> {
  const [row] = await sql<DailyLimitView>(`${LIMIT} WHERE l.id = $1::uuid`, [limitId]);
  return row ?? null;
}

export async function saveLimitRow(tx: Tx, limit: DailyLimitView): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO daily_limits (id, name, type_id, unit_id, skill, service_ids, max_per_day, active) VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5, $6::uuid[], $7::int, $8::bool)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, type_id = EXCLUDED.type_id, unit_id = EXCLUDED.unit_id, skill = EXCLUDED.skill, service_ids = EXCLUDED.service_ids, max_per_day = EXCLUDED.max_per_day, active = EXCLUDED.active`,
    [limit.id, limit.name, limit.typeId, limit.unitId, limit.skill, limit.serviceIds, limit.maxPerDay, limit.active],
  );
}

export async function removeLimitRow(tx: Tx, limitId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM daily_limits WHERE id = $1::uuid', [limitId]);
}

/** Which of these services there are. */
export async function existingServices(sql: Sql, serviceIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>('SELECT id FROM services WHERE id = ANY($1::uuid[])', [serviceIds]);
  return new Set(rows.map((row) => row.id));
}
