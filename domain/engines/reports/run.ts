import { type DateRange, type Dimension, type DimensionRef, type Keys, type KeyValue, type MeasureId, type ReportDef, refId, TIME } from './definition';
import type { Field } from '../catalogue/definition';
import type { ReportEnv } from './drill';
import { pathFrom } from './grain';
import { type Bucket, buckets, compareRange, resolvePeriod } from './period';
import { plan, type QueryRow, type Rest, type SubQuery } from './plan';
import { type Answers, axisOf, type Figures, figureAt, gather, heads, lineOf, type Naming, ordered, OTHERS, type ReportTable, UNFILLED } from './table';

/** Where the rows are: a database (all statements in one snapshot) or lists in memory. */
export interface Executor {
  run(queries: readonly SubQuery[]): Promise<readonly (readonly QueryRow[])[]>;
  /** Names of records by id, for a dimension whose values are links; an id that the reader may not see is left out. */
  names(dimension: Dimension, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export const HIDDEN = '（无权查看）';

/** Works a report out. The report has passed its check; `env.semantics` holds its own measures and dimensions too. */
export async function runReport(report: ReportDef, env: ReportEnv, executor: Executor): Promise<ReportTable> {
  const range = resolvePeriod(report.period, env.today);
  const weeks = [...report.rows, ...(report.cols ?? [])].some((ref) => 'time' in ref && ref.time === 'week');
  const before = report.compare && range ? compareRange(report.compare, report.period, range, weeks) : null;
  const now = await ask(report, range, env, executor, null);
  const then = before ? await ask(report, before, env, executor, null) : null;
  const shift = keyShift(report, range, before, env);
  const naming = await namingOf(report, [now, ...(then ? [then] : [])], range, env, executor);

  const cols = report.cols ?? [];
  const axis = (refs: readonly DimensionRef[]): Keys[] => {
    const name = refs.map(refId).join();
    const met = [...(now.met.get(name) ?? []), ...(then?.met.get(name) ?? []).flatMap((keys) => shift.back(keys))];
    return axisOf(refs, met, report, range, env);
  };
  const figure = (keys: Keys, measure: MeasureId): number | null => figureAt(report, now, measure, keys, range, env);
  const allRows = ordered(report.rows.length > 0 ? axis(report.rows) : [], report.rows, report, naming, figure);
  const colKeys = ordered(cols.length > 0 ? axis(cols) : [], cols, { ...report, sort: undefined }, naming, figure);

  const first = report.rows[0];
  const cut = report.top && first && allRows.length > report.top.n ? { kept: allRows.slice(0, report.top.n), dim: refId(first) } : null;
  const rest: Rest | null = cut ? { dim: cut.dim, keys: cut.kept.map((keys) => keys[cut.dim] ?? null) } : null;
  const others = rest ? await ask(report, range, env, executor, rest) : null;
  const othersThen = rest && before ? await ask(report, before, env, executor, rest) : null;
  const rowKeys: Keys[] = cut && rest ? [...cut.kept, { [rest.dim]: { not: rest.keys } }] : allRows;

  const days = bucketsOf(report, range, env);
  return {
    measures: heads(report, now, env),
    range,
    rows: rowKeys.map((keys) => lineOf(keys, report.rows, naming, days)),
    cols: colKeys.map((keys) => lineOf(keys, cols, naming, days)),
    ...figuresOf(report, merged(now, others), rowKeys, colKeys, range, env, (keys) => keys),
    compared: then && before ? { range: before, ...figuresOf(report, merged(then, othersThen), rowKeys, colKeys, before, env, shift.there) } : null,
  };
}

async function ask(report: ReportDef, range: DateRange | null, env: ReportEnv, executor: Executor, rest: Rest | null): Promise<Answers> {
  const queries = plan(report, range, env, rest);
  return gather(report, queries, await executor.run(queries));
}

function merged(answers: Answers, others: Answers | null): Answers {
  if (!others) return answers;
  return { ...answers, figures: new Map([...answers.figures, ...others.figures]), counted: new Map([...answers.counted, ...others.counted]) };
}

function bucketsOf(report: ReportDef, range: DateRange | null, env: ReportEnv): Bucket[] {
  const grain = [...report.rows, ...(report.cols ?? [])].find((ref) => 'time' in ref);
  return range && grain && 'time' in grain ? buckets(range, grain.time, env.today) : [];
}

/** Buckets of time stand side by side by their place: the first of this period with the first of the other. */
function keyShift(
  report: ReportDef,
  range: DateRange | null,
  before: DateRange | null,
  env: ReportEnv,
): { there: (keys: Keys) => Keys | null; back: (keys: Keys) => Keys[] } {
  const here = bucketsOf(report, range, env);
  const other = bucketsOf(report, before, env);
  const move = (keys: Keys, from: readonly Bucket[], to: readonly Bucket[]): Keys | null => {
    if (!(TIME in keys)) return keys;
    const bucket = to[from.findIndex((one) => one.key === keys[TIME])];
    return bucket ? { ...keys, [TIME]: bucket.key } : null;
  };
  return {
    there: (keys) => move(keys, here, other),
    back: (keys) => {
      const moved = move(keys, other, here);
      return moved ? [moved] : [];
    },
  };
}

function figuresOf(
  report: ReportDef,
  answers: Answers,
  rows: readonly Keys[],
  cols: readonly Keys[],
  range: DateRange | null,
  env: ReportEnv,
  move: (keys: Keys) => Keys | null,
): Figures {
  const at = (keys: Keys): (number | null)[] => {
    const moved = move(keys);
    return report.measures.map(({ m }) => (moved ? figureAt(report, answers, m, moved, range, env) : null));
  };
  return {
    cells: rows.map((row) => (cols.length > 0 ? cols : [{}]).map((col) => at({ ...row, ...col }))),
    rowTotals: rows.map(at),
    colTotals: cols.map(at),
    total: at({}),
  };
}

async function namingOf(report: ReportDef, answers: readonly Answers[], range: DateRange | null, env: ReportEnv, executor: Executor): Promise<Naming> {
  const names = new Map<string, ReadonlyMap<string, string>>();
  const days = bucketsOf(report, range, env);
  for (const ref of [...report.rows, ...(report.cols ?? [])]) {
    const dimension = 'dim' in ref ? env.semantics.dimensions.get(ref.dim) : undefined;
    const field = dimension && fieldAt(dimension, env);
    if (!dimension || dimension.bands || !field) continue;
    if (field.options) names.set(dimension.id, new Map(field.options.map((option) => [option.id, option.label] as const)));
    else if (field.to !== undefined || field.type === 'member' || field.type === 'store') {
      const ids = answers.flatMap((answer) => [...answer.met.values()].flat().map((keys) => keys[dimension.id]));
      names.set(dimension.id, await executor.names(dimension, [...new Set(ids.filter((id): id is string => typeof id === 'string'))]));
    }
  }
  return {
    label: (ref, key) => labelOf(ref, key, names, days, env),
    rank: (ref, key) => {
      if (key === null || typeof key === 'object') return null;
      if ('time' in ref) return days.findIndex((bucket) => bucket.key === key);
      const dimension = env.semantics.dimensions.get(ref.dim);
      if (typeof key === 'number') return key;
      const place = (dimension && fieldAt(dimension, env))?.options?.findIndex((option) => option.id === key) ?? -1;
      return place < 0 ? null : place;
    },
  };
}

function labelOf(ref: DimensionRef, key: KeyValue, names: ReadonlyMap<string, ReadonlyMap<string, string>>, days: readonly Bucket[], env: ReportEnv): string {
  if (typeof key === 'object' && key !== null) return OTHERS;
  if ('time' in ref) return days.find((bucket) => bucket.key === key)?.label ?? String(key);
  const dimension = env.semantics.dimensions.get(ref.dim);
  if (dimension?.bands) return typeof key === 'number' ? (dimension.bands[key]?.label ?? UNFILLED) : UNFILLED;
  if (key === null || key === '') return UNFILLED;
  if (typeof key === 'boolean') return key ? '是' : '否';
  const named = names.get(ref.dim);
  if (!named) return String(key);
  const name = named.get(String(key));
  // A record that may be seen and has no name is not one that may not be seen.
  return name === undefined ? HIDDEN : name || UNFILLED;
}

function fieldAt(dimension: Dimension, env: ReportEnv): Field | undefined {
  return pathFrom(env.catalogue, dimension.entity, dimension.field)?.field;
}
