import type { Problem } from '../conditions/definition';
import { FIELD_TYPES, SENSITIVITIES, type Entity, type Field, type FieldType } from './definition';
import { familyOf } from './find';
import { CUSTOM_ID, FIELD_KEY } from './merge';

export const FIELD_PROBLEMS = [
  'entity_takes_no_fields',
  'id_invalid',
  'key_invalid',
  'key_taken',
  'label_missing',
  'label_taken',
  'type_unknown',
  'type_change',
  'needs_mapping',
  'options_missing',
  'option_removed',
  'link_unknown',
  'scale_invalid',
  'scale_lowered',
  'storage_change',
  'not_sealable',
  'unique_impossible',
  'duplicates',
  'too_many_fields',
  'sensitivity_lowered',
  'in_use',
] as const;
export type FieldProblem = Problem<(typeof FIELD_PROBLEMS)[number]>;

/** What is known about the records when a field is changed. Counts, never values. */
export interface FieldFacts {
  /** Groups of records with the same value, for 不可重复. */
  readonly duplicateGroups: number;
  /** Records whose value has more digits than the new scale keeps. */
  readonly finerValues: number;
  /** Titles of definitions that use the field. */
  readonly usedBy: readonly string[];
  /** The author holds the right to make a field less guarded. */
  readonly mayLowerSensitivity: boolean;
}

/** So many fields a shop may add to an entity: more and nobody finds the one she needs; the row grows beyond what is read quickly. */
export const MOST_FIELDS = 200;
const LONGEST_LABEL = 40;
const MOST_OPTIONS = 500;
/** Files, places and tables lie in records of the shop's own kinds; a row of the core keeps plain values. */
export const CUSTOM_TYPES: readonly FieldType[] = FIELD_TYPES.filter((type) => {
  const family = familyOf({ type, storage: 'plain' });
  return family !== null && family !== 'thing' && !['serial', 'department'].includes(type);
});
/** What a field of a core record may link to. */
export const LINKABLE = ['customer', 'staff', 'store'] as const;
const isLink = (field: Field): boolean => ['ref', 'refs', 'member', 'members', 'store'].includes(field.type);

/** Ways in which a type may change in place: every stored value is one of the new type as well, or (one choice to several) becomes one. */
const TYPE_WAYS: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = {
  text: ['longtext', 'option'],
  option: ['options'],
  email: ['text'],
  url: ['text'],
  rating: ['number'],
};

const problem = (code: FieldProblem['code'], path: string, facts: FieldProblem['facts'] = {}, level: FieldProblem['level'] = 'error'): FieldProblem => ({
  code,
  path,
  level,
  facts,
});

/** What is wrong with the field by itself and beside its neighbours. */
function checkShape(field: Field, entity: Entity): FieldProblem[] {
  const others = Object.values(entity.fields).filter((one) => one.id !== field.id);
  const found: FieldProblem[] = [];
  if (!entity.custom) found.push(problem('entity_takes_no_fields', '', { entity: entity.label }));
  if (!CUSTOM_ID.test(field.id)) found.push(problem('id_invalid', '/id'));
  if (!FIELD_KEY.test(field.key)) found.push(problem('key_invalid', '/key'));
  if (others.some((one) => one.key === field.key)) found.push(problem('key_taken', '/key', { key: field.key }));
  const label = field.label.trim();
  if (label === '' || [...label].length > LONGEST_LABEL) found.push(problem('label_missing', '/label', { most: LONGEST_LABEL }));
  if (others.some((one) => one.label === label && !one.retired)) found.push(problem('label_taken', '/label', { label }));
  if (!CUSTOM_TYPES.includes(field.type) || !SENSITIVITIES.includes(field.sensitivity)) found.push(problem('type_unknown', '/type'));
  const chooses = field.type === 'option' || field.type === 'options';
  const ids = field.options?.map((option) => option.id) ?? [];
  if (chooses && (ids.length === 0 || ids.length > MOST_OPTIONS || new Set(ids).size < ids.length || !ids.every((id) => /^[a-z0-9_-]{1,40}$/.test(id))))
    found.push(problem('options_missing', '/options', { most: MOST_OPTIONS }));
  if (isLink(field) && !LINKABLE.some((entity) => entity === field.to)) found.push(problem('link_unknown', '/to'));
  if (field.scale !== undefined && (field.type === 'money' ? field.scale !== 0 : ![0, 1, 2, 3, 4].includes(field.scale)))
    found.push(problem('scale_invalid', '/scale'));
  if (field.storage === 'encrypted' && !['text', 'phone', 'idcard', 'longtext'].includes(field.type)) found.push(problem('not_sealable', '/storage'));
  if (field.unique && !['text', 'secret', 'number', 'id', 'date'].includes(familyOf(field) ?? '')) found.push(problem('unique_impossible', '/unique'));
  return found;
}

function checkType(before: Field, after: Field): FieldProblem[] {
  if (before.type === after.type) return [];
  if (!(TYPE_WAYS[before.type] ?? []).includes(after.type)) return [problem('type_change', '/type', { from: before.type, to: after.type })];
  // From a text to a choice every text must first be told its option.
  return before.type === 'text' && after.type === 'option' ? [problem('needs_mapping', '/type')] : [];
}

function checkChange(before: Field, after: Field, facts: FieldFacts): FieldProblem[] {
  const found = checkType(before, after);
  if (before.to !== after.to && before.type === after.type) found.push(problem('type_change', '/to', { from: before.to ?? '', to: after.to ?? '' }));
  const removed = (before.options ?? []).filter((option) => !(after.options ?? []).some((one) => one.id === option.id));
  if (removed.length > 0) found.push(problem('option_removed', '/options', { options: removed.map((option) => option.label) }));
  if ((after.scale ?? 0) < (before.scale ?? 0) && facts.finerValues > 0) found.push(problem('scale_lowered', '/scale', { records: facts.finerValues }));
  if (before.storage !== after.storage) found.push(problem('storage_change', '/storage'));
  if (after.unique && !before.unique && facts.duplicateGroups > 0) found.push(problem('duplicates', '/unique', { groups: facts.duplicateGroups }));
  if (SENSITIVITIES.indexOf(after.sensitivity) < SENSITIVITIES.indexOf(before.sensitivity) && !facts.mayLowerSensitivity)
    found.push(problem('sensitivity_lowered', '/sensitivity', { from: before.sensitivity, to: after.sensitivity }));
  if (after.retired && !before.retired && facts.usedBy.length > 0) found.push(problem('in_use', '', { definitions: facts.usedBy.slice(0, 20) }, 'warning'));
  return found;
}

/**
 * Whether a field may be added (`before` null) or changed so. A label, a key, a help text and another option are always free; what would
 * change the meaning of values that are stored is refused, with what to do first. Retiring a field that is used warns and names where.
 */
export function checkFieldChange(before: Field | null, after: Field, entity: Entity, facts: FieldFacts): FieldProblem[] {
  const found = checkShape(after, entity);
  if (before) return [...found, ...checkChange(before, after, facts)];
  const custom = Object.keys(entity.fields).filter((id) => CUSTOM_ID.test(id)).length;
  return custom >= MOST_FIELDS ? [...found, problem('too_many_fields', '', { most: MOST_FIELDS })] : found;
}
