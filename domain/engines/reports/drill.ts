import { addDays, addMonths, type CalendarDate } from '../../kernel/calendar-date';
import type { Catalogue } from '../catalogue/definition';
import type { Cond, Operand, Path } from '../conditions/definition';
import {
  type Band,
  type DateRange,
  type Dimension,
  type DimensionRef,
  type Keys,
  type KeyValue,
  type ReportDef,
  refId,
  type RowMeasure,
  type Semantics,
  TIME,
} from './definition';
import { reach, type Route, wayTo } from './grain';
import { buckets } from './period';

/** What a report is worked out against. `semantics` already holds the report's own measures and dimensions (`withOwn`). */
export interface ReportEnv {
  readonly catalogue: Catalogue;
  readonly semantics: Semantics;
  readonly today: CalendarDate;
}

/** The rows behind a number. They are read on `today`, so that 「最近 90 天」 means the days before that day. Alive and scope come on top. */
export interface CountedRows {
  readonly entity: string;
  readonly cond: Cond;
  readonly today: CalendarDate;
}

/** One number of a report: of a measure, at some buckets (none: the total), in the period or in the one it is compared with. */
export interface Cell {
  readonly measure: RowMeasure;
  readonly keys: Keys;
  readonly range: DateRange | null;
}

export function allOf(conds: readonly Cond[]): Cond {
  const flat = conds.flatMap((cond) => ('all' in cond ? cond.all : [cond]));
  return flat.length === 1 && flat[0] ? flat[0] : { all: flat };
}

/**
 * The condition whose rows a number counts. It is the only place where a report's filter is made: the query that counts and the list
 * that is opened from a number both come from here, so they cannot differ.
 */
export function rowsOf(report: ReportDef, cell: Cell, env: ReportEnv): CountedRows {
  const { measure, keys, range } = cell;
  const bucket = bucketOf(report, keys, range, env.today);
  const days = bucket ?? range;
  const today = measure.time === null && days && days.to < env.today ? days.to : env.today;
  const conds: Cond[] = measure.where ? [measure.where] : [];
  conds.push(...filtersOf(report, measure.home, env));
  if (measure.time !== null && days) conds.push({ f: measure.time, op: 'inWindow', v: { from: days.from, to: days.to } });
  for (const ref of dimensionsOf(report)) {
    const key = keys[refId(ref)];
    if (key === undefined || 'time' in ref) continue;
    const dimension = env.semantics.dimensions.get(ref.dim);
    if (dimension) conds.push(keyCond(dimension, pathOf(measure, dimension, env), key, today));
  }
  return { entity: measure.home, cond: allOf(conds), today };
}

export function dimensionsOf(report: ReportDef): DimensionRef[] {
  return [...report.rows, ...(report.cols ?? [])];
}

/** Where a measure's rows find the dimension's value. A report that passed its check always has one. */
export function pathOf(measure: RowMeasure, dimension: Dimension, env: Pick<ReportEnv, 'catalogue'>): Path {
  const way = reach(env.catalogue, measure.home, dimension);
  if (way.kind !== 'path') throw new Error(`no way from ${measure.home} to ${dimension.id}`);
  return way.path;
}

/** The report's filters as conditions about the rows of an entity. */
function filtersOf(report: ReportDef, home: string, env: Pick<ReportEnv, 'catalogue'>): Cond[] {
  return Object.entries(report.filter ?? {}).map(([entity, cond]) => lift(cond, routeOf(home, entity, env)));
}

/** The records of a funnel or a Gantt chart, whatever their dates. */
export function recordsOf(report: ReportDef, shown: { readonly home: string; readonly where?: Cond }, env: ReportEnv): CountedRows {
  return { entity: shown.home, cond: allOf([...(shown.where ? [shown.where] : []), ...filtersOf(report, shown.home, env)]), today: env.today };
}

function routeOf(home: string, entity: string, env: Pick<ReportEnv, 'catalogue'>): Route {
  const way = wayTo(env.catalogue, home, entity);
  if (way === null || way === 'ambiguous') throw new Error(`no way from ${home} to ${entity}`);
  return way;
}

function bucketOf(report: ReportDef, keys: Keys, range: DateRange | null, today: CalendarDate): DateRange | null {
  const key = keys[TIME];
  const grain = dimensionsOf(report).find((ref) => 'time' in ref);
  if (key === undefined || !range || !grain || !('time' in grain)) return null;
  return buckets(range, grain.time, today).find((bucket) => bucket.key === key) ?? null;
}

/** Rows that lie in one bucket of a dimension. Null is the bucket of the rest: not filled in, or in no band. */
export function keyCond(dimension: Dimension, path: Path, key: KeyValue, today: CalendarDate): Cond {
  if (typeof key === 'object' && key !== null) return { not: { any: key.not.map((one) => keyCond(dimension, path, one, today)) } };
  if (!dimension.bands) return key === null ? { f: path, op: 'empty' } : { f: path, op: 'eq', v: key };
  const conds = bandConds(dimension, path, today);
  const cond = typeof key === 'number' ? conds[key] : undefined;
  return cond ?? { not: { any: conds } };
}

/** One condition a band, in their order. */
export function bandConds(dimension: Dimension, path: Path, today: CalendarDate): Cond[] {
  return (dimension.bands ?? []).map((band) => (dimension.since ? sinceCond(path, band, dimension.since, today) : valueCond(path, band)));
}

function valueCond(path: Path, band: Band): Cond {
  const conds: Cond[] = [];
  if (band.from !== undefined) conds.push({ f: path, op: 'gte', v: band.from });
  if (band.to !== undefined) conds.push({ f: path, op: 'lt', v: band.to });
  return conds.length > 0 ? allOf(conds) : { f: path, op: 'notEmpty' };
}

/** At least `from` and less than `to` whole years or days ago. */
function sinceCond(path: Path, band: Band, unit: 'years' | 'days', today: CalendarDate): Cond {
  const ago = (n: number): CalendarDate => (unit === 'years' ? addMonths(today, -12 * n) : addDays(today, -n));
  const window = { ...(band.to === undefined ? {} : { from: addDays(ago(band.to), 1) }), ...(band.from === undefined ? {} : { to: ago(band.from) }) };
  return band.from === undefined && band.to === undefined ? { f: path, op: 'notEmpty' } : { f: path, op: 'inWindow', v: window };
}

/** A condition about another record, as one about the record that leads to it: paths get longer, and related rows are asked for over there. */
export function lift(cond: Cond, route: Route): Cond {
  const first = route[0];
  if (first === undefined) return cond;
  if ('all' in cond) return { all: cond.all.map((part) => lift(part, route)) };
  if ('any' in cond) return { any: cond.any.map((part) => lift(part, route)) };
  if ('not' in cond) return { not: lift(cond.not, route) };
  if ('f' in cond) return { ...cond, f: [...route, cond.f].join('.'), ...(cond.v === undefined ? {} : { v: liftOperand(cond.v, route) }) };
  return { rel: first, q: 'some', where: lift(cond, route.slice(1)) };
}

function liftOperand(operand: Operand, route: Route): Operand {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return operand;
  if ('field' in operand) return { field: [...route, operand.field].join('.') };
  if ('add' in operand) return { add: [liftOperand(operand.add[0], route), liftOperand(operand.add[1], route)] };
  return operand;
}
