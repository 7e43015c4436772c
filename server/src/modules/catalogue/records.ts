import type { BusinessLine, ItemTerms } from '@zhike/domain/catalogue/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

const LINE = 'SELECT id, key, name, stages, fields, position, active FROM business_lines';

/** Every line of business in the shop's order. */
export function listLineRows(sql: Sql): Promise<BusinessLine[]> {
  return sql(`${LINE} ORDER BY position, name, id`, []);
}

export async function findLineRow(sql: Sql, lineId: string): Promise<BusinessLine | null> {
  return (await sql<BusinessLine>(`${LINE} WHERE id = $1::uuid`, [lineId]))[0] ?? null;
}

export async function findLineByKey(sql: Sql, key: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM business_lines WHERE key = $1', [key]))[0]?.id ?? null;
}

export async function saveLineRow(tx: Tx, line: BusinessLine): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO business_lines (id, key, name, stages, fields, position, active) VALUES ($1::uuid, $2, $3, $4::jsonb, $5::jsonb, $6::int, $7::bool)
     ON CONFLICT (id) DO UPDATE SET key = EXCLUDED.key, name = EXCLUDED.name, stages = EXCLUDED.stages, fields = EXCLUDED.fields, position = EXCLUDED.position, active = EXCLUDED.active`,
    [line.id, line.key, line.name, JSON.stringify(line.stages), JSON.stringify(line.fields), line.position, line.active],
  );
}

/** An item with its current terms. */
export interface ItemRow {
  readonly id: string;
  readonly version: number;
  readonly terms: ItemTerms;
}

const ITEM = 'SELECT i.id, i.version, v.terms FROM catalogue_items i JOIN catalogue_versions v ON v.item_id = i.id AND v.version = i.version';

/** Items by name, of one line or of all; without those that are off the list unless they are asked for. */
export function listItemRows(sql: Sql, by: { readonly lineId: string | null; readonly withInactive: boolean }): Promise<ItemRow[]> {
  return sql(`${ITEM} WHERE ($1::uuid IS NULL OR i.line_id = $1::uuid) AND (i.active OR $2::bool) ORDER BY i.active DESC, i.name, i.id`, [
    by.lineId,
    by.withInactive,
  ]);
}

export function findItemRows(sql: Sql, ids: readonly string[]): Promise<ItemRow[]> {
  return sql(`${ITEM} WHERE i.id = ANY($1::uuid[])`, [ids]);
}

/** An item that is on the list, by its id or its name. */
export async function findItemCalled(sql: Sql, idOrName: string): Promise<ItemRow | null> {
  return (await sql<ItemRow>(`${ITEM} WHERE i.active AND (i.id::text = $1 OR i.name = $1)`, [idOrName]))[0] ?? null;
}

/** Locks an item until the transaction ends and answers its version; null when there is none. */
export async function lockItem(sql: Sql, itemId: string): Promise<number | null> {
  return (await sql<{ version: number }>('SELECT version FROM catalogue_items WHERE id = $1::uuid FOR UPDATE', [itemId]))[0]?.version ?? null;
}

export async function findItemNamed(sql: Sql, name: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM catalogue_items WHERE name = $1', [name]))[0]?.id ?? null;
}

/** Writes the next version of an item, or its first. The item is locked or new. */
export async function saveItemRow(
  tx: Tx,
  item: { readonly id: string; readonly version: number; readonly terms: ItemTerms; readonly staffId: string | null; readonly now: Date },
): Promise<void> {
  const { terms } = item;
  await changeIn(
    tx,
    `INSERT INTO catalogue_items (id, version, line_id, name, active) VALUES ($1::uuid, $2::int, $3::uuid, $4, $5::bool)
     ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, line_id = EXCLUDED.line_id, name = EXCLUDED.name, active = EXCLUDED.active`,
    [item.id, item.version, terms.lineId, terms.name, terms.active],
  );
  await changeIn(
    tx,
    'INSERT INTO catalogue_versions (item_id, version, terms, staff_id, created_at) VALUES ($1::uuid, $2::int, $3::jsonb, $4::uuid, $5::timestamptz)',
    [item.id, item.version, JSON.stringify(terms), item.staffId, item.now.toISOString()],
  );
}

export interface VersionRow {
  readonly version: number;
  readonly at: Date;
  readonly byName: string;
  readonly terms: ItemTerms;
}

/** Every version of an item, the newest first. */
export function listVersionRows(sql: Sql, itemId: string): Promise<VersionRow[]> {
  return sql(
    `SELECT v.version, v.created_at AS at, COALESCE(m.name, '') AS "byName", v.terms FROM catalogue_versions v LEFT JOIN staff_members m ON m.id = v.staff_id
      WHERE v.item_id = $1::uuid ORDER BY v.version DESC`,
    [itemId],
  );
}

/** The level that decides a customer's prices; '' without one. */
export async function findLevel(sql: Sql, customerId: string): Promise<string> {
  return (await sql<{ level: string }>('SELECT level FROM customers WHERE id = $1::uuid', [customerId]))[0]?.level ?? '';
}
