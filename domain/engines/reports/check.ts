import { isCalendarDate } from '../../kernel/calendar-date';
import type { Problem } from '../conditions/definition';
import { checkDimensions } from './check.dimensions';
import { checkMeasures, checkOwn } from './check.measures';
import { checkFunnel, checkGantt } from './check.records';
import { type Checking, endsSoon, type ReportCheckOptions, rowMeasures, say } from './checking';
import { additivityOf, REPORT_LIMITS, withOwn } from './definition';
import { compareRange, countBuckets, resolvePeriod } from './period';
import { readReport } from './shape';

/**
 * Every problem of a body as a report. A number that its reader may not see is a problem too (`measure_not_allowed`), so one check
 * serves the designer, who is told, and the reader, to whom it is refused.
 */
export function checkReport(body: unknown, options: ReportCheckOptions): Problem[] {
  const read = readReport(body);
  if (!read.ok) return [...read.problems];
  const report = read.value;
  const checking: Checking = { ...options, report, semantics: withOwn(options.semantics, report), problems: [] };
  checkOwn(checking, options.semantics);
  checkMeasures(checking);
  checkDimensions(checking);
  checkPeriod(checking);
  checkChart(checking);
  checkFunnel(checking);
  checkGantt(checking);
  return checking.problems;
}

function checkPeriod(checking: Checking): void {
  const { report, today } = checking;
  const range = resolvePeriod(report.period, today);
  const bad = (from: string, to: string): boolean => !isCalendarDate(from) || !isCalendarDate(to) || from > to;
  if (range && bad(range.from, range.to)) return say(checking, 'period_invalid', '/period');
  if (typeof report.compare === 'object' && bad(report.compare.from, report.compare.to)) return say(checking, 'period_invalid', '/compare');
  const time = [...report.rows, ...(report.cols ?? [])].find((ref) => 'time' in ref);
  if (!range) {
    if (time || report.compare || report.chart === 'funnel' || report.chart === 'gantt') say(checking, 'period_unbounded', '/period');
    return;
  }
  if (!time || !('time' in time)) return;
  const weeks = time.time === 'week';
  const ranges = [range, ...(report.compare ? [compareRange(report.compare, report.period, range, weeks)] : [])];
  const count = Math.max(...ranges.map((one) => countBuckets(one, time.time)));
  if (count > REPORT_LIMITS.buckets) say(checking, 'too_many_buckets', '/period', { count, most: REPORT_LIMITS.buckets });
  else if (count > REPORT_LIMITS.snapshots && rowMeasures(checking).some((measure) => measure.time === null))
    say(checking, 'too_many_snapshots', '/period', { count, most: REPORT_LIMITS.snapshots });
}

function checkChart(checking: Checking): void {
  const { report, semantics } = checking;
  const no = (why: string): void => say(checking, 'chart_does_not_fit', '/chart', { chart: report.chart, why });
  const dims = report.rows.length;
  const cols = report.cols?.length ?? 0;
  const timed = report.rows.some((ref) => 'time' in ref);
  switch (report.chart) {
    case 'number':
      if (dims + cols > 0) no('no_split');
      return;
    case 'gauge':
      if (dims + cols > 0) no('no_split');
      if (report.target === undefined) no('target');
      return;
    case 'line':
    case 'area':
      if (!timed || dims !== 1) no('time');
      return;
    case 'pie': {
      const measure = semantics.measures.get(report.measures[0]?.m ?? '');
      if (report.measures.length !== 1 || dims !== 1 || cols > 0 || timed) no('one_measure_one_split');
      // Shares of what does not add up to the whole would be a lie.
      else if (measure && endsSoon(measure, semantics) && additivityOf(measure, semantics) === 'none') no('additive');
      return;
    }
    case 'cross':
    case 'heat':
      if (dims === 0 || cols === 0) no('rows_and_columns');
      return;
    case 'column':
    case 'bar':
    case 'rank':
      if (dims !== 1) no('one_split');
      return;
    case 'calendar': {
      const [only] = report.rows;
      if (dims !== 1 || cols > 0 || !only || !('time' in only) || only.time !== 'day') no('days');
      return;
    }
    case 'table':
    case 'funnel':
    case 'gantt':
      return;
  }
}
