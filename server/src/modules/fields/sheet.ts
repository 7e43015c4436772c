import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormWorld } from '@zhike/domain/engines/forms/input';
import type { FieldEntity } from '@zhike/domain/fields/contract';
import type { OpenForm } from '@zhike/domain/forms/contract';
import type { Actor } from '@zhike/domain/kernel/actor';
import { openCustom } from '../../engines/catalogue/custom-values';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { answerAsks, contextFor, type Filler } from '../forms/facts';
import { masked } from '../forms/sealed';
import { toOpenForm } from '../forms/view';
import { isMasked, readableFields } from './reach';
import type { HeldRecord } from './records';

/** A record's own fields as a form: the same that a page shows and a server judges by. */
export interface RecordForm {
  readonly form: FormDef;
  readonly world: FormWorld;
  readonly entity: Entity;
  readonly fields: readonly Field[];
}

/** Null: the shop has no field here that the actor may see. */
export function recordForm(catalogue: Catalogue, entityId: FieldEntity, actor: Actor): RecordForm | null {
  const whole = entityOf(catalogue, entityId);
  const fields = whole ? readableFields(whole, actor).filter((field) => !field.retired && !field.hidden) : [];
  if (!whole || fields.length === 0) return null;
  // Whatever else there is of the entity is no business of this page.
  const entity: Entity = { ...whole, fields: Object.fromEntries(fields.map((field) => [field.id, field])), relations: {}, verbs: [] };
  const form: FormDef = {
    id: `fields.${entityId}`,
    version: catalogue.version,
    title: `${whole.label}的更多资料`,
    entity: entityId,
    mode: 'edit',
    layout: [{ id: 'main', cols: 1, slots: fields.map((field) => field.id) }],
    fields: Object.fromEntries(fields.map((field) => [field.id, { field: field.id, ...(field.required ? { requiredIf: true as const } : {}) }])),
    rules: [],
    submit: { button: '保存', after: 'record' },
  };
  return { form, entity, fields, world: { catalogue: { version: catalogue.version, entities: { [entityId]: entity } }, forms: {} } };
}

/** What the record says in the form's fields, opened. */
export function valuesOf(record: HeldRecord, { fields, entity }: RecordForm, ports: Pick<Ports, 'crypto'>): Record<string, Value> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = openCustom(record.custom, field, entity.id, record.id, ports);
      return value === null ? [] : [[field.id, value] as const];
    }),
  );
}

/** The same as this reader may see it. */
export function shownValues(values: Readonly<Record<string, Value>>, { fields, entity }: RecordForm, actor: Actor): Record<string, Value> {
  const hidden = new Set(fields.filter((field) => isMasked(field, actor)).map((field) => field.id));
  const veiled = masked(values, entity);
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, hidden.has(id) ? (veiled[id] ?? null) : value]));
}

/** The page of a record's own fields, with the names of what it links to. */
export async function openSheet(sql: Sql, of: RecordForm, record: HeldRecord, filler: Filler): Promise<OpenForm> {
  const facts = { record: { id: record.id, values: shownValues(valuesOf(record, of, filler.ports), of, filler.actor) } };
  const { asks } = evaluateForm(of.form, of.world, { values: {} }, facts, contextFor(filler).context);
  return toOpenForm(of.form, of.world, await answerAsks(sql, of.form, of.world, filler, asks, facts), filler, null);
}
