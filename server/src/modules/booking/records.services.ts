import type { ServiceView } from '@zhike/domain/booking/contract';
import { binds, type DailyLimit } from '@zhike/domain/booking/limits';
import type { Sql } from '../../platform/db';
import { HOURS_AS_JSON, type StoreRow } from '../stores/queries.hours';
import { SHOP_VERSION } from './records.free-time';
import { UNITS_AS_JSON, type UnitRow } from './records.units';

export { findStoreRow, type StoreRow } from '../stores/queries.hours';

/** A service with its roles and the stores that offer it, in the shape of the contract. */
export type ServiceRow = ServiceView;

const SERVICES = `
SELECT s.id, s.name, s.line, s.summary, s.description, s.duration_minutes AS "durationMinutes", s.price_fen AS "priceFen", s.deposit_fen AS "depositFen",
  s.step_minutes AS "stepMinutes", s.lead_minutes AS "leadMinutes", s.horizon_days AS "horizonDays", s.what_to_bring AS "whatToBring", s.includes, s.image_url AS "imageUrl", s.active,
  json_build_object('freeUntilHours', s.free_until_hours, 'latePercent', s.late_percent, 'noShowPercent', s.no_show_percent, 'moveUntilHours', s.move_until_hours, 'maxMoves', s.max_moves) AS policy,
  s.level_policies AS "levelPolicies", s.acceptance, s.accept_minutes AS "acceptMinutes", s.accept_timeout AS "acceptTimeout", s.mode, s.max_party AS "maxParty", s.cautions,
  COALESCE((SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'minutes', a.minutes, 'priceFen', a.price_fen, 'roleKeys', a.role_keys, 'active', a.active) ORDER BY a.position, a.name)
    FROM service_addons a WHERE a.service_id = s.id), '[]') AS addons,
  COALESCE((SELECT json_agg(ss.store_id) FROM service_stores ss WHERE ss.service_id = s.id), '[]') AS "storeIds",
  COALESCE((SELECT json_agg(json_build_object('key', r.key, 'name', r.name, 'typeId', r.type_id, 'typeName', t.name, 'kind', t.kind, 'skill', r.skill,
      'offsetMinutes', r.offset_minutes, 'durationMinutes', r.duration_minutes, 'customerPicks', r.customer_picks, 'perPerson', r.per_person, 'accepts', r.accepts) ORDER BY r.position, r.key)
    FROM service_roles r JOIN resource_types t ON t.id = r.type_id WHERE r.service_id = s.id), '[]') AS roles
FROM services s`;

/** Services on sale, of one store or all, in the shop's order. */
export function listServiceRows(sql: Sql, storeId: string | null): Promise<ServiceRow[]> {
  return sql(
    `${SERVICES} WHERE s.active AND ($1::uuid IS NULL OR EXISTS (SELECT 1 FROM service_stores x WHERE x.service_id = s.id AND x.store_id = $1::uuid)) ORDER BY s.position, s.name`,
    [storeId],
  );
}

/** Every service, those not on sale last. */
export function listAllServiceRows(sql: Sql): Promise<ServiceRow[]> {
  return sql(`${SERVICES} ORDER BY s.active DESC, s.position, s.name`, []);
}

/** One service, or null. */
export async function findServiceRow(sql: Sql, serviceId: string): Promise<ServiceRow | null> {
  const rows = await sql<ServiceRow>(`${SERVICES} WHERE s.id = $1::uuid`, [serviceId]);
  return rows[0] ?? null;
}

export interface OfferRow {
  readonly service: ServiceRow;
  readonly store: StoreRow | null;
  /** Active units at the store of every type that the service needs. */
  readonly units: readonly UnitRow[];
  /** Daily limits under which bookings of this service count for any of these units. */
  readonly limits: readonly DailyLimit[];
}

const OFFER = `
SELECT v.*, ${SHOP_VERSION}, (SELECT json_build_object('id', st.id, 'name', st.name, 'zone', st.zone, 'opening', ${HOURS_AS_JSON}) FROM stores st WHERE st.id = $2::uuid AND st.closed_at IS NULL) AS "offerStore",
  ${UNITS_AS_JSON} WHERE u.type_id IN (SELECT r.type_id FROM service_roles r WHERE r.service_id = $1::uuid) AND us.store_id = $2::uuid AND u.state = 'active'), '[]') AS "offerUnits",
  COALESCE((SELECT json_agg(json_build_object('id', l.id, 'name', l.name, 'typeId', l.type_id, 'unitId', l.unit_id, 'skill', l.skill, 'serviceIds', l.service_ids, 'maxPerDay', l.max_per_day) ORDER BY l.max_per_day, l.id)
    FROM daily_limits l WHERE l.active AND (cardinality(l.service_ids) = 0 OR $1::uuid = ANY(l.service_ids))), '[]') AS "offerLimits"
FROM (${SERVICES} WHERE s.id = $1::uuid) v`;

/**
 * A service, a store and the units that could serve, in one statement with the shop's version: the head of every question about free
 * time. Null: no such service.
 */
export async function findOfferRow(sql: Sql, serviceId: string, storeId: string): Promise<(OfferRow & { readonly shopVersion: number }) | null> {
  const [row] = await sql<ServiceRow & { shopVersion: string; offerStore: StoreRow | null; offerUnits: UnitRow[]; offerLimits: DailyLimit[] }>(OFFER, [
    serviceId,
    storeId,
  ]);
  if (!row) return null;
  const { shopVersion, offerStore, offerUnits, offerLimits, ...service } = row;
  return {
    service,
    store: offerStore,
    units: offerUnits,
    limits: offerLimits.filter((limit) => offerUnits.some((unit) => binds(limit, unit))),
    shopVersion: Number(shopVersion),
  };
}
