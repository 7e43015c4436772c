import type { Cond, FieldId } from '../conditions/definition';

/** The fields whose change a condition asks about. */
export function changedFields(cond: Cond | undefined): FieldId[] {
  if (cond === undefined) return [];
  if ('changed' in cond) return [cond.changed];
  if ('all' in cond) return cond.all.flatMap(changedFields);
  if ('any' in cond) return cond.any.flatMap(changedFields);
  return 'not' in cond ? changedFields(cond.not) : [];
}

/** The condition as it can be asked once the moment of the change is over: that a field changed was true then, and is taken as true. */
export function afterChange(cond: Cond | undefined): Cond | undefined {
  if (cond === undefined || changedFields(cond).length === 0) return cond;
  if ('changed' in cond) return { all: [] };
  const kid = (one: Cond): Cond => afterChange(one) ?? one;
  if ('all' in cond) return { all: cond.all.map(kid) };
  if ('any' in cond) return { any: cond.any.map(kid) };
  return cond;
}

/** The labels' ids of the fields that a condition tests of the record itself, in their order: what a refusal can point at. */
export function testedFields(cond: Cond): FieldId[] {
  if ('f' in cond) return cond.f.includes('.') ? [] : [cond.f];
  if ('changed' in cond) return [cond.changed];
  if ('all' in cond) return [...new Set(cond.all.flatMap(testedFields))];
  if ('any' in cond) return [...new Set(cond.any.flatMap(testedFields))];
  return 'not' in cond ? testedFields(cond.not) : [];
}
