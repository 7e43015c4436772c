import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { CompileOptions } from '../../engines/conditions/compile';

/** What a record of an entity is called, as SQL about the row `alias`. Throws for an entity without a name in the database: the catalogue's own test finds it. */
export function nameColumn(entityId: string, alias: string, { catalogue, physical }: Pick<CompileOptions, 'catalogue' | 'physical'>): string {
  const entity = entityOf(catalogue, entityId);
  const place = entity && physical[entityId]?.fields[entity.name];
  if (!place || !('col' in place)) throw new Error(`${entityId} has no name in the database`);
  return `${alias}."${place.col}"::text`;
}

/** A name that holds what somebody typed; signs that mean something to LIKE mean nothing here. Adds its value to `args`. */
export function nameLike(name: string, search: string, args: unknown[]): string {
  return `strpos(lower(${name}), lower($${args.push(search)}::text)) > 0`;
}
