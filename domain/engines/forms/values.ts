import { allow, refuse, type Decision } from '../../kernel/decision';
import { type ValueProblem, writeValue } from '../catalogue/canonical';
import type { Catalogue, Entity, Field, FieldType } from '../catalogue/definition';
import { entityOf, fieldOf } from '../catalogue/find';
import { FIELD_TYPES } from '../catalogue/definition';
import type { Value } from '../conditions/definition';
import { isScratch, SCRATCH, type Slot } from './definition';

export type SlotValueProblem = ValueProblem | 'not_a_file' | 'not_a_place' | 'not_a_mark' | 'too_many';
export type SlotValue = Decision<Value, { readonly code: SlotValueProblem; readonly facts: object }>;

const FILE_ID = /^[A-Za-z0-9_-]{1,80}$/;
const MOST_FILES = 50;
const isText = (raw: unknown): raw is string => typeof raw === 'string';

function listOf(raw: unknown, fits: (one: string) => boolean, problem: SlotValueProblem): SlotValue {
  if (!Array.isArray(raw) || !raw.every(isText)) return refuse('not_a_list', {});
  if (raw.length > MOST_FILES) return refuse('too_many', { most: MOST_FILES });
  return raw.every(fits) ? allow(raw.length > 0 ? raw : null) : refuse(problem, {});
}

/** Marks on a picture: `<file> <x> <y> <words>`, x and y in thousandths of its width and height. */
const MARK = /^[A-Za-z0-9_-]{1,80} (?:1000|\d{1,3}) (?:1000|\d{1,3}) [^\u0000-\u001f]{0,200}$/;

function isPlace(text: string): boolean {
  const [, lat, lng] = /^(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  return lat !== undefined && Math.abs(Number(lat)) <= 90 && Math.abs(Number(lng)) <= 180;
}

/** Values that conditions only ask to be there. Order stays: it is the order of the photos. */
const THINGS: Partial<Record<FieldType, (raw: unknown) => SlotValue>> = {
  image: (raw) => listOf(raw, (one) => FILE_ID.test(one), 'not_a_file'),
  file: (raw) => listOf(raw, (one) => FILE_ID.test(one), 'not_a_file'),
  signature: (raw) => (isText(raw) && FILE_ID.test(raw) ? allow(raw) : refuse('not_a_file', {})),
  annotation: (raw) => listOf(raw, (one) => MARK.test(one), 'not_a_mark'),
  location: (raw) => (isText(raw) && isPlace(raw) ? allow(raw) : refuse('not_a_place', {})),
};

/**
 * What a person or a program gave for a slot, in the one form in which it is kept; null for nothing. Refused otherwise, never bent.
 * @param before what is stored now: an option that was retired since may stay
 */
export function slotValue(field: Field, raw: unknown, before: Value = null): SlotValue {
  if (raw === null || raw === undefined || raw === '' || (Array.isArray(raw) && raw.length === 0)) return allow(null);
  const thing = THINGS[field.type];
  if (thing) return thing(raw);
  if (field.type === 'address') return writeValue({ ...field, type: 'text' }, raw, before);
  return writeValue(field, raw, before);
}

/** The field that a slot asks for: of the entity, or made up for a scratch slot. Null when there is none. */
export function fieldOfSlot(slot: Slot, entity: Entity): Field | null {
  if (!isScratch(slot)) return fieldOf(entity, slot.field) ?? null;
  const type = FIELD_TYPES.find((one) => one === slot.field.slice(SCRATCH.length));
  if (!type) return null;
  return {
    id: slot.field,
    key: slot.field,
    label: slot.label ?? '',
    type,
    ...slot.scratch,
    storage: 'plain',
    sensitivity: slot.scratch?.sensitivity ?? 'internal',
    sortable: false,
    groupable: false,
    measurable: false,
    writableBy: 'user',
  };
}

/** The entity that a form writes; a form of one that is gone cannot be evaluated, which its check told long ago. */
export function entityOfForm(entityId: string, catalogue: Catalogue): Entity {
  const entity = entityOf(catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId} in the catalogue`);
  return entity;
}
