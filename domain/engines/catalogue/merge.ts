import type { Catalogue, Entity, Field } from './definition';

/** A field that a shop added, as it is kept; its place is always the JSON column, its id is for ever. */
export interface CustomField {
  readonly entity: string;
  readonly field: Field;
}

/** The id of a shop's own field: no core field can have it, and it can stand in a path. */
export const CUSTOM_ID = /^cf_[a-z0-9]{6,24}$/;

/** What a field's key in imports may be: letters, digits and `_`, so that a column's head can be read back. */
export const FIELD_KEY = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * The catalogue of a shop: the core's entities with the fields that the shop added. A field of an entity that takes none, or whose id
 * is no custom id, is left out (it could hide one of the core); whoever writes fields refuses it before.
 */
export function mergeCatalogue(core: readonly Entity[], custom: readonly CustomField[], version: number): Catalogue {
  const entities = core.map((entity): [string, Entity] => {
    const own = entity.custom ? custom.filter((one) => one.entity === entity.id && CUSTOM_ID.test(one.field.id)) : [];
    return [
      entity.id,
      own.length === 0 ? entity : { ...entity, fields: { ...entity.fields, ...Object.fromEntries(own.map(({ field }) => [field.id, field])) } },
    ];
  });
  return { version, entities: Object.fromEntries(entities) };
}
