import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { DateRange, FunnelDef, GanttDef, Keys, ReportDef, RowMeasure } from '@zhike/domain/engines/reports/definition';
import { type CountedRows, recordsOf, type ReportEnv } from '@zhike/domain/engines/reports/drill';
import { FUNNEL_DAYS } from '@zhike/domain/engines/reports/funnel';
import { compareRange, resolvePeriod } from '@zhike/domain/engines/reports/period';
import type { Figures, ReportTable } from '@zhike/domain/engines/reports/table';
import type { ReportView } from '@zhike/domain/reports/contract';
import type { CompileOptions } from '../../engines/conditions/compile';
import { cameAsFar, sqlOfFunnel, sqlOfGantt } from '../../engines/reports/sql.records';
import type { Writing } from '../../engines/reports/sql';
import type { Sql } from '../../platform/db';

/* What is told of records and not of sums: a funnel of a cohort, a Gantt chart, and the campaigns behind a line. */

/** The only measure of a funnel: so many came as far as a stage. */
export const FUNNEL = 'funnel';
const STAGE = 'stage';

/** A funnel as a table of its stages, with the cohort of the other period beside it. */
export async function funnelTable(sql: Sql, report: ReportDef, def: FunnelDef, env: ReportEnv, options: CompileOptions): Promise<ReportTable> {
  const range = rangeOf(report, env);
  const before = report.compare ? compareRange(report.compare, report.period, range, false) : null;
  const rows = recordsOf(report, def, env);
  const countsOf = async (days: DateRange): Promise<number[]> => {
    const { text, args } = sqlOfFunnel(def, rows, days, options);
    const [found] = await sql<Record<string, number>>(text, args);
    return def.stages.map((_, k) => found?.[`n${k}`] ?? 0);
  };
  const now = await countsOf(range);
  const then = before ? await countsOf(before) : null;
  return {
    measures: [
      {
        id: FUNNEL,
        label: `${entityOf(env.catalogue, def.home)?.label ?? def.home}数`,
        format: 'int',
        formulaText: `期间进入「${def.stages[0]?.label ?? ''}」的，${def.windowDays ?? FUNNEL_DAYS} 天内到过这一步或更后面的数量；跳过的算到过，退回的不扣`,
        axis: 'left',
        additive: 'none',
        counted: now[0] ?? 0,
      },
    ],
    range,
    rows: def.stages.map((stage) => ({ keys: { [STAGE]: stage.id }, labels: [stage.label], incomplete: false, cut: false })),
    cols: [],
    ...figuresOf(now),
    compared: then && before ? { range: before, ...figuresOf(then) } : null,
  };
}

function figuresOf(counts: readonly number[]): Figures {
  return { cells: counts.map((n) => [[n]]), rowTotals: counts.map((n) => [n]), colTotals: [], total: [counts[0] ?? 0] };
}

function rangeOf(report: ReportDef, env: ReportEnv): DateRange {
  const range = resolvePeriod(report.period, env.today);
  if (!range) throw new Error('a funnel has passed its check and has a period');
  return range;
}

/** The rows behind a stage; null: there is no such stage. */
export function stageRows(
  report: ReportDef,
  def: FunnelDef,
  keys: Keys,
  range: DateRange,
  env: ReportEnv,
): { readonly rows: CountedRows; readonly measure: RowMeasure; readonly text: string; readonly also: (writing: Writing) => string } | null {
  const stage = STAGE in keys ? def.stages.findIndex((one) => one.id === keys[STAGE]) : 0;
  const found = def.stages[stage];
  if (!found) return null;
  const rows = recordsOf(report, def, env);
  const measure: RowMeasure = { id: FUNNEL, label: found.label, home: def.home, agg: 'count', time: found.time, format: 'int', formulaText: found.label };
  return { rows, measure, text: `到过「${found.label}」或更后面`, also: cameAsFar(def, stage, rows, range) };
}

/** So many records are drawn; more nobody tells apart. */
const MOST_LINES = 60;

export function emptyTable(report: ReportDef, env: ReportEnv): ReportTable {
  return {
    measures: [],
    range: resolvePeriod(report.period, env.today),
    rows: [],
    cols: [],
    cells: [],
    rowTotals: [],
    colTotals: [],
    total: [],
    compared: null,
  };
}

export async function ganttOf(sql: Sql, report: ReportDef, def: GanttDef, env: ReportEnv, options: CompileOptions): Promise<ReportView['gantt']> {
  const { text, args } = sqlOfGantt(def, recordsOf(report, def, env), rangeOf(report, env), MOST_LINES + 1, options);
  const found = await sql<Record<string, unknown>>(text, args);
  const lines = found.slice(0, MOST_LINES).map((row) => ({
    id: String(row.id),
    name: typeof row.name === 'string' ? row.name : '',
    bars: def.bars.flatMap((bar, i) => {
      const [from, to] = [row[`f${i}`], row[`t${i}`]];
      return from instanceof Date ? [{ id: bar.id, from: from.toISOString(), to: to instanceof Date ? to.toISOString() : null }] : [];
    }),
  }));
  return { entity: def.home, bars: def.bars.map(({ id, label }) => ({ id, label })), lines, more: found.length > MOST_LINES };
}

/** So many campaigns are drawn behind a line, the latest. */
const MOST_CAMPAIGNS = 10;

/** Pushes whose coupons were good on a day of the period: from the day they were sent to the last day of their coupons. */
export async function campaignsIn(sql: Sql, range: DateRange, zone: string): Promise<ReportView['campaigns']> {
  return sql(
    `SELECT name AS title, "from"::text, "to"::text FROM (
       SELECT p.name, (p.due_at AT TIME ZONE $3)::date AS "from",
         greatest((p.due_at AT TIME ZONE $3)::date, coalesce((SELECT max(c.valid_until) FROM coupons c WHERE c.push_id = p.id), (p.due_at AT TIME ZONE $3)::date)) AS "to"
       FROM pushes p WHERE p.state IN ('sending', 'done')) c
     WHERE "from" <= $2::date AND "to" >= $1::date ORDER BY "from" DESC LIMIT ${MOST_CAMPAIGNS}`,
    [range.from, range.to, zone],
  );
}
