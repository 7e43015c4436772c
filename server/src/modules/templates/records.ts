import type { Body } from '@zhike/domain/templates/template';
import { changeIn, type Sql, type Tx } from '../../platform/db';

/** A part that came from a template. `base`: title and body as the template said them then; null for what belongs to another part. */
export interface OriginRow {
  readonly partId: string;
  readonly templateId: string;
  readonly version: number;
  readonly kind: string;
  readonly localId: string;
  readonly base: { readonly title: string; readonly body: Body } | null;
}

export function listOrigins(sql: Sql): Promise<OriginRow[]> {
  return sql('SELECT part_id AS "partId", template_id AS "templateId", version, kind, local_id AS "localId", base FROM template_parts ORDER BY part_id', []);
}

/** Keeps where a part came from; one that is known is of the newer version from now on. */
export async function saveOrigin(tx: Tx, row: OriginRow, at: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO template_parts (part_id, template_id, version, kind, local_id, base, installed_at) VALUES ($1, $2, $3::int, $4, $5, $6::jsonb, $7::timestamptz)
     ON CONFLICT (part_id) DO UPDATE SET version = EXCLUDED.version, base = EXCLUDED.base, installed_at = EXCLUDED.installed_at`,
    [row.partId, row.templateId, row.version, row.kind, row.localId, row.base === null ? null : JSON.stringify(row.base), at.toISOString()],
  );
}

/** Definitions in force of the whole shop, in the order in which they were made: none needs a later one. */
export function listForExport(sql: Sql): Promise<{ id: string; kind: string; title: string; body: Body; on: boolean }[]> {
  return sql(
    `SELECT d.id, d.kind, d.title, v.body, d."on" FROM definitions d JOIN definition_versions v ON v.definition_id = d.id AND v.version = d.current
     WHERE d.retired_at IS NULL AND d.store_id IS NULL ORDER BY d.created_at, d.id`,
    [],
  );
}

/** How many customers the shop has, whatever became of them. */
export async function countCustomers(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }>('SELECT count(*)::int AS n FROM customers', []);
  return row?.n ?? 0;
}
