import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Physical } from '../catalogue/physical';
import { isOneStep, joinOf, physicalOf, placeOf, quoted, valueSql } from './places';

/** A record may be called by what it links to, which may be called by what it links to; further nobody reads. */
const MOST_STEPS = 2;

/** What a record of an entity is called, as SQL about the row `alias`: a choice by its label, a link by the name of what it leads to. */
export function nameSql(entityId: string, alias: string, where: { readonly catalogue: Catalogue; readonly physical: Physical }, steps = MOST_STEPS): string {
  const entity = entityOf(where.catalogue, entityId);
  const field = entity && fieldOf(entity, entity.name);
  if (!entity || !field) throw new Error(`${entityId} has no name`);
  const value = valueSql(placeOf(entity, entity.name, alias, where.physical));
  if (field.options && field.id.startsWith('cf_')) {
    const cases = field.options.map((option) => `WHEN ${quoted(option.id)} THEN ${quoted(option.label)}`);
    return `CASE ${value} ${cases.join(' ')} ELSE ${value} END`;
  }
  const via = physicalOf(where.physical, entityId).relations[field.id];
  if (field.to !== undefined && via && isOneStep(via) && steps > 0) {
    const next = `${alias}n`;
    const joined = joinOf(via, alias, next, physicalOf(where.physical, field.to).table);
    return `(SELECT ${nameSql(field.to, next, where, steps - 1)} FROM ${joined.from} WHERE ${joined.where})`;
  }
  return `(${value})::text`;
}
