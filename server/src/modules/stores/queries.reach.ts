import type { Sql } from '../../platform/db';

/* A file of its own: who knocks is asked at every request, long before any module. */

/**
 * The stores that a member `m` reaches, as text ids: her own first, then those of her regions and of every region below (a circle of
 * regions, were there one, would end: UNION keeps what is new).
 */
export const REACHED_STORES = `ARRAY(SELECT x.id FROM (SELECT ss.store_id::text AS id, 0 AS far FROM staff_stores ss WHERE ss.staff_id = m.id
    UNION ALL SELECT st.id::text, 1 FROM stores st WHERE st.region_id IN (
        WITH RECURSIVE below AS (SELECT sr.region_id AS id FROM staff_regions sr WHERE sr.staff_id = m.id UNION SELECT r.id FROM regions r JOIN below b ON r.parent_id = b.id) SELECT id FROM below)
      AND NOT EXISTS (SELECT 1 FROM staff_stores ss WHERE ss.staff_id = m.id AND ss.store_id = st.id)) x ORDER BY x.far, x.id)`;

/** The open stores that a member reaches, in the shop's order. */
export function listReachedStores(sql: Sql, staffId: string): Promise<{ id: string; name: string }[]> {
  return sql(
    `SELECT st.id, st.name FROM stores st, staff_members m WHERE m.id = $1::uuid AND st.closed_at IS NULL AND st.id::text = ANY(${REACHED_STORES}) ORDER BY st.position, st.name`,
    [staffId],
  );
}
