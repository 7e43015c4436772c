import type { RegionView, SpecialDayView, StoreSheet } from '@zhike/domain/stores/contract';
import { emptyHint, hoursWords, monthCells, runsOf, yearToPlan } from './special';
import { keyOf, parentsFor, treeLines } from './tree';

const region = (id: string, parentId: string | null, position = 0): RegionView => ({ id, parentId, name: id, position });
const store = (id: string, regionId: string | null, closed = false): StoreSheet => ({ id, name: id, regionId, closed }) as StoreSheet;
const day = (date: string, over: Partial<SpecialDayView> = {}): SpecialDayView => ({
  id: date,
  storeId: null,
  date,
  name: '国庆节',
  kind: 'holiday',
  hours: [],
  asWeekday: null,
  ...over,
});

describe('the tree of the shop', () => {
  const regions = [region('华东', null, 1), region('上海', '华东'), region('华北', null, 0)];
  const stores = [store('静安店', '上海'), store('旧店', '上海', true), store('总店', null), store('远处', '看不见的区域')];

  test('ST-01 headquarters, regions in their order, stores under theirs; what hangs nowhere hangs under headquarters', () => {
    expect(treeLines(regions, stores).map((l) => `${' '.repeat(l.depth)}${keyOf(l)}`)).toEqual([
      'root',
      ' region:华北',
      ' region:华东',
      '  region:上海',
      '   store:静安店',
      '   store:旧店',
      ' store:远处',
      ' store:总店',
    ]);
  });

  test('ST-01 a closed branch hides what is below it and still counts it', () => {
    const lines = treeLines(regions, stores, new Set(['华东']));
    expect(lines.map(keyOf)).toEqual(['root', 'region:华北', 'region:华东', 'store:远处', 'store:总店']);
    expect(lines.find((l) => l.kind === 'region' && l.region.id === '华东')).toMatchObject({ stores: 2 });
  });

  test('ST-01 a region cannot be hung under itself or below itself', () => {
    expect(parentsFor(regions, '华东').map((r) => r.id)).toEqual(['华北']);
    expect(parentsFor(regions, null)).toHaveLength(3);
  });
});

describe('special days', () => {
  test('ST-01 days of one holiday that follow each other are one line', () => {
    const runs = runsOf([day('2026-10-02'), day('2026-10-01'), day('2026-10-04'), day('2026-10-03', { hours: null })]);
    expect(runs.map((run) => run.map((d) => d.date))).toEqual([['2026-10-01', '2026-10-02'], ['2026-10-03'], ['2026-10-04']]);
  });

  test('ST-01 what a day does to the hours is said in words', () => {
    expect(hoursWords(day('x'))).toBe('休息');
    expect(hoursWords(day('x', { hours: null }))).toBe('照常营业');
    expect(hoursWords(day('x', { hours: null, asWeekday: 1 }))).toBe('按周一的时间');
    expect(hoursWords(day('x', { hours: [{ from: '10:00', to: '16:00' }] }))).toBe('10:00–16:00');
  });

  test('ST-01 a month begins under its weekday, February of a leap year has 29 days', () => {
    const cells = monthCells(2028, 2);
    expect(cells.slice(0, 2)).toEqual([null, '2028-02-01']);
    expect(cells[cells.length - 1]).toBe('2028-02-29');
  });
});

describe('a year that has no holidays yet', () => {
  test('BK-07 from October on the next year is to be planned', () => {
    expect(['2026-09-30', '2026-10-01', '2026-12-31', '2027-01-01'].map(yearToPlan)).toEqual([null, 2027, 2027, null]);
  });

  test('BK-07 the hint names only what is there to be pressed: no import where the official list is not known', () => {
    expect(emptyHint({ mayAll: true, mayHours: true, proposable: true })).toContain('导入法定节假日');
    expect(emptyHint({ mayAll: true, mayHours: true, proposable: false })).toBe('在月历上点一天，或点「加一天」。');
    expect(emptyHint({ mayAll: false, mayHours: true, proposable: true })).toBe('在月历上点一天，或点「加一天」。');
    expect(emptyHint({ mayAll: false, mayHours: false, proposable: true })).toBe('总部添加后会出现在这里。');
  });
});
