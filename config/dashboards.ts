import type { DashboardDef } from '@zhike/domain/engines/reports/definition';

export { shippedReports } from './reports';

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
      { id: 'stores', report: 'zk.report.stores', x: 0, y: 18, w: 8, h: 4 },
      { id: 'area', report: 'zk.report.area', x: 8, y: 18, w: 4, h: 4 },
      { id: 'funnel', report: 'zk.report.funnel', x: 0, y: 22, w: 6, h: 5 },
      { id: 'profit', report: 'zk.report.profit', x: 6, y: 22, w: 6, h: 5 },
    ],
  },
  'zk.dashboard.staff': {
    title: '员工',
    share: { roles: [] },
    grid: [
      { id: 'sales', report: 'zk.report.staff_sales', x: 0, y: 0, w: 6, h: 5 },
      { id: 'jobs', report: 'zk.report.jobs', x: 6, y: 0, w: 6, h: 5 },
      { id: 'performed', report: 'zk.report.performed', x: 0, y: 5, w: 6, h: 5 },
      { id: 'developed', report: 'zk.report.developed', x: 6, y: 5, w: 6, h: 5 },
      { id: 'follow', report: 'zk.report.follow_up', x: 0, y: 10, w: 6, h: 5 },
      { id: 'output', report: 'zk.report.output', x: 6, y: 10, w: 6, h: 5 },
      { id: 'score', report: 'zk.report.tech_score', x: 0, y: 15, w: 8, h: 5 },
      { id: 'stars', report: 'zk.report.satisfaction', x: 8, y: 15, w: 4, h: 5 },
      { id: 'days', report: 'zk.report.booked_days', x: 0, y: 20, w: 6, h: 5 },
      { id: 'full', report: 'zk.report.saturation', x: 6, y: 20, w: 6, h: 5 },
    ],
  },
  'zk.dashboard.items': {
    title: '项目',
    share: { roles: [] },
    grid: [
      { id: 'rank', report: 'zk.report.items', x: 0, y: 0, w: 6, h: 5 },
      { id: 'shares', report: 'zk.report.shares', x: 6, y: 0, w: 6, h: 5 },
      { id: 'consumed', report: 'zk.report.consumed', x: 0, y: 5, w: 6, h: 5 },
      { id: 'again', report: 'zk.report.item_again', x: 6, y: 5, w: 6, h: 5 },
      { id: 'pairs', report: 'zk.report.pairs', x: 0, y: 10, w: 12, h: 5 },
      { id: 'lift', report: 'zk.report.lift', x: 0, y: 15, w: 12, h: 5 },
      { id: 'packages', report: 'zk.report.packages', x: 0, y: 20, w: 8, h: 5 },
      { id: 'popular', report: 'zk.report.popularity', x: 8, y: 20, w: 4, h: 5 },
    ],
  },
  'zk.dashboard.customers': {
    title: '客户',
    share: { roles: [] },
    grid: [
      { id: 'numbers', report: 'zk.report.customers', x: 0, y: 0, w: 8, h: 3 },
      { id: 'ltv', report: 'zk.report.ltv', x: 8, y: 0, w: 4, h: 3 },
      { id: 'members', report: 'zk.report.members', x: 0, y: 3, w: 8, h: 5 },
      { id: 'activity', report: 'zk.report.activity', x: 8, y: 3, w: 4, h: 5 },
      { id: 'channels', report: 'zk.report.channels', x: 0, y: 8, w: 6, h: 5 },
      { id: 'regions', report: 'zk.report.regions', x: 6, y: 8, w: 6, h: 5 },
      { id: 'voice', report: 'zk.report.voice', x: 0, y: 13, w: 12, h: 3 },
      { id: 'roi', report: 'zk.report.roi', x: 0, y: 16, w: 12, h: 5 },
      { id: 'profit', report: 'zk.report.client_profit', x: 0, y: 21, w: 12, h: 5 },
    ],
  },
  'zk.dashboard.projects': {
    title: '进度与应收',
    share: { roles: [] },
    grid: [
      { id: 'progress', report: 'zk.report.projects', x: 0, y: 0, w: 12, h: 6 },
      { id: 'cycle', report: 'zk.report.cycle', x: 0, y: 6, w: 4, h: 5 },
      { id: 'stages', report: 'zk.report.stages', x: 4, y: 6, w: 8, h: 5 },
      { id: 'ageing', report: 'zk.report.ageing', x: 0, y: 11, w: 12, h: 5 },
      { id: 'loss', report: 'zk.report.stage_loss', x: 0, y: 16, w: 8, h: 5 },
      { id: 'why', report: 'zk.report.lost_reasons', x: 8, y: 16, w: 4, h: 5 },
      { id: 'signed', report: 'zk.report.sign_rate', x: 0, y: 21, w: 12, h: 5 },
      { id: 'health', report: 'zk.report.project_health', x: 0, y: 26, w: 8, h: 3 },
      { id: 'delays', report: 'zk.report.delays', x: 8, y: 26, w: 4, h: 5 },
    ],
  },
};
