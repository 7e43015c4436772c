import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { FieldProblem } from '@zhike/domain/engines/catalogue/check';
import { type FieldSaid, shopField } from '@zhike/domain/engines/catalogue/declare';
import { CUSTOM_ID } from '@zhike/domain/engines/catalogue/merge';
import type { FieldSaying, FieldView } from '@zhike/domain/fields/contract';
import type { Found } from '@zhike/domain/definitions/contract';

/** A field as a manager says it: without what follows from that. */
export function toSaying(field: Field): FieldSaying {
  const { label, type, help, unit, scale, options, to, sensitivity, unique, required, hidden, retired } = field;
  const told = { help, unit, scale, to, unique, required, hidden, retired };
  return {
    label,
    type,
    sensitivity,
    ...(options ? { options: options.map(({ id, label: called, retired: gone }) => ({ id, label: called, ...(gone ? { retired: gone } : {}) })) } : {}),
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<FieldSaying>),
  };
}

export const toFieldView = (field: Field, version: number): FieldView => ({
  ...toSaying(field),
  id: field.id,
  version,
  sealed: field.storage === 'encrypted',
});

/** The field that a saying makes; its key in imports stays what it was. */
export function toField(id: string, saying: FieldSaying, before: Field | null): Field {
  const { options, ...rest } = saying;
  const said = { ...rest, ...(options ? { options } : {}), id, key: before?.key ?? id } as FieldSaid;
  const field = shopField(said);
  // What a build before this one declared otherwise stays: its values lie so.
  return before && before.type === field.type && before.sensitivity === field.sensitivity
    ? { ...field, storage: before.storage, ...(before.mask ? { mask: before.mask } : {}), writableBy: before.writableBy }
    : field;
}

/** The shop's own fields, those in use first. */
export const shopFieldsOf = (entity: Entity): readonly Field[] =>
  Object.values(entity.fields)
    .filter((field) => CUSTOM_ID.test(field.id))
    .sort((a, b) => Number(a.retired ?? false) - Number(b.retired ?? false));

export const toFound = ({ code, path, level, facts }: FieldProblem): Found => ({
  code,
  path,
  level,
  facts: Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value])),
});
