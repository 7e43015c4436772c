import type { SeasonView, SpecialDayView } from '@zhike/domain/stores/contract';
import type { OpenStore, StoreHours } from '@zhike/domain/stores/hours';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { HOURS_AS_JSON } from './queries.hours';

/** When some stores are open now; null for one that is closed for good. */
export async function findOpenStores(sql: Sql, storeIds: readonly string[]): Promise<Map<string, OpenStore>> {
  const rows = await sql<{ id: string; zone: string; hours: StoreHours }>(
    `SELECT st.id, st.zone, ${HOURS_AS_JSON} AS hours FROM stores st WHERE st.id = ANY($1::uuid[]) AND st.closed_at IS NULL`,
    [storeIds],
  );
  return new Map(storeIds.map((id) => [id, rows.find((row) => row.id === id) ?? null]));
}

const SEASON = `SELECT n.id, n.store_id AS "storeId", n.name, n.from_date::text AS "fromDate", n.until_date::text AS "untilDate", n.opening FROM store_seasons n`;

/** Seasons of a store, latest first. */
export function listSeasons(sql: Sql, storeId: string): Promise<SeasonView[]> {
  return sql(`${SEASON} WHERE n.store_id = $1::uuid ORDER BY n.from_date DESC, n.id DESC`, [storeId]);
}

export async function findSeason(sql: Sql, seasonId: string): Promise<SeasonView | null> {
  const [row] = await sql<SeasonView>(`${SEASON} WHERE n.id = $1::uuid`, [seasonId]);
  return row ?? null;
}

export async function saveSeasonRow(tx: Tx, season: SeasonView): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO store_seasons (id, store_id, name, from_date, until_date, opening) VALUES ($1::uuid, $2::uuid, $3, $4::date, $5::date, $6::jsonb)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, from_date = EXCLUDED.from_date, until_date = EXCLUDED.until_date, opening = EXCLUDED.opening`,
    [season.id, season.storeId, season.name, season.fromDate, season.untilDate, JSON.stringify(season.opening)],
  );
}

export async function removeSeasonRow(tx: Tx, seasonId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM store_seasons WHERE id = $1::uuid', [seasonId]);
}

const DAY = `SELECT d.id, d.store_id AS "storeId", d.local_date::text AS date, d.name, d.kind, d.hours, d.as_weekday AS "asWeekday" FROM special_days d`;

/** The shop's special days of a year and those of its stores, in order. */
export function listSpecialDays(sql: Sql, year: number): Promise<SpecialDayView[]> {
  return sql(`${DAY} WHERE d.local_date BETWEEN make_date($1::int, 1, 1) AND make_date($1::int, 12, 31) ORDER BY d.local_date, d.store_id NULLS FIRST`, [year]);
}

export async function findSpecialDay(sql: Sql, dayId: string): Promise<SpecialDayView | null> {
  const [row] = await sql<SpecialDayView>(`${DAY} WHERE d.id = $1::uuid`, [dayId]);
  return row ?? null;
}

/** Writes a day; whatever stood for the same date (of the same store, or of the shop) gives way. */
export async function saveSpecialDayRow(tx: Tx, day: SpecialDayView): Promise<void> {
  await changeIn(tx, 'DELETE FROM special_days WHERE id = $1::uuid OR (local_date = $2::date AND store_id IS NOT DISTINCT FROM $3::uuid)', [
    day.id,
    day.date,
    day.storeId,
  ]);
  await changeIn(
    tx,
    'INSERT INTO special_days (id, store_id, local_date, name, kind, hours, as_weekday) VALUES ($1::uuid, $2::uuid, $3::date, $4, $5, $6::jsonb, $7::int)',
    [day.id, day.storeId, day.date, day.name, day.kind, day.hours === null ? null : JSON.stringify(day.hours), day.asWeekday],
  );
}

export async function removeSpecialDayRow(tx: Tx, dayId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM special_days WHERE id = $1::uuid', [dayId]);
}

export async function listStoreIds(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>('SELECT id FROM stores WHERE closed_at IS NULL ORDER BY id', []);
  return rows.map((row) => row.id);
}
