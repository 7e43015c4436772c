import type { Catalogue, Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormInput, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { changeIn, sqlIn } from '../../platform/db';
import type { Keyset } from '../../platform/cursor';
import type { Write } from '../../platform/write';
import { errorsOf, tellSubmitted } from './commands/submit';
import { type Filler, settle, storedFacts } from './facts';
import { findRecord, listRecords, type StoredRecord } from './records';
import { opened } from './sealed';
import { type Target, writeRecord } from './write';

/* What an import does with a kind of record that the shop made up. */

/** The form's judgement of a row; `knownId`: the record that the row became before. */
export async function judgeRow(
  sql: Sql,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  scope: Scope,
  input: FormInput,
  facts: FormFacts,
  knownId: string | null,
): Promise<{ readonly outcome: FormOutcome; readonly record: StoredRecord | null }> {
  const record = knownId === null ? null : await findRecord(sql, scope, knownId);
  const stored = record ? await storedFacts(sql, form, world, record, filler.ports) : {};
  return { outcome: await settle(sql, form, world, filler, input, { ...stored, ...facts }), record };
}

export type RowWritten =
  | { readonly id: string; readonly how: 'created' | 'changed' | 'same'; readonly before: Readonly<Record<string, Value>> | null }
  | { readonly problem: { readonly slot: string; readonly code: string; readonly facts: Readonly<Record<string, unknown>> } };

/** Writes a row as a record, judged once more: what was in order when it was checked may not be any longer. */
export async function writeRow(
  write: Write,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  scope: Scope,
  row: {
    readonly input: FormInput;
    readonly knownId: string | null;
    readonly storeId: string | null;
    readonly ownerId: string;
    readonly existing: 'update' | 'skip';
  },
  importId: string,
  heard: boolean,
): Promise<RowWritten> {
  const sql = sqlIn(write.tx);
  const { outcome, record } = await judgeRow(sql, form, world, filler, scope, row.input, {}, row.knownId);
  const [error] = errorsOf(outcome);
  if (error) return { problem: { slot: error.path.slice(1).split('/')[0] ?? '', code: error.code, facts: { ...error.facts } } };
  const entity = entityOf(world.catalogue, form.entity);
  const before = record ? opened(record.custom, record.links, entity, record.id, filler.ports) : null;
  if (record && before) {
    const changes = Object.keys(row.input.values).some(
      (slot) => JSON.stringify(outcome.slots[slot]?.value ?? null) !== JSON.stringify(before[form.fields[slot]?.field ?? ''] ?? null),
    );
    if (row.existing === 'skip' || !changes) return { id: record.id, how: 'same', before: null };
  }
  const target: Target = record
    ? { existing: { id: record.id, values: before ?? {} }, storeId: record.storeId, ownerId: record.ownerId }
    : { existing: null, storeId: row.storeId, ownerId: row.ownerId };
  const written = await writeRecord(write, filler.ports, form, world, outcome, target, 'import');
  const [clash] = written.clashes;
  if (clash !== undefined) {
    if (!record) await changeIn(write.tx, 'DELETE FROM records WHERE id = $1::uuid', [written.id]);
    const slot = Object.entries(form.fields).find(([, one]) => one.field === clash)?.[0] ?? '';
    return { problem: { slot, code: 'not_unique', facts: {} } };
  }
  if (heard) await tellSubmitted(write, form, outcome, world, target.storeId, written.id, record ? 'changed' : 'created');
  else
    write.past([
      {
        type: 'form.submitted',
        storeId: target.storeId,
        data: {
          formId: form.id,
          version: form.version,
          entity: form.entity,
          recordId: written.id,
          how: record ? 'changed' : 'created',
          title: form.title,
          importId,
        },
      },
    ]);
  return { id: written.id, how: record ? 'changed' : 'created', before };
}

function entityOf(catalogue: Catalogue, id: string): Entity {
  const entity = catalogue.entities[id];
  if (!entity) throw new Error(`no entity ${id} in the catalogue`);
  return entity;
}

/** Records that somebody changed since they were made, or to which others link. */
export function usedRecords(sql: Sql, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return sql(
    `SELECT r.id, left(split_part(r.search, E'\\n', 1), 40) AS name FROM records r WHERE r.id = ANY($1::uuid[]) AND r.deleted_at IS NULL
       AND (r.version > 1 OR EXISTS (SELECT 1 FROM record_links l WHERE l.to_id = r.id::text) OR EXISTS (SELECT 1 FROM form_submissions s WHERE s.record_id = r.id))`,
    [ids],
  );
}

export async function dropRecords(write: Write, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await changeIn(write.tx, 'DELETE FROM records WHERE id = ANY($1::uuid[])', [ids]);
}

/** Gives a record back what it said before an import changed it. */
export async function restoreRecord(
  write: Write,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  recordId: string,
  before: Readonly<Record<string, Value>>,
): Promise<void> {
  const record = await findRecord(sqlIn(write.tx), { kind: 'all' }, recordId, true);
  if (!record) return;
  const values = Object.fromEntries(
    Object.entries(form.fields).flatMap(([slot, { field }]) => (field.startsWith('scratch:') ? [] : [[slot, before[field] ?? null]])),
  );
  const outcome = { output: { values, rows: {} } } as unknown as FormOutcome;
  await writeRecord(write, filler.ports, form, world, outcome, {
    existing: { id: record.id, values: before },
    storeId: record.storeId,
    ownerId: record.ownerId,
  });
}

/** A page of records with all they say, the newest first. */
export async function listOpened(
  sql: Sql,
  world: FormWorld,
  entityId: string,
  scope: Scope,
  filler: Filler,
  after: Keyset | null,
  limit: number,
): Promise<{ readonly id: string; readonly at: string; readonly values: Readonly<Record<string, Value>> }[]> {
  const entity = entityOf(world.catalogue, entityId);
  const rows = await listRecords(sql, scope, { entity: entityId, search: '', after, limit });
  return rows.map((row) => ({ id: row.id, at: row.createdAt.toISOString(), values: opened(row.custom, row.links, entity, row.id, filler.ports) }));
}
