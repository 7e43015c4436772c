import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, findPath, relationOf } from '@zhike/domain/engines/catalogue/find';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Names } from '@zhike/domain/engines/conditions/words';
import type { Sql } from '../../platform/db';
import type { CompileOptions } from './compile';
import { nameSql } from './naming';
import { physicalOf } from './places';

type Ref = readonly [entity: string, id: string];

/** The records that a condition names by their ids. */
function refsIn(cond: Cond, entityId: string, catalogue: Catalogue): Ref[] {
  const within = (kid: Cond): Ref[] => refsIn(kid, entityId, catalogue);
  if ('all' in cond) return cond.all.flatMap(within);
  if ('any' in cond) return cond.any.flatMap(within);
  if ('not' in cond) return within(cond.not);
  const entity = entityOf(catalogue, entityId);
  if (!entity) return [];
  if ('rel' in cond) return cond.where ? refsIn(cond.where, relationOf(entity, cond.rel)?.to ?? '', catalogue) : [];
  if (!('f' in cond)) return [];
  const found = findPath(cond.f, entity, catalogue);
  const to = 'field' in found ? found.field.to : undefined;
  const ids = Array.isArray(cond.v) ? (cond.v as readonly unknown[]) : [cond.v];
  return to === undefined ? [] : ids.flatMap((id): Ref[] => (typeof id === 'string' ? [[to, id]] : []));
}

/** What the records that a condition names are called, for its sentence: 标签含有任一「婚纱」 and no id. */
export async function namesIn(sql: Sql, cond: Cond, entityId: string, options: Pick<CompileOptions, 'catalogue' | 'physical'>): Promise<Names> {
  const refs = refsIn(cond, entityId, options.catalogue);
  const known = new Map<string, string>();
  for (const of of new Set(refs.map(([entity]) => entity))) {
    if (!entityOf(options.catalogue, of)) continue;
    const ids = refs.flatMap(([entity, id]) => (entity === of ? [id] : []));
    const text = `SELECT t.id::text AS id, ${nameSql(of, 't', options)} AS name FROM "${physicalOf(options.physical, of).table}" t WHERE t.id::text = ANY($1::text[])`;
    for (const row of await sql<{ id: string; name: string }>(text, [ids])) known.set(`${of} ${row.id}`, row.name);
  }
  return (of, id) => known.get(`${of} ${id}`) ?? null;
}
