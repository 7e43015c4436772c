import type { Field, Formula } from '@zhike/domain/engines/catalogue/definition';
import type { Chip } from '@zhike/domain/engines/catalogue/formula/chips';
import { typeOfField } from '@zhike/domain/engines/catalogue/formula/scope';
import type { CatalogueField } from '@zhike/domain/segments/contract';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { changedAt } from '../forms/list-edit';

/** One thing that is set: a field, and what it becomes. */
export interface Setting {
  readonly field: string;
  readonly formula: Formula;
}

/** The shop's own fields carry this; a column of the core is written only by its verb. */
const OWN = 'cf_';
const KINDS: readonly CatalogueField['type'][] = [
  'text',
  'longtext',
  'number',
  'money',
  'percent',
  'rating',
  'bool',
  'option',
  'options',
  'date',
  'url',
  'address',
];

/** Fields that a manager may have set by herself: the shop's own, plain ones, of a kind whose value can be written down. */
export function settableOf({ entities }: CatalogueAnswer, entityId: string): readonly CatalogueField[] {
  const fields = entities.find((one) => one.id === entityId)?.fields ?? [];
  return fields.filter((field) => field.id.startsWith(OWN) && !field.retired && field.storage === 'plain' && KINDS.includes(field.type));
}

/** Such a field as the engines read it. */
export const asField = (field: CatalogueField): Field => ({ ...field, sortable: false, groupable: false, measurable: false, writableBy: 'user' });

/** What a formula about a record may name: its fields that can be counted with, then those of what it belongs to. */
export function chipsOfRecord({ entities }: CatalogueAnswer, entityId: string): readonly Chip[] {
  const entity = entities.find((one) => one.id === entityId);
  const named = (of: typeof entity, prefix: string, before: string): Chip[] =>
    (of?.fields ?? [])
      .filter((field) => !field.retired && !field.masked && field.storage === 'plain' && typeOfField(field).kind !== 'other')
      .map((field) => ({ label: `${before}${field.label}`, formula: { field: `${prefix}${field.id}` }, options: field.options }));
  const beside = (entity?.relations ?? [])
    .filter((relation) => relation.kind === 'one')
    .flatMap((relation) =>
      named(
        entities.find((one) => one.id === relation.to),
        `${relation.id}.`,
        relation.label ? `${relation.label}的` : '',
      ),
    );
  return [...named(entity, '', ''), ...beside];
}

/** No field is set twice. */
export const withSetting = (list: readonly Setting[], at: number, next: Setting | null): readonly Setting[] => changedAt(list, at, next, (one) => one.field);
