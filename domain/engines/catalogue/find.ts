import type { Op } from '../conditions/definition';
import { opsOfFamily, type Family } from '../conditions/ops';
import { own } from '../conditions/values';
import type { Catalogue, Entity, Field, FieldType, Relation } from './definition';

/** Which fields are tested alike. What only a formula or other rows know (`computed`, `rollup`) is tested by whoever computes it. */
const FAMILY_OF: Readonly<Record<FieldType, Family | null>> = {
  text: 'text',
  longtext: 'text',
  phone: 'text',
  email: 'text',
  idcard: 'text',
  url: 'text',
  serial: 'text',
  number: 'number',
  money: 'number',
  percent: 'number',
  rating: 'number',
  bool: 'bool',
  option: 'id',
  ref: 'id',
  department: 'id',
  store: 'id',
  member: 'member',
  options: 'ids',
  refs: 'ids',
  members: 'ids',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  monthday: 'monthday',
  image: 'thing',
  file: 'thing',
  signature: 'thing',
  annotation: 'thing',
  address: 'thing',
  location: 'thing',
  rows: 'thing',
  computed: null,
  rollup: null,
};

/** The family of a field: by its type, and by how it is stored. Null: no condition can test it. */
export function familyOf(field: Pick<Field, 'type' | 'storage'>): Family | null {
  const family = FAMILY_OF[field.type];
  return family === 'text' && field.storage === 'encrypted' ? 'secret' : family;
}

/** The operators that a picker offers for a field (`OpsOf`). An encrypted text that is no phone has no last four digits to compare. */
export function opsOf(field: Pick<Field, 'type' | 'storage'>): readonly Op[] {
  const family = familyOf(field);
  if (family === null) return [];
  if (field.storage === 'encrypted' && family !== 'secret') return ['empty', 'notEmpty'];
  return opsOfFamily(family).filter((op) => op !== 'last4' || field.type === 'phone');
}

export function entityOf(catalogue: Catalogue, id: string): Entity | undefined {
  return own(catalogue.entities, id);
}
export function fieldOf(entity: Entity, id: string): Field | undefined {
  return own(entity.fields, id);
}
export function relationOf(entity: Entity, id: string): Relation | undefined {
  return own(entity.relations, id);
}

/** A path as far as the catalogue knows it. */
export interface FoundPath {
  readonly entity: Entity;
  readonly field: Field;
  /** The to-one relations on the way, each with the entity that it leads to. */
  readonly hops: readonly { readonly relation: Relation; readonly entity: Entity }[];
}
export type PathProblem = { readonly problem: 'unknown_field' | 'path_not_to_one'; readonly step: string };

/** Follows a path from an entity; what cannot be followed is told by the step at which it ends. */
export function findPath(path: string, from: Entity, catalogue: Catalogue): FoundPath | PathProblem {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const hops: { relation: Relation; entity: Entity }[] = [];
  let entity = from;
  for (const step of steps) {
    const relation = relationOf(entity, step);
    if (!relation) return { problem: 'unknown_field', step };
    if (relation.kind !== 'one') return { problem: 'path_not_to_one', step };
    const next = entityOf(catalogue, relation.to);
    if (!next) return { problem: 'unknown_field', step };
    hops.push({ relation, entity: next });
    entity = next;
  }
  const field = fieldOf(entity, last);
  return field ? { entity, field, hops } : { problem: 'unknown_field', step: last };
}
