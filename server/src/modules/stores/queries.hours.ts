import type { StoreHours } from '@zhike/domain/stores/hours';
import type { Sql } from '../../platform/db';

/* A file of its own: booking reads hours, and what the stores' commands ask of booking must not come round to here. */

/** The hours of a store `st` as JSON in the shape of `StoreHours`; of all its seasons the one that begins last stands first. */
export const HOURS_AS_JSON = `json_build_object('week', st.opening,
    'seasons', COALESCE((SELECT json_agg(json_build_object('name', n.name, 'fromDate', n.from_date, 'untilDate', n.until_date, 'opening', n.opening) ORDER BY n.from_date DESC, n.id DESC)
      FROM store_seasons n WHERE n.store_id = st.id), '[]'),
    'special', COALESCE((SELECT json_agg(json_build_object('date', d.local_date, 'name', d.name, 'kind', d.kind, 'own', d.store_id IS NOT NULL, 'hours', d.hours, 'asWeekday', d.as_weekday) ORDER BY d.local_date)
      FROM special_days d WHERE d.store_id = st.id OR d.store_id IS NULL), '[]'))`;

/** Under this name a store's hours are changed; whoever books there shares it, so that no booking slips in between look and change. */
export const hoursLock = (storeId: string): string => `hours/${storeId}`;

/** An open store and when it is open. */
export interface StoreRow {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly opening: StoreHours;
}

/** A store that is not closed for good, or null. */
export async function findStoreRow(sql: Sql, storeId: string): Promise<StoreRow | null> {
  const rows = await sql<StoreRow>(
    `SELECT st.id, st.name, st.zone, ${HOURS_AS_JSON} AS opening FROM stores st WHERE st.id = $1::uuid AND st.closed_at IS NULL`,
    [storeId],
  );
  return rows[0] ?? null;
}
