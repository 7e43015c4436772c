import type { Scope } from '@zhike/domain/kernel/access';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface StoredRecord {
  readonly id: string;
  readonly entity: string;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string;
  readonly custom: Readonly<Record<string, Value>>;
  readonly links: readonly { readonly fieldId: string; readonly toEntity: string; readonly toId: string }[];
  readonly version: number;
  readonly createdAt: Date;
  readonly parentSlot: string | null;
  readonly code: string | null;
  readonly state: string | null;
}

const RECORD = `SELECT r.id, r.entity, r.store_id AS "storeId", r.owner_id AS "ownerId", r.custom, r.version, r.created_at AS "createdAt", r.parent_slot AS "parentSlot", r.code, r.state,
  coalesce((SELECT m.name FROM staff_members m WHERE m.id = r.owner_id), '') AS "ownerName",
  coalesce((SELECT json_agg(json_build_object('fieldId', l.field_id, 'toEntity', l.to_entity, 'toId', l.to_id) ORDER BY l.field_id, l.position)
    FROM record_links l WHERE l.from_id = r.id), '[]') AS links
  FROM records r`;

function reach(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, { store: 'r.store_id', customer: null, own: (me) => `r.owner_id = ${me}` });
}

/** One record of a scope that is no row of another; locked when it is about to change. */
export async function findRecord(sql: Sql, scope: Scope, id: string, lock = false): Promise<StoredRecord | null> {
  const values: unknown[] = [id];
  const where = `r.id = $1::uuid AND r.parent_id IS NULL AND r.deleted_at IS NULL AND ${reach(scope, values)}`;
  return (await sql<StoredRecord>(`${RECORD} WHERE ${where}${lock ? ' FOR UPDATE OF r' : ''}`, values))[0] ?? null;
}

/** Those of some records that a scope reaches. */
export async function findReachable(sql: Sql, scope: Scope, ids: readonly string[], kind: string | null = null): Promise<string[]> {
  if (ids.length === 0) return [];
  const values: unknown[] = [ids];
  return (
    await sql<{ id: string }>(
      `SELECT r.id FROM records r WHERE r.id = ANY($1::uuid[]) AND r.deleted_at IS NULL AND ${reach(scope, values)}
      AND ($${values.push(kind)}::text IS NULL OR (r.entity = $${values.length}::text AND r.parent_id IS NULL))`,
      values,
    )
  ).map((row) => row.id);
}

/** The rows of a record's tables, in order. */
export function listRows(sql: Sql, parentId: string): Promise<StoredRecord[]> {
  return sql(`${RECORD} WHERE r.parent_id = $1::uuid AND r.deleted_at IS NULL ORDER BY r.parent_slot, r.position`, [parentId]);
}

/** Records of a kind, the newest first. `search`: folded, part of a text. */
export function listRecords(
  sql: Sql,
  scope: Scope,
  wanted: { readonly entity: string; readonly search: string; readonly after: Keyset | null; readonly limit: number; readonly ids?: readonly string[] },
): Promise<StoredRecord[]> {
  const values: unknown[] = [wanted.entity];
  const where = ['r.entity = $1', 'r.parent_id IS NULL', 'r.deleted_at IS NULL', reach(scope, values)];
  if (wanted.search) where.push(`strpos(r.search, $${values.push(wanted.search)}) > 0`);
  if (wanted.ids) where.push(`r.id = ANY($${values.push(wanted.ids)}::uuid[])`);
  if (wanted.after) where.push(`(r.created_at, r.id) < ($${values.push(wanted.after.at)}::timestamptz, $${values.push(wanted.after.id)}::uuid)`);
  return sql(`${RECORD} WHERE ${where.join(' AND ')} ORDER BY r.created_at DESC, r.id DESC LIMIT $${values.push(wanted.limit)}::int`, values);
}

/** Records of a scope that link to something, the newest first. */
export function listAbout(sql: Sql, scope: Scope, to: { readonly entity: string; readonly id: string }, limit: number): Promise<StoredRecord[]> {
  const values: unknown[] = [to.entity, to.id];
  const where = `r.parent_id IS NULL AND r.deleted_at IS NULL AND ${reach(scope, values)}
    AND EXISTS (SELECT 1 FROM record_links t WHERE t.from_id = r.id AND t.to_entity = $1::text
      AND (t.to_id = $2::text OR ($1::text = 'customer' AND t.to_id IN (WITH RECURSIVE one(id) AS (SELECT $2::text::uuid UNION SELECT m.id FROM customers m JOIN one ON m.merged_into_id = one.id)
        SELECT id::text FROM one))))`;
  return sql(`${RECORD} WHERE ${where} ORDER BY r.created_at DESC, r.id DESC LIMIT $${values.push(limit)}::int`, values);
}

export interface NewRecord {
  readonly id: string;
  readonly entity: string;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly parent: { readonly id: string; readonly slot: string; readonly position: number } | null;
  readonly custom: Readonly<Record<string, Value>>;
  readonly search: string;
  readonly links: readonly { readonly fieldId: string; readonly toEntity: string; readonly toId: string; readonly position: number }[];
  readonly at: Date;
  readonly code?: string | null;
  readonly state?: string | null;
}

export async function insertRecord(tx: Tx, made: NewRecord): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO records (id, entity, store_id, owner_id, parent_id, parent_slot, position, custom, search, created_at, updated_at, code, state)
     VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5::uuid, $6, $7::int, $8::jsonb, $9, $10::timestamptz, $10::timestamptz, $11, $12)`,
    [
      made.id,
      made.entity,
      made.storeId,
      made.ownerId,
      made.parent?.id ?? null,
      made.parent?.slot ?? null,
      made.parent?.position ?? 0,
      JSON.stringify(made.custom),
      made.search,
      made.at.toISOString(),
      made.code ?? null,
      made.state ?? null,
    ],
  );
  await insertLinks(tx, made.id, made.links);
}

async function insertLinks(tx: Tx, id: string, links: NewRecord['links']): Promise<void> {
  if (links.length === 0) return;
  await changeIn(
    tx,
    `INSERT INTO record_links (from_id, field_id, to_entity, to_id, position)
     SELECT $1::uuid, l.field, l.entity, l.id, l.position FROM unnest($2::text[], $3::text[], $4::text[], $5::int[]) AS l(field, entity, id, position)
     ON CONFLICT DO NOTHING`,
    [id, links.map((one) => one.fieldId), links.map((one) => one.toEntity), links.map((one) => one.toId), links.map((one) => one.position)],
  );
}

/** Writes what a record says now. Its links are those that are given. */
export async function updateRecord(
  tx: Tx,
  id: string,
  change: Pick<NewRecord, 'custom' | 'search' | 'links' | 'at'> & { readonly position?: number },
): Promise<void> {
  await changeIn(
    tx,
    `UPDATE records SET custom = $2::jsonb, search = $3, updated_at = $4::timestamptz, version = version + 1, position = coalesce($5::int, position) WHERE id = $1::uuid`,
    [id, JSON.stringify(change.custom), change.search, change.at.toISOString(), change.position ?? null],
  );
  await changeIn(tx, 'DELETE FROM record_links WHERE from_id = $1::uuid', [id]);
  await insertLinks(tx, id, change.links);
}

/** Rows that are not in their table any more. */
export async function removeRows(tx: Tx, parentId: string, slot: string, keep: readonly string[], at: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE records SET deleted_at = $4::timestamptz WHERE parent_id = $1::uuid AND parent_slot = $2 AND deleted_at IS NULL AND NOT (id = ANY($3::uuid[]))`,
    [parentId, slot, keep, at.toISOString()],
  );
}

/**
 * Takes unique values for a record, giving up those it had. The primary key decides between two who come at once.
 * @returns the fields whose value another record has; then nothing was taken for them
 */
export async function takeUniques(
  tx: Tx,
  entity: string,
  recordId: string,
  uniques: readonly { readonly fieldId: string; readonly scopeId: string; readonly value: string }[],
): Promise<string[]> {
  await changeIn(tx, 'DELETE FROM record_uniques WHERE record_id = $1::uuid', [recordId]);
  if (uniques.length === 0) return [];
  const taken = await sqlIn(tx)<{ fieldId: string }>(
    `INSERT INTO record_uniques (entity, field_id, scope_id, value, record_id)
     SELECT $1, u.field, u.scope, u.value, $2::uuid FROM unnest($3::text[], $4::text[], $5::text[]) AS u(field, scope, value) ORDER BY 2, 3, 4
     ON CONFLICT DO NOTHING RETURNING field_id AS "fieldId"`,
    [entity, recordId, uniques.map((one) => one.fieldId), uniques.map((one) => one.scopeId), uniques.map((one) => one.value)],
  );
  return uniques.map((one) => one.fieldId).filter((id) => !taken.some((row) => row.fieldId === id));
}

/** Which record has a unique value; null: none. */
export async function findUnique(sql: Sql, entity: string, fieldId: string, value: string): Promise<string | null> {
  const rows = await sql<{ id: string }>('SELECT record_id AS id FROM record_uniques WHERE entity = $1 AND field_id = $2 AND value = $3 LIMIT 1', [
    entity,
    fieldId,
    value,
  ]);
  return rows[0]?.id ?? null;
}

const NAMED = {
  staff: `SELECT m.id, m.name, m.left_at IS NULL AS active, '{}'::json AS values FROM staff_members m`,
  store: `SELECT s.id, s.name, s.closed_at IS NULL AS active, '{}'::json AS values FROM stores s`,
  unit: `SELECT u.id, u.name, u.state = 'active' AS active, json_build_object('kind', t.name, 'number', u.number) AS values FROM resource_units u JOIN resource_types t ON t.id = u.type_id`,
} as const;

/** Names of members, stores or resources that are there. `active`: may be picked anew. */
export function listNamed(
  sql: Sql,
  table: 'staff' | 'store' | 'unit',
  wanted: { readonly ids?: readonly string[]; readonly search?: string },
): Promise<{ id: string; name: string; active: boolean; values: Readonly<Record<string, string | number>> }[]> {
  const from = NAMED[table];
  return sql(
    `SELECT * FROM (${from}) n WHERE ($1::uuid[] IS NULL OR n.id = ANY($1::uuid[])) AND ($2 = '' OR strpos(lower(n.name), lower($2)) > 0)
       AND ($1::uuid[] IS NOT NULL OR n.active) ORDER BY n.name, n.id LIMIT 200`,
    [wanted.ids ?? null, wanted.search ?? ''],
  );
}
