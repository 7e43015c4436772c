import type { ReportView } from '@zhike/domain/reports/contract';
import { axisWords, figureAt, figureWords, keysOf, movedBy } from './figures';
import { optionsOf } from './options';

const head = (over: Partial<ReportView['measures'][number]> = {}): ReportView['measures'][number] => ({
  id: 'revenue',
  label: '销售额',
  format: 'fen',
  formulaText: '实收合计',
  axis: 'left',
  additive: 'all',
  counted: 3,
  splits: [],
  ...over,
});
const line = (key: string, incomplete = false): ReportView['rows'][number] => ({ keys: { time: key }, labels: [key], incomplete, cut: false });
const report = (over: Partial<ReportView> = {}): ReportView => ({
  title: '销售额',
  chart: 'line',
  target: null,
  asOf: '2026-11-26T02:00:00.000Z',
  periodText: '最近 3 个月',
  filterText: '',
  dimensions: ['日期'],
  measures: [head()],
  range: { from: '2026-09-01', to: '2026-11-30' },
  rows: [line('9月'), line('10月'), line('11月', true)],
  cols: [],
  cells: [[[100]], [[200]], [[null]]],
  rowTotals: [[100], [200], [null]],
  colTotals: [],
  total: [300],
  compared: null,
  summed: false,
  gantt: null,
  campaigns: [],
  ...over,
});
interface Drawn {
  readonly series: readonly {
    readonly type: string;
    readonly name: string;
    readonly lineStyle?: { readonly type: string };
    readonly data: readonly { readonly value: unknown; readonly name?: string; readonly pick?: object }[];
  }[];
  readonly tooltip: { readonly formatter: (points: unknown) => string };
}
const drawn = (over: Partial<ReportView> = {}): Drawn => optionsOf(report(over)) as unknown as Drawn;

test('RP-02 a month under way is drawn dashed, after the last one that is over', () => {
  const [full, dashed] = drawn().series;
  expect(full?.data.map((point) => point.value)).toEqual([100, 200, null]);
  expect(dashed?.lineStyle).toEqual({ type: 'dashed' });
  expect(dashed?.data.map((point) => point.value)).toEqual([null, 200, null]);
  expect(drawn({ rows: [line('9月'), line('10月'), line('11月')] }).series).toHaveLength(1);
});

test('RP-13 the other period is a line of its own, and its points know which period they are of', () => {
  const figures = { cells: [[[1]], [[2]], [[3]]], rowTotals: [[1], [2], [3]], colTotals: [], total: [6] };
  const last = drawn({ compared: { range: { from: '2026-06-01', to: '2026-08-31' }, ...figures } }).series.at(-1);
  expect(last?.name).toBe('销售额（对比）');
  expect(last?.data[1]).toEqual({ value: 2, pick: { row: 1, col: null, measure: 0, compared: true } });
});

test('RP-03 a pie shows the eight largest and the rest as one, and its parts are the whole', () => {
  const rows = Array.from({ length: 11 }, (_, i) => ({ ...line(`来源${i}`), keys: { source: `s${i}` } }));
  const [slices] = drawn({ chart: 'pie', rows, rowTotals: rows.map((_, i) => [i + 1]), total: [66] }).series;
  expect(slices?.data).toHaveLength(9);
  expect(slices?.data.at(-1)).toEqual({ name: '其他 3 项', value: 6 });
  expect(slices?.data.reduce((so, one) => so + Number(one.value), 0)).toBe(66);
});

test('RP-04 a funnel shows each stage with its share of the one before', () => {
  const rows = ['预约', '到店'].map((name) => ({ ...line(name), labels: [name] }));
  const names = drawn({ chart: 'funnel', rows, rowTotals: [[40], [30]] }).series[0]?.data.map((one) => one.name);
  expect(names).toEqual(['预约  40', '到店  30，上一步的 75%']);
});

test('RP-10 a pressed point leads to its buckets', () => {
  const pressed = drawn({ chart: 'column' }).series[0]?.data[1]?.pick as never;
  expect(keysOf(report(), pressed)).toEqual({ time: '10月' });
  expect(figureAt(report(), pressed)).toBe(200);
  expect(keysOf(report(), { row: null, col: null, measure: 0 })).toEqual({});
});

test('RP-11 numbers read as people write them, and what is not known is not 0', () => {
  expect([
    figureWords(null, 'fen'),
    figureWords(123_456, 'fen'),
    figureWords(0.1234, 'percent'),
    figureWords(1_234_567, 'int'),
    figureWords(-1_234.5, 'score'),
    figureWords(2.25, 'days'),
  ]).toEqual(['–', '¥1,234.56', '12.3%', '1,234,567', '-1,234.5', '2.3 天']);
  expect([axisWords(123_456_700, 'fen'), axisWords(0.5, 'percent'), axisWords(900, 'int')]).toEqual(['123.5万', '50%', '900']);
  expect([movedBy(150, 100), movedBy(50, 100), movedBy(1, 0), movedBy(null, 1)]).toEqual(['+50%', '-50%', null, null]);
});

test('RP-11 a name that somebody typed is no markup in a tooltip', () => {
  const said = drawn().tooltip.formatter([{ axisValueLabel: '<b>x', seriesName: '<img src=x>', data: { value: 100, pick: { measure: 0 } } }]);
  expect(said).not.toContain('<img');
  expect(said).toContain('&#60;img');
});
