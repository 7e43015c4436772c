import type { Allowed } from '../catalogue/definition';
import { checkCondition, CONDITION_PROBLEMS, type CheckOptions, type ConditionProblem } from './check';
import type { Cond } from './definition';
import { inlineSegments } from './segments';
import { MINI } from './vectors.catalogue';

const leaf: Cond = { f: 'source', op: 'eq', v: '抖音' };
const nested = (levels: number): Cond => (levels === 0 ? leaf : { all: [nested(levels - 1)] });
const may = (read: readonly string[], mask: readonly string[] = []): Allowed => ({
  rows: { all: [] },
  read: new Set(read),
  mask: new Set(mask),
  write: new Set(),
  verbs: [],
});
const segments = {
  vip: { entity: 'customer', title: '贵宾', where: { all: [{ f: 'cf_score', op: 'gt', v: 3 }] } as Cond },
  loop: { entity: 'customer', title: '循环', where: { any: [leaf, { seg: 'loop' }] } as Cond },
  other: { entity: 'order', title: '大单', where: { f: 'amount', op: 'gt', v: 3 } as Cond },
};

/** One wrong tree for each code, the place where it is told, and what makes it so. */
const EXAMPLES: readonly (readonly [ConditionProblem['code'], unknown, string, Partial<CheckOptions>?])[] = [
  ['malformed', { all: [leaf, { f: 5, op: 'eq' }] }, '/all/1'],
  ['malformed', { f: 'source', op: 'eq', v: '抖音', sql: '1=1' }, ''],
  ['malformed', { rel: 'orders', q: 'sum', op: 'gt', v: 1 }, ''],
  ['unknown_field', { not: { f: 'constructor', op: 'empty' } }, '/not'],
  ['unknown_field', { f: 'nobody.name', op: 'empty' }, ''],
  ['unknown_relation', { rel: '__proto__', q: 'some' }, ''],
  ['unknown_segment', { seg: 'nope' }, '', { segments }],
  ['unknown_segment', { seg: 'other' }, '', { segments }],
  ['field_retired', { f: 'cf_gone', op: 'notEmpty' }, ''],
  ['no_read_right', leaf, '', { allowed: { customer: may(['name']) } }],
  ['no_read_right', { f: 'cf_score', op: 'gt', v: { field: 'cf_budget' } }, '', { allowed: { customer: may(['cf_score']) } }],
  ['no_read_right', { rel: 'orders', q: 'some' }, '', { allowed: { customer: may([]) } }],
  ['path_not_to_one', { f: 'orders.amount', op: 'empty' }, ''],
  ['too_many_hops', { f: 'a.b.c.d.e.name', op: 'empty' }, ''],
  ['op_not_for_type', { f: 'birthday', op: 'contains', v: '29' }, ''],
  ['op_not_for_type', { f: 'cf_age', op: 'gt', v: 29 }, ''],
  ['op_not_for_type', { rel: 'orders', q: 'sum', of: 'state', op: 'gt', v: 1 }, ''],
  ['op_not_on_encrypted', { f: 'phone', op: 'contains', v: '138' }, ''],
  ['op_on_masked', { f: 'phone', op: 'eq', v: '13800138000' }, '', { allowed: { customer: may(['phone'], ['phone']) } }],
  ['literal_type', { f: 'cf_score', op: 'gt', v: '3' }, ''],
  ['literal_type', { f: 'source', op: 'eq', v: 'a\u0000b' }, ''],
  ['literal_type', { f: 'source', op: 'in', v: [] }, ''],
  ['literal_type', { f: 'store', op: 'eq', v: { var: 'actor.store' } }, ''],
  ['literal_type', { f: 'cf_until', op: 'gt', v: { field: 'cf_score' } }, ''],
  ['literal_scale', { f: 'cf_score', op: 'eq', v: 0.305 }, ''],
  ['literal_scale', { rel: 'orders', q: 'count', op: 'gt', v: 1.5 }, ''],
  ['unknown_option', { f: 'cf_skin', op: 'in', v: ['dry', 'green'] }, ''],
  ['option_retired', { f: 'cf_skin', op: 'eq', v: 'old' }, ''],
  ['window_invalid', { f: 'birthday', op: 'inWindow', v: { last: -1, unit: 'day' } }, ''],
  ['window_invalid', { f: 'birthday', op: 'inWindow', v: { within: { hours: 3 } } }, ''],
  ['window_invalid', { f: 'cf_visit', op: 'inWindow', v: { from: { field: 'cf_since' } } }, ''],
  ['window_invalid', { f: 'birthday', op: 'inWindow', v: { from: '2026-02-01', to: '2026-01-01' } }, ''],
  ['window_invalid', { f: 'cf_visit', op: 'weekday', v: [8] }, ''],
  ['window_invalid', { f: 'cf_visit', op: 'timeOfDay', v: { from: '9:00', to: '10:00' } }, ''],
  ['window_invalid', { f: 'birthday', op: 'yearDay', v: { from: 3, to: 1 } }, ''],
  ['depth', nested(6), '/all/0/all/0/all/0/all/0/all/0/all/0'],
  ['too_many_nodes', { all: Array.from({ length: 150 }, () => leaf) }, '/all/99'],
  ['too_many_quantifiers', { rel: 'orders', q: 'some', where: { f: 'customer.source', op: 'notEmpty' } }, '', {}],
  ['me_without_actor', { f: 'owner', op: 'me' }, '', { withoutActor: true }],
  ['me_without_actor', { f: 'store', op: 'in', v: { var: 'actor.store' } }, '', { withoutActor: true }],
  ['changed_outside_update', { changed: 'cf_skin' }, ''],
  ['segment_cycle', { seg: 'loop' }, '/any/1', { segments }],
  ['not_on_client', { rel: 'orders', q: 'some' }, '', { profile: 'client' }],
  ['not_on_client', { f: 'store.name', op: 'notEmpty' }, '', { profile: 'client' }],
  ['unknown_entity', leaf, ''],
  ['empty_group', { all: [leaf, { any: [] }] }, '/all/1'],
  ['always_true', { rel: 'orders', q: 'count', op: 'gte', v: 0 }, ''],
  ['always_false', { all: [leaf, { f: 'cf_score', op: 'between', v: [3, 1] }] }, ''],
  ['slow', { all: [leaf] }, '/all/0', { rows: { customer: 60_000 }, indexed: () => false }],
];

const TOLD = EXAMPLES.filter(([code]) => code !== 'too_many_quantifiers').map(([code, tree, path, options]) => ({ code, tree, path, options }));
test.each(TOLD)('MK-01 check tells $code where it stands ($#)', ({ code, tree, path, options }) => {
  const problems = checkCondition(tree as Cond, code === 'unknown_entity' ? 'constructor' : 'customer', MINI, { profile: 'server', ...options });
  expect(problems.map((problem) => [problem.code, problem.path])).toContainEqual([code, path]);
});

test('MK-01 more than three relations inside each other are too many', () => {
  const deep = (levels: number): Cond => ({ rel: 'up', q: 'some', ...(levels > 1 ? { where: deep(levels - 1) } : {}) });
  const line = MINI.entities.line!;
  const looped = {
    ...MINI,
    entities: { ...MINI.entities, line: { ...line, relations: { up: { id: 'up', label: '上级', to: 'line', kind: 'many' as const } } } },
  };
  expect(checkCondition(deep(3), 'line', looped).map((problem) => problem.code)).toEqual([]);
  expect(checkCondition(deep(4), 'line', looped).map((problem) => [problem.code, problem.path])).toEqual([['too_many_quantifiers', '/where/where/where']]);
});

test('MK-01 a list of a million conditions is refused before it is walked', () => {
  const problems = checkCondition({ all: Array.from({ length: 1_000_000 }, () => leaf) }, 'customer', MINI);
  expect(problems.map((problem) => problem.code)).toEqual(['too_many_nodes']);
});

test('MK-01 every code of check has an example', () => {
  expect(new Set(EXAMPLES.map(([code]) => code))).toEqual(new Set(CONDITION_PROBLEMS));
});

test('MK-01 a masked field may be asked whether it is there, and nothing else: no search could find its value out', () => {
  const allowed = { customer: may(['phone'], ['phone']) };
  expect(checkCondition({ f: 'phone', op: 'empty' }, 'customer', MINI, { profile: 'server', allowed })).toEqual([]);
  for (const op of ['eq', 'in', 'last4'] as const)
    expect(checkCondition({ f: 'phone', op, v: op === 'in' ? ['8000'] : '8000' }, 'customer', MINI, { profile: 'server', allowed })[0]?.code).toBe(
      'op_on_masked',
    );
});

test('CU-16 a saved segment is put in its place; one that comes back to itself is no "no", but a fault', () => {
  expect(inlineSegments({ all: [leaf, { seg: 'vip' }] }, segments)).toEqual({ all: [leaf, segments.vip.where] });
  expect(() => inlineSegments({ not: { seg: 'loop' } }, segments)).toThrow('loop');
  expect(() => inlineSegments({ seg: 'toString' }, segments)).toThrow('toString');
});
