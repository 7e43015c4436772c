import { entityOf, relationOf } from '@zhike/domain/engines/catalogue/find';
import type { Path } from '@zhike/domain/engines/conditions/definition';
import type { Family } from '@zhike/domain/engines/conditions/ops';
import type { Aggregate, Keys, KeyValue } from '@zhike/domain/engines/reports/definition';
import type { CountedRows } from '@zhike/domain/engines/reports/drill';
import { contextOn } from '@zhike/domain/engines/reports/memory';
import type { PlannedAggregate, PlannedKey, QueryRow, SubQuery } from '@zhike/domain/engines/reports/plan';
import { compileCondition, type CompileOptions, rowsOf } from '../conditions/compile';
import { isOneStep, joinOf, physicalOf, placeOf, valueSql } from '../conditions/places';
import { folded } from '../conditions/sql-ops';

/** A statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly args: readonly unknown[];
}

/** The row that is counted. */
export const ROW = 'r';

export interface Writing {
  readonly options: CompileOptions;
  readonly args: unknown[];
}

/**
 * A statement of a report. Rows are found and given their buckets in an inner query, where nothing is joined to many; the outer one adds
 * them up once a grouping, so that averages and different customers in a total are worked out from rows and not from cells.
 */
export function sqlOfQuery(query: SubQuery, options: CompileOptions): Statement {
  const writing = writingOn(query.today, options);
  const keys = query.keys.map((key, i) => `${keySql(key, query.home, writing)} AS k${i}`);
  const values = query.aggregates.flatMap((aggregate, i) =>
    aggregate.of === undefined ? [] : [`${ofSql(aggregate, aggregate.of, query.home, writing)} AS v${i}`],
  );
  const weight = query.weight === undefined ? [] : [`${pathSql(query.weight, query.home, ROW, writing).sql} AS w`];
  const inner = `SELECT ${[...keys, ...values, ...weight, '1 AS one'].join(', ')} ${rowsOf(query.where, query.home, ROW, writing.args, writing.options)}`;
  const all = query.keys.map((_, i) => `k${i}`);
  const sets = query.sets.map((set) => `(${set.map((dim) => `k${query.keys.findIndex((key) => key.dim === dim)}`).join(', ')})`);
  const outer = [
    `${all.length > 0 ? `GROUPING(${all.join(', ')})` : '0'} AS grouping`,
    `${query.weight === undefined ? 'count(*)' : 'coalesce(sum(w), 0)'}::int AS n`,
    ...all,
    ...query.aggregates.map((aggregate, i) => `${AGGREGATE[aggregate.agg](`v${i}`)} AS a${i}`),
  ];
  return { text: `SELECT ${outer.join(', ')} FROM (${inner}) counted GROUP BY GROUPING SETS (${sets.join(', ')})`, args: writing.args };
}

/** Numbers come as text: none is rounded on its way. An average comes as its sum and its count, and is divided once. */
const AGGREGATE: Readonly<Record<Aggregate, (value: string) => string>> = {
  count: () => 'count(*)::text',
  sum: (v) => `coalesce(sum(${v}), 0)::text`,
  avg: (v) => `sum(${v}) || '/' || count(${v})`,
  min: (v) => `min(${v})::text`,
  max: (v) => `max(${v})::text`,
  // The one in the middle, or half of the two in the middle.
  median: (v) =>
    `((percentile_disc(0.5) WITHIN GROUP (ORDER BY ${v}))::numeric + (percentile_disc(0.5) WITHIN GROUP (ORDER BY ${v} DESC))::numeric)::text || '/2'`,
  countDistinct: (v) => `count(DISTINCT ${v})::text`,
};

export function bind(writing: Writing, value: unknown, type: string): string {
  return `$${writing.args.push(value)}::${type}`;
}

function keySql(key: PlannedKey, home: string, writing: Writing): string {
  if (key.kind === 'value') return bucketOf(pathSql(key.path, home, ROW, writing));
  if (key.kind === 'cases') {
    const cases = key.cases.map((cond, i) => `WHEN ${compileCondition(cond, home, ROW, writing.args, writing.options)} THEN ${i}`);
    return `CASE ${cases.join(' ')} END`;
  }
  // The bounds are ready-made instants of the store's days, so that no zone is asked for.
  const { sql, family } = pathSql(key.path, home, ROW, writing);
  const days = key.buckets.map((bucket) => bucket.from);
  if (family === 'date') return `width_bucket(${sql}, ${bind(writing, days, 'date[]')})`;
  const { daySpan } = writing.options.context;
  const starts = days.map((day) => new Date(daySpan(day, day).start).toISOString());
  return `width_bucket(${sql}, ${bind(writing, starts, 'timestamptz[]')})`;
}

interface Found {
  readonly sql: string;
  readonly family: Family;
}

/** A bucket for each value, by the text that conditions compare. */
function bucketOf({ sql, family }: Found): string {
  if (family === 'bool') return sql;
  return family === 'text' ? `nullif(${folded(`(${sql})`)}, '')` : `nullif((${sql})::text, '')`;
}

/** Written once: what is written twice leaves parameters behind that nothing names. */
function ofSql({ agg }: PlannedAggregate, path: Path, home: string, writing: Writing): string {
  const found = pathSql(path, home, ROW, writing);
  if (agg !== 'countDistinct') return found.sql;
  return found.family === 'datetime' ? `(${found.sql} AT TIME ZONE ${bind(writing, writing.options.zone, 'text')})::date` : bucketOf(found);
}

/** The value at a path. A hop to a row that is not there, or that the reader may not see, gives none: as in conditions. */
export function pathSql(path: Path, entityId: string, alias: string, writing: Writing): Found {
  const { catalogue, physical } = writing.options;
  const entity = entityOf(catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId}`);
  const dot = path.indexOf('.');
  if (dot < 0) {
    const place = placeOf(entity, path, alias, physical);
    return { sql: valueSql(place), family: place.family };
  }
  const relation = relationOf(entity, path.slice(0, dot));
  const via = relation && physicalOf(physical, entityId).relations[relation.id];
  if (!relation || !via || !isOneStep(via)) throw new Error(`no way over ${entityId}.${path}`);
  const next = `${alias}h`;
  const rows = rowsOf({ all: [] }, relation.to, next, writing.args, writing.options);
  const join = joinOf(via, alias, next, physicalOf(physical, relation.to).table).where;
  const value = pathSql(path.slice(dot + 1), relation.to, next, writing);
  return { sql: `(SELECT ${value.sql} ${rows} AND ${join})`, family: value.family };
}

/** What a statement answered, as any executor answers it. */
export function readRows(query: SubQuery, found: readonly Readonly<Record<string, unknown>>[]): QueryRow[] {
  return found.map((row) => {
    const grouping = Number(row.grouping);
    const mine = query.keys.map((key, i) => ({ key, i })).filter(({ i }) => ((grouping >> (query.keys.length - 1 - i)) & 1) === 0);
    const keys: Keys = Object.fromEntries(mine.map(({ key, i }) => [key.dim, readKey(key, row[`k${i}`])]));
    return { keys, n: Number(row.n), values: query.aggregates.map((_, i) => readFigure(row[`a${i}`])) };
  });
}

function readKey(key: PlannedKey, value: unknown): KeyValue {
  if (value === null || value === undefined) return null;
  if (key.kind === 'time') return key.buckets[Number(value) - 1]?.key ?? null;
  if (key.kind === 'cases') return Number(value);
  return typeof value === 'boolean' ? value : String(value);
}

function readFigure(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const [over, under] = value.split('/');
  return under === undefined ? Number(over) : under === '0' ? null : Number(over) / Number(under);
}

/** A statement about the rows of one day. */
export function writingOn(today: string, options: CompileOptions): Writing {
  return { options: { ...options, context: contextOn(options.context, today) }, args: [] };
}

/** How many rows stand behind a number, and the first of them with their values at some paths. `also`: a further test of the row. */
export function sqlOfList(rows: CountedRows, paths: readonly Path[], limit: number, options: CompileOptions, also?: (writing: Writing) => string): Statement {
  const writing = writingOn(rows.today, options);
  const values = paths.map((path, i) => `${pathSql(path, rows.entity, ROW, writing).sql} AS v${i}`);
  const from = rowsOf(rows.cond, rows.entity, ROW, writing.args, writing.options);
  const more = also ? ` AND ${also(writing)}` : '';
  const text = `SELECT ${ROW}.id::text AS id, count(*) OVER ()::int AS count, ${values.join(', ')} ${from}${more} ORDER BY ${ROW}.id LIMIT ${bind(writing, limit, 'int')}`;
  return { text, args: writing.args };
}
