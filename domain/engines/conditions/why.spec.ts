import { fixedContext } from './context';
import type { Cond } from './definition';
import { evaluate } from './evaluate';
import { loadFrom } from './tables';
import { MINI, MINI_KEYS } from './vectors.catalogue';
import { readRow } from './vectors.run';
import { explain, hideIn, whyNot, type WhyOptions } from './why';

const context = fixedContext(Date.parse('2026-11-22T04:00:00Z'), 480);
const raw = {
  customer: [
    { id: 'c1', birthday: '1990-11-30', cf_skin: 'dry', owner: 's1' },
    { id: 'c2', cf_score: 2.5 },
  ],
  order: [
    { id: 'o1', name: 'D20261001-07', customer: 'c1', state: 'paid', amount: 680_000, paidAt: '2026-10-01T02:00:00.000Z' },
    { id: 'o2', name: 'D20261002-01', customer: 'c1', state: 'open', amount: 100 },
  ],
};
const rows = Object.fromEntries(Object.entries(raw).map(([entity, list]) => [entity, list.map((row) => readRow(entity, row))]));
const load = loadFrom({ rows, keys: MINI_KEYS }, context);
const traceOf = (cond: Cond, id: string) => evaluate(cond, rows.customer!.find((row) => row.id === id)!, load, context);
const linesOf = (cond: Cond, id: string, options: WhyOptions = {}) =>
  explain(traceOf(cond, id), 'customer', MINI, { rowName: (_, row) => raw.order.find((order) => order.id === row)?.name ?? null, ...options }).map(
    ({ mark, text, depth }) => `${'  '.repeat(depth)}${mark} ${text}`,
  );

const paid: Cond = { f: 'state', op: 'eq', v: 'paid' };
const care = {
  all: [
    { rel: 'orders', q: 'some', where: paid },
    { rel: 'orders', q: 'sum', of: 'amount', where: { f: 'paidAt', op: 'inWindow', v: { last: 12, unit: 'month' } }, op: 'gte', v: 1_000_000 },
    { f: 'birthday', op: 'yearDay', v: { this: 'month' } },
  ],
} satisfies Cond;

test('RU-15 why not: each part, what is there now, and how much is missing, in yuan', () => {
  expect(linesOf(care, 'c1')).toEqual([
    'ok 有满足〔状态等于「已付款」〕的订单（1 笔：D20261001-07）',
    'missing 满足〔付款时间在最近 12 个月内（含今天）〕的订单的金额合计不少于 10,000 元 —— 现在是 6,800.00 元，差 3,200.00 元',
    'ok 本月有生日',
  ]);
  expect(whyNot(traceOf(care, 'c1')).map((trace) => trace.path)).toEqual(['/all/1']);
  expect(whyNot(traceOf({ f: 'birthday', op: 'notEmpty' }, 'c1'))).toEqual([]);
});

test('RU-15 why not: every order, and there is none', () => {
  expect(linesOf({ rel: 'orders', q: 'every', where: paid }, 'c2')).toEqual(['missing 至少有一笔订单，且每一笔都满足〔状态等于「已付款」〕 —— 没有订单']);
  expect(linesOf({ rel: 'orders', q: 'every', where: paid }, 'c1')).toEqual([
    'missing 至少有一笔订单，且每一笔都满足〔状态等于「已付款」〕 —— 2 笔中有 1 笔满足',
  ]);
  expect(linesOf({ rel: 'orders', q: 'count', op: 'gte', v: 3 }, 'c1')).toEqual(['missing 订单的数量不少于 3 笔 —— 现在是 2 笔：D20261001-07、D20261002-01']);
});

test('RU-15 why not: of an "or" any one is enough; of a "not" what is inside is in the way', () => {
  const cond: Cond = {
    all: [
      {
        any: [
          { f: 'cf_score', op: 'gt', v: 3 },
          { f: 'source', op: 'eq', v: '抖音' },
        ],
      },
      { not: { f: 'cf_skin', op: 'eq', v: 'dry' } },
    ],
  };
  expect(linesOf(cond, 'c2')).toEqual([
    'any 以下任一满足即可',
    '  missing 评分大于 3 —— 现在是 2.50，差 0.50',
    '  missing 来源等于「抖音」 —— 现在未填写',
    'ok 不满足（肤质等于「干性」）',
  ]);
  expect(linesOf(cond, 'c1').pop()).toBe('missing 不满足（肤质等于「干性」） —— 现在是「干性」');
  expect(whyNot(traceOf(cond, 'c1')).map((trace) => trace.path)).toEqual(['/all/0/any/0', '/all/0/any/1', '/all/1']);
});

test('SC-03 what the viewer may not read is in no line and in no trace that leaves the server', () => {
  const allowed = {
    customer: { rows: { all: [] }, read: new Set(['name']), mask: new Set<string>(), write: new Set<string>(), verbs: [] },
    order: { rows: { all: [] }, read: new Set(['state']), mask: new Set<string>(), write: new Set<string>(), verbs: [] },
  };
  const cond: Cond = { all: [{ f: 'cf_score', op: 'gt', v: 3 }, care.all[1] as Cond] };
  const text = linesOf(cond, 'c2', { allowed }).join('\n');
  expect(text).toContain('无权查看');
  expect(text).not.toMatch(/2\.50|0\.50|现在是/);
  expect(JSON.stringify(hideIn(traceOf(cond, 'c2'), 'customer', MINI, allowed))).not.toMatch(/"got"|"n"/);
});
