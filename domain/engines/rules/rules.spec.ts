import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Formula } from '../catalogue/definition';
import type { Cond, Value } from '../conditions/definition';
import { decideChain, linkOf, rootChain } from './chain';
import { RULE_LIMITS, type GuardDef } from './definition';
import { differenceOf, fallsOn } from './due';
import { judge, locksOf, type GuardParts } from './guard';
import { decideReentry } from './reentry';
import { runVector, type RuleVector } from './vectors.run';

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors/stories.json'), 'utf8')) as RuleVector[];

describe('what a rule does over time', () => {
  test.each(vectors.map((vector) => [vector.id, vector.says, vector] as const))('RU-16 %s: %s', (_id, _says, vector) => {
    expect(runVector(vector)).toBeNull();
  });

  test('RU-16 a story that promises something else is told apart', () => {
    const [story] = vectors;
    expect(runVector({ ...story!, expect: { ...story!.expect, sends: [] } })).toContain('is not');
    expect(new Set(vectors.map((vector) => vector.id)).size).toBe(vectors.length);
  });
});

test('RU-14 a schedule falls on its weekdays, and on the last day of a month that is too short', () => {
  expect(fallsOn({ at: '10:00' }, '2026-11-22')).toBe(true);
  expect([fallsOn({ at: '10:00', weekdays: [7] }, '2026-11-22'), fallsOn({ at: '10:00', weekdays: [1] }, '2026-11-22')]).toEqual([true, false]);
  expect(['2027-02-28', '2027-02-27', '2028-02-28', '2028-02-29'].map((day) => fallsOn({ at: '10:00', monthDays: [31] }, day))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('RU-14 who came into a segment and who went out of it, counted by her entries', () => {
  const before = new Map([
    ['stays', { inside: true, entries: 1 }],
    ['goes', { inside: true, entries: 2 }],
    ['again', { inside: false, entries: 3 }],
  ]);
  const { entered, left } = differenceOf(before, new Set(['stays', 'again', 'new']));
  expect([[...entered], [...left]]).toEqual([
    [
      ['again', 4],
      ['new', 1],
    ],
    [['goes', 2]],
  ]);
});

test('RU-16 once, after so many days, or only after she has left: each by what ran before', () => {
  const day = 86_400_000;
  const ran = { times: 1, lastAt: 100 * day, leftSince: false };
  expect(decideReentry('once', { times: 0, lastAt: null, leftSince: false }, 0)).toBeNull();
  expect(decideReentry('once', ran, 200 * day)).toBe('already_once');
  expect(decideReentry('everyTime', ran, 100 * day)).toBeNull();
  expect([decideReentry({ afterDays: 7 }, ran, 107 * day - 1), decideReentry({ afterDays: 7 }, ran, 107 * day)]).toEqual(['again_too_soon', null]);
  expect([decideReentry({ whenLeft: true }, ran, 200 * day), decideReentry({ whenLeft: true }, { ...ran, leftSince: true }, 200 * day)]).toEqual([
    'not_left',
    null,
  ]);
});

test('RU-16 a chain ends at the same rule and record, at its depth and at its number', () => {
  const chain = { root: 'e', links: [linkOf('a', '1'), linkOf('b', '1')] };
  expect([decideChain(chain, 'a', '1', 0), decideChain(chain, 'a', '2', 0), decideChain(rootChain('e'), 'a', '1', 0)]).toEqual(['loop', null, null]);
  const deep = { root: 'e', links: Array.from({ length: RULE_LIMITS.chainDepth }, (_, i) => linkOf('r', String(i))) };
  expect([decideChain(deep, 'x', '1', 0), decideChain({ ...deep, links: deep.links.slice(1) }, 'x', '1', 0)]).toEqual(['loop', null]);
  expect([decideChain(rootChain('e'), 'a', '1', RULE_LIMITS.perRoot - 1), decideChain(rootChain('e'), 'a', '1', RULE_LIMITS.perRoot)]).toEqual([
    null,
    'too_many',
  ]);
});

describe('before it is saved', () => {
  const over: Cond = { f: 'price', op: 'gt', v: 100 };
  const guard = (id: string, answer: GuardDef['answer'], more: Partial<GuardDef> = {}): GuardDef => ({
    id,
    version: 1,
    title: id,
    entity: 'order',
    on: ['create'],
    when: over,
    answer,
    ...more,
  });
  const parts = (more: Partial<GuardParts> = {}): GuardParts => ({
    matches: (_, values) => Number(values.price) > 100,
    compute: (formula: Formula): Value => ('value' in formula ? formula.value : null),
    formProblems: () => [],
    accepted: new Map(),
    rights: new Set(['order.discount']),
    ...more,
  });
  const draft = { entity: 'order', doing: 'create', values: { price: 200 } };
  const warn = guard('w', { warn: '价格偏高', needReason: true, right: 'order.discount' });

  test('RU-09 a refusal names the guard and writes nothing; all that refuse are told at once', () => {
    const guards = [guard('b', { refuse: '二' }), guard('a', { refuse: '一' }), warn];
    expect(judge(guards, draft, parts())).toEqual({
      kind: 'refused',
      problems: [
        { guardId: 'a', message: '一' },
        { guardId: 'b', message: '二' },
      ],
    });
    expect(judge(guards, { ...draft, doing: 'update' }, parts())).toEqual({ kind: 'save', values: draft.values, reasons: [] });
    expect(judge(guards, { ...draft, values: { price: 100 } }, parts()).kind).toBe('save');
  });

  test('RU-09 what a guard sets is judged by the others: set, then the form, then refuse, then warn', () => {
    const set = guard('z', { set: [{ field: 'price', formula: { value: 50 } }] });
    expect(judge([guard('a', { refuse: '一' }), warn, set], draft, parts())).toEqual({ kind: 'save', values: { price: 50 }, reasons: [] });
    const form = parts({ formProblems: (values) => (values.price === 200 ? [{ guardId: 'form', message: '表单' }] : []) });
    expect(judge([guard('a', { refuse: '一' })], draft, form)).toEqual({ kind: 'refused', problems: [{ guardId: 'form', message: '表单' }] });
    expect(judge([set, warn], draft, form).kind).toBe('save');
  });

  test('RU-09 a warning is passed with its reason by whoever has the right, and by nobody else', () => {
    const asked = { kind: 'warned', warnings: [{ guardId: 'w', message: '价格偏高', needReason: true, mayGoOn: true }] };
    expect(judge([warn], draft, parts())).toEqual(asked);
    expect(judge([warn], draft, parts({ accepted: new Map([['w', '  ']]) }))).toEqual(asked);
    expect(judge([warn], draft, parts({ accepted: new Map([['w', '老客户']]) }))).toEqual({
      kind: 'save',
      values: draft.values,
      reasons: [{ guardId: 'w', reason: '老客户' }],
    });
    expect(judge([warn], draft, parts({ accepted: new Map([['w', '老客户']]), rights: new Set() }))).toMatchObject({
      kind: 'warned',
      warnings: [{ mayGoOn: false }],
    });
  });

  test('RU-09 a guard that counts other rows locks its values, by guard', () => {
    const read = (path: string): Value => ({ doctor: 'd1', day: '2026-11-22' })[path] ?? null;
    expect(locksOf([guard('six', { refuse: '满' }, { lockOn: ['doctor', 'day'] }), guard('free', { refuse: '满' })], draft, read)).toEqual([
      'guard:six:["d1","2026-11-22"]',
    ]);
    expect(locksOf([guard('six', { refuse: '满' }, { lockOn: ['doctor'] })], { ...draft, doing: 'update' }, read)).toEqual([]);
  });
});
