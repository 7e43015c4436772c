import type { ServiceView } from '@zhike/domain/booking/contract';
import type { Sql } from '../../platform/db';

/** A service with its roles and the stores that offer it, in the shape of the contract. */
export type ServiceRow = ServiceView;

const SERVICES = `
SELECT s.id, s.name, s.line, s.summary, s.description, s.duration_minutes AS "durationMinutes", s.price_fen AS "priceFen", s.deposit_fen AS "depositFen",
  s.step_minutes AS "stepMinutes", s.lead_minutes AS "leadMinutes", s.horizon_days AS "horizonDays", s.what_to_bring AS "whatToBring", s.includes, s.image_url AS "imageUrl", s.active,
  json_build_object('freeUntilHours', s.free_until_hours, 'latePercent', s.late_percent) AS policy,
  COALESCE((SELECT json_agg(ss.store_id) FROM service_stores ss WHERE ss.service_id = s.id), '[]') AS "storeIds",
  COALESCE((SELECT json_agg(json_build_object('key', r.key, 'name', r.name, 'typeId', r.type_id, 'typeName', t.name, 'kind', t.kind, 'skill', r.skill,
      'offsetMinutes', r.offset_minutes, 'durationMinutes', r.duration_minutes, 'customerPicks', r.customer_picks) ORDER BY r.position, r.key)
    FROM service_roles r JOIN resource_types t ON t.id = r.type_id WHERE r.service_id = s.id), '[]') AS roles
FROM services s`;

/** Services on sale, of one store or all, in the shop's order. */
export function listServiceRows(sql: Sql, storeId: string | null): Promise<ServiceRow[]> {
  return sql(`${SERVICES} WHERE s.active AND ($1::uuid IS NULL OR EXISTS (SELECT 1 FROM service_stores x WHERE x.service_id = s.id AND x.store_id = $1::uuid)) ORDER BY s.position, s.name`, [storeId]);
}

/** One service, or null. */
export async function findServiceRow(sql: Sql, serviceId: string): Promise<ServiceRow | null> {
  const rows = await sql<ServiceRow>(`${SERVICES} WHERE s.id = $1::uuid`, [serviceId]);
  return rows[0] ?? null;
}

export interface StoreRow {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly opening: readonly { weekday: number; from: string; to: string }[];
}

/** An open store, or null. */
export async function findStoreRow(sql: Sql, storeId: string): Promise<StoreRow | null> {
  const rows = await sql<StoreRow>('SELECT id, name, zone, opening FROM stores WHERE id = $1::uuid AND closed_at IS NULL', [storeId]);
  return rows[0] ?? null;
}
