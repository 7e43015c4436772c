import { shippedDashboards, shippedReports } from '@zhike/config/dashboards';
import type { ApiRefusal } from '@zhike/domain/api';
import { own } from '@zhike/domain/engines/conditions/values';
import { type DashboardDef, type FunnelDef, partsOf, type ReportDef, type RowMeasure } from '@zhike/domain/engines/reports/definition';
import { type ReportEnv, rowsOf } from '@zhike/domain/engines/reports/drill';
import { compareRange, resolvePeriod } from '@zhike/domain/engines/reports/period';
import { runReport } from '@zhike/domain/engines/reports/run';
import type { ReportTable } from '@zhike/domain/engines/reports/table';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import type { ReportView, RowsView } from '@zhike/domain/reports/contract';
import { type SumsFor, summingExecutor } from '../../engines/reports/rollup';
import { MOST_SECONDS, readOnly } from '../../engines/reports/run';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { type Sql, sqlOf } from '../../platform/db';
import { publishedOf } from '../definitions/in-force';
import { reportAsked } from './asked';
import type { Input } from './input';
import { listRows } from './listing';
import { envFor, type Reading, readingFor } from './reading';
import { sumsFor } from './sums';
import { campaignsIn, emptyTable, funnelTable, ganttOf, stageRows } from './special';
import { toReportView } from './view';

/** More lines than this nobody reads, and no page draws. */
const MOST_LINES = 500;

type Asked<Value> = Promise<Decision<Value, ApiRefusal>>;

/** All of it in one snapshot: the numbers, the names beside them and the totals belong to one moment. */
async function inSnapshot<Value>(ask: Ask<ActorOf<'reports.run'>>, work: (sql: Sql) => Asked<Value>): Asked<Value> {
  return (await readOnly(ask.ports.db, work)) ?? refuse('report.too_slow', { seconds: MOST_SECONDS });
}

export function getReport(ask: Ask<ActorOf<'reports.run'>>, input: Input<'reports.run'>): Answer<'reports.run'> {
  return inSnapshot(ask, async (sql) => {
    const reading = await readingFor(ask.ports, sql, ask.actor, ask.now);
    const asked = await reportAsked(sql, reading, input);
    if (!asked.ok) return asked;
    const env = envFor(reading, asked.value);
    const { table, summed } = await tableOf(sql, asked.value, env, reading, await sumsFor(sql, ask.actor, env.semantics));
    const lines = Math.max(table.rows.length, table.cols.length);
    if (lines > MOST_LINES) return refuse('report.too_wide', { lines, most: MOST_LINES });
    return allow({ report: { ...toReportView(asked.value, table, env, ask.now), summed, ...(await besideOf(sql, asked.value, table, env, reading)) } });
  });
}

async function tableOf(sql: Sql, report: ReportDef, env: ReportEnv, { options }: Reading, sums: SumsFor): Promise<{ table: ReportTable; summed: boolean }> {
  if (report.chart === 'funnel' && report.funnel) return { table: await funnelTable(sql, report, report.funnel, env, options), summed: false };
  if (report.chart === 'gantt') return { table: emptyTable(report, env), summed: false };
  const executor = summingExecutor(sql, options, sums);
  return { table: await runReport(report, env, executor), summed: executor.summed() };
}

/** What some charts draw beside their numbers. */
async function besideOf(
  sql: Sql,
  report: ReportDef,
  { range }: ReportTable,
  env: ReportEnv,
  { options }: Reading,
): Promise<Pick<ReportView, 'gantt' | 'campaigns'>> {
  return {
    gantt: report.chart === 'gantt' && report.gantt ? await ganttOf(sql, report, report.gantt, env, options) : null,
    campaigns: report.campaigns && range ? await campaignsIn(sql, range, options.zone) : [],
  };
}

export function getRows(ask: Ask<ActorOf<'reports.drill'>>, input: Input<'reports.drill'>): Answer<'reports.drill'> {
  return inSnapshot(ask, async (sql) => {
    const reading = await readingFor(ask.ports, sql, ask.actor, ask.now);
    const asked = await reportAsked(sql, reading, input);
    if (!asked.ok) return asked;
    const env = envFor(reading, asked.value);
    if (asked.value.chart === 'funnel' && asked.value.funnel) return stageIn(sql, asked.value, asked.value.funnel, input, env, reading, ask.now);
    const measure = partIn(asked.value, input.measure, env.semantics);
    if (!measure.ok) return measure;
    const range = rangeOf(asked.value, env.today, input.compared ?? false);
    const rows = rowsOf(asked.value, { measure: measure.value, keys: input.keys, range }, env);
    return allow({ rows: await listRows(sql, rows, measure.value, asked.value, reading, ask.now) });
  });
}

async function stageIn(
  sql: Sql,
  report: ReportDef,
  def: FunnelDef,
  input: Input<'reports.drill'>,
  env: ReportEnv,
  reading: Reading,
  now: Date,
): Asked<{ rows: RowsView }> {
  const range = rangeOf(report, env.today, input.compared ?? false);
  const found = range && stageRows(report, def, input.keys, range, env);
  if (!found) return refuse('record.not_found', { noun: 'stage', id: String(input.keys.stage ?? '') });
  const rows = await listRows(sql, found.rows, found.measure, report, reading, now, found.also);
  return allow({ rows: { ...rows, text: [rows.text, found.text].filter(Boolean).join('，') } });
}

/** The row measure that is meant: one of the report's own, or a part of one. */
export function partIn(report: ReportDef, id: string, semantics: Parameters<typeof partsOf>[1]): Decision<RowMeasure, ApiRefusal> {
  const parts = report.measures.flatMap(({ m }) => partsOf(m, semantics));
  const part = parts.find((one) => one.id === id);
  if (part) return allow(part);
  if (!report.measures.some(({ m }) => m === id)) return refuse('record.not_found', { noun: 'measure', id });
  return refuse('report.choose_part', { parts: partsOf(id, semantics).map((one) => ({ id: one.id, label: one.label })) });
}

export function rangeOf(report: ReportDef, today: string, compared: boolean): ReturnType<typeof resolvePeriod> {
  const range = resolvePeriod(report.period, today);
  if (!compared || !range || !report.compare) return range;
  const weeks = [...report.rows, ...(report.cols ?? [])].some((ref) => 'time' in ref && ref.time === 'week');
  return compareRange(report.compare, report.period, range, weeks);
}

interface Shown {
  readonly id: string;
  readonly body: DashboardDef;
}

/** Shipped ones, and those that are shared with one of the asker's posts. */
async function dashboardsFor(sql: Sql, ask: Ask<ActorOf<'reports.dashboards'>>): Promise<Shown[]> {
  const [member] = await sql<{ roles: string[] }>('SELECT roles FROM staff_members WHERE id = $1::uuid', [ask.actor.staffId]);
  const saved = (await publishedOf(sql, ['dashboard']))
    .filter((one) => one.on)
    .map((one) => ({ id: one.id, body: { ...(one.body as DashboardDef), title: one.title } }));
  const mine = saved.filter(({ body }) => body.share.roles.some((role) => member?.roles.includes(role)));
  return [...Object.entries(shippedDashboards).map(([id, body]) => ({ id, body })), ...mine];
}

export async function getDashboards(ask: Ask<ActorOf<'reports.dashboards'>>): Answer<'reports.dashboards'> {
  const all = await dashboardsFor(sqlOf(ask.ports.db), ask);
  return allow({ dashboards: all.map(({ id, body }) => ({ id, title: body.title })) });
}

export async function getDashboard(ask: Ask<ActorOf<'reports.dashboard'>>, input: Input<'reports.dashboard'>): Answer<'reports.dashboard'> {
  const sql = sqlOf(ask.ports.db);
  const found = (await dashboardsFor(sql, ask)).find((one) => one.id === input.id);
  if (!found) return refuse('record.not_found', { noun: 'dashboard', id: input.id });
  const titles = new Map((await publishedOf(sql, ['report'])).map((one) => [one.id, one.title]));
  const tiles = found.body.grid.map((tile) => ({ ...tile, title: own(shippedReports, tile.report)?.title ?? titles.get(tile.report) ?? tile.report }));
  return allow({ dashboard: { id: found.id, title: found.body.title, tiles, period: found.body.period ? { ...found.body.period } : null } });
}
