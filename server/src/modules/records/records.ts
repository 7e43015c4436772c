import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Keyset } from '../../platform/cursor';
import type { Sql } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface ListedRecord {
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

const reach = (scope: Scope, values: unknown[]): string => scopeSql(scope, values, { store: 'r.store_id', customer: null, own: (me) => `r.owner_id = ${me}` });

export interface Wanted {
  readonly entity: string;
  /** In small letters; '' for all. */
  readonly search: string;
  /** More that must hold of the row `r`, as SQL; adds its values. Null: nothing more. */
  readonly where: ((values: unknown[]) => string) | null;
}

/** Records of a kind within a scope, the newest first. */
export function listWanted(sql: Sql, scope: Scope, wanted: Wanted, after: Keyset | null, limit: number): Promise<ListedRecord[]> {
  const values: unknown[] = [wanted.entity];
  const where = ['r.entity = $1', 'r.parent_id IS NULL', 'r.deleted_at IS NULL', reach(scope, values)];
  if (wanted.search) {
    const part = `$${values.push(wanted.search)}`;
    where.push(`(strpos(r.search, ${part}) > 0 OR strpos(lower(coalesce(r.code, '')), ${part}) > 0)`);
  }
  if (wanted.where) where.push(`(${wanted.where(values)}) IS TRUE`);
  if (after) where.push(`(r.created_at, r.id) < ($${values.push(after.at)}::timestamptz, $${values.push(after.id)}::uuid)`);
  return sql(
    `SELECT r.id, r.entity, r.store_id AS "storeId", r.owner_id AS "ownerId", r.custom, r.version, r.created_at AS "createdAt", r.parent_slot AS "parentSlot", r.code, r.state,
       coalesce((SELECT m.name FROM staff_members m WHERE m.id = r.owner_id), '') AS "ownerName",
       coalesce((SELECT json_agg(json_build_object('fieldId', l.field_id, 'toEntity', l.to_entity, 'toId', l.to_id) ORDER BY l.field_id, l.position)
         FROM record_links l WHERE l.from_id = r.id), '[]') AS links
     FROM records r WHERE ${where.join(' AND ')} ORDER BY r.created_at DESC, r.id DESC LIMIT $${values.push(limit)}::int`,
    values,
  );
}

/** How many records of each kind a scope reaches. */
export async function countByKind(sql: Sql, scope: Scope): Promise<ReadonlyMap<string, number>> {
  const values: unknown[] = [];
  const rows = await sql<{ entity: string; n: number }>(
    `SELECT r.entity, count(*)::int AS n FROM records r WHERE r.parent_id IS NULL AND r.deleted_at IS NULL AND ${reach(scope, values)} GROUP BY r.entity`,
    values,
  );
  return new Map(rows.map((row) => [row.entity, row.n]));
}
