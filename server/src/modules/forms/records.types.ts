import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface TypeRecord {
  readonly entity: string;
  readonly definitionId: string;
  readonly label: string;
  readonly spec: unknown;
  readonly updatedAt: Date;
}

const TYPE = `SELECT entity, definition_id AS "definitionId", label, spec, updated_at AS "updatedAt" FROM record_types`;

/** Kinds of records in force; retired ones as well, because their records stay readable. */
export function listTypes(sql: Sql): Promise<TypeRecord[]> {
  return sql(`${TYPE} ORDER BY entity`, []);
}

export async function findType(sql: Sql, entity: string): Promise<TypeRecord | null> {
  return (await sql<TypeRecord>(`${TYPE} WHERE entity = $1`, [entity]))[0] ?? null;
}

/** Puts a kind in force. False when another definition has the entity id: nothing is written. */
export async function saveType(tx: Tx, type: Omit<TypeRecord, 'updatedAt'> & { readonly at: Date; readonly retired: boolean }): Promise<boolean> {
  const at = type.at.toISOString();
  const changed = await changeIn(
    tx,
    `INSERT INTO record_types AS t (entity, definition_id, label, spec, updated_at, retired_at)
     VALUES ($1, $2, $3, $4::jsonb, $5::timestamptz, CASE WHEN $6::boolean THEN $5::timestamptz END)
     ON CONFLICT (entity) DO UPDATE SET label = excluded.label, spec = excluded.spec, updated_at = excluded.updated_at, retired_at = excluded.retired_at
     WHERE t.definition_id = excluded.definition_id`,
    [type.entity, type.definitionId, type.label, JSON.stringify(type.spec), at, type.retired],
  );
  return changed === 1;
}
