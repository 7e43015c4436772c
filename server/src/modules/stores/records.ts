import type { RegionView, StoreSheet, StoreView } from '@zhike/domain/stores/contract';
import type { StoreHours } from '@zhike/domain/stores/hours';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { HOURS_AS_JSON } from './queries.hours';

/** A store as it is kept. */
export type StoreFacts = Omit<StoreSheet, 'can'>;

const SHEET = `SELECT st.id, st.name, st.region_id AS "regionId", st.address, st.phone, st.directions, st.zone, st.latitude, st.longitude, st.opening, st.area_sqm AS "areaSqm", st.photo_url AS "photoUrl",
  st.closed_at IS NOT NULL AS closed FROM stores st`;

/** Every store, closed ones last, in the shop's order; one, when asked. */
export function listStoreFacts(sql: Sql, storeId: string | null = null): Promise<StoreFacts[]> {
  return sql(`${SHEET} WHERE $1::uuid IS NULL OR st.id = $1::uuid ORDER BY st.closed_at IS NOT NULL, st.position, st.name`, [storeId]);
}

export type OpenStoreRow = Omit<StoreView, 'utcOffsetMinutes' | 'today' | 'todayNotice' | 'opening'> & { readonly hours: StoreHours };

/** Open stores with everything that decides their hours. */
export function listOpenStores(sql: Sql): Promise<OpenStoreRow[]> {
  return sql(
    `SELECT st.id, st.name, st.address, st.phone, st.directions, st.zone, st.latitude, st.longitude, st.photo_url AS "photoUrl", ${HOURS_AS_JSON} AS hours
     FROM stores st WHERE st.closed_at IS NULL ORDER BY st.position, st.name`,
    [],
  );
}

export function listRegions(sql: Sql): Promise<RegionView[]> {
  return sql('SELECT id, parent_id AS "parentId", name, position FROM regions ORDER BY position, name, id', []);
}

export async function saveRegionRow(tx: Tx, region: RegionView): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO regions (id, parent_id, name, position) VALUES ($1::uuid, $2::uuid, $3, $4::int)
     ON CONFLICT (id) DO UPDATE SET parent_id = EXCLUDED.parent_id, name = EXCLUDED.name, position = EXCLUDED.position`,
    [region.id, region.parentId, region.name, region.position],
  );
}

/** What stands directly in a region. */
export async function countInRegion(sql: Sql, regionId: string): Promise<{ stores: number; regions: number }> {
  const [row] = await sql<{ stores: number; regions: number }>(
    'SELECT (SELECT count(*)::int FROM stores WHERE region_id = $1::uuid) AS stores, (SELECT count(*)::int FROM regions WHERE parent_id = $1::uuid) AS regions',
    [regionId],
  );
  return row ?? { stores: 0, regions: 0 };
}

/** Removes a region in which nothing stands; who was responsible for it is responsible for it no more. */
export async function removeRegionRow(tx: Tx, regionId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM staff_regions WHERE region_id = $1::uuid', [regionId]);
  await changeIn(tx, 'DELETE FROM regions WHERE id = $1::uuid', [regionId]);
}

export async function findStoreNamed(sql: Sql, name: string): Promise<string | null> {
  const [row] = await sql<{ id: string }>('SELECT id FROM stores WHERE name = $1', [name]);
  return row?.id ?? null;
}

/** Adds or changes a store; new ones stand last. A store keeps the moment in which it was closed. */
export async function saveStoreRow(tx: Tx, store: Omit<StoreFacts, 'photoUrl'>, now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO stores (id, name, region_id, address, phone, directions, zone, latitude, longitude, opening, area_sqm, closed_at, created_at, position)
     VALUES ($1::uuid, $2, $3::uuid, $4, $5, $6, $7, $8::float8, $9::float8, $10::jsonb, $11::float8, CASE WHEN $12::bool THEN $13::timestamptz END, $13::timestamptz, (SELECT count(*)::int FROM stores))
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, region_id = EXCLUDED.region_id, address = EXCLUDED.address, phone = EXCLUDED.phone, directions = EXCLUDED.directions, zone = EXCLUDED.zone,
       latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude, opening = EXCLUDED.opening, area_sqm = EXCLUDED.area_sqm, closed_at = CASE WHEN $12::bool THEN COALESCE(stores.closed_at, $13::timestamptz) END`,
    [
      store.id,
      store.name,
      store.regionId,
      store.address,
      store.phone,
      store.directions,
      store.zone,
      store.latitude,
      store.longitude,
      JSON.stringify(store.opening),
      store.areaSqm,
      store.closed,
      now.toISOString(),
    ],
  );
}
