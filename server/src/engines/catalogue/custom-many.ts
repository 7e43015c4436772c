import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { own } from '@zhike/domain/engines/conditions/values';
import { changeIn, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { CORE_PHYSICAL } from './core';
import { cellsOf, type Crypto, type CustomChange, type CustomRefusal, normOf, toldOf, type Wanted, wantedOf } from './custom-values';

/* The shop's own fields of many new records at once: the same values, uniqueness and history as one by one, in three statements. */

export interface NewCustom {
  readonly change: CustomChange;
  readonly wanted: readonly Wanted[];
  /** What belongs into the column `custom` of the record that is about to be made. */
  readonly cells: Readonly<Record<string, unknown>>;
}

/** What a record that is not there yet will say; a refusal as `writeCustom` gives it. Writes nothing. */
export function prepareCustom(ports: Crypto, catalogue: Catalogue, change: CustomChange): NewCustom | CustomRefusal {
  const entity = entityOf(catalogue, change.entity);
  const table = own(CORE_PHYSICAL, change.entity)?.table;
  if (!entity?.custom || !table) throw new Error(`entity ${change.entity} takes no fields of the shop`);
  const wanted = wantedOf(change, entity, {}, ports);
  if (!wanted.ok) return wanted.refusal;
  const cells = Object.assign({}, ...wanted.value.map((one) => cellsOf(one, table, change.recordId, ports))) as Record<string, unknown>;
  return { change, wanted: wanted.value, cells };
}

/**
 * Takes the unique values of many new records and remembers what they say. All or none: when one of the values is another's (or two of these
 * records share it) nothing is taken, nothing remembered, and the answer is false; then they must be written one by one.
 */
export async function keepCustom(write: Write, ports: Crypto, made: readonly NewCustom[]): Promise<boolean> {
  const all = made.flatMap(({ change, wanted }) => wanted.map((one) => ({ change, one })));
  const unique = all
    .filter(({ one }) => one.field.unique !== undefined && one.after !== null)
    .map(({ change, one }) => ({
      entity: change.entity,
      field_id: one.field.id,
      scope_id: one.field.unique === 'store' ? (change.storeId ?? 'org') : 'org',
      value_norm: normOf(one.after, one.field, ports),
      record_id: change.recordId,
    }));
  if (unique.length > 0) {
    // In one order for everybody: two writers never wait for each other's values.
    const taken = await sqlIn(write.tx)<{ id: string }>(
      `INSERT INTO field_uniques (entity, field_id, scope_id, value_norm, record_id)
       SELECT u.* FROM jsonb_to_recordset($1::jsonb) AS u(entity text, field_id text, scope_id text, value_norm text, record_id uuid) ORDER BY 1, 2, 3, 4
       ON CONFLICT DO NOTHING RETURNING record_id AS id`,
      [JSON.stringify(unique)],
    );
    if (taken.length < unique.length) {
      await changeIn(write.tx, 'DELETE FROM field_uniques WHERE record_id = ANY($1::uuid[])', [made.map(({ change }) => change.recordId)]);
      return false;
    }
  }
  if (all.length > 0) await rememberMany(write, all);
  return true;
}

async function rememberMany(write: Write, all: readonly { readonly change: CustomChange; readonly one: Wanted }[]): Promise<void> {
  const rows = all.map(({ change, one }) => ({
    id: newId(write.now),
    entity: change.entity,
    record_id: change.recordId,
    field_id: one.field.id,
    before: toldOf(one.before, one.field),
    after: toldOf(one.after, one.field),
    cause: change.cause,
  }));
  await changeIn(
    write.tx,
    `INSERT INTO field_history (id, entity, record_id, field_id, at, staff_id, before, after, cause)
     SELECT h.id, h.entity, h.record_id, h.field_id, $2::timestamptz, $3::uuid, h.before::jsonb, h.after::jsonb, h.cause
     FROM jsonb_to_recordset($1::jsonb) AS h(id uuid, entity text, record_id uuid, field_id text, before text, after text, cause text)`,
    [JSON.stringify(rows), write.now.toISOString(), write.actor.kind === 'staff' ? write.actor.staffId : null],
  );
}
