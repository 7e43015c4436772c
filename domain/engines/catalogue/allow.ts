import type { Cond, FieldId, Op } from '../conditions/definition';
import { own } from '../conditions/values';
import type { Allowed, Catalogue, Entity, Field, Sensitivity } from './definition';
import { opsOf } from './find';

/** What a role says about an entity. */
export interface EntityGrant {
  readonly rows: Cond;
  /** The most sensitive fields that may be read; those of `masked` and above are shown masked, and only asked whether they are there. */
  readonly read: Sensitivity;
  readonly masked?: Sensitivity;
  /** Fields beyond, or short of, what their sensitivity says (a cost price, a health note). */
  readonly also?: readonly FieldId[];
  readonly except?: readonly FieldId[];
  readonly write?: boolean;
  readonly verbs?: readonly string[];
}

const RANK: Readonly<Record<Sensitivity, number>> = { public: 0, internal: 1, personal: 2, sensitive: 3 };

/**
 * What a reader may see and do of an entity, from her role's grant. Only a field that has a mask can be shown masked: one without is
 * not shown at all at that rank. What may not be read may not be written, and what a verb alone writes nobody else does.
 */
export function allowedOf(entity: Entity, grant: EntityGrant): Allowed {
  const fields = Object.values(entity.fields);
  const isMasked = (field: Field): boolean => grant.masked !== undefined && RANK[field.sensitivity] >= RANK[grant.masked] && !grant.also?.includes(field.id);
  const reads = fields.filter(
    (field) =>
      !grant.except?.includes(field.id) &&
      (grant.also?.includes(field.id) || (RANK[field.sensitivity] <= RANK[grant.read] && (!isMasked(field) || field.mask !== undefined))),
  );
  const mask = reads.filter(isMasked);
  const write = grant.write ? reads.filter((field) => field.writableBy === 'user' && !mask.includes(field) && !field.retired) : [];
  return {
    rows: grant.rows,
    read: new Set(reads.map((field) => field.id)),
    mask: new Set(mask.map((field) => field.id)),
    write: new Set(write.map((field) => field.id)),
    verbs: entity.verbs.filter((verb) => grant.verbs?.includes(verb)),
  };
}

/** Whether the reader may see a field's value whole. */
export function mayRead(allowed: Allowed, fieldId: FieldId): boolean {
  return (allowed.read === 'all' || allowed.read.has(fieldId)) && !allowed.mask.has(fieldId);
}

/** The operators that she may use on a field: of a masked one only whether it is there, else a search would find its value out. */
export function opsFor(allowed: Allowed, field: Field): readonly Op[] {
  if (allowed.read !== 'all' && !allowed.read.has(field.id)) return [];
  const ops = opsOf(field);
  return allowed.mask.has(field.id) ? ops.filter((op) => op === 'empty' || op === 'notEmpty') : ops;
}

/**
 * The catalogue as she may have it: entities without a grant, fields that she may not read and relations to what she may not see are
 * not there; masked fields can be neither sorted nor grouped nor measured. What a client is sent.
 */
export function catalogueFor(catalogue: Catalogue, allowed: Readonly<Record<string, Allowed>>): Catalogue {
  const entities = Object.values(catalogue.entities).flatMap((entity): [string, Entity][] => {
    const mine = own(allowed, entity.id);
    if (!mine) return [];
    const fields = Object.values(entity.fields)
      .filter((field) => mine.read === 'all' || mine.read.has(field.id))
      .map((field) => (mine.mask.has(field.id) ? { ...field, sortable: false, groupable: false, measurable: false } : field));
    const relations = Object.values(entity.relations).filter((relation) => own(allowed, relation.to));
    return [
      [
        entity.id,
        {
          ...entity,
          fields: Object.fromEntries(fields.map((field) => [field.id, field])),
          relations: Object.fromEntries(relations.map((relation) => [relation.id, relation])),
          verbs: entity.verbs.filter((verb) => mine.verbs.includes(verb)),
        },
      ],
    ];
  });
  return { version: catalogue.version, entities: Object.fromEntries(entities) };
}
