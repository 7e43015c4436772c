import type { CalendarDate } from '../../kernel/calendar-date';
import type { ConditionContext, Value } from '../conditions/definition';
import { type Load, matches, type Row, valueAt } from '../conditions/evaluate';
import { loadFrom, type Tables } from '../conditions/tables';
import { fold, fromScaled, isEmpty, toScaled } from '../conditions/values';
import type { Keys, KeyValue } from './definition';
import type { PlannedAggregate, PlannedKey, QueryRow, SubQuery } from './plan';

/** Rows that are alive and in the reader's scope, and their relations by the same rule. */
export interface World {
  rows(entity: string): readonly Row[];
  readonly load: Load;
}

/** Tables as their reader sees them. */
export function worldOf(tables: Tables, context: ConditionContext): World {
  const load = loadFrom(tables, context);
  const unscoped = loadFrom({ ...tables, scopes: {} }, context);
  return {
    load,
    rows: (entity) =>
      (tables.rows[entity] ?? []).filter((row) =>
        [tables.alive?.[entity], tables.scopes?.[entity]].every((cond) => !cond || matches(cond, row, unscoped, context)),
      ),
  };
}

/** The context as it was at the end of an earlier day: how a stock is told of a day that is over. */
export function contextOn(context: ConditionContext, day: CalendarDate): ConditionContext {
  return day === context.today ? context : { ...context, today: day, now: context.daySpan(day, day).end - 1 };
}

/** What a statement means, over plain rows: the reference for every other executor. */
export function runInMemory(query: SubQuery, world: World, context: ConditionContext): QueryRow[] {
  const at = { load: world.load, context: contextOn(context, query.today) };
  const rows = world.rows(query.home).filter((row) => matches(query.where, row, at.load, at.context));
  const keyed = rows.map((row) => ({ row, keys: new Map(query.keys.map((key) => [key.dim, keyOf(key, row, at)] as const)) }));
  return query.sets.flatMap((set) => {
    const groups = new Map<string, { readonly keys: Keys; readonly rows: Row[] }>();
    if (set.length === 0) groups.set('[]', { keys: {}, rows: [] });
    for (const { row, keys } of keyed) {
      const mine = set.map((dim) => [dim, keys.get(dim) ?? null] as const);
      const text = JSON.stringify(mine.map(([, key]) => key));
      const group = groups.get(text) ?? { keys: Object.fromEntries(mine), rows: [] };
      group.rows.push(row);
      groups.set(text, group);
    }
    return [...groups.values()].map((group) => ({
      keys: group.keys,
      n: group.rows.length,
      values: query.aggregates.map((aggregate) => aggregateOf(aggregate, group.rows, at)),
    }));
  });
}

interface At {
  readonly load: Load;
  readonly context: ConditionContext;
}

function keyOf(key: PlannedKey, row: Row, at: At): KeyValue {
  if (key.kind === 'cases') {
    const found = key.cases.findIndex((cond) => matches(cond, row, at.load, at.context));
    return found < 0 ? null : found;
  }
  const value = valueAt(key.path, row, at);
  if (key.kind === 'value') return isEmpty(value) || typeof value === 'object' ? null : typeof value === 'string' ? fold(value) : value;
  const day = dayOf(value, at.context);
  return key.buckets.find((bucket) => day !== null && bucket.from <= day && day <= bucket.to)?.key ?? null;
}

function dayOf(value: Value, context: ConditionContext): CalendarDate | null {
  if (typeof value !== 'string') return null;
  return value.length > 10 ? context.wallClock(Date.parse(value)).date : value;
}

function aggregateOf({ agg, of }: PlannedAggregate, rows: readonly Row[], at: At): number | null {
  if (agg === 'count') return rows.length;
  const values = of === undefined ? [] : rows.map((row) => valueAt(of, row, at)).filter((value) => !isEmpty(value));
  if (agg === 'countDistinct')
    return new Set(values.map((value) => (typeof value === 'string' ? (isInstant(value) ? dayOf(value, at.context) : fold(value)) : value))).size;
  const scaled = values
    .filter((value): value is number => typeof value === 'number')
    .map(toScaled)
    .sort((a, b) => a - b);
  const sum = scaled.reduce((so, one) => so + one, 0);
  if (agg === 'sum') return fromScaled(sum);
  const [least, most] = [scaled[0], scaled[scaled.length - 1]];
  if (least === undefined || most === undefined) return null;
  if (agg === 'min') return fromScaled(least);
  if (agg === 'max') return fromScaled(most);
  if (agg === 'avg') return fromScaled(sum) / scaled.length;
  const middle = (scaled.length - 1) / 2;
  return fromScaled(((scaled[Math.floor(middle)] ?? 0) + (scaled[Math.ceil(middle)] ?? 0)) / 2);
}

function isInstant(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T/.test(value);
}

/** The rows behind a number, by id. */
export function listInMemory(
  rows: { readonly entity: string; readonly cond: SubQuery['where']; readonly today: CalendarDate },
  world: World,
  context: ConditionContext,
): Row[] {
  return world.rows(rows.entity).filter((row) => matches(rows.cond, row, world.load, contextOn(context, rows.today)));
}
