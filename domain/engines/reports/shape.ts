import * as z from 'zod/mini';
import { CivilDate, text } from '../../kernel/contract';
import { LIMITS, type Cond, type Problem } from '../conditions/definition';
import { AGGREGATES, CHARTS, COMBINATIONS, type DashboardDef, FORMATS, REPORT_LIMITS, type ReportDef, TIME_GRAINS } from './definition';

/** What a body must look like before anybody asks what it means. Conditions are looked into by their own check. */
const Name = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,79}$/));
const Id = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_.-]{0,79}$/));
const Path = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,79}(\.[A-Za-z][A-Za-z0-9_]{0,79}){0,4}$/));
const words = text(REPORT_LIMITS.text, 1);
const Condition = z.custom<Cond>((value) => typeof value === 'object' && value !== null);
const count = (most: number) => z.int().check(z.gte(1), z.lte(most));
const Amount = z.number().check(z.gte(-1e11), z.lte(1e11));
const list = <T extends z.ZodMiniType>(item: T, most: number, least = 0) => z.array(item).check(z.minLength(least), z.maxLength(most));
const dictionary = <T extends z.ZodMiniType>(value: T) => z.record(Name, value);

const RowMeasure = z.strictObject({
  id: Id,
  label: words,
  home: Name,
  agg: z.enum(AGGREGATES),
  of: z.optional(Path),
  where: z.optional(Condition),
  time: z.nullable(Path),
  format: z.enum(FORMATS),
  formulaText: words,
});
const Percent = z.int().check(z.gte(0), z.lte(100));
const CombinedMeasure = z.strictObject({
  id: Id,
  label: words,
  combine: z.enum(COMBINATIONS),
  of: z.tuple([Id, Id]),
  times: z.optional(z.number().check(z.gt(0), z.lte(1_000))),
  weigh: z.optional(z.strictObject({ first: Percent, second: Percent, most: z.number().check(z.gt(0), z.lte(1_000)) })),
  format: z.enum(FORMATS),
  formulaText: words,
});
const Band = z.strictObject({ label: words, from: z.optional(Amount), to: z.optional(Amount) });
const Dimension = z.strictObject({
  id: Id,
  label: words,
  entity: Name,
  field: Name,
  bands: z.optional(list(Band, REPORT_LIMITS.bands, 1)),
  since: z.optional(z.enum(['years', 'days'])),
  routes: z.optional(dictionary(list(Name, LIMITS.hops, 1))),
});
const Ref = z.union([z.strictObject({ dim: Id }), z.strictObject({ time: z.enum(TIME_GRAINS) })]);
const Days = z.strictObject({ from: CivilDate, to: CivilDate });
const grains = z.enum(TIME_GRAINS);
const Period = z.union([
  z.strictObject({ this: grains }),
  z.strictObject({ prev: grains }),
  z.strictObject({ toDate: grains }),
  z.strictObject({ last: count(3_660), unit: z.enum(['day', 'month']) }),
  z.strictObject({ next: count(3_660), unit: z.literal('day') }),
  Days,
  z.strictObject({ all: z.literal(true) }),
]);
const Stage = z.strictObject({ id: Name, label: words, time: Path });
const Funnel = z.strictObject({
  home: Name,
  where: z.optional(Condition),
  stages: list(Stage, REPORT_LIMITS.stages, 2),
  windowDays: z.optional(count(REPORT_LIMITS.funnelDays)),
});

const Bar = z.strictObject({ id: Name, label: words, from: Path, to: Path });
const Gantt = z.strictObject({ home: Name, where: z.optional(Condition), bars: list(Bar, REPORT_LIMITS.bars, 1) });

export const ReportBody = z.strictObject({
  title: words,
  chart: z.enum(CHARTS),
  measures: list(z.strictObject({ m: Id, as: z.optional(words), axis: z.optional(z.enum(['left', 'right'])) }), REPORT_LIMITS.measures),
  rows: list(Ref, REPORT_LIMITS.rows),
  cols: z.optional(list(Ref, REPORT_LIMITS.cols)),
  filter: z.optional(dictionary(Condition)),
  period: Period,
  compare: z.optional(z.union([z.enum(['prev', 'lastYear']), Days])),
  campaigns: z.optional(z.boolean()),
  sort: z.optional(z.strictObject({ by: Id, dir: z.enum(['asc', 'desc']) })),
  top: z.optional(z.strictObject({ n: count(REPORT_LIMITS.top) })),
  zeroFill: z.boolean(),
  target: z.optional(Amount),
  drill: z.optional(z.strictObject({ list: list(Path, 20) })),
  own: z.optional(
    z.strictObject({
      measures: z.optional(list(z.union([RowMeasure, CombinedMeasure]), REPORT_LIMITS.own)),
      dimensions: z.optional(list(Dimension, REPORT_LIMITS.own)),
    }),
  ),
  funnel: z.optional(Funnel),
  gantt: z.optional(Gantt),
});

const Tile = z.strictObject({
  id: Name,
  report: z.string().check(z.minLength(1), z.maxLength(120)),
  x: z.int().check(z.gte(0), z.lte(11)),
  y: z.int().check(z.gte(0), z.lte(999)),
  w: count(12),
  h: count(12),
});
export const DashboardBody = z.strictObject({
  title: words,
  grid: list(Tile, REPORT_LIMITS.tiles, 1),
  period: z.optional(Period),
  share: z.strictObject({ roles: list(z.string().check(z.minLength(1), z.maxLength(60)), 40) }),
});

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem<'not_readable_shape'>[] };

/** A body as a report, or where it is none. */
export function readReport(body: unknown): Read<ReportDef> {
  return read(ReportBody, body);
}
export function readDashboard(body: unknown): Read<DashboardDef> {
  return read(DashboardBody, body);
}

function read<T>(shape: z.ZodMiniType<T>, body: unknown): Read<T> {
  const parsed = z.safeParse(shape, body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, 20);
  return {
    ok: false,
    problems: issues.map((issue) => ({ code: 'not_readable_shape', path: pointer(issue.path), level: 'error', facts: { problem: issue.code ?? 'invalid' } })),
  };
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).slice(0, 80)}`).join('');
}
