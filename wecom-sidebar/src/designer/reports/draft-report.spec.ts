import { checkDashboard } from '@zhike/domain/engines/reports/check.dashboard';
import { readReport } from '@zhike/domain/engines/reports/shape';
import { EMPTY_BOARD, addTile, type Board, placed, removeTile } from './draft-board';
import {
  addMeasure,
  addOwn,
  bandsOf,
  dropDimension,
  fits,
  ownCount,
  putDimension,
  ratioOf,
  reaches,
  removeMeasure,
  reportOf,
  sayReport,
  setOwn,
  swapped,
  withChart,
  withSource,
} from './draft-report';
import { EMPTY_REPORT } from './empty';
import { dimensionsOf, type Known, momentsOf, sourceOf, worldOf } from './known';

const field = (id: string, label: string, type: Known['entities'][number]['fields'][number]['type'], over: object = {}) => ({
  id,
  key: id,
  label,
  type,
  storage: 'plain' as const,
  sensitivity: 'internal' as const,
  masked: false,
  groupable: false,
  measurable: false,
  ...over,
});
const KNOWN: Known = {
  version: 1,
  today: '2026-11-26',
  entities: [
    {
      id: 'order',
      label: '订单',
      unit: '笔',
      name: 'code',
      hosts: [],
      verbs: [],
      fields: [
        field('code', '订单号', 'serial'),
        field('paidAt', '付款时间', 'datetime'),
        field('closedAt', '完成时间', 'datetime'),
        field('billed', '应收', 'money'),
        field('phase', '状态', 'option', { groupable: true, options: [{ id: 'open', label: '进行中' }] }),
      ],
      relations: [{ id: 'customer', label: '客户', to: 'customer', kind: 'one' }],
    },
    {
      id: 'customer',
      label: '客户',
      unit: '位',
      name: 'name',
      hosts: [],
      verbs: [],
      fields: [field('name', '姓名', 'text'), field('level', '等级', 'option', { groupable: true }), field('birthday', '生日', 'date')],
      relations: [],
    },
  ],
  measures: [
    { id: 'kpi.sales', label: '成交订单数', format: 'int', formulaText: '付过款的订单', home: 'order', agg: 'count', time: 'paidAt' },
    { id: 'kpi.billed', label: '成交金额', format: 'fen', formulaText: '应收合计', home: 'order', agg: 'sum', time: 'paidAt', path: 'billed' },
    { id: 'kpi.ticket', label: '客单价', format: 'fen', formulaText: '成交金额 ÷ 成交订单数', combine: 'ratio', of: ['kpi.billed', 'kpi.sales'] },
  ],
  dimensions: [{ id: 'level', label: '会员等级', entity: 'customer', field: 'level', banded: false }],
  reports: [],
  roles: [],
};
const world = worldOf(KNOWN);
const begun = withSource(EMPTY_REPORT, 'order', world);
const choice = (key: string) => {
  const found = dimensionsOf(world, 'order').find((one) => one.key === key);
  if (!found) throw new Error(key);
  return found;
};

test('RP-01 a source begins with its first number by month, and that is already a report', () => {
  expect(begun).toMatchObject({ measures: [{ m: 'kpi.sales' }], rows: [{ time: 'month' }], chart: 'column' });
  expect(readReport(begun).ok).toBe(true);
  expect(sourceOf(world, begun)).toBe('order');
  expect(sayReport(begun, world, dimensionsOf(world, 'order'))).toBe('柱状图：成交订单数，按月，最近 12 个月');
});

test('RP-01 what it can be split by: time, shipped ways once, its own choices, and bands', () => {
  expect(dimensionsOf(world, 'order').map(({ key }) => key)).toEqual([
    'time:day',
    'time:week',
    'time:month',
    'time:quarter',
    'time:year',
    'dim:level',
    'own.order.billed',
    'own.order.phase',
    'own.customer.birthday',
  ]);
  expect(momentsOf(world, 'order').map(({ path }) => path)).toEqual(['paidAt', 'closedAt', 'customer.birthday']);
});

test('RP-01 a second dimension makes a cross table, turned round by one press, and without it the chart falls back', () => {
  const crossed = putDimension(putDimension(begun, 'rows', choice('dim:level')), 'cols', choice('own.order.phase'));
  expect(crossed).toMatchObject({ chart: 'cross', rows: [{ time: 'month' }, { dim: 'level' }], cols: [{ dim: 'own.order.phase' }] });
  const flat = dropDimension(crossed, 'time');
  expect(swapped(flat)).toMatchObject({ rows: [{ dim: 'own.order.phase' }], cols: [{ dim: 'level' }] });
  const alone = dropDimension(flat, 'own.order.phase');
  expect(alone.chart).toBe('column');
  expect([alone.own, alone.cols]).toEqual([undefined, undefined]);
});

test('RP-01 of time there is one: weeks replace months', () => {
  expect(putDimension(begun, 'rows', choice('time:week')).rows).toEqual([{ time: 'week' }]);
  expect(putDimension(begun, 'cols', choice('time:week'))).toMatchObject({ rows: [], cols: [{ time: 'week' }] });
});

test('RP-01 a number of the report’s own says its formula by itself, and money is written as money', () => {
  const own = ownCount(begun, 'order', world);
  const added = addOwn(begun, own);
  const summed = setOwn(added, { ...own, agg: 'sum', of: 'billed', where: { f: 'phase', op: 'eq', v: 'open' } }, world);
  expect(summed.own?.measures?.[0]).toMatchObject({ format: 'fen', formulaText: '订单「应收」的合计，按「付款时间」落在期间内；只算状态等于「进行中」' });
  expect(readReport(summed).ok).toBe(true);
  const shared = addOwn(summed, ratioOf(summed, ['kpi.sales', own.id], 'ratio', world));
  expect(shared.own?.measures?.[1]).toMatchObject({ combine: 'ratio', format: 'percent', formulaText: '成交订单数 ÷ 订单数' });
  expect(removeMeasure(shared, 'own.2').own?.measures).toHaveLength(1);
  expect(addMeasure(begun, 'kpi.sales')).toBe(begun);
});

test('RP-01 bands are written smallest first; money is kept in fen', () => {
  expect(bandsOf('500，2000', 'money')).toEqual([
    { label: '500 元以下', to: 50_000 },
    { label: '500–2000 元', from: 50_000, to: 200_000 },
    { label: '2000 元以上', from: 200_000 },
  ]);
  for (const bad of ['', '2,1', 'x', '-1', '1,1']) expect([bad, bandsOf(bad, 'number')]).toEqual([bad, null]);
  expect(bandsOf('1.5', 'years')).toBeNull();
});

test('RP-04 RP-06 RP-07 RP-08 a chart comes with what it needs', () => {
  const ranked = withChart(putDimension({ ...begun, rows: [] }, 'rows', choice('dim:level')), 'rank', 'order', world);
  expect(ranked).toMatchObject({ sort: { by: 'kpi.sales', dir: 'desc' }, top: { n: 10 } });
  expect(withChart(begun, 'funnel', 'order', world).funnel).toMatchObject({ home: 'order', stages: [{ time: 'paidAt' }, { time: 'closedAt' }] });
  expect(withChart(begun, 'gantt', 'order', world).gantt?.bars).toEqual([{ id: 'b1', label: '付款时间到完成时间', from: 'paidAt', to: 'closedAt' }]);
  expect(withChart({ ...begun, rows: [] }, 'gauge', 'order', world).target).toBe(100);
  expect(fits(begun, 'pie')).toBe(false);
  expect(sourceOf(world, withChart(begun, 'gantt', 'order', world))).toBe('order');
});

test('RP-06 a pie is had by choosing it as soon as there is something besides time to share by', () => {
  expect(reaches(begun, 'pie')).toBe(false);
  const monthly = putDimension(begun, 'cols', choice('dim:level'));
  expect([fits(monthly, 'pie'), reaches(monthly, 'pie')]).toEqual([false, true]);
  const pie = withChart(monthly, 'pie', 'order', world);
  expect([pie.chart, pie.rows, pie.cols, fits(pie, 'pie')]).toEqual(['pie', monthly.cols, undefined, true]);
});

test('RP-01 a body from elsewhere is read as far as it goes', () => {
  for (const body of [null, 'x', { measures: 'no', rows: 1 }]) expect(reportOf(body)).toMatchObject({ measures: [], rows: [] });
});

const valid = (board: Board): string[] => checkDashboard(board, { hasReport: () => true, hasRole: () => true }).map(({ code }) => code);

test('RP-11 tiles never lie over another: what is in the way moves down', () => {
  let board = EMPTY_BOARD;
  for (const report of ['a', 'b', 'c', 'd', 'e', 'f']) board = addTile(board, `zk.report.${report}`);
  expect(board.grid.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [6, 0],
    [0, 5],
    [6, 5],
    [0, 10],
    [6, 10],
  ]);
  expect(valid(board)).toEqual([]);
  const [first] = board.grid;
  if (!first) throw new Error('no tile');
  const wide = placed(board, { ...first, w: 12, h: 7 });
  expect(valid(wide)).toEqual([]);
  expect(wide.grid.map(({ id, x, y, w }) => [id, x, y, w])[1]).toEqual(['t2', 6, 7, 6]);
  expect(placed(board, { ...first, x: -5, y: -1, w: 99, h: 0 }).grid[0]).toMatchObject({ x: 0, y: 0, w: 12, h: 2 });
  expect(removeTile(wide, 't1').grid).toHaveLength(5);
});
