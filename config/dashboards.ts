import type { DashboardDef, ReportDef } from '@zhike/domain/engines/reports/definition';

/** Shipped reports by id: the same data that a manager makes. */
const numbers = (title: string, ...ids: readonly string[]): ReportDef => ({
  title,
  chart: 'number',
  measures: ids.map((m) => ({ m })),
  rows: [],
  period: { toDate: 'month' },
  compare: 'prev',
  zeroFill: false,
});
const MONTH = { toDate: 'month' } as const;

export const shippedReports: Readonly<Record<string, ReportDef>> = {
  'zk.report.month': numbers('本月经营', 'kpi.takings', 'kpi.consumption', 'kpi.sales', 'kpi.ticket', 'kpi.newBuyers', 'kpi.conversion'),
  'zk.report.takings_by_month': {
    title: '业绩走势',
    chart: 'line',
    measures: [{ m: 'kpi.takings' }, { m: 'kpi.consumption' }],
    rows: [{ time: 'month' }],
    period: { last: 12, unit: 'month' },
    zeroFill: true,
  },
  'zk.report.customers_by_month': {
    title: '客户增长趋势',
    chart: 'line',
    measures: [{ m: 'kpi.newCustomers' }, { m: 'kpi.customers', axis: 'right' }],
    rows: [{ time: 'month' }],
    period: { last: 12, unit: 'month' },
    zeroFill: true,
  },
  'zk.report.sources': {
    title: '客户来源构成',
    chart: 'pie',
    measures: [{ m: 'kpi.newCustomers' }],
    rows: [{ dim: 'source' }],
    period: { last: 12, unit: 'month' },
    zeroFill: false,
  },
  'zk.report.items': {
    title: '项目消费排行',
    chart: 'rank',
    measures: [{ m: 'kpi.itemSales' }],
    rows: [{ dim: 'item' }],
    period: { last: 3, unit: 'month' },
    sort: { by: 'kpi.itemSales', dir: 'desc' },
    top: { n: 8 },
    zeroFill: false,
  },
  'zk.report.age_by_item': {
    title: '年龄段 × 项目',
    chart: 'cross',
    measures: [{ m: 'kpi.itemBuyers' }],
    rows: [{ dim: 'item' }],
    cols: [{ dim: 'age' }],
    period: { last: 12, unit: 'month' },
    top: { n: 10 },
    sort: { by: 'kpi.itemBuyers', dir: 'desc' },
    zeroFill: false,
  },
  'zk.report.activity': {
    title: '活跃 · 沉默 · 流失',
    chart: 'number',
    measures: [{ m: 'kpi.lively' }, { m: 'kpi.quiet' }, { m: 'kpi.lost' }],
    rows: [],
    period: MONTH,
    zeroFill: false,
  },
  'zk.report.loyalty': {
    title: '复购与流失',
    chart: 'number',
    measures: [{ m: 'kpi.repurchase' }, { m: 'kpi.churn' }, { m: 'kpi.frequency' }],
    rows: [],
    period: { last: 12, unit: 'month' },
    zeroFill: false,
  },
  'zk.report.staff_sales': {
    title: '员工业绩',
    chart: 'bar',
    measures: [{ m: 'kpi.staffSales' }],
    rows: [{ dim: 'staff' }],
    period: MONTH,
    sort: { by: 'kpi.staffSales', dir: 'desc' },
    zeroFill: false,
  },
  'zk.report.jobs': {
    title: '接单数量',
    chart: 'bar',
    measures: [{ m: 'kpi.jobs' }],
    rows: [{ dim: 'staff' }],
    period: MONTH,
    sort: { by: 'kpi.jobs', dir: 'desc' },
    zeroFill: false,
  },
  'zk.report.booked_days': {
    title: '未来 30 天已预约天数',
    chart: 'column',
    measures: [{ m: 'kpi.bookedDays' }],
    rows: [{ dim: 'staff' }],
    period: { next: 30, unit: 'day' },
    sort: { by: 'kpi.bookedDays', dir: 'desc' },
    zeroFill: false,
  },
  'zk.report.stores': {
    title: '门店对比',
    chart: 'table',
    measures: [{ m: 'kpi.takings' }, { m: 'kpi.consumption' }, { m: 'kpi.sales' }, { m: 'kpi.ticket' }, { m: 'kpi.newBuyers' }],
    rows: [{ dim: 'store' }],
    period: MONTH,
    sort: { by: 'kpi.takings', dir: 'desc' },
    zeroFill: false,
  },
};

/** Shipped dashboards by id; whoever may read reports sees them, each with her own rows. */
export const shippedDashboards: Readonly<Record<string, DashboardDef>> = {
  'zk.dashboard.shop': {
    title: '经营总览',
    share: { roles: [] },
    grid: [
      { id: 'month', report: 'zk.report.month', x: 0, y: 0, w: 12, h: 3 },
      { id: 'takings', report: 'zk.report.takings_by_month', x: 0, y: 3, w: 8, h: 5 },
      { id: 'sources', report: 'zk.report.sources', x: 8, y: 3, w: 4, h: 5 },
      { id: 'customers', report: 'zk.report.customers_by_month', x: 0, y: 8, w: 8, h: 5 },
      { id: 'activity', report: 'zk.report.activity', x: 8, y: 8, w: 4, h: 2 },
      { id: 'loyalty', report: 'zk.report.loyalty', x: 8, y: 10, w: 4, h: 3 },
      { id: 'items', report: 'zk.report.items', x: 0, y: 13, w: 6, h: 5 },
      { id: 'ages', report: 'zk.report.age_by_item', x: 6, y: 13, w: 6, h: 5 },
      { id: 'stores', report: 'zk.report.stores', x: 0, y: 18, w: 12, h: 4 },
    ],
  },
  'zk.dashboard.staff': {
    title: '员工',
    share: { roles: [] },
    grid: [
      { id: 'sales', report: 'zk.report.staff_sales', x: 0, y: 0, w: 6, h: 5 },
      { id: 'jobs', report: 'zk.report.jobs', x: 6, y: 0, w: 6, h: 5 },
      { id: 'days', report: 'zk.report.booked_days', x: 0, y: 5, w: 12, h: 5 },
    ],
  },
};
