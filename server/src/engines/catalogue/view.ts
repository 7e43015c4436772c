import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { CatalogueEntity, CatalogueField } from '@zhike/domain/segments/contract';

/** A field as a client has it, in words and without a place in the database. */
export function toFieldView(field: Field, masked: boolean): CatalogueField {
  const { id, key, label, type, storage, sensitivity, help, scale, unit, options, to, retired } = field;
  return {
    ...{ id, key, label, type, storage, sensitivity, masked },
    ...(help === undefined ? {} : { help }),
    ...(scale === undefined ? {} : { scale }),
    ...(unit === undefined ? {} : { unit }),
    ...(options === undefined ? {} : { options: options.map((option) => ({ ...option })) }),
    ...(to === undefined ? {} : { to }),
    ...(retired === undefined ? {} : { retired }),
  };
}

/** An entity as a client has it, without its fields: each designer is told of them what it may use. */
export function toEntityView({ id, label, unit, name, relations }: Entity): Pick<CatalogueEntity, 'id' | 'label' | 'unit' | 'name' | 'relations'> {
  return {
    id,
    label,
    unit,
    name,
    relations: Object.values(relations).map(({ id: relation, label: words, to, kind }) => ({ id: relation, label: words, to, kind })),
  };
}
