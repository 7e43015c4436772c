/** Periods that a reader may put in place of each report's own. */
export const PERIODS = [
  { key: 'own', title: '各报表自己的期间', period: null },
  { key: 'month', title: '本月', period: { toDate: 'month' } },
  { key: 'lastMonth', title: '上月', period: { prev: 'month' } },
  { key: 'days', title: '最近 30 天', period: { last: 30, unit: 'day' } },
  { key: 'quarter', title: '本季', period: { toDate: 'quarter' } },
  { key: 'year', title: '今年', period: { toDate: 'year' } },
] as const;
export type PeriodKey = (typeof PERIODS)[number]['key'];

/** The period that is asked for in place of each report's own; null: each its own. */
export function periodInput(key: PeriodKey): Record<string, unknown> | null {
  const period = PERIODS.find((one) => one.key === key)?.period ?? null;
  return period && { ...period };
}
