import {
  additivityOf,
  type CombinedMeasure,
  type DateRange,
  type DimensionId,
  type DimensionRef,
  type Format,
  type Keys,
  type KeyValue,
  type MeasureId,
  type ReportDef,
  refId,
  TIME,
} from './definition';
import type { ReportEnv } from './drill';
import { type Bucket, buckets } from './period';
import type { QueryRow, SubQuery } from './plan';

/** One row or column of a table: its buckets and their words. */
export interface Line {
  readonly keys: Keys;
  readonly labels: readonly string[];
  /** The stretch of time is not over, or the period covers a part of it. */
  readonly incomplete: boolean;
  readonly cut: boolean;
}
export type Figure = number | null;
/** `cells[row][column][measure]`; without columns there is one. Totals are worked out from rows, not from cells. */
export interface Figures {
  readonly cells: readonly (readonly (readonly Figure[])[])[];
  readonly rowTotals: readonly (readonly Figure[])[];
  readonly colTotals: readonly (readonly Figure[])[];
  readonly total: readonly Figure[];
}
export interface ReportTable extends Figures {
  readonly measures: readonly {
    readonly id: MeasureId;
    readonly label: string;
    readonly format: Format;
    readonly formulaText: string;
    readonly axis: 'left' | 'right';
    readonly additive: 'all' | 'notTime' | 'none';
    /** Rows that went into the total. */
    readonly counted: number;
  }[];
  readonly range: DateRange | null;
  readonly rows: readonly Line[];
  readonly cols: readonly Line[];
  /** The same lines in the period that it is compared with. */
  readonly compared: (Figures & { readonly range: DateRange }) | null;
}

/** What the statements answered, by measure and buckets. */
export interface Answers {
  readonly figures: ReadonlyMap<string, Figure>;
  readonly counted: ReadonlyMap<string, number>;
  /** Buckets met, by grouping (`a,b`). */
  readonly met: ReadonlyMap<string, readonly Keys[]>;
}

const textOf = (dims: readonly DimensionId[], keys: Keys): string => JSON.stringify(dims.filter((dim) => dim in keys).map((dim) => [dim, keys[dim]]));

/** Puts answers together. A bucket's keys are its own and those that its statement fixed. */
export function gather(report: ReportDef, queries: readonly SubQuery[], results: readonly (readonly QueryRow[])[]): Answers {
  const dims = dimsOf(report);
  const figures = new Map<string, Figure>();
  const counted = new Map<string, number>();
  const met = new Map<string, Map<string, Keys>>();
  queries.forEach((query, i) => {
    for (const row of results[i] ?? []) {
      const keys = { ...row.keys, ...query.fixed };
      const text = textOf(dims, keys);
      const grouping = dims.filter((dim) => dim in keys).join();
      if (row.n > 0) met.set(grouping, (met.get(grouping) ?? new Map<string, Keys>()).set(text, keys));
      query.aggregates.forEach((aggregate, a) => {
        figures.set(aggregate.measure + text, row.values[a] ?? null);
        counted.set(aggregate.measure + text, row.n);
      });
    }
  });
  return { figures, counted, met: new Map([...met].map(([grouping, keys]) => [grouping, [...keys.values()]])) };
}

function dimsOf(report: ReportDef): DimensionId[] {
  return [...report.rows, ...(report.cols ?? [])].map(refId);
}

/** A measure at some buckets; nothing counted is 0 for counts and sums, and empty for what needs rows. A stock of days to come is empty. */
export function figureAt(report: ReportDef, answers: Answers, id: MeasureId, keys: Keys, range: DateRange | null, env: ReportEnv): Figure {
  const measure = env.semantics.measures.get(id);
  if (!measure) return null;
  if ('combine' in measure) {
    const figure = (part: MeasureId, at: Keys): Figure => figureAt(report, answers, part, at, range, env);
    const [left, right] = [figure(measure.of[0], keys), figure(measure.of[1], measure.combine === 'share' ? {} : keys)];
    if (left === null || right === null) return null;
    if (measure.combine === 'difference') return left - right;
    if (measure.combine === 'score')
      return scoreOf(
        measure,
        left,
        right,
        besides(report, answers, keys, (at) => figure(measure.of[1], at)),
      );
    return right === 0 ? null : (left / right) * (measure.times ?? 1);
  }
  const found = answers.figures.get(measure.id + textOf(dimsOf(report), keys));
  if (found !== undefined && found !== null) return found;
  const grain = [...report.rows, ...(report.cols ?? [])].find((ref) => 'time' in ref);
  const from =
    TIME in keys && range && grain && 'time' in grain ? buckets(range, grain.time, env.today).find((bucket) => bucket.key === keys[TIME])?.from : range?.from;
  if (measure.time === null && from !== undefined && from > env.today) return null;
  return measure.agg === 'count' || measure.agg === 'sum' || measure.agg === 'countDistinct' ? 0 : null;
}

/** A figure of all lines that stand beside one: of the same columns and stretch of time. Null: the keys name no line, or 其他. */
function besides(report: ReportDef, answers: Answers, keys: Keys, figure: (keys: Keys) => Figure): number[] | null {
  const first = report.rows[0];
  if (!first || 'time' in first || !(first.dim in keys) || typeof keys[first.dim] === 'object') return null;
  const line = first.dim;
  const others = Object.keys(keys).filter((dim) => dim !== line);
  const grouping = dimsOf(report)
    .filter((dim) => dim in keys)
    .join();
  const alike = (answers.met.get(grouping) ?? []).filter((one) => one[line] !== null && others.every((dim) => one[dim] === keys[dim]));
  return alike.flatMap((one) => figure(one) ?? []);
}

/** The score of `Weights`. `all`: the second part of every line, this one's too. */
export function scoreOf({ weigh }: CombinedMeasure, first: number, second: number, all: readonly number[] | null): Figure {
  if (!weigh || !all) return null;
  const below = all.filter((one) => one < second).length + (all.filter((one) => one === second).length - 1) / 2;
  const place = all.length > 1 ? below / (all.length - 1) : 1;
  return weigh.first * (first / weigh.most) + weigh.second * place;
}

/** How many rows went into a measure's total: of a combined one, into its first part. */
export function countedIn(answers: Answers, id: MeasureId, env: ReportEnv): number {
  const measure = env.semantics.measures.get(id);
  return measure && 'combine' in measure ? countedIn(answers, measure.of[0], env) : (answers.counted.get(`${id}[]`) ?? 0);
}

/** The words of a bucket, and where it stands among its like (null: by its words). */
export interface Naming {
  label(ref: DimensionRef, key: KeyValue): string;
  rank(ref: DimensionRef, key: KeyValue): number | null;
}

export const UNFILLED = '（未填写）';
export const OTHERS = '其他';

/** Buckets of time and bands exist without rows; values exist because a row has them. */
function known(ref: DimensionRef, report: ReportDef, range: DateRange | null, env: ReportEnv): KeyValue[] | null {
  if (!report.zeroFill) return null;
  if ('time' in ref) return range ? buckets(range, ref.time, env.today).map((bucket) => bucket.key) : null;
  const bands = env.semantics.dimensions.get(ref.dim)?.bands;
  return bands ? bands.map((_, i) => i) : null;
}

/** All rows (or columns): the buckets met, and where they are known beforehand those without rows. */
export function axisOf(refs: readonly DimensionRef[], met: readonly Keys[], report: ReportDef, range: DateRange | null, env: ReportEnv): Keys[] {
  const found = new Map(met.map((keys) => [textOf(refs.map(refId), keys), keys] as const));
  const filled = refs.map((ref) => known(ref, report, range, env));
  if (filled.every((keys) => keys === null)) return [...found.values()];
  const candidates = refs.map((ref, i) => {
    const seen = met.map((keys) => keys[refId(ref)] ?? null);
    return [...(filled[i] ?? []), ...seen].filter((key, at, all) => all.indexOf(key) === at);
  });
  let lines: Keys[] = [{}];
  refs.forEach((ref, i) => {
    lines = lines.flatMap((line) => (candidates[i] ?? []).map((key) => ({ ...line, [refId(ref)]: key })));
  });
  return lines;
}

/** Orders lines: by a figure, or as the buckets come; what is empty goes last, ties go by words and then by key. */
export function ordered(
  lines: readonly Keys[],
  refs: readonly DimensionRef[],
  report: ReportDef,
  naming: Naming,
  figure: (keys: Keys, measure: MeasureId) => Figure,
): Keys[] {
  const words = (keys: Keys): string => refs.map((ref) => naming.label(ref, keys[refId(ref)] ?? null)).join(' ');
  const sort = report.sort;
  const down = sort?.dir === 'desc' ? -1 : 1;
  const place = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  // Two people of one name stay in one order too, so that the first n are the same every time.
  const byWords = (a: Keys, b: Keys): number => place(words(a), words(b)) || place(JSON.stringify(a), JSON.stringify(b));
  const natural = (a: Keys, b: Keys): number => {
    for (const ref of refs) {
      const [x, y] = [naming.rank(ref, a[refId(ref)] ?? null), naming.rank(ref, b[refId(ref)] ?? null)];
      const order = x !== null && y !== null ? x - y : Number(x === null) - Number(y === null);
      if (order !== 0) return order;
    }
    return byWords(a, b);
  };
  if (!sort || sort.by === 'natural') return [...lines].sort((a, b) => (sort ? down : 1) * natural(a, b));
  if (sort.by === 'label') return [...lines].sort((a, b) => down * byWords(a, b));
  const by = sort.by;
  return [...lines].sort((a, b) => {
    const [x, y] = [figure(a, by), figure(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byWords(a, b);
    return down * (x - y) || byWords(a, b);
  });
}

/** A line as it is shown. */
export function lineOf(keys: Keys, refs: readonly DimensionRef[], naming: Naming, days: readonly Bucket[]): Line {
  const bucket = days.find((day) => day.key === keys[TIME]);
  return {
    keys,
    labels: refs.map((ref) => naming.label(ref, keys[refId(ref)] ?? null)),
    incomplete: bucket?.incomplete ?? false,
    cut: bucket?.cut ?? false,
  };
}

/** The measures of a report as a reader needs them beside the numbers. */
export function heads(report: ReportDef, answers: Answers, env: ReportEnv): ReportTable['measures'] {
  return report.measures.flatMap(({ m, as, axis }) => {
    const measure = env.semantics.measures.get(m);
    if (!measure) return [];
    const { id, label, format, formulaText } = measure;
    return [
      {
        id,
        label: as ?? label,
        format,
        formulaText,
        axis: axis ?? 'left',
        additive: additivityOf(measure, env.semantics),
        counted: countedIn(answers, m, env),
      },
    ];
  });
}
