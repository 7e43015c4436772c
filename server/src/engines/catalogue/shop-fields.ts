import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { type CustomField, mergeCatalogue } from '@zhike/domain/engines/catalogue/merge';
import type { Sql } from '../../platform/db';
import { CORE } from './core';

interface FieldRow {
  readonly id: string;
  readonly entity: string;
  readonly key: string;
  readonly label: string;
  readonly type: Field['type'];
  readonly spec: Partial<Field>;
  readonly sensitivity: Field['sensitivity'];
  readonly version: number;
  readonly retired: boolean;
}

/** What of a field lies in `spec`: everything that has no column of its own. */
export function specOf({ id: _, key: __, label: ___, type: ____, sensitivity: _____, retired: ______, ...spec }: Field): Partial<Field> {
  return spec;
}

function toField(row: FieldRow): CustomField {
  const plain = { storage: 'plain', sortable: false, groupable: false, measurable: false, writableBy: 'user' } as const;
  const { id, key, label, type, sensitivity } = row;
  return { entity: row.entity, field: { ...plain, ...row.spec, id, key, label, type, sensitivity, ...(row.retired ? { retired: true as const } : {}) } };
}

const FIELDS = `SELECT id, entity, key, label, type, spec, sensitivity, version, retired_at IS NOT NULL AS retired FROM field_defs`;

/** One of the shop's own fields, for a change of it; null: there is none. Locks it when asked in a transaction. */
export async function lockField(sql: Sql, id: string): Promise<(CustomField & { readonly version: number }) | null> {
  const [row] = await sql<FieldRow>(`${FIELDS} WHERE id = $1 FOR UPDATE`, [id]);
  return row ? { ...toField(row), version: row.version } : null;
}

/** The core's entities with the fields that the shop added. Its version grows with each change of a field. */
export async function loadShopCatalogue(sql: Sql): Promise<Catalogue> {
  const rows = await sql<FieldRow>(`${FIELDS} ORDER BY position, created_at, id`, []);
  return mergeCatalogue(
    CORE,
    rows.map(toField),
    rows.reduce((sum, row) => sum + row.version, 1),
  );
}
