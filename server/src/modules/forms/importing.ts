import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormInput, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import type { Scope } from '@zhike/domain/kernel/access';
import { own } from '@zhike/domain/engines/conditions/values';
import type { Sql } from '../../platform/db';
import { changeIn, sqlIn } from '../../platform/db';
import type { Keyset } from '../../platform/cursor';
import { gather } from '../../platform/gather';
import { newId } from '../../platform/ids';
import type { NewEvent, Write } from '../../platform/write';
import { errorsOf, tellSubmitted } from './commands/submit';
import { type Filler, settle, storedFacts } from './facts';
import { findRecord, listRecords, type StoredRecord } from './records';
import { identitiesOf } from './identity';
import { allOrNothing, findUniques, insertRecords, takeUniquesOfMany } from './records.importing';
import { linksOf, opened, searchText, toStored, uniquesOf, uniqueValue } from './sealed';
import { fieldValues, type Target, uniqueChecks, writeRecord } from './write';

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
  const taken = await takenOf(sql, form, world, filler, input, record?.id ?? null);
  return { outcome: await settle(sql, form, world, filler, input, { ...stored, ...facts, ...(taken ? { taken } : {}) }), record };
}

interface Wanted {
  readonly field: Field;
  readonly value: Value;
}
/** Whose a unique value is: the questions of rows that are judged together are one statement. */
const holders = new WeakMap<Filler, (wanted: Wanted) => Promise<string | null>>();

/**
 * What a row says where no value may come twice, looked up before the form asks for it; it asks itself for what it works out (a default, a
 * formula) or writes in another way.
 */
async function takenOf(
  sql: Sql,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  input: FormInput,
  knownId: string | null,
): Promise<Record<string, Record<string, boolean>> | null> {
  const entity = entityOf(world.catalogue, form.entity);
  const load = (wanted: readonly Wanted[]) =>
    findUniques(
      sql,
      entity.id,
      wanted.map(({ field, value }) => ({ fieldId: field.id, value: uniqueValue(value, field, filler.ports) })),
    );
  const holder = holders.get(filler) ?? gather(load);
  holders.set(filler, holder);
  const checked = uniqueChecks(form);
  const asked = Object.entries(form.fields).flatMap(([slot, one]) => {
    const field = own(entity.fields, one.field);
    const value = (own(input.values, slot) ?? null) as Value;
    return field && value !== null && (field.unique !== undefined || checked.has(field.id)) ? [{ slot, field, value }] : [];
  });
  if (asked.length === 0) return null;
  const told = asked.map(async ({ slot, field, value }) => {
    const id = await holder({ field, value });
    return [slot, { [JSON.stringify(value)]: id !== null && id !== knownId }] as const;
  });
  return Object.fromEntries(await Promise.all(told));
}

export type RowWritten =
  | { readonly id: string; readonly how: 'created' | 'changed' | 'same'; readonly before: Readonly<Record<string, Value>> | null }
  | { readonly problem: { readonly slot: string; readonly code: string; readonly facts: Readonly<Record<string, unknown>> } };

export interface RowIn {
  readonly input: FormInput;
  readonly knownId: string | null;
  readonly storeId: string | null;
  readonly ownerId: string;
  readonly existing: 'update' | 'skip';
}

/** A batch of a file on its way into records. */
export interface WritingRows {
  readonly write: Write;
  readonly form: FormDef;
  readonly world: FormWorld;
  readonly filler: Filler;
  readonly scope: Scope;
  readonly importId: string;
  /** Rules and flows hear of it; else it came along from before. */
  readonly heard: boolean;
}

/** What a form was told by a file, which nobody hears of. */
const submittedBy = (form: FormDef, storeId: string | null, recordId: string, how: 'created' | 'changed', importId: string): NewEvent => ({
  type: 'form.submitted',
  storeId,
  data: { formId: form.id, version: form.version, entity: form.entity, recordId, how, title: form.title, importId },
});

/**
 * Writes rows as records, in their order. New ones that follow each other are written together; where one of them takes a value that is
 * another's, or has tables, each of them is written by itself, so that no more than that one is refused.
 */
export async function writeRows(of: WritingRows, rows: readonly RowIn[]): Promise<RowWritten[]> {
  const written: RowWritten[] = [];
  for (let at = 0; at < rows.length; ) {
    const isNew = rows[at]?.knownId === null;
    let end = at + 1;
    while (isNew && rows[end]?.knownId === null) end++;
    const some = rows.slice(at, end);
    const together = some.length > 1 ? await allOrNothing(of.write.tx, () => writeNew(of, some)) : null;
    if (together) written.push(...together);
    else for (const row of some) written.push(await writeRow(of, row));
    at = end;
  }
  return written;
}

/** New rows at once; null: they must be written one by one, and nothing of this stays. */
async function writeNew(of: WritingRows, rows: readonly RowIn[]): Promise<RowWritten[] | null> {
  const { write, form, world, filler, scope, importId, heard } = of;
  const entity = entityOf(world.catalogue, form.entity);
  const sql = sqlIn(write.tx);
  const judged = await Promise.all(
    rows.map(async (row) => ({ row, id: newId(write.now), outcome: (await judgeRow(sql, form, world, filler, scope, row.input, {}, null)).outcome })),
  );
  const good = judged.filter(({ outcome }) => errorsOf(outcome).length === 0);
  if (good.some(({ outcome }) => Object.values(outcome.output.rows).some((inner) => inner.length > 0))) return null;
  const checks = uniqueChecks(form);
  const identities = good.length > 0 ? await identitiesOf(write, entity, good.length) : [];
  const made = good.map(({ row, id, outcome }, index) => {
    const values = fieldValues(form, outcome.output.values);
    const content = { custom: toStored(values, entity, id, filler.ports), search: searchText(values, entity), links: linksOf(values, entity), at: write.now };
    const uniques = uniquesOf(values, entity, checks, row.storeId, filler.ports).map((one) => ({ recordId: id, ...one }));
    return { uniques, record: { id, entity: entity.id, storeId: row.storeId, ownerId: row.ownerId, ...content, ...identities[index] } };
  });
  const [, free] = await Promise.all([
    insertRecords(
      write.tx,
      made.map(({ record }) => record),
    ),
    takeUniquesOfMany(
      write.tx,
      entity.id,
      made.flatMap(({ uniques }) => uniques),
    ),
  ]);
  if (!free) return null;
  if (heard) for (const { row, id, outcome } of good) await tellSubmitted(write, form, outcome, world, row.storeId, id, 'created');
  else write.past(good.map(({ row, id }) => submittedBy(form, row.storeId, id, 'created', importId)));
  return judged.map(({ id, outcome }) => {
    const [error] = errorsOf(outcome);
    return error ? { problem: problemOf(error) } : { id, how: 'created', before: null };
  });
}

const problemOf = (error: ReturnType<typeof errorsOf>[number]) => ({
  slot: error.path.slice(1).split('/')[0] ?? '',
  code: error.code,
  facts: { ...error.facts },
});

/** Writes a row as a record, judged once more: what was in order when it was checked may not be any longer. */
async function writeRow(of: WritingRows, row: RowIn): Promise<RowWritten> {
  const { write, form, world, filler, scope, importId, heard } = of;
  const sql = sqlIn(write.tx);
  const { outcome, record } = await judgeRow(sql, form, world, filler, scope, row.input, {}, row.knownId);
  const [error] = errorsOf(outcome);
  if (error) return { problem: problemOf(error) };
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
  else write.past([submittedBy(form, target.storeId, written.id, record ? 'changed' : 'created', importId)]);
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
