import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { say } from '@zhike/domain/engines/conditions/say';
import type { Problem } from '@zhike/domain/engines/conditions/definition';
import type { DateRange, ReportDef } from '@zhike/domain/engines/reports/definition';
import { dimensionsOf, type ReportEnv } from '@zhike/domain/engines/reports/drill';
import type { Figures, Line, ReportTable } from '@zhike/domain/engines/reports/table';
import type { ReportView } from '@zhike/domain/reports/contract';
import type { Found } from '@zhike/domain/definitions/contract';
import { splitsOf } from './splits';

const GRAINS = { day: '日期', week: '周', month: '月', quarter: '季度', year: '年' } as const;

/** A worked-out report as it crosses the wire. */
export function toReportView(report: ReportDef, table: ReportTable, env: ReportEnv, now: Date): Omit<ReportView, 'gantt' | 'campaigns' | 'summed'> {
  return {
    title: report.title,
    chart: report.chart,
    target: report.target ?? null,
    asOf: now.toISOString(),
    periodText: periodText(table.range),
    filterText: filterText(report, env),
    dimensions: dimensionsOf(report).map((ref) => ('time' in ref ? GRAINS[ref.time] : (env.semantics.dimensions.get(ref.dim)?.label ?? ref.dim))),
    measures: table.measures.map((head) => ({ ...head, splits: splitsOf(head.id, env) })),
    range: table.range,
    rows: table.rows.map(toLine),
    cols: table.cols.map(toLine),
    ...toFigures(table),
    compared: table.compared && { range: table.compared.range, ...toFigures(table.compared) },
  };
}

function toLine({ keys, labels, incomplete, cut }: Line): ReportView['rows'][number] {
  return { keys: { ...keys } as ReportView['rows'][number]['keys'], labels: [...labels], incomplete, cut };
}

function toFigures({ cells, rowTotals, colTotals, total }: Figures): Pick<ReportView, 'cells' | 'rowTotals' | 'colTotals' | 'total'> {
  return {
    cells: cells.map((row) => row.map((cell) => [...cell])),
    rowTotals: rowTotals.map((values) => [...values]),
    colTotals: colTotals.map((values) => [...values]),
    total: [...total],
  };
}

export function periodText(range: DateRange | null): string {
  if (!range) return '全部时间';
  return range.from === range.to ? range.from : `${range.from} 至 ${range.to}`;
}

/** The filters in words, each with the entity that it speaks of. */
export function filterText(report: ReportDef, env: ReportEnv): string {
  const parts = Object.entries(report.filter ?? {}).map(
    ([entity, cond]) => `${entityOf(env.catalogue, entity)?.label ?? entity}：${say(cond, entity, env.catalogue)}`,
  );
  return parts.join('；');
}

/** Problems as they cross the wire. */
export function toFound(problems: readonly Problem[]): Found[] {
  return problems.map((problem) => ({
    ...problem,
    facts: Object.fromEntries(Object.entries(problem.facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value])),
  }));
}
