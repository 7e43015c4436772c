import { fixedContext } from '../conditions/context';
import { checkCondition } from '../conditions/check';
import type { Allowed } from '../catalogue/definition';
import type { Row } from '../conditions/values';
import { checkReport } from './check';
import { checkDashboard } from './check.dashboard';
import type { ReportCheckOptions, ReportProblem } from './checking';
import { additivityOf, type ReportDef, withOwn } from './definition';
import { rowsOf } from './drill';
import { funnel } from './funnel';
import { sayUnreachable } from './grain';
import { listInMemory, runInMemory, worldOf } from './memory';
import { MINI_CATALOGUE, MINI_KEYS, MINI_SEMANTICS } from './mini-shop';
import { buckets, compareRange, resolvePeriod } from './period';
import { runReport } from './run';
import { type ReportTable, scoreOf } from './table';

const TODAY = '2026-11-26';
const report = (over: Partial<ReportDef>): ReportDef => ({
  title: '报表',
  chart: 'table',
  measures: [{ m: 'orders' }],
  rows: [],
  period: { this: 'month' },
  zeroFill: false,
  ...over,
});
const everything: Allowed = { rows: { all: [] }, read: 'all', mask: new Set(), write: 'all', verbs: [] };
const options = (over: Partial<ReportCheckOptions> = {}): ReportCheckOptions => ({
  catalogue: MINI_CATALOGUE,
  semantics: MINI_SEMANTICS,
  today: TODAY,
  allow: () => everything,
  checkCondition: (cond, entity) => checkCondition(cond, entity, MINI_CATALOGUE, { profile: 'server' }),
  ...over,
});
const codes = (def: unknown, over: Partial<ReportCheckOptions> = {}): string[] => checkReport(def, options(over)).map((problem) => problem.code);

/* ---- a shop by hand ---- */
const row = (id: string, values: Row['values']): Row => ({ id, values });
const at = (day: string): string => `${day}T04:00:00.000Z`;
const ROWS = {
  member: [row('m1', { name: '王' }), row('m2', { name: '李' })],
  customer: [
    row('c1', { level: 'gold', balance: 500_00, joinedOn: '2026-09-02', region: '浦东' }),
    row('c2', { level: 'gold', balance: 70_00, joinedOn: '2026-11-03', region: '静安' }),
    row('c3', { level: 'silver', balance: 9_00, joinedOn: '2026-11-20', region: '浦东' }),
  ],
  order: [
    row('o1', { customer: 'c1', seller: 'm1', state: 'paid', paidAt: at('2026-11-02'), amount: 100_00 }),
    row('o2', { customer: 'c1', seller: 'm2', state: 'paid', paidAt: at('2026-11-02'), amount: 200_00 }),
    row('o3', { customer: 'c1', seller: 'm2', state: 'paid', paidAt: at('2026-10-10'), amount: 400_00 }),
    row('o4', { customer: 'c3', state: 'paid', paidAt: at('2026-11-21'), amount: 300_00 }),
    row('o5', { customer: 'c2', state: 'open', paidAt: at('2026-11-21'), amount: 999_00 }),
  ],
  line: ['o1', 'o2', 'o3'].flatMap((order, o) =>
    [1, 2, 3, 4].map((n) => row(`${order}l${n}`, { order, item: n > 2 ? 'i1' : 'i2', qty: 1, total: 25_00 * (o + 1) })),
  ),
  item: [row('i1', { name: '写真', category: 'photo' }), row('i2', { name: '礼服', category: 'dress' })],
};
async function run(def: ReportDef, today = TODAY): Promise<ReportTable> {
  expect(codes(def)).toEqual([]);
  const context = fixedContext(Date.parse(`${today}T02:00:00Z`), 480);
  const world = worldOf({ rows: ROWS, keys: MINI_KEYS }, context);
  return runReport(
    def,
    { catalogue: MINI_CATALOGUE, semantics: MINI_SEMANTICS, today },
    {
      run: (queries) => Promise.resolve(queries.map((query) => runInMemory(query, world, context))),
      names: (dimension, ids) => Promise.resolve(new Map(ids.flatMap((id) => (id === 'm2' ? [] : [[id, `${dimension.label}${id}`]])))),
    },
  );
}
const labels = (table: ReportTable): string[] => table.rows.map((line) => line.labels.join(' '));
const column = (table: ReportTable, m = 0): (number | null)[] => table.rowTotals.map((values) => values[m] ?? null);

test('RP-02 customers by month equal a count by hand, months without any included; the month under way is marked', async () => {
  const table = await run(
    report({ chart: 'line', measures: [{ m: 'joined' }], rows: [{ time: 'month' }], period: { last: 4, unit: 'month' }, zeroFill: true }),
  );
  expect(table.range).toEqual({ from: '2026-07-27', to: '2026-11-26' });
  expect(labels(table)).toEqual(['2026年7月', '2026年8月', '2026年9月', '2026年10月', '2026年11月']);
  expect(column(table)).toEqual([0, 0, 1, 0, 2]);
  expect(table.rows.map((line) => line.incomplete)).toEqual([false, false, false, false, true]);
  expect(table.rows.map((line) => line.cut)).toEqual([true, false, false, false, true]);
});

test('RP-09 case 24: a card of 3 orders with 4 lines each: balance, sales and pieces stand side by side, none counted twice', async () => {
  const table = await run(
    report({ measures: [{ m: 'balance' }, { m: 'revenue' }, { m: 'qty' }, { m: 'buyers' }], rows: [{ dim: 'level' }], period: { last: 3, unit: 'month' } }),
  );
  expect(labels(table)).toEqual(['金卡', '银卡']);
  expect(table.rowTotals).toEqual([
    [570_00, 700_00, 12, 1],
    [9_00, 300_00, 0, 1],
  ]);
  expect(table.total).toEqual([579_00, 1_000_00, 12, 2]);
});

test('RP-09 different customers are counted again for each total, not added up', async () => {
  const table = await run(report({ measures: [{ m: 'buyers' }], rows: [{ dim: 'seller' }], period: { last: 3, unit: 'month' } }));
  expect(column(table)).toEqual([1, 1, 1]);
  expect(table.total).toEqual([2]);
  expect(MINI_SEMANTICS.measures.size).toBeGreaterThan(0);
  const additive = ['orders', 'balance', 'buyers', 'ticket', 'gap', 'median'].map((id) => {
    const measure = MINI_SEMANTICS.measures.get(id);
    return measure && additivityOf(measure, MINI_SEMANTICS);
  });
  expect(additive).toEqual(['all', 'notTime', 'none', 'none', 'all', 'none']);
});

test('RP-10 somebody whom the reader may not see has a bucket, but no name', async () => {
  const table = await run(report({ rows: [{ dim: 'seller' }], period: { last: 3, unit: 'month' }, sort: { by: 'orders', dir: 'desc' } }));
  expect(labels(table)).toEqual(['（无权查看）', '销售m1', '（未填写）']);
  expect(column(table)).toEqual([2, 1, 1]);
});

test('RP-09 a split that would count a customer several times is refused with a sentence and what to ask instead', () => {
  const [problem] = checkReport(report({ measures: [{ m: 'balance' }], rows: [{ dim: 'item' }] }), options());
  expect(problem).toMatchObject({ code: 'dim_unreachable', path: '/rows/0', facts: { insteadIds: ['takers'] } });
  expect(sayUnreachable({ measure: '客户总余额', unit: '位', home: '客户', dimension: '项目', instead: ['买过该项目的客户数'] })).toBe(
    '『客户总余额』是每位客户一个数，不能按『项目』拆分。可以换成『买过该项目的客户数』。',
  );
});

test('RP-06 the first n by amount or by number, ties by name, and 其他 so that the total stays', async () => {
  const ranked = (by: string): ReportDef =>
    report({
      chart: 'rank',
      measures: [{ m: 'revenue' }, { m: 'orders' }, { m: 'buyers' }],
      rows: [{ dim: 'region' }],
      period: { last: 3, unit: 'month' },
      sort: { by, dir: 'desc' },
      top: { n: 1 },
    });
  const table = await run(ranked('revenue'));
  expect(labels(table)).toEqual(['浦东']);
  const sellers = await run({ ...ranked('orders'), rows: [{ dim: 'seller' }] });
  expect(labels(sellers)).toEqual(['（无权查看）', '其他']);
  expect(sellers.rowTotals).toEqual([
    [600_00, 2, 1],
    [400_00, 2, 2],
  ]);
  expect(sellers.total).toEqual([1_000_00, 4, 2]);
  const tie = await run(
    report({ measures: [{ m: 'joined' }], rows: [{ dim: 'region' }], period: { from: '2026-11-01', to: '2026-11-30' }, sort: { by: 'joined', dir: 'desc' } }),
  );
  expect(labels(tie)).toEqual(['浦东', '静安'].sort());
});

test('RP-13 a period beside the one before: nothing divided by nothing stays empty', async () => {
  const table = await run(report({ measures: [{ m: 'revenue' }, { m: 'ticket' }], period: { toDate: 'month' }, compare: 'prev' }));
  expect(table.total).toEqual([600_00, 200_00]);
  expect(table.compared).toMatchObject({ range: { from: '2026-10-01', to: '2026-10-26' }, total: [400_00, 400_00] });
  const empty = await run(report({ measures: [{ m: 'ticket' }], period: { from: '2020-01-01', to: '2020-01-31' } }));
  expect(empty.total).toEqual([null]);
});

test('KP-16 a stock is told as of the last day of each month, and not at all for days to come', async () => {
  const table = await run(
    report({ measures: [{ m: 'customers' }, { m: 'active' }], rows: [{ time: 'month' }], period: { from: '2026-10-01', to: '2026-12-31' }, zeroFill: true }),
  );
  expect(table.rowTotals).toEqual([
    [1, 1],
    [3, 3],
    [null, null],
  ]);
  expect(table.total).toEqual([3, 3]);
});

test('RP-13 periods and what they are compared with', () => {
  const range = (period: ReportDef['period'], today: string) => resolvePeriod(period, today);
  expect(range({ prev: 'quarter' }, '2026-02-10')).toEqual({ from: '2025-10-01', to: '2025-12-31' });
  expect(range({ last: 1, unit: 'month' }, '2026-03-31')).toEqual({ from: '2026-03-01', to: '2026-03-31' });
  expect(range({ next: 30, unit: 'day' }, '2026-11-26')).toEqual({ from: '2026-11-27', to: '2026-12-26' });
  expect(range({ all: true }, '2026-11-26')).toBeNull();
  const against = (compare: 'prev' | 'lastYear', period: ReportDef['period'], today: string, weeks = false) => {
    const days = resolvePeriod(period, today);
    return days && compareRange(compare, period, days, weeks);
  };
  // Up to 31 March: the same days of February are all of February.
  expect(against('prev', { toDate: 'month' }, '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(against('prev', { prev: 'month' }, '2026-04-10')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(against('prev', { last: 7, unit: 'day' }, '2026-11-26')).toEqual({ from: '2026-11-13', to: '2026-11-19' });
  expect(against('lastYear', { last: 7, unit: 'day' }, '2024-02-29')).toEqual({ from: '2023-02-23', to: '2023-02-28' });
  expect(against('lastYear', { this: 'month' }, '2025-02-10')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  // Week 48 beside week 48, Monday to Sunday; week 53 beside the last there is.
  expect(against('lastYear', { this: 'week' }, '2026-11-26')).toEqual({ from: '2025-11-24', to: '2025-11-30' });
  expect(against('lastYear', { last: 7, unit: 'day' }, '2027-01-03', true)).toEqual({ from: '2025-12-22', to: '2025-12-28' });
});

test('RP-02 buckets cover a period without gap and mark what is cut or still growing', () => {
  const list = buckets({ from: '2026-11-18', to: '2026-12-02' }, 'week', TODAY);
  expect(list.map(({ key, from, to, incomplete, cut }) => [key, from, to, incomplete, cut])).toEqual([
    ['2026-11-16', '2026-11-18', '2026-11-22', false, true],
    ['2026-11-23', '2026-11-23', '2026-11-29', true, false],
    ['2026-11-30', '2026-11-30', '2026-12-02', false, true],
  ]);
  expect(buckets({ from: '2026-01-01', to: '2026-12-31' }, 'quarter', TODAY).map((bucket) => bucket.label)).toEqual([
    '2026年1季度',
    '2026年2季度',
    '2026年3季度',
    '2026年4季度',
  ]);
});

test('RP-10 the rows behind a bucket of 其他, of an age and of nothing filled in', () => {
  const env = { catalogue: MINI_CATALOGUE, semantics: MINI_SEMANTICS, today: TODAY };
  const context = fixedContext(Date.parse(`${TODAY}T02:00:00Z`), 480);
  const world = worldOf({ rows: ROWS, keys: MINI_KEYS }, context);
  const orders = MINI_SEMANTICS.measures.get('orders');
  if (!orders || 'combine' in orders) throw new Error('orders');
  const def = report({ rows: [{ dim: 'seller' }], period: { last: 3, unit: 'month' } });
  const list = (keys: Record<string, string | null | { not: string[] }>) =>
    listInMemory(rowsOf(def, { measure: orders, keys, range: resolvePeriod(def.period, TODAY) }, env), world, context).map((one) => one.id);
  expect(list({ seller: { not: ['m2'] } })).toEqual(['o1', 'o4']);
  expect(list({ seller: null })).toEqual(['o4']);
  expect(list({ seller: 'm2' })).toEqual(['o2', 'o3']);
});

test('RP-04 skipping a stage counts as reaching it, and who comes too late is not counted', () => {
  const day = (n: number): number => n * 86_400_000;
  const def = { home: 'order', windowDays: 10, stages: ['咨询', '到店', '成交'].map((label, i) => ({ id: `s${i}`, label, time: 'paidAt' })) };
  const stages = funnel(
    def,
    [
      { id: 'straight', reached: [day(1), day(2), day(3)] },
      { id: 'skipped', reached: [day(1), null, day(5)] },
      { id: 'late', reached: [day(1), day(12), day(12)] },
      { id: 'before', reached: [day(-1), day(2), day(3)] },
      { id: 'walked in', reached: [null, day(4), null] },
    ],
    day(0),
    day(7),
  );
  expect(stages.map(({ count, ofPrevious }) => [count, ofPrevious])).toEqual([
    [4, 1],
    [3, 0.75],
    [2, 2 / 3],
  ]);
  expect(funnel(def, [], 0, 1).map((stage) => stage.ofPrevious)).toEqual([null, null, null]);
});

/* ---- every problem has an example ---- */
const own = (over: object): Partial<ReportDef> => ({
  own: { measures: [{ id: 'x', label: '统计', home: 'order', agg: 'count', time: 'paidAt', format: 'int', formulaText: '数', ...over } as never] },
  measures: [{ m: 'x' }],
});
const ownDim = (over: object): Partial<ReportDef> => ({
  own: { dimensions: [{ id: 'd', label: '维度', entity: 'order', field: 'amount', ...over } as never] },
  rows: [{ dim: 'd' }],
});
const FUNNEL = { home: 'order', stages: ['a', 'b'].map((id) => ({ id, label: id, time: 'paidAt' })) };
const hiding = (hidden: string): Partial<ReportCheckOptions> => ({ allow: (entity) => (entity === hidden ? null : everything) });
const masking = (entity: string, field: string): Partial<ReportCheckOptions> => ({
  allow: (id) => (id === entity ? { ...everything, mask: new Set([field]) } : everything),
});

const EXAMPLES: Readonly<Record<ReportProblem, readonly [Partial<ReportDef>, Partial<ReportCheckOptions>?]>> = {
  not_readable_shape: [{ chart: 'radar' as never }],
  no_measure: [{ measures: [] }],
  measure_unknown: [{ measures: [{ m: 'constructor' }] }],
  measure_twice: [{ measures: [{ m: 'orders' }, { m: 'orders' }] }],
  measure_not_allowed: [{}, hiding('order')],
  combine_cycle: [
    {
      own: {
        measures: ['x', 'y'].map((id) => ({
          id,
          label: id,
          combine: 'ratio' as const,
          of: [id === 'x' ? 'y' : 'x', 'orders'] as const,
          format: 'percent' as const,
          formulaText: '圈',
        })),
      },
      measures: [{ m: 'x' }],
    },
  ],
  score_needs_weights: [
    { own: { measures: [{ id: 'x', label: '分', combine: 'score', of: ['average', 'orders'], format: 'score', formulaText: '分' }] }, measures: [{ m: 'x' }] },
  ],
  id_taken: [{ own: { measures: [{ id: 'orders', label: '假', home: 'order', agg: 'count', time: null, format: 'int', formulaText: '假' }] } }],
  home_unknown: [own({ home: 'constructor' })],
  of_missing: [own({ agg: 'sum' })],
  of_unknown: [own({ agg: 'sum', of: 'nothing' })],
  of_not_at_home: [own({ agg: 'sum', of: 'customer.balance' })],
  of_not_a_number: [own({ agg: 'avg', of: 'state' })],
  of_not_countable: [own({ agg: 'countDistinct', of: 'customer.phone' })],
  time_not_a_date: [own({ time: 'amount' })],
  dim_unknown: [{ rows: [{ dim: 'valueOf' }] }],
  dim_twice: [{ rows: [{ dim: 'level' }, { dim: 'level' }] }],
  dim_not_groupable: [ownDim({ entity: 'customer', field: 'tags' })],
  dim_not_allowed: [{ rows: [{ dim: 'level' }] }, masking('customer', 'level')],
  dim_unreachable: [{ measures: [{ m: 'joined' }], rows: [{ dim: 'category' }] }],
  dim_ambiguous: [ownDim({ entity: 'member', field: 'id' })],
  bands_overlap: [
    ownDim({
      bands: [
        { label: '小', to: 10 },
        { label: '大', from: 9 },
      ],
    }),
  ],
  bands_do_not_fit: [ownDim({ field: 'state', bands: [{ label: '小', to: 10 }] })],
  filter_unreachable: [{ filter: { item: { f: 'category', op: 'eq', v: 'photo' } } }],
  filter_ambiguous: [{ filter: { member: { f: 'name', op: 'notEmpty' } } }],
  period_invalid: [{ period: { from: '2026-02-02', to: '2026-02-01' } }],
  period_unbounded: [{ period: { all: true }, rows: [{ time: 'month' }] }],
  too_many_buckets: [{ period: { last: 900, unit: 'day' }, rows: [{ time: 'day' }] }],
  too_many_snapshots: [{ period: { last: 90, unit: 'day' }, rows: [{ time: 'day' }], measures: [{ m: 'balance' }] }],
  chart_does_not_fit: [{ chart: 'pie', measures: [{ m: 'buyers' }], rows: [{ dim: 'level' }] }],
  sort_unknown: [{ sort: { by: 'revenue', dir: 'asc' } }],
  top_does_not_fit: [{ top: { n: 3 }, rows: [{ time: 'month' }] }],
  column_unknown: [{ drill: { list: ['nothing'] } }],
  funnel_missing: [{ chart: 'funnel' }],
  stage_not_a_date: [{ chart: 'funnel', funnel: { ...FUNNEL, stages: FUNNEL.stages.map((stage) => ({ ...stage, time: 'amount' })) } }],
  stage_twice: [{ chart: 'funnel', funnel: { ...FUNNEL, stages: FUNNEL.stages.map((stage) => ({ ...stage, id: 'a' })) } }],
  gantt_missing: [{ chart: 'gantt' }],
  bar_not_dates: [{ chart: 'gantt', gantt: { home: 'order', bars: [{ id: 'a', label: '付款', from: 'paidAt', to: 'amount' }] } }],
};

test.each(Object.entries(EXAMPLES))('RP-01 check: %s', (code, [over, more]) => {
  expect(codes(report(over), more)).toContain(code);
});

test('RP-01 check: charts that would lie, and places inside conditions', () => {
  const why = (over: Partial<ReportDef>): unknown => checkReport(report(over), options()).find((problem) => problem.code === 'chart_does_not_fit')?.facts.why;
  expect(why({ chart: 'gauge' })).toBe('target');
  expect(why({ chart: 'number', rows: [{ dim: 'level' }] })).toBe('no_split');
  expect(why({ chart: 'line', rows: [{ dim: 'level' }] })).toBe('time');
  expect(why({ chart: 'cross', rows: [{ dim: 'level' }] })).toBe('rows_and_columns');
  expect(why({ chart: 'bar' })).toBe('one_split');
  expect(why({ chart: 'calendar', rows: [{ time: 'month' }] })).toBe('days');
  expect(why({ chart: 'calendar', rows: [{ time: 'day' }] })).toBeUndefined();
  expect(why({ chart: 'pie', rows: [{ time: 'month' }] })).toBe('one_measure_one_split');
  expect(why({ chart: 'pie', rows: [{ dim: 'level' }] })).toBeUndefined();
  expect(checkReport(report({ filter: { customer: { all: [{ f: 'nothing', op: 'eq', v: 1 }] } } }), options())).toMatchObject([
    { code: 'unknown_field', path: '/filter/customer/all/0' },
  ]);
  expect(codes(report({ ...own({ where: { f: 'state', op: 'between', v: 1 } }) }))).toContain('op_not_for_type');
});

test('RP-01 check: no body makes it fail, and what every object has is no name', () => {
  for (const body of [null, 1, 'x', [], {}, { title: {} }, JSON.parse('{"__proto__":{"title":"x"}}'), { ...report({}), extra: 1 }])
    expect(codes(body)).toContain('not_readable_shape');
  expect(codes(report({ filter: JSON.parse('{"constructor":{"f":"x","op":"eq"}}') as never }))).toEqual(['filter_unreachable']);
  expect(codes(report({ filter: { customer: { f: 'level', op: 'eq', v: { field: 1 } } as never } }))).not.toEqual([]);
});

test('RP-11 a dashboard has known reports, each tile in its place and none over another', () => {
  const tile = { id: 'a', report: 'report.sales', x: 0, y: 0, w: 6, h: 4 };
  const dashboard = (...grid: object[]): unknown => ({ title: '看板', grid, share: { roles: ['manager'] } });
  const known = { hasReport: (id: string) => id === 'report.sales', hasRole: (id: string) => id === 'manager' };
  const found = (body: unknown): string[] => checkDashboard(body, known).map((problem) => problem.code);
  expect(found(dashboard(tile, { ...tile, id: 'b', x: 6 }))).toEqual([]);
  expect(found(dashboard(tile, { ...tile, id: 'b', x: 5 }))).toEqual(['tile_over_another']);
  expect(found(dashboard({ ...tile, x: 7 }))).toEqual(['tile_off_the_grid']);
  expect(found(dashboard(tile, { ...tile, y: 4 }))).toEqual(['tile_twice']);
  expect(found(dashboard({ ...tile, report: 'report.gone' }))).toEqual(['report_unknown']);
  expect(found({ ...(dashboard(tile) as object), share: { roles: ['valueOf'] } })).toEqual(['role_unknown']);
  expect(found(dashboard())).toEqual(['not_readable_shape']);
});

test('RP-08 a score weighs the first part by its most and the place of the second among the others; alone it is all of that part', () => {
  const measure = {
    id: 'x',
    label: '分',
    combine: 'score',
    of: ['a', 'b'],
    weigh: { first: 60, second: 40, most: 5 },
    format: 'score',
    formulaText: '分',
  } as const;
  const score = (stars: number, work: number, all: number[] | null) => scoreOf(measure, stars, work, all);
  expect(score(5, 9, [9, 3, 3])).toBe(100);
  expect(score(5, 3, [9, 3, 3])).toBe(60 + 40 * (0.5 / 2));
  expect(score(2.5, 7, [7])).toBe(30 + 40);
  expect(score(0, 1, [1, 2])).toBe(0);
  expect(score(5, 1, null)).toBeNull();
});

test('KP-12 shares of the whole come to one, and the whole is that of all lines, those among 其他 too', async () => {
  const rows = {
    order: [1, 2, 3, 4].map((n) => ({ id: `o${n}`, values: { state: 'paid', paidAt: '2026-03-10T04:00:00.000Z', amount: n * 100, customer: `c${n}` } })),
    customer: [1, 2, 3, 4].map((n) => ({ id: `c${n}`, values: { level: n < 3 ? 'gold' : null, region: `r${n}` } })),
  };
  const share = { id: 'part', label: '占比', combine: 'share', of: ['revenue', 'revenue'], times: 100, format: 'score', formulaText: '占比' } as const;
  const def: ReportDef = {
    title: '占比',
    chart: 'table',
    measures: [{ m: 'part' }],
    rows: [{ dim: 'region' }],
    period: { from: '2026-03-01', to: '2026-03-31' },
    sort: { by: 'part', dir: 'desc' },
    top: { n: 2 },
    zeroFill: false,
    own: { measures: [share] },
  };
  const context = fixedContext(Date.parse('2026-03-31T02:00:00Z'), 480);
  const world = worldOf({ rows, keys: MINI_KEYS }, context);
  const env = { catalogue: MINI_CATALOGUE, semantics: withOwn(MINI_SEMANTICS, def), today: '2026-03-31' };
  const table = await runReport(def, env, {
    run: (queries) => Promise.resolve(queries.map((query) => runInMemory(query, world, context))),
    names: () => Promise.resolve(new Map()),
  });
  expect(table.rowTotals).toEqual([[40], [30], [30]]);
  expect(table.total).toEqual([100]);
});
