import type { Cond, RelationCond } from './definition';

/** A count is never below nothing; a stretch whose ends are turned holds nothing. */
function constantCount(cond: RelationCond): boolean | null {
  if (cond.q !== 'count' || !('op' in cond) || typeof cond.v !== 'number') return null;
  if (cond.op === 'gte' && cond.v <= 0) return true;
  if (cond.op === 'gt' && cond.v < 0) return true;
  if (cond.op === 'lt' && cond.v <= 0) return false;
  if (cond.op === 'lte' && cond.v < 0) return false;
  if (cond.op === 'eq' && cond.v < 0) return false;
  return cond.op === 'ne' && cond.v < 0 ? true : null;
}

function turned(v: unknown): boolean {
  if (!Array.isArray(v) || v.length !== 2) return false;
  const [low, high] = v as [unknown, unknown];
  return (typeof low === 'number' && typeof high === 'number' && low > high) || (typeof low === 'string' && typeof high === 'string' && low > high);
}

/** Whether a condition comes out the same for every record, as far as its form alone tells; null: it depends on the record. */
export function constantOf(cond: Cond): boolean | null {
  if ('all' in cond) {
    const kids = cond.all.map(constantOf);
    return kids.includes(false) ? false : kids.every((kid) => kid === true) ? true : null;
  }
  if ('any' in cond) {
    const kids = cond.any.map(constantOf);
    return kids.includes(true) ? true : kids.every((kid) => kid === false) ? false : null;
  }
  if ('not' in cond) {
    const kid = constantOf(cond.not);
    return kid === null ? null : !kid;
  }
  if ('rel' in cond) return constantCount(cond);
  return 'f' in cond && cond.op === 'between' && turned(cond.v) ? false : null;
}
