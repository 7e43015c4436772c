import * as fc from 'fast-check';
import { addDays } from '../../kernel/calendar-date';
import type { Cond } from '../conditions/definition';
import { fixedContext } from '../conditions/context';
import type { Tables } from '../conditions/tables';
import type { Row } from '../conditions/values';
import { checkReport } from './check';
import { type Keys, type KeyValue, partsOf, type ReportDef, refId, type RowMeasure, TIME } from './definition';
import { type ReportEnv, rowsOf } from './drill';
import { funnel } from './funnel';
import { listInMemory, runInMemory, worldOf } from './memory';
import { MINI_CATALOGUE, MINI_KEYS, MINI_SEMANTICS } from './mini-shop';
import { resolvePeriod } from './period';
import { type Executor, runReport } from './run';
import type { ReportTable } from './table';

type MiniRows = Tables['rows'];

/* ---- a shop with awkward data ---- */
const TODAYS = ['2026-11-26', '2024-02-29', '2026-03-31', '2027-01-01'];
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 4 });
const dayNear = (today: string): fc.Arbitrary<string> =>
  fc.oneof(fc.integer({ min: -75, max: 20 }), fc.integer({ min: -500, max: 30 })).map((by) => addDays(today, by));
/** Often a millisecond beside the store's midnight. */
const instantNear = (today: string): fc.Arbitrary<string> =>
  fc
    .tuple(dayNear(today), fc.oneof(fc.constantFrom(0, 1, -1, 86_399_999), fc.nat(86_399_999)))
    .map(([day, ms]) => new Date(Date.parse(`${day}T00:00:00Z`) - 8 * 3_600_000 + ms).toISOString());
const row = (kind: string, n: number, values: Record<string, string | number | boolean | null>): Row => ({
  id: `${kind}${n}`,
  values: { id: `${kind}${n}`, ...values },
});
const ids = (kind: string, count: number): fc.Arbitrary<string> => fc.nat(count + 1).map((n) => `${kind}${n}`);

function shops(today: string): fc.Arbitrary<MiniRows> {
  const customer = fc.record({
    level: maybe(fc.constantFrom('gold', 'silver')),
    region: maybe(fc.constantFrom('浦东', '静安', 'East', 'EAST')),
    birthday: maybe(
      fc.oneof(
        fc.constantFrom('2000-02-29', addDays(today, -1)),
        fc.integer({ min: 25, max: 45 }).map((age) => `${Number(today.slice(0, 4)) - age}${today.slice(4) === '-02-29' ? '-02-28' : today.slice(4)}`),
      ),
    ),
    joinedOn: maybe(dayNear(today)),
    balance: maybe(fc.integer({ min: -500, max: 300_000 })),
    owner: maybe(ids('m', 2)),
  });
  const order = fc.record({
    customer: maybe(ids('c', 5)),
    seller: maybe(ids('m', 2)),
    state: maybe(fc.constantFrom('paid', 'paid', 'open')),
    paidAt: maybe(instantNear(today)),
    amount: maybe(fc.constantFrom(0, 99_999, 100_000, 123_456)),
    rushed: maybe(fc.boolean()),
  });
  const line = fc.record({
    order: maybe(ids('o', 10)),
    item: maybe(ids('i', 3)),
    qty: maybe(fc.constantFrom(0.1, 0.2, 1.5, 2)),
    total: maybe(fc.integer({ min: 0, max: 50_000 })),
  });
  const item = fc.record({ category: maybe(fc.constantFrom('photo', 'dress')) });
  const some = <T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> => fc.array(one, { maxLength: most, size: 'max' });
  return fc.record({ customer: some(customer, 6), order: some(order, 14), line: some(line, 20), item: some(item, 4) }).map((all) => ({
    member: [0, 1, 2].map((n) => row('m', n, { name: `员工${n}` })),
    ...Object.fromEntries(Object.entries(all).map(([kind, rows]) => [kind, rows.map((values, n) => row(kind.slice(0, 1), n, values))])),
  }));
}

/* ---- the oracle: the same questions answered by plain loops, without the engine's plans, conditions or periods ---- */
interface Flat {
  readonly customer: Row | null;
  readonly order: Row | null;
  readonly line: Row | null;
  readonly item: Row | null;
  readonly home: Row;
}
const val = (one: Row | null, name: string): string | number | boolean | null => (one?.values[name] as string | number | boolean | null | undefined) ?? null;
const localDay = (instant: unknown): string | null =>
  typeof instant === 'string' ? new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10) : null;

class Oracle {
  constructor(
    private readonly rows: MiniRows,
    private readonly today: string,
    private readonly hidden: ReadonlySet<string>,
  ) {}
  private all(kind: string): Row[] {
    return (this.rows[kind] ?? []).filter((one) => !this.hidden.has(one.id));
  }
  private by(kind: string, id: unknown): Row | null {
    return this.all(kind).find((one) => one.id === id) ?? null;
  }
  flats(home: string): Flat[] {
    return this.all(home).map((one) => {
      const line = home === 'line' ? one : null;
      const order = home === 'order' ? one : this.by('order', val(line, 'order'));
      const customer = home === 'customer' ? one : this.by('customer', val(order, 'customer'));
      return { home: one, line, order, customer, item: this.by('item', val(line, 'item')) };
    });
  }
  /** The day that decides, or null. */
  day(id: string, flat: Flat): string | null {
    return id === 'joined' ? (val(flat.customer, 'joinedOn') as string | null) : localDay(val(flat.order, 'paidAt'));
  }
  counts(id: string, flat: Flat, asOf: string): boolean {
    if (['orders', 'revenue', 'buyers', 'qty', 'sold'].includes(id)) return val(flat.order, 'state') === 'paid';
    if (id === 'customers') return val(flat.customer, 'joinedOn') !== null && String(val(flat.customer, 'joinedOn')) <= asOf;
    if (id !== 'active') return true;
    return this.all('order').some((order) => {
      const day = localDay(val(order, 'paidAt'));
      return val(order, 'customer') === flat.home.id && day !== null && day > addDays(asOf, -30) && day <= asOf;
    });
  }
  key(dim: string, flat: Flat, asOf: string): KeyValue {
    const birthday = val(flat.customer, 'birthday');
    const amount = val(flat.order, 'amount');
    switch (dim) {
      case 'level':
        return val(flat.customer, 'level');
      case 'region':
        return val(flat.customer, 'region')?.toString().toLowerCase() ?? null;
      case 'age': {
        if (typeof birthday !== 'string') return null;
        let age = Number(asOf.slice(0, 4)) - Number(birthday.slice(0, 4));
        if (asOf.slice(5) < birthday.slice(5)) age -= 1;
        return age < 30 ? 0 : age < 40 ? 1 : 2;
      }
      case 'spend':
        return typeof amount === 'number' ? (amount < 100_000 ? 0 : 1) : null;
      case 'rushed':
        return val(flat.order, 'rushed');
      case 'seller':
        return this.by('member', flat.home.id.startsWith('c') ? val(flat.customer, 'owner') : val(flat.order, 'seller'))?.id ?? null;
      case 'item':
        return flat.item?.id ?? null;
      default:
        return val(flat.item, 'category');
    }
  }
  number(measure: RowMeasure, flats: readonly Flat[]): number | null {
    const column = { revenue: 'amount', average: 'amount', median: 'amount', largest: 'amount', qty: 'qty', sold: 'total', balance: 'balance' }[measure.id];
    if (measure.id === 'buyers' || measure.id === 'takers') return new Set(flats.map((flat) => flat.customer?.id).filter(Boolean)).size;
    if (measure.id === 'days') return new Set(flats.map((flat) => localDay(val(flat.order, 'paidAt'))).filter(Boolean)).size;
    if (!column) return flats.length;
    const numbers = flats.map((flat) => val(flat.home, column)).filter((one): one is number => typeof one === 'number');
    const sorted = [...numbers].sort((a, b) => a - b);
    const sum = numbers.reduce((so, one) => so + Math.round(one * 10), 0) / 10;
    if (measure.agg === 'sum') return sum;
    if (sorted.length === 0) return null;
    if (measure.agg === 'avg') return sum / sorted.length;
    if (measure.agg === 'max') return sorted[sorted.length - 1] ?? null;
    const half = sorted.length / 2;
    return sorted.length % 2 === 1 ? (sorted[Math.floor(half)] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  }
  /** A cell: rows of the home whose day lies in [from, to] (or, of a stock, as of `asOf`) and whose keys are these. */
  cell(measure: RowMeasure, keys: Keys, from: string | null, to: string | null, wanted: (flat: Flat) => boolean): { value: number | null; ids: string[] } {
    const asOf = measure.time === null && to !== null && to < this.today ? to : this.today;
    const flats = this.flats(measure.home).filter((flat) => {
      const day = this.day(measure.id, flat);
      if (measure.time !== null && from !== null && to !== null && (day === null || day < from || day > to)) return false;
      if (!wanted(flat) || !this.counts(measure.id, flat, asOf)) return false;
      return Object.entries(keys).every(([dim, key]) => {
        if (dim === TIME) return true;
        const mine = this.key(dim, flat, asOf);
        return typeof key === 'object' && key !== null ? !key.not.includes(mine) : mine === key;
      });
    });
    return { value: this.number(measure, flats), ids: flats.map((flat) => flat.home.id).sort() };
  }
}

/** Which homes a dimension can be told from, written down by hand. */
const REACHED: Readonly<Record<string, readonly string[]>> = {
  level: ['customer', 'order', 'line'],
  region: ['customer', 'order', 'line'],
  age: ['customer', 'order', 'line'],
  seller: ['customer', 'order', 'line'],
  spend: ['order', 'line'],
  rushed: ['order', 'line'],
  item: ['line'],
  category: ['line'],
};
const dims = [...Object.keys(REACHED)];
const measures = [...MINI_SEMANTICS.measures.keys()];

const FILTERS: readonly { readonly filter: Record<string, Cond>; readonly wanted: (flat: Flat, oracle: Oracle) => boolean }[] = [
  { filter: {}, wanted: () => true },
  { filter: { customer: { not: { f: 'level', op: 'eq', v: 'gold' } } }, wanted: (flat) => val(flat.customer, 'level') !== 'gold' },
  {
    filter: { customer: { rel: 'orders', q: 'count', where: { f: 'rushed', op: 'eq', v: true }, op: 'gte', v: 1 } },
    wanted: (flat, oracle) =>
      flat.customer !== null && oracle.flats('order').some((one) => one.customer?.id === flat.customer?.id && val(one.order, 'rushed') === true),
  },
];
const PERIODS: readonly ReportDef['period'][] = [
  { this: 'month' },
  { toDate: 'month' },
  { last: 40, unit: 'day' },
  { prev: 'quarter' },
  { next: 10, unit: 'day' },
  { last: 2, unit: 'month' },
];

const reports = fc
  .record({
    measures: fc.uniqueArray(fc.constantFrom(...measures), { minLength: 1, maxLength: 3 }),
    dims: fc.uniqueArray(fc.constantFrom(...dims, ...dims, TIME), { maxLength: 3 }),
    cols: fc.boolean(),
    grain: fc.constantFrom('week', 'month', 'quarter' as const),
    period: fc.oneof(fc.constantFrom(...PERIODS), fc.constant({ all: true } as const)),
    compare: fc.constantFrom(undefined, 'prev', 'lastYear' as const),
    top: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    sort: fc.boolean(),
    zeroFill: fc.boolean(),
    filter: fc.nat(FILTERS.length - 1),
    possible: fc.integer({ min: 0, max: 9 }),
  })
  .map(
    ({
      dims: picked,
      possible,
      period: wished,
      cols,
      grain,
      measures: ms,
      top,
      sort,
      filter,
      ...rest
    }): { readonly def: ReportDef; readonly filter: number } => {
      const homes = ms.flatMap((m) => partsOf(m, MINI_SEMANTICS)).map((part) => part.home);
      const chosen = possible === 0 ? picked : picked.filter((dim) => dim === TIME || homes.every((home) => REACHED[dim]?.includes(home)));
      const period = 'all' in wished && possible > 0 && (chosen.includes(TIME) || rest.compare) ? ({ last: 90, unit: 'day' } as const) : wished;
      const refs = chosen.map((dim) => (dim === TIME ? { time: grain as 'week' } : { dim }));
      const [rows, others] = cols ? [refs.slice(0, 1), refs.slice(1)] : [refs.slice(0, 2), refs.slice(2)];
      return {
        filter,
        def: {
          ...rest,
          period,
          title: '报表',
          chart: 'table',
          measures: ms.map((m) => ({ m })),
          rows,
          cols: others,
          filter: FILTERS[filter]?.filter ?? {},
          ...(top && rows.length === 1 && chosen[0] !== TIME ? { top: { n: top } } : {}),
          ...(sort ? { sort: { by: ms[0] ?? '', dir: 'desc' as const } } : {}),
        },
      };
    },
  );

const scopes: Record<string, Cond> = { order: { not: { f: 'seller.id', op: 'eq', v: 'm1' } }, member: { not: { f: 'id', op: 'eq', v: 'm2' } } };
function hiddenFrom(rows: MiniRows): Set<string> {
  return new Set([...(rows.order ?? []).filter((one) => one.values.seller === 'm1').map((one) => one.id), 'm2']);
}

const cases = fc.constantFrom(...TODAYS).chain((today) => fc.record({ today: fc.constant(today), rows: shops(today), report: reports, scoped: fc.boolean() }));
const options = (today: string) => ({
  catalogue: MINI_CATALOGUE,
  semantics: MINI_SEMANTICS,
  today,
  allow: () => ({ rows: { all: [] }, read: 'all' as const, mask: new Set<string>(), write: 'all' as const, verbs: [] }),
  checkCondition: () => [],
});

function setUp(today: string, rows: MiniRows, scoped: boolean) {
  const context = fixedContext(Date.parse(`${today}T02:00:00Z`), 480);
  const world = worldOf({ rows, keys: MINI_KEYS, scopes: scoped ? scopes : {} }, context);
  const executor: Executor = {
    run: (queries) => Promise.resolve(queries.map((query) => runInMemory(query, world, context))),
    names: (_, wanted) => Promise.resolve(new Map(wanted.map((id) => [id, `名${id}`]))),
  };
  const env: ReportEnv = { catalogue: MINI_CATALOGUE, semantics: MINI_SEMANTICS, today };
  return { env, executor, world, context };
}

/** Every number of a table with its keys: cells, totals of rows and columns, the total. */
function numbersOf(table: ReportTable): { keys: Keys; values: readonly (number | null)[] }[] {
  const cols = table.cols.length > 0 ? table.cols : [null];
  return [
    ...table.rows.flatMap((line, r) => cols.map((col, c) => ({ keys: { ...line.keys, ...col?.keys }, values: table.cells[r]?.[c] ?? [] }))),
    ...table.rows.map((line, r) => ({ keys: line.keys, values: table.rowTotals[r] ?? [] })),
    ...table.cols.map((line, c) => ({ keys: line.keys, values: table.colTotals[c] ?? [] })),
    { keys: {}, values: table.total },
  ];
}

/** The days of a bucket, without the engine: its natural end, cut to the period. */
function daysOf(report: ReportDef, keys: Keys, range: { from: string; to: string } | null): { from: string | null; to: string | null } {
  const key = keys[TIME];
  const ref = [...report.rows, ...(report.cols ?? [])].find((one) => 'time' in one);
  if (!range || typeof key !== 'string' || !ref || !('time' in ref)) return { from: range?.from ?? null, to: range?.to ?? null };
  const [y = 0, m = 0] = key.split('-').map(Number);
  const months = ref.time === 'month' ? 1 : 3;
  const end = ref.time === 'week' ? addDays(key, 6) : new Date(Date.UTC(y, m - 1 + months, 0)).toISOString().slice(0, 10);
  return { from: key < range.from ? range.from : key, to: end > range.to ? range.to : end };
}

test('RP-09 law: every number of a random report equals plain loops over the rows; an impossible split is refused, and no other', async () => {
  let ran = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ today, rows, report: { def, filter }, scoped }) => {
      const parts = def.measures.flatMap(({ m }) => partsOf(m, MINI_SEMANTICS));
      const used = [...def.rows, ...(def.cols ?? [])].map(refId);
      const impossible = used.some((dim) => dim !== TIME && parts.some((part) => !REACHED[dim]?.includes(part.home)));
      const problems = checkReport(def, options(today)).map((problem) => problem.code);
      expect(problems.includes('dim_unreachable')).toBe(impossible);
      if (problems.length > 0) {
        refused += 1;
        const unbounded = 'all' in def.period && (used.includes(TIME) || def.compare !== undefined);
        expect(impossible || unbounded).toBe(true);
        return;
      }
      ran += 1;
      const { env, executor } = setUp(today, rows, scoped);
      const oracle = new Oracle(rows, today, scoped ? hiddenFrom(rows) : new Set());
      const table = await runReport(def, env, executor);
      const wanted = (flat: Flat): boolean => FILTERS[filter]?.wanted(flat, oracle) ?? true;
      const truth = (id: string, keys: Keys, range: { from: string; to: string } | null): number | null => {
        const measure = MINI_SEMANTICS.measures.get(id);
        if (!measure) throw new Error(id);
        if ('combine' in measure) {
          const [left, right] = measure.of.map((part) => truth(part, keys, range));
          if (left === null || right === null || left === undefined || right === undefined) return null;
          return measure.combine === 'difference' ? left - right : right === 0 ? null : left / right;
        }
        const days = daysOf(def, keys, range);
        if (measure.time === null && days.from !== null && days.from > today) return null;
        return oracle.cell(measure, keys, days.from, days.to, wanted).value;
      };
      for (const { keys, values } of numbersOf(table)) {
        def.measures.forEach(({ m }, i) => {
          expect({ m, keys, value: values[i] }).toEqual({ m, keys, value: truth(m, keys, table.range) });
        });
      }
      if (table.compared && !used.includes(TIME)) {
        const { range, ...figures } = table.compared;
        for (const { keys, values } of numbersOf({ ...table, ...figures, compared: null }))
          def.measures.forEach(({ m }, i) => {
            expect({ m, keys, before: values[i] }).toEqual({ m, keys, before: truth(m, keys, range) });
          });
      }
    }),
    { numRuns: 700 },
  );
  expect(ran).toBeGreaterThan(400);
  expect(refused).toBeGreaterThan(20);
});

test('RP-10 law: the rows behind a number come to the number, by count, by sum, and one by one', async () => {
  let opened = 0;
  let full = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ today, rows, report: { def, filter }, scoped }) => {
      if (checkReport(def, options(today)).length > 0) return;
      const { env, executor, world, context } = setUp(today, rows, scoped);
      const oracle = new Oracle(rows, today, scoped ? hiddenFrom(rows) : new Set());
      const table = await runReport(def, env, executor);
      const range = resolvePeriod(def.period, today);
      for (const { keys, values } of numbersOf(table))
        def.measures.forEach(({ m }, i) => {
          const measure = MINI_SEMANTICS.measures.get(m);
          const days = daysOf(def, keys, range);
          if (!measure || 'combine' in measure || (measure.time === null && days.from !== null && days.from > today)) return;
          const list = listInMemory(rowsOf(def, { measure, keys, range }, env), world, context);
          opened += 1;
          full += list.length > 0 ? 1 : 0;
          if (measure.agg === 'count') expect(list.length).toBe(values[i]);
          if (measure.agg === 'sum') expect(list.reduce((so, one) => so + Math.round(Number(one.values[measure.of ?? ''] ?? 0) * 10), 0) / 10).toBe(values[i]);
          const wanted = (flat: Flat): boolean => FILTERS[filter]?.wanted(flat, oracle) ?? true;
          expect(list.map((one) => one.id).sort()).toEqual(oracle.cell(measure, keys, days.from, days.to, wanted).ids);
        });
    }),
    { numRuns: 500 },
  );
  expect(opened).toBeGreaterThan(1_500);
  expect(full).toBeGreaterThan(400);
});

test('RP-03 law: parts of what adds up come to the total, with 其他 and what was not filled in', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ today, rows, report: { def } }) => {
      const summed: ReportDef = {
        ...def,
        chart: 'table',
        measures: [{ m: 'orders' }, { m: 'revenue' }],
        sort: undefined,
        period: { last: 60, unit: 'day' },
        compare: undefined,
      };
      if (checkReport(summed, options(today)).length > 0 || summed.rows.length === 0) return;
      const { env, executor } = setUp(today, rows, false);
      const table = await runReport(summed, env, executor);
      for (const i of [0, 1]) {
        const add = (list: readonly (readonly (number | null)[])[]): number => list.reduce((so, values) => so + (values[i] ?? 0), 0);
        expect(add(table.rowTotals)).toBe(table.total[i]);
        if (table.cols.length > 0) expect(add(table.colTotals)).toBe(table.total[i]);
        table.rows.forEach((_, r) => {
          expect(add(table.cells[r] ?? [])).toBe(table.rowTotals[r]?.[i]);
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('RP-04 law: no stage of a funnel holds more than the one before, and nobody is in it who did not enter in the period', () => {
  const at = fc.option(
    fc.integer({ min: 0, max: 200 }).map((day) => day * 86_400_000),
    { nil: null },
  );
  const entries = fc.array(fc.array(at, { minLength: 4, maxLength: 4 }), { maxLength: 20 }).map((all) => all.map((reached, n) => ({ id: `e${n}`, reached })));
  const def = { home: 'order', stages: ['a', 'b', 'c', 'd'].map((id) => ({ id, label: id, time: id })), windowDays: 30 };
  fc.assert(
    fc.property(entries, fc.nat(100), fc.nat(100), (all, from, days) => {
      const start = from * 86_400_000;
      const end = start + days * 86_400_000;
      const stages = funnel(def, all, start, end);
      stages.forEach((stage, k) => {
        const before = stages[k - 1];
        if (before) {
          expect(stage.count).toBeLessThanOrEqual(before.count);
          expect(before.ids).toEqual(expect.arrayContaining([...stage.ids]));
          expect(stage.ofPrevious).toBe(before.count === 0 ? null : stage.count / before.count);
        }
        // Said again by loops: entered in time, and some stage from k on within thirty days of it.
        const truth = all.filter((entry) => {
          const reached = entry.reached.filter((one) => one !== null) as number[];
          const entered = entry.reached[0] ?? (reached.length > 0 ? Math.min(...reached) : null);
          if (entered === null || entered < start || entered >= end) return false;
          return k === 0 || entry.reached.slice(k).some((one) => one !== null && one < entered + 30 * 86_400_000);
        });
        expect(stage.ids).toEqual(truth.map((entry) => entry.id));
      });
    }),
  );
});
