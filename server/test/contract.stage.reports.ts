import type { EndpointName } from '@zhike/domain/api';
import type { reportsEndpoints } from '@zhike/domain/reports/contract';
import type { Call, Stage } from './contract.stage';

/* The calls about reports. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

export const reportCalls: Calls<keyof typeof reportsEndpoints> = {
  'reports.run': ({ boss }) => ({ as: boss, input: { report: { id: 'zk.report.customers_by_month' } } }),
  'reports.drill': ({ boss }) => ({ as: boss, input: { report: { id: 'zk.report.customers_by_month' }, measure: 'kpi.customers', keys: {} } }),
  'reports.openTasks': ({ boss }) => ({
    as: boss,
    input: { report: { id: 'zk.report.customers_by_month' }, measure: 'kpi.customers', keys: {}, title: '唤醒客户', days: 7 },
  }),
  'reports.catalogue': ({ boss }) => ({ as: boss, input: {} }),
  'reports.settings': ({ boss }) => ({ as: boss, input: {} }),
  'reports.saveSettings': ({ boss }) => ({
    as: boss,
    input: { activeDays: 45, lostDays: 120, repeatDays: 365, ratingWeight: 70, ltvYears: 2, version: 0 },
  }),
  'reports.dashboards': ({ boss }) => ({ as: boss, input: {} }),
  'reports.dashboard': ({ boss }) => ({ as: boss, input: { id: 'zk.dashboard.shop' } }),
};
