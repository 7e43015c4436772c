import type { Sql } from '../../platform/db';

const ids = async (sql: Sql, text: string): Promise<string[]> => (await sql<{ id: string }>(text, [])).map((row) => row.id);

/** Tags that may be given. */
export const listTagIds = (sql: Sql): Promise<string[]> => ids(sql, 'SELECT id FROM tags WHERE archived_at IS NULL');
/** What is sold, by id and by name. */
export const listItemNames = (sql: Sql): Promise<string[]> => ids(sql, 'SELECT unnest(ARRAY[id::text, name]) AS id FROM catalogue_items WHERE active');
/** By what contracts are drawn up. */
export const listContractIds = (sql: Sql): Promise<string[]> => ids(sql, 'SELECT id FROM contract_templates WHERE active');
/** Coupons that may be given out. */
export const listCouponIds = (sql: Sql): Promise<string[]> => ids(sql, 'SELECT id FROM coupon_templates WHERE active');

/** What became of definitions by their ids; one that was never made is not among them. */
export async function standingOf(sql: Sql, idList: readonly string[]): Promise<Map<string, 'on' | 'off' | 'gone'>> {
  const rows = await sql<{ id: string; state: 'on' | 'off' | 'gone' }>(
    `SELECT id, CASE WHEN retired_at IS NOT NULL THEN 'gone' WHEN "on" THEN 'on' ELSE 'off' END AS state FROM definitions WHERE id = ANY($1::text[])`,
    [idList],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}
