import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Scope } from '@zhike/domain/kernel/access';
import { CORE_PHYSICAL } from '../../engines/catalogue/core';
import type { PastValue } from '../../engines/catalogue/history-words';
import type { Sql } from '../../platform/db';
import { REACH } from './reach';
import type { FieldEntity } from '@zhike/domain/fields/contract';

export interface HeldRecord {
  readonly id: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly storeId: string | null;
  readonly customerId: string | null;
}

const tableOf = (entity: FieldEntity): string => {
  const table = CORE_PHYSICAL[entity]?.table;
  if (!table) throw new Error(`${entity} lies nowhere`);
  return table;
};

/** A record of a scope with what it says in the shop's fields; null: there is none there. A customer that was merged is the other. */
export async function findHeld(sql: Sql, entity: FieldEntity, id: string, scope: Scope, way: 'readable' | 'writable'): Promise<HeldRecord | null> {
  const values: unknown[] = [id];
  const reached = REACH[entity][way](scope, values);
  const [customer, alive] = entity === 'customer' ? ['t.id', 't.merged_into_id IS NULL'] : ['t.customer_id', 'TRUE'];
  const rows = await sql<HeldRecord>(
    `SELECT t.id::text AS id, t.custom, t.store_id::text AS "storeId", ${customer}::text AS "customerId" FROM "${tableOf(entity)}" t
     WHERE t.id = $1::uuid AND ${alive} AND t.id IN (${reached})`,
    values,
  );
  return rows[0] ?? null;
}

/** Those of some ids that a scope reaches. */
export async function listHeld(sql: Sql, entity: FieldEntity, ids: readonly string[], scope: Scope, way: 'readable' | 'writable'): Promise<string[]> {
  if (ids.length === 0 || scope.kind === 'none') return [];
  const values: unknown[] = [ids];
  const reached = REACH[entity][way](scope, values);
  const rows = await sql<{ id: string }>(`SELECT t.id::text AS id FROM "${tableOf(entity)}" t WHERE t.id = ANY($1::uuid[]) AND t.id IN (${reached})`, values);
  return rows.map((row) => row.id);
}

/** How many records there are, how many say something in a field, and how many chose each of its options. Ids of custom fields are letters and digits. */
export async function countFilled(
  sql: Sql,
  entity: FieldEntity,
  field: Pick<Field, 'id' | 'type'>,
): Promise<{ readonly records: number; readonly filled: number; readonly options: readonly { readonly id: string; readonly records: number }[] }> {
  const table = tableOf(entity);
  const [row] = await sql<{ records: number; filled: number }>(
    `SELECT count(*)::int AS records, count(*) FILTER (WHERE t.custom ? $1)::int AS filled FROM "${table}" t`,
    [field.id],
  );
  const chooses = field.type === 'option' || field.type === 'options';
  const options = chooses
    ? await sql<{ id: string; records: number }>(
        `SELECT o.id, count(*)::int AS records FROM "${table}" t
         CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(t.custom -> $1) WHEN 'array' THEN t.custom -> $1 ELSE jsonb_build_array(t.custom -> $1) END) AS o(id)
         WHERE t.custom ? $1 GROUP BY o.id ORDER BY 2 DESC LIMIT 500`,
        [field.id],
      )
    : [];
  return { records: row?.records ?? 0, filled: row?.filled ?? 0, options };
}

export interface FieldVersionRow {
  readonly version: number;
  readonly body: Field;
  readonly at: Date;
  readonly byName: string;
}

const VERSIONS = `SELECT v.version, v.body, v.at, coalesce(s.name, '') AS "byName" FROM field_versions v LEFT JOIN staff_members s ON s.id = v.staff_id WHERE v.field_id = $1`;

/** A field's definitions, the newest first. */
export function listVersions(sql: Sql, id: string): Promise<FieldVersionRow[]> {
  return sql(`${VERSIONS} ORDER BY v.version DESC LIMIT 100`, [id]);
}
export async function findVersion(sql: Sql, id: string, version: number): Promise<FieldVersionRow | null> {
  return (await sql<FieldVersionRow>(`${VERSIONS} AND v.version = $2::int`, [id, version]))[0] ?? null;
}

/** The version of each field, by its id. */
export async function listFieldVersions(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ id: string; version: number }>('SELECT id, version FROM field_defs', []);
  return new Map(rows.map((row) => [row.id, row.version]));
}

export interface HistoryRow extends PastValue {
  readonly fieldId: string;
}

/** What a record said before in some fields, the newest first. */
export function listHistory(sql: Sql, entity: FieldEntity, recordId: string, fieldIds: readonly string[], limit: number): Promise<HistoryRow[]> {
  return sql(
    `SELECT h.field_id AS "fieldId", h.at, coalesce(s.name, '') AS "byName", h.cause, h.before, h.after FROM field_history h LEFT JOIN staff_members s ON s.id = h.staff_id
     WHERE h.entity = $1 AND h.record_id = $2::uuid AND h.field_id = ANY($3::text[]) ORDER BY h.at DESC, h.id DESC LIMIT $4::int`,
    [entity, recordId, fieldIds, limit],
  );
}
