import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import type { FormWorld } from '@zhike/domain/engines/forms/input';
import type { ValueChange } from '@zhike/domain/forms/contract';
import { changeInWords, type PastValue } from '../../engines/catalogue/history-words';
import { changeIn, type Sql } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { type Filler, linkedRecords } from './facts';

/* FM-21: what records of the kinds that the shop made up said before, by whom and why it was changed. */

type Values = Readonly<Record<string, Value>>;

/** Writes down what differs; what is sealed only that it changed. One statement, however much changed. */
export async function rememberRecord(write: Write, entity: Entity, recordId: string, before: Values, after: Values, cause: string): Promise<void> {
  const changed = Object.keys({ ...before, ...after }).filter(
    (id) => own(entity.fields, id) && JSON.stringify(before[id] ?? null) !== JSON.stringify(after[id] ?? null),
  );
  if (changed.length === 0) return;
  const told = (values: Values) =>
    changed.map((id) => (own(entity.fields, id)?.storage === 'encrypted' || (values[id] ?? null) === null ? null : JSON.stringify(values[id])));
  await changeIn(
    write.tx,
    `INSERT INTO field_history (id, entity, record_id, field_id, at, staff_id, before, after, cause)
     SELECT h.id, $2, $3::uuid, h.field, $5::timestamptz, $6::uuid, h.before::jsonb, h.after::jsonb, $9
     FROM unnest($1::uuid[], $4::text[], $7::text[], $8::text[]) AS h(id, field, before, after)`,
    [
      changed.map(() => newId(write.now)),
      entity.id,
      recordId,
      changed,
      write.now.toISOString(),
      write.actor.kind === 'staff' ? write.actor.staffId : null,
      told(before),
      told(after),
      cause,
    ],
  );
}

interface HistoryRow extends PastValue {
  readonly entity: string;
  readonly fieldId: string;
}
const TOLD = 100;

/** The newest changes of a record and of the rows of its tables, in words. Whoever asks reaches the record. */
export async function recordHistory(sql: Sql, world: FormWorld, filler: Filler, recordId: string): Promise<ValueChange[]> {
  const rows = await sql<HistoryRow>(
    `SELECT h.entity, h.field_id AS "fieldId", h.at, coalesce(s.name, '') AS "byName", h.cause, h.before, h.after
     FROM field_history h LEFT JOIN staff_members s ON s.id = h.staff_id
     WHERE (h.entity, h.record_id) IN (SELECT r.entity, r.id FROM records r WHERE r.id = $1::uuid OR r.parent_id = $1::uuid)
     ORDER BY h.at DESC, h.id DESC LIMIT ${TOLD}`,
    [recordId],
  );
  const told = rows.flatMap((row) => {
    const field = own(own(world.catalogue.entities, row.entity)?.fields ?? {}, row.fieldId);
    return field ? [{ row, field }] : [];
  });
  const names = new Map<string, string>();
  for (const to of new Set(told.flatMap(({ field }) => field.to ?? []))) {
    const ids = told.flatMap(({ row, field }) => (field.to === to ? [row.before, row.after].flat() : [])).filter((id): id is string => typeof id === 'string');
    for (const one of await linkedRecords(sql, world, filler, to, { ids: [...new Set(ids)] })) names.set(one.id, one.name);
  }
  return told.map(({ row, field }) => changeInWords(row, field, field.storage === 'encrypted', names));
}
