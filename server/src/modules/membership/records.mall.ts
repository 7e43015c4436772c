import type { Scope } from '@zhike/domain/kernel/access';
import type { MallItem, MallTerms, RedemptionState } from '@zhike/domain/membership/contract';
import type { Taken } from '@zhike/domain/membership/points';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

const ITEM = 'SELECT id, version, name, text, price_points AS "pricePoints", stock, per_person AS "perPerson", active FROM mall_items';

export function listItems(sql: Sql, withInactive: boolean): Promise<MallItem[]> {
  return sql(`${ITEM} WHERE active OR $1::bool ORDER BY active DESC, price_points, name LIMIT 500`, [withInactive]);
}

/** Locks an item: whoever takes one of it stands in line. */
export async function lockItem(sql: Sql, itemId: string): Promise<MallItem | null> {
  return (await sql<MallItem>(`${ITEM} WHERE id = $1::uuid FOR UPDATE`, [itemId]))[0] ?? null;
}

export async function findItemNamed(sql: Sql, name: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM mall_items WHERE name = $1', [name]))[0]?.id ?? null;
}

export async function saveItemRow(tx: Tx, item: MallTerms & { readonly id: string; readonly version: number }): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO mall_items (id, version, name, text, price_points, stock, per_person, active) VALUES ($1::uuid, $2::int, $3, $4, $5::int, $6::int, $7::int, $8::bool)
     ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, name = EXCLUDED.name, text = EXCLUDED.text, price_points = EXCLUDED.price_points, stock = EXCLUDED.stock,
       per_person = EXCLUDED.per_person, active = EXCLUDED.active`,
    [item.id, item.version, item.name, item.text, item.pricePoints, item.stock, item.perPerson, item.active],
  );
}

/** More (or, negative, fewer) of a locked item. */
export async function changeStock(tx: Tx, itemId: string, by: number): Promise<void> {
  await changeIn(tx, 'UPDATE mall_items SET stock = stock + $2::int WHERE id = $1::uuid', [itemId, by]);
}

/** How many of each item somebody took and did not give back. */
export async function countTaken(sql: Sql, customerId: string): Promise<Map<string, number>> {
  const rows = await sql<{ itemId: string; count: number }>(
    `SELECT item_id AS "itemId", count(*)::int AS count FROM redemptions WHERE customer_id = $1::uuid AND state <> 'cancelled' GROUP BY item_id`,
    [customerId],
  );
  return new Map(rows.map((row) => [row.itemId, row.count]));
}

export interface RedemptionRow {
  readonly id: string;
  readonly code: string;
  readonly itemId: string;
  readonly itemName: string;
  readonly pricePoints: number;
  readonly customerId: string;
  readonly customerName: string;
  readonly state: RedemptionState;
  readonly taken: Taken[];
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly storeName: string;
  readonly byName: string;
  readonly reason: string;
}

const REDEMPTION = `SELECT r.id, r.code, r.item_id AS "itemId", r.item_name AS "itemName", r.price_points AS "pricePoints", r.customer_id AS "customerId", c.name AS "customerName", r.state, r.taken,
    r.created_at AS "createdAt", r.closed_at AS "closedAt", COALESCE(st.name, '') AS "storeName", COALESCE(m.name, '') AS "byName", r.reason
  FROM redemptions r JOIN customers c ON c.id = r.customer_id LEFT JOIN stores st ON st.id = r.store_id LEFT JOIN staff_members m ON m.id = r.staff_id`;

export async function insertRedemption(
  tx: Tx,
  row: Pick<RedemptionRow, 'id' | 'code' | 'itemId' | 'itemName' | 'pricePoints' | 'customerId' | 'taken' | 'createdAt'>,
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO redemptions (id, code, item_id, item_name, price_points, customer_id, taken, created_at) VALUES ($1::uuid, $2, $3::uuid, $4, $5::int, $6::uuid, $7::jsonb, $8::timestamptz)`,
    [row.id, row.code, row.itemId, row.itemName, row.pricePoints, row.customerId, JSON.stringify(row.taken), row.createdAt.toISOString()],
  );
}

export async function findRedemption(sql: Sql, by: { readonly id: string } | { readonly code: string }): Promise<RedemptionRow | null> {
  const [column, value] = 'id' in by ? ['r.id::text', by.id] : ['r.code', by.code];
  return (await sql<RedemptionRow>(`${REDEMPTION} WHERE ${column} = $1`, [value]))[0] ?? null;
}

/** Ends one that is open; false: it was over already. */
export async function closeRedemption(
  tx: Tx,
  close: {
    readonly id: string;
    readonly state: 'handed_out' | 'cancelled';
    readonly storeId: string | null;
    readonly staffId: string;
    readonly reason: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const text = `UPDATE redemptions SET state = $2, store_id = $3::uuid, staff_id = $4::uuid, reason = $5, closed_at = $6::timestamptz WHERE id = $1::uuid AND state = 'open'`;
  return (await changeIn(tx, text, [close.id, close.state, close.storeId, close.staffId, close.reason, close.now.toISOString()])) === 1;
}

/** A page, the newest first, of customers whom the scope reaches. */
export function listRedemptionRows(
  sql: Sql,
  scope: Scope,
  filter: { readonly customerId: string | null; readonly state: RedemptionState | null },
  page: { readonly after: Keyset | null; readonly limit: number },
): Promise<RedemptionRow[]> {
  const values: unknown[] = [];
  const where = [
    scopeSql(scope, values, {
      store: 'c.store_id',
      customer: 'c.id',
      own: (me) =>
        `c.owner_staff_id = ${me} OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = c.id AND f.staff_id = ${me})`,
    }),
  ];
  if (filter.customerId) where.push(`r.customer_id = $${values.push(filter.customerId)}::uuid`);
  if (filter.state) where.push(`r.state = $${values.push(filter.state)}`);
  if (page.after) where.push(`(r.created_at, r.id) < ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)}::uuid)`);
  return sql(`${REDEMPTION} WHERE ${where.join(' AND ')} ORDER BY r.created_at DESC, r.id DESC LIMIT $${values.push(page.limit)}::int`, values);
}
