import type { reportsEndpoints } from '@zhike/domain/reports/contract';
import type { RoutesFor } from '../../http/route';
import { getCatalogue } from './catalogue';
import { getDashboard, getDashboards, getReport, getRows } from './queries';
import { getSettings, saveSettings } from './settings';
import { openTasks } from './tasks';

export const reportsRoutes: RoutesFor<typeof reportsEndpoints> = {
  'reports.run': { mode: 'query', run: getReport },
  'reports.drill': { mode: 'query', run: getRows },
  'reports.openTasks': { mode: 'command', run: openTasks },
  'reports.catalogue': { mode: 'query', run: getCatalogue },
  'reports.settings': { mode: 'query', run: getSettings },
  'reports.saveSettings': { mode: 'command', run: saveSettings },
  'reports.dashboards': { mode: 'query', run: getDashboards },
  'reports.dashboard': { mode: 'query', run: getDashboard },
};
