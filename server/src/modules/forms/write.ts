import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { type FormDef, isScratch } from '@zhike/domain/engines/forms/definition';
import type { FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { rememberRecord } from './history';
import { identityOf } from './identity';
import { insertRecord, removeRows, takeUniques, updateRecord } from './records';
import { linksOf, searchText, toStored, uniquesOf } from './sealed';

export interface Target {
  /** Null: a new record. */
  readonly existing: { readonly id: string; readonly values: Readonly<Record<string, Value>> } | null;
  readonly storeId: string | null;
  readonly ownerId: string | null;
}

/** The values of a form's output by field; what was only asked (scratch) is not stored. */
export function fieldValues(form: FormDef, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([slot, value]) => {
      const found = form.fields[slot];
      return found && !isScratch(found) ? [[found.field, value] as const] : [];
    }),
  );
}

/** Checks of a form that make a field unique beyond what the field says of itself. */
export const uniqueChecks = (form: FormDef): ReadonlyMap<string, 'org' | 'store'> =>
  new Map(
    Object.values(form.fields).flatMap((slot) => (slot.checks ?? []).flatMap((check) => (check.is === 'unique' ? [[slot.field, check.scope] as const] : []))),
  );

const entityIn = (world: FormWorld, id: string): Entity => {
  const entity = world.catalogue.entities[id];
  if (!entity) throw new Error(`no entity ${id} in the catalogue`);
  return entity;
};

/**
 * Writes what a form came to: the record, its links, the rows of its tables.
 * @returns its id, and the fields whose unique value another record has (the caller takes everything back then)
 */
export async function writeRecord(
  write: Write,
  ports: Ports,
  form: FormDef,
  world: FormWorld,
  outcome: FormOutcome,
  target: Target,
  /** Why, for the history. */
  cause: 'form' | 'import' = 'form',
): Promise<{ readonly id: string; readonly clashes: readonly string[] }> {
  const entity = entityIn(world, form.entity);
  const id = target.existing?.id ?? newId(write.now);
  const values = { ...target.existing?.values, ...fieldValues(form, outcome.output.values) };
  const content = { custom: toStored(values, entity, id, ports), search: searchText(values, entity), links: linksOf(values, entity), at: write.now };
  if (target.existing) {
    await updateRecord(write.tx, id, content);
    await rememberRecord(write, entity, id, target.existing.values, values, cause);
  } else {
    const identity = await identityOf(write, entity);
    await insertRecord(write.tx, { id, entity: entity.id, storeId: target.storeId, ownerId: target.ownerId, parent: null, ...content, ...identity });
  }
  const clashes = await takeUniques(write.tx, entity.id, id, uniquesOf(values, entity, uniqueChecks(form), target.storeId, ports));
  for (const [slot, rows] of Object.entries(outcome.output.rows)) await writeRows(write, ports, form, world, id, slot, rows, target);
  return { id, clashes };
}

/** Rows are kept under the field of their table: another form may have another slot for it. */
async function writeRows(
  write: Write,
  ports: Ports,
  form: FormDef,
  world: FormWorld,
  parentId: string,
  slot: string,
  rows: FormOutcome['output']['rows'][string],
  target: Target,
): Promise<void> {
  const table = form.fields[slot];
  const inner = table?.rows ? world.forms[table.rows.form] : undefined;
  if (!table || !inner) return;
  const entity = entityIn(world, inner.entity);
  const kept: string[] = [];
  for (const [position, row] of rows.entries()) {
    const id = row.id ?? newId(write.now);
    const values = fieldValues(inner, row.values);
    const content = { custom: toStored(values, entity, id, ports), search: '', links: linksOf(values, entity), at: write.now };
    if (row.id) await updateRecord(write.tx, id, { ...content, position });
    else
      await insertRecord(write.tx, {
        id,
        entity: entity.id,
        storeId: target.storeId,
        ownerId: target.ownerId,
        parent: { id: parentId, slot: table.field, position },
        ...content,
      });
    kept.push(id);
  }
  await removeRows(write.tx, parentId, table.field, kept, write.now);
}
