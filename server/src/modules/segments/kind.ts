import { checkCondition } from '@zhike/domain/engines/conditions/check';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { namesOf } from '../../engines/rules/asking';
import type { SegmentBody } from './asking';

/** Every segment that a condition speaks of. */
function segmentsIn(cond: Cond): string[] {
  if ('all' in cond) return cond.all.flatMap(segmentsIn);
  if ('any' in cond) return cond.any.flatMap(segmentsIn);
  if ('not' in cond) return segmentsIn(cond.not);
  if ('rel' in cond) return cond.where ? segmentsIn(cond.where) : [];
  return 'seg' in cond ? [cond.seg] : [];
}

/** RU-15: whoever is meant, as a condition on one entity. */
export const segmentKind: DefinitionKind = {
  async check(sql, body) {
    const raw = body as Partial<SegmentBody> & Record<string, unknown>;
    const extra = Object.keys(raw).find((key) => key !== 'entity' && key !== 'where');
    if (typeof raw.entity !== 'string' || typeof raw.where !== 'object' || raw.where === null || extra !== undefined)
      return [{ code: 'malformed', path: extra === undefined ? '' : `/${extra}`, level: 'error', facts: {} }];
    const { catalogue, segments } = await namesOf(sql);
    const found = checkCondition(raw.where, raw.entity, catalogue, { profile: 'server', segments });
    return found.map((problem) => ({ ...problem, path: `/where${problem.path}`, facts: plain(problem.facts) }));
  },
  uses: (body) => segmentsIn((body as SegmentBody).where),
};

/** Facts as they cross the wire. */
export function plain(facts: Readonly<Record<string, string | number | boolean | readonly string[]>>): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]));
}
