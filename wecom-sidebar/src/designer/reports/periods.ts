import type { ReportPeriod } from '@zhike/domain/engines/reports/definition';

/** Periods to choose from, each told from today; and any days by hand. */
export const PERIOD_CHOICES: readonly { readonly key: string; readonly label: string; readonly period: ReportPeriod }[] = [
  { key: 'today', label: '今天', period: { this: 'day' } },
  { key: 'week', label: '本周到今天', period: { toDate: 'week' } },
  { key: 'month', label: '本月到今天', period: { toDate: 'month' } },
  { key: 'lastMonth', label: '上月', period: { prev: 'month' } },
  { key: 'quarter', label: '本季到今天', period: { toDate: 'quarter' } },
  { key: 'year', label: '今年到今天', period: { toDate: 'year' } },
  { key: 'lastYear', label: '去年', period: { prev: 'year' } },
  { key: 'd7', label: '最近 7 天', period: { last: 7, unit: 'day' } },
  { key: 'd30', label: '最近 30 天', period: { last: 30, unit: 'day' } },
  { key: 'd90', label: '最近 90 天', period: { last: 90, unit: 'day' } },
  { key: 'm6', label: '最近 6 个月', period: { last: 6, unit: 'month' } },
  { key: 'm12', label: '最近 12 个月', period: { last: 12, unit: 'month' } },
  { key: 'n30', label: '未来 30 天', period: { next: 30, unit: 'day' } },
  { key: 'all', label: '全部时间', period: { all: true } },
];

export function periodKey(period: ReportPeriod): string {
  if ('from' in period) return 'days';
  return PERIOD_CHOICES.find((one) => JSON.stringify(one.period) === JSON.stringify(period))?.key ?? 'other';
}

const GRAIN: Readonly<Record<string, string>> = { day: '天', week: '周', month: '月', quarter: '季度', year: '年' };

/** A period in words, those that no list offers too. */
export function periodWords(period: ReportPeriod): string {
  const known = PERIOD_CHOICES.find((one) => JSON.stringify(one.period) === JSON.stringify(period));
  if (known) return known.label;
  if ('from' in period) return `${period.from} 至 ${period.to}`;
  if ('last' in period) return `最近 ${period.last} ${period.unit === 'day' ? '天' : '个月'}`;
  if ('next' in period) return `未来 ${period.next} 天`;
  if ('this' in period) return `这一${GRAIN[period.this]}`;
  if ('prev' in period) return `上一${GRAIN[period.prev]}`;
  return 'toDate' in period ? `这一${GRAIN[period.toDate]}到今天` : '全部时间';
}
