import type { OpenForm, RecordRow } from '@zhike/domain/forms/contract';
import type { Found } from '@zhike/domain/definitions/contract';
import type { Catalogue, Entity } from '@zhike/domain/engines/catalogue/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormProblem, FormWorld } from '@zhike/domain/engines/forms/input';
import type { Ports } from '../../platform/ports';
import { sliceFor } from './catalogue';
import { contextFor, type Filler, nameOf } from './facts';
import type { StoredRecord } from './records';
import { masked, opened } from './sealed';

const json = (value: object): Record<string, unknown> => ({ ...value });

/** A problem as it crosses the wire. */
export const toFound = ({ code, path, level, facts }: FormProblem): Found => ({
  code,
  path,
  level,
  facts: Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value])),
});

/** A form with everything that its page needs to evaluate it by itself. */
export function toOpenForm(form: FormDef, world: FormWorld, facts: FormFacts, filler: Filler, recordVersion: number | null): OpenForm {
  const { catalogue, forms } = sliceFor(form, world);
  const { context, offsetMinutes } = contextFor(filler);
  return {
    form: json(form),
    forms: Object.fromEntries(Object.entries(forms).map(([id, one]) => [id, json(one)])),
    catalogue: json(catalogue),
    facts: json(facts),
    context: { today: context.today, now: filler.now.toISOString(), offsetMinutes, leap: context.leap },
    recordVersion,
  };
}

/** What a stranger's page gets: the questions, and of the catalogue only what they ask for. */
export function toPublicForm(form: FormDef, world: FormWorld, facts: FormFacts, filler: Filler): OpenForm {
  const { archiveTo: _archive, startFlow: _flow, event: _event, ...submit } = form.submit;
  const { print: _print, ...bare } = form;
  const shown: FormDef = { ...bare, submit };
  const view = toOpenForm(shown, world, facts, filler, null);
  const asked = (of: FormDef): Set<string> => new Set(Object.values(of.fields).map((slot) => slot.field));
  const inner = Object.values(view.forms) as unknown as FormDef[];
  const entities: Record<string, Entity> = {};
  for (const one of [shown, ...inner]) {
    const entity = world.catalogue.entities[one.entity];
    const fields = asked(one);
    if (entity)
      entities[entity.id] = { ...entity, fields: Object.fromEntries(Object.entries(entity.fields).filter(([id]) => fields.has(id))), relations: {}, verbs: [] };
  }
  const catalogue: Catalogue = { version: world.catalogue.version, entities };
  return { ...view, catalogue: json(catalogue) };
}

export function toRecordRow(record: StoredRecord, entity: Entity, ports: Ports): RecordRow {
  const said = masked(opened(record.custom, record.links, entity, record.id, ports), entity);
  const values = { ...said, ...(entity.fields.code ? { code: record.code } : {}), ...(entity.fields.state ? { state: record.state } : {}) };
  return {
    id: record.id,
    entity: record.entity,
    name: nameOf(values, entity.name),
    values: values as RecordRow['values'],
    storeId: record.storeId,
    ownerName: record.ownerName,
    createdAt: record.createdAt.toISOString(),
  };
}
