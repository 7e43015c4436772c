import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Names } from '@zhike/domain/engines/conditions/words';
import { useQuery } from '../../api/hooks';
import { fieldAt } from './catalogue';

const NAMED = ['tag', 'staff', 'store', 'service'] as const;

/** The records that a condition names by their ids, as `tag <id>`. */
function refsIn(cond: Cond, entityId: string, catalogue: Catalogue): string[] {
  const within = (kid: Cond): string[] => refsIn(kid, entityId, catalogue);
  if ('all' in cond) return cond.all.flatMap(within);
  if ('any' in cond) return cond.any.flatMap(within);
  if ('not' in cond) return within(cond.not);
  if ('rel' in cond) return cond.where ? refsIn(cond.where, catalogue.entities[entityId]?.relations[cond.rel]?.to ?? '', catalogue) : [];
  if (!('f' in cond)) return [];
  const to = fieldAt(catalogue, entityId, cond.f)?.to;
  const ids = (Array.isArray(cond.v) ? (cond.v as readonly unknown[]) : [cond.v]).filter((id): id is string => typeof id === 'string');
  return to === undefined ? [] : ids.map((id) => `${to} ${id}`);
}

/** What tags, members, stores and services in conditions are called, so that a sentence has no ids in it. */
export function useNames(conds: readonly Cond[], entityId: string, catalogue: Catalogue): Names {
  const refs = [...new Set(conds.flatMap((cond) => refsIn(cond, entityId, catalogue)))].sort();
  const asked = (entity: string) => {
    const ids = refs.flatMap((ref) => (ref.startsWith(`${entity} `) ? [ref.slice(entity.length + 1)] : [])).slice(0, 100);
    return ids.length === 0 ? null : { entity, search: '', ids };
  };
  const tags = useQuery('segments.names', asked(NAMED[0]), { keepPrevious: true });
  const staff = useQuery('segments.names', asked(NAMED[1]), { keepPrevious: true });
  const stores = useQuery('segments.names', asked(NAMED[2]), { keepPrevious: true });
  const services = useQuery('segments.names', asked(NAMED[3]), { keepPrevious: true });
  const known = [...(tags.data?.items ?? []), ...(staff.data?.items ?? []), ...(stores.data?.items ?? []), ...(services.data?.items ?? [])];
  return (_, id) => known.find((one) => one.id === id)?.name ?? null;
}
