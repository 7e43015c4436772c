import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { checkFieldChange, type FieldFacts, type FieldProblem } from '@zhike/domain/engines/catalogue/check';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { changeIn, sqlIn, type Sql } from '../../platform/db';
import type { Write } from '../../platform/write';
import { INDEX_SUFFIX } from '../conditions/places';
import { CORE_PHYSICAL } from './core';
import { lockField, specOf } from './shop-fields';

/** What only the caller knows: which definitions use the field, and what the author may. */
export type ChangeFacts = Pick<FieldFacts, 'usedBy' | 'mayLowerSensitivity'>;

export interface FieldChanged {
  readonly warnings: readonly FieldProblem[];
  readonly version: number;
}
export type FieldRefusal =
  | { readonly code: 'fields.has_problems'; readonly facts: { readonly problems: readonly FieldProblem[] } }
  | { readonly code: 'record.changed'; readonly facts: { readonly noun: string; readonly id: string; readonly version: number } };

/** A value as SQL that uniqueness compares: of a sealed one its blind index. The twin of `normOf` of the write path. */
function normSql(field: Field): string {
  const id = field.id.replace(/'/g, '');
  if (field.storage === 'encrypted') return `t.custom ->> '${id}${INDEX_SUFFIX}'`;
  return `CASE jsonb_typeof(t.custom -> '${id}') WHEN 'string' THEN lower((t.custom ->> '${id}') COLLATE "C") ELSE t.custom ->> '${id}' END`;
}
const storeColumn = (entity: string): string => {
  const at = CORE_PHYSICAL[entity]?.fields.store;
  return at && 'col' in at ? at.col : 'id';
};
const scopeSql = (field: Field, entity: string): string => (field.unique === 'store' ? `COALESCE(t."${storeColumn(entity)}"::text, 'org')` : `'org'::text`);

/** Counts of the records that a change of a field concerns. */
export async function countsOf(sql: Sql, entity: string, before: Field | null, after: Field): Promise<Pick<FieldFacts, 'duplicateGroups' | 'finerValues'>> {
  const table = CORE_PHYSICAL[entity]?.table;
  if (!before || !table) return { duplicateGroups: 0, finerValues: 0 };
  const id = after.id.replace(/'/g, '');
  const lowers = (after.scale ?? 0) < (before.scale ?? 0);
  const [finer] = lowers
    ? await sql<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}" t WHERE min_scale(cf_num(t.custom -> '${id}')) > $1::int`, [after.scale ?? 0])
    : [];
  const [twice] =
    after.unique && after.unique !== before.unique
      ? await sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM (SELECT 1 FROM "${table}" t WHERE ${normSql(after)} IS NOT NULL GROUP BY ${scopeSql(after, entity)}, ${normSql(after)} HAVING count(*) > 1) d`,
          [],
        )
      : [];
  return { duplicateGroups: twice?.n ?? 0, finerValues: finer?.n ?? 0 };
}

const SAVE = `INSERT INTO field_defs (id, entity, key, label, type, spec, sensitivity, position, retired_at, created_by_id, created_at)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, (SELECT count(*)::int FROM field_defs WHERE entity = $2), CASE WHEN $8::boolean THEN $9::timestamptz END, $10::uuid, $9::timestamptz)
  ON CONFLICT (id) DO UPDATE SET key = excluded.key, label = excluded.label, type = excluded.type, spec = excluded.spec, sensitivity = excluded.sensitivity,
    retired_at = CASE WHEN excluded.retired_at IS NULL THEN NULL ELSE COALESCE(field_defs.retired_at, excluded.retired_at) END, version = field_defs.version + 1
  RETURNING version`;

const VERSION = `INSERT INTO field_versions (field_id, version, body, staff_id, at) VALUES ($1, $2::int, $3::jsonb, $4::uuid, $5::timestamptz)`;

/** One choice becomes a list of one: else the old values would be of no form that anybody reads. */
async function makeLists(write: Write, table: string, fieldId: string): Promise<void> {
  await changeIn(
    write.tx,
    `UPDATE "${table}" SET custom = jsonb_set(custom, ARRAY[$1::text], jsonb_build_array(custom -> $1::text)) WHERE jsonb_typeof(custom -> $1::text) = 'string'`,
    [fieldId],
  );
}

/**
 * Adds one of the shop's own fields (`version` 0) or changes it: no table is altered, however many records there are. Records are locked
 * against writes only while uniqueness is switched on, so that no duplicate slips in between the count and the rows that keep it.
 * Refuses with all problems at once, `record.changed` when somebody else was faster.
 */
export async function saveField(
  write: Write,
  catalogue: Catalogue,
  entityId: string,
  after: Field,
  version: number,
  facts: ChangeFacts,
): Promise<Decision<FieldChanged, FieldRefusal>> {
  const entity = entityOf(catalogue, entityId);
  const table = CORE_PHYSICAL[entityId]?.table;
  if (!entity || !table) throw new Error(`no entity ${entityId}`);
  const sql = sqlIn(write.tx);
  const known = await lockField(sql, after.id);
  if ((known?.version ?? 0) !== version || (known && known.entity !== entityId))
    return refuse('record.changed', { noun: 'field', id: after.id, version: known?.version ?? 0 });
  const before = known?.field ?? null;
  const starts = after.unique !== undefined && after.unique !== before?.unique;
  if (starts && before) await changeIn(write.tx, `LOCK TABLE "${table}" IN SHARE ROW EXCLUSIVE MODE`, []);
  const problems = checkFieldChange(before, after, entity, { ...facts, ...(await countsOf(sql, entityId, before, after)) });
  if (problems.some((problem) => problem.level === 'error')) return refuse('fields.has_problems', { problems });
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  const [saved] = await sql<{ version: number }>(SAVE, [
    after.id,
    entityId,
    after.key,
    after.label.trim(),
    after.type,
    JSON.stringify(specOf(after)),
    after.sensitivity,
    after.retired === true,
    write.now.toISOString(),
    staffId,
  ]);
  await changeIn(write.tx, VERSION, [after.id, saved?.version ?? 1, JSON.stringify(after), staffId, write.now.toISOString()]);
  if (before?.type === 'option' && after.type === 'options') await makeLists(write, table, after.id);
  await keepUniques(write, entityId, table, before, after);
  return allow({ warnings: problems, version: saved?.version ?? 1 });
}

/** The rows that keep a field's values from coming twice: made when it is switched on, gone when it is switched off. */
async function keepUniques(write: Write, entity: string, table: string, before: Field | null, after: Field): Promise<void> {
  if (!before || before.unique === after.unique) return;
  await changeIn(write.tx, 'DELETE FROM field_uniques WHERE field_id = $1', [after.id]);
  if (after.unique)
    await changeIn(
      write.tx,
      `INSERT INTO field_uniques (entity, field_id, scope_id, value_norm, record_id)
        SELECT $1, $2, ${scopeSql(after, entity)}, ${normSql(after)}, t.id FROM "${table}" t WHERE ${normSql(after)} IS NOT NULL`,
      [entity, after.id],
    );
}
