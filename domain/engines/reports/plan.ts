import type { CalendarDate } from '../../kernel/calendar-date';
import type { Cond, Path } from '../conditions/definition';
import {
  type Aggregate,
  type DateRange,
  type DimensionId,
  type DimensionRef,
  type Keys,
  type KeyValue,
  partsOf,
  type ReportDef,
  refId,
  type RowMeasure,
  TIME,
} from './definition';
import { bandConds, dimensionsOf, pathOf, type ReportEnv, rowsOf } from './drill';
import { type Bucket, buckets } from './period';

/** How a row finds its bucket. Cases: the first that holds; none: null. */
export type PlannedKey =
  | { readonly dim: DimensionId; readonly kind: 'value'; readonly path: Path }
  | { readonly dim: DimensionId; readonly kind: 'cases'; readonly cases: readonly Cond[] }
  | { readonly dim: DimensionId; readonly kind: 'time'; readonly path: Path; readonly buckets: readonly Bucket[] };

export interface PlannedAggregate {
  readonly measure: string;
  readonly agg: Aggregate;
  readonly of?: Path;
}

/**
 * One statement: the rows of one home that fit, put into buckets, with every total worked out from the rows themselves (an average of
 * averages, or different customers added up, would be wrong). Executors add what is alive and what the reader may see.
 */
export interface SubQuery {
  readonly home: string;
  /** The day that the condition is read on. */
  readonly today: CalendarDate;
  readonly where: Cond;
  readonly keys: readonly PlannedKey[];
  /** Groupings, each by the names of its keys; the empty one is the grand total. */
  readonly sets: readonly (readonly DimensionId[])[];
  readonly aggregates: readonly PlannedAggregate[];
  /** Keys that all its rows have: a day of a stock, 其他. */
  readonly fixed: Keys;
  /** Each row stands for so many (`rollup.ts`); absent: for itself. */
  readonly weight?: Path;
}

/** `keys` names exactly the dimensions of its grouping. `n`: rows that went in. */
export interface QueryRow {
  readonly keys: Keys;
  readonly n: number;
  readonly values: readonly (number | null)[];
}

/** 其他: everything but these buckets of the first dimension. */
export interface Rest {
  readonly dim: DimensionId;
  readonly keys: readonly KeyValue[];
}

/** The groupings of a report: cells, totals of rows and of columns, the total; each once. */
export function setsOf(report: ReportDef): DimensionId[][] {
  const rows = report.rows.map(refId);
  const cols = (report.cols ?? []).map(refId);
  const sets = [[...rows, ...cols], rows, cols, []];
  return sets.filter((set, i) => sets.findIndex((other) => other.join() === set.join()) === i);
}

/** All statements of a report over a range of days; measures that count the same rows share one. */
export function plan(report: ReportDef, range: DateRange | null, env: ReportEnv, rest: Rest | null = null): SubQuery[] {
  const parts = report.measures.flatMap(({ m }) => partsOf(m, env.semantics));
  const measures = parts.filter((part, i) => parts.findIndex((other) => other.id === part.id) === i);
  const shared = new Map<string, SubQuery>();
  for (const measure of measures)
    for (const query of queriesOf(report, measure, range, env, rest)) {
      const { aggregates, ...what } = query;
      const text = JSON.stringify(what);
      const same = shared.get(text);
      shared.set(text, same ? { ...same, aggregates: [...same.aggregates, ...aggregates] } : query);
    }
  return [...shared.values()];
}

function queriesOf(report: ReportDef, measure: RowMeasure, range: DateRange | null, env: ReportEnv, rest: Rest | null): SubQuery[] {
  const wanted = rest ? setsOf(report).filter((set) => set.includes(rest.dim)) : setsOf(report);
  const fixed: Keys = rest ? { [rest.dim]: { not: rest.keys } } : {};
  const make = (sets: readonly (readonly DimensionId[])[], more: Keys): SubQuery => {
    const all: Keys = { ...fixed, ...more };
    const rows = rowsOf(report, { measure, keys: all, range }, env);
    const named = sets.map((set) => set.filter((dim) => !(dim in all)));
    const keys = dimensionsOf(report).filter((ref) => named.some((set) => set.includes(refId(ref))));
    return {
      home: measure.home,
      today: rows.today,
      where: rows.cond,
      keys: keys.map((ref) => keyOf(ref, measure, range, rows.today, env)),
      sets: named,
      aggregates: [{ measure: measure.id, agg: measure.agg, ...(measure.of === undefined ? {} : { of: measure.of }) }],
      fixed: all,
    };
  };
  if (measure.time !== null) return wanted.length > 0 ? [make(wanted, {})] : [];
  // A stock has no date of its own: one statement for the last day of each stretch, and none for days to come.
  const grain = dimensionsOf(report).find((ref) => 'time' in ref);
  const days = range && grain && 'time' in grain ? buckets(range, grain.time, env.today).filter((bucket) => bucket.from <= env.today) : [];
  const overTime = wanted.filter((set) => set.includes(TIME));
  const still = wanted.filter((set) => !set.includes(TIME));
  return [
    ...(overTime.length > 0 ? days.map((bucket) => make(overTime, { [TIME]: bucket.key })) : []),
    ...(still.length > 0 && (!range || range.from <= env.today) ? [make(still, {})] : []),
  ];
}

function keyOf(ref: DimensionRef, measure: RowMeasure, range: DateRange | null, today: CalendarDate, env: ReportEnv): PlannedKey {
  if ('time' in ref) {
    if (!range || measure.time === null) throw new Error('buckets of time need a period and a date');
    return { dim: TIME, kind: 'time', path: measure.time, buckets: buckets(range, ref.time, env.today) };
  }
  const dimension = env.semantics.dimensions.get(ref.dim);
  if (!dimension) throw new Error(`no dimension ${ref.dim}`);
  const path = pathOf(measure, dimension, env);
  return dimension.bands ? { dim: ref.dim, kind: 'cases', cases: bandConds(dimension, path, today) } : { dim: ref.dim, kind: 'value', path };
}
