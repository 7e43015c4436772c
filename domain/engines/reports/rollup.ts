import { addDays, type CalendarDate } from '../../kernel/calendar-date';
import type { Cond, FieldCond, Path, Window } from '../conditions/definition';
import type { MeasureId, RowMeasure, Semantics } from './definition';
import type { PlannedKey, QueryRow, SubQuery } from './plan';

/**
 * Sums of one group of rows (a home, a condition, the date by which they count), a line for each day and each way they can be split. A line
 * is never added to: a day is worked out anew from its rows. Days that changed since then are told (`touched`), and are counted from the
 * rows, so an answer out of sums is the answer out of rows at any moment.
 */
export interface Rollup {
  readonly id: string;
  readonly home: string;
  readonly time: Path;
  readonly where?: Cond;
  readonly measures: readonly MeasureId[];
  /** What it can be split and filtered by: `d0`, `d1`, … of a line. */
  readonly dims: readonly Path[];
  /** What is added up: `s0`, `s1`, …; how many rows is `n`. */
  readonly sums: readonly Path[];
}

/** The entity of a rollup's lines: `rollup`, `day`, `d…`, `n`, `s…`. */
export const ROLLUP_LINE = 'rollup_line';
export const ROLLUP_LIMITS = { dims: 3, sums: 3, touched: 60, shortDays: 90 } as const;

/** Up to which day (included) lines were worked out, and which of them changed since. */
export interface Freshness {
  readonly until: CalendarDate;
  readonly touched: readonly CalendarDate[];
}

/** The rollups that serve some homes' measures, one for each condition: counts and sums with a date of their own. */
export function rollupsOf(semantics: Semantics, homes: readonly { readonly home: string; readonly dims: readonly Path[] }[]): Rollup[] {
  const made = new Map<string, Rollup>();
  for (const measure of semantics.measures.values()) {
    const place = 'combine' in measure ? undefined : homes.find((one) => one.home === measure.home);
    if (!place || 'combine' in measure || measure.time === null || (measure.agg !== 'count' && measure.agg !== 'sum')) continue;
    const { home, time, where, of } = measure;
    const key = JSON.stringify([home, time, where ?? null]);
    const before = made.get(key) ?? { id: measure.id, home, time, ...(where ? { where } : {}), measures: [], dims: place.dims, sums: [] };
    const sums = of === undefined || before.sums.includes(of) ? before.sums : [...before.sums, of];
    if (sums.length <= ROLLUP_LIMITS.sums) made.set(key, { ...before, measures: [...before.measures, measure.id], sums });
  }
  return [...made.values()];
}

const partsOf = (cond: Cond | undefined): readonly Cond[] => (cond === undefined ? [] : 'all' in cond ? cond.all : [cond]);

/** The statement by which a stretch of days is worked out: all ways to split, no totals. */
export function linesOf(rollup: Rollup, from: CalendarDate, to: CalendarDate, today: CalendarDate, semantics: Semantics): SubQuery {
  const days: { from: CalendarDate; to: CalendarDate; key: CalendarDate; label: string; incomplete: false; cut: false }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push({ key: day, from: day, to: day, label: day, incomplete: false, cut: false });
  const keys: PlannedKey[] = [
    { dim: 'day', kind: 'time', path: rollup.time, buckets: days },
    ...rollup.dims.map((path, i): PlannedKey => ({ dim: `d${i}`, kind: 'value', path })),
  ];
  const ofMeasure = rollup.measures.map((id) => semantics.measures.get(id)).filter((one): one is RowMeasure => one !== undefined && !('combine' in one));
  return {
    home: rollup.home,
    today,
    where: { all: [...partsOf(rollup.where), { f: rollup.time, op: 'inWindow', v: { from, to } }] },
    keys,
    sets: [keys.map((key) => key.dim)],
    aggregates: rollup.sums.map((of) => ({ measure: ofMeasure.find((one) => one.of === of)?.id ?? of, agg: 'sum', of })),
    fixed: {},
  };
}

/** A statement taken apart: what sums answer, and the days that must be counted from rows; null: sums cannot answer it. */
export interface Split {
  readonly sums: SubQuery;
  readonly rows: SubQuery | null;
}

/** @param stores the only stores that the reader sees; null: all of them. The first dimension of every rollup is the store. */
export function throughSums(
  query: SubQuery,
  rollups: readonly Rollup[],
  freshOf: (id: string) => Freshness | null,
  stores: readonly string[] | null,
): Split | null {
  const rollup = rollups.find((one) => one.home === query.home && query.aggregates.every(({ measure }) => one.measures.includes(measure)));
  const fresh = rollup && freshOf(rollup.id);
  if (!rollup || !fresh) return null;
  const own = partsOf(rollup.where);
  const parts = partsOf(query.where);
  if (JSON.stringify(parts.slice(0, own.length)) !== JSON.stringify(own)) return null;
  const more = parts.slice(own.length);
  const window = more.find((cond): cond is FieldCond => 'f' in cond && cond.f === rollup.time);
  const range = window ? daysIn(window) : {};
  const others = more.filter((cond) => cond !== window);
  const rewritten = others.map((cond) => onLine(cond, rollup));
  const keys = query.keys.map((key) => keyOnLine(key, rollup));
  if (!range || rewritten.includes(null) || keys.includes(null)) return null;
  const { from, to } = range;
  // Few days are counted as quickly from their rows.
  if ((from !== undefined && from > addDays(to ?? fresh.until, -ROLLUP_LIMITS.shortDays)) || (from !== undefined && from > fresh.until)) return null;
  const last = to !== undefined && to < fresh.until ? to : fresh.until;
  const touched = fresh.touched.filter((day) => (from === undefined || day >= from) && day <= last);
  if (touched.length > ROLLUP_LIMITS.touched) return null;
  const after: Cond[] = to !== undefined && to <= fresh.until ? [] : [on(rollup.time, { from: addDays(fresh.until, 1), ...(to === undefined ? {} : { to }) })];
  const dayConds = (path: Path): Cond[] => touched.map((day) => on(path, { from: day, to: day }));
  const uncounted = [...dayConds(rollup.time), ...after];
  return {
    sums: {
      ...query,
      home: ROLLUP_LINE,
      where: {
        all: [
          { f: 'rollup', op: 'eq', v: rollup.id },
          on('day', { ...(from === undefined ? {} : { from }), to: last }),
          ...(touched.length > 0 ? [{ not: { any: dayConds('day') } }] : []),
          ...(stores ? [{ f: 'd0', op: 'in' as const, v: stores }] : []),
          ...rewritten.flatMap((cond) => cond ?? []),
        ],
      },
      keys: keys.flatMap((key) => key ?? []),
      aggregates: query.aggregates.map(({ measure, of }) => ({ measure, agg: 'sum', of: of === undefined ? 'n' : `s${rollup.sums.indexOf(of)}` })),
      weight: 'n',
    },
    rows:
      uncounted.length > 0
        ? { ...query, where: { all: [...own, ...others, uncounted.length === 1 && uncounted[0] ? uncounted[0] : { any: uncounted }] } }
        : null,
  };
}

const on = (f: Path, v: Window): FieldCond => ({ f, op: 'inWindow', v });

/** The days that a period's condition means; null: it means something else. */
function daysIn({ op, v }: FieldCond): { readonly from?: CalendarDate; readonly to?: CalendarDate } | null {
  if (op !== 'inWindow' || typeof v !== 'object' || v === null) return null;
  const { from, to, ...rest } = v as { from?: unknown; to?: unknown };
  if (Object.keys(rest).length > 0 || typeof from !== 'string' || typeof to !== 'string') return null;
  return { from, to };
}

/** A condition about a row as one about its line; null: a line does not know. */
function onLine(cond: Cond, rollup: Rollup): Cond | null {
  const each = (conds: readonly Cond[]): Cond[] | null => {
    const done = conds.map((one) => onLine(one, rollup));
    return done.includes(null) ? null : done.flatMap((one) => one ?? []);
  };
  if ('all' in cond || 'any' in cond) {
    const inner = each('all' in cond ? cond.all : cond.any);
    return inner && ('all' in cond ? { all: inner } : { any: inner });
  }
  if ('not' in cond) {
    const inner = onLine(cond.not, rollup);
    return inner && { not: inner };
  }
  if (!('f' in cond) || !['eq', 'in', 'empty', 'notEmpty'].includes(cond.op)) return null;
  const place = rollup.dims.indexOf(cond.f);
  const plain = cond.v === undefined || typeof cond.v === 'string' || Array.isArray(cond.v);
  return place < 0 || !plain ? null : { ...cond, f: `d${place}` };
}

function keyOnLine(key: PlannedKey, rollup: Rollup): PlannedKey | null {
  if (key.kind === 'time') return key.path === rollup.time ? { ...key, path: 'day' } : null;
  const place = key.kind === 'value' ? rollup.dims.indexOf(key.path) : -1;
  return key.kind !== 'value' || place < 0 ? null : { ...key, path: `d${place}` };
}

/** What sums and rows answered, put together: both only ever count and add up. */
export function addedUp(sums: readonly QueryRow[], rows: readonly QueryRow[]): QueryRow[] {
  const all = new Map<string, QueryRow>();
  for (const row of [...sums, ...rows]) {
    const text = JSON.stringify(Object.entries(row.keys).sort(([a], [b]) => (a < b ? -1 : 1)));
    const before = all.get(text);
    all.set(text, before ? { ...before, n: before.n + row.n, values: before.values.map((value, i) => (value ?? 0) + (row.values[i] ?? 0)) } : row);
  }
  return [...all.values()];
}
