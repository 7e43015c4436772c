import { shippedReports } from '@zhike/config/dashboards';
import { own } from '@zhike/domain/engines/conditions/values';
import { checkDashboard } from '@zhike/domain/engines/reports/check.dashboard';
import type { DashboardDef } from '@zhike/domain/engines/reports/definition';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { listRoles } from '../access/roles';
import { publishedOf } from '../definitions/in-force';
import { problemsForAll } from './reading';
import { toFound } from './view';

/** A saved report needs nothing but the catalogue, and a moment that its periods are told from. */
export const reportKind = (now: () => Date): DefinitionKind => ({
  check: async (sql, body) => toFound(await problemsForAll(sql, body, now())),
  uses: () => [],
});

/** A dashboard needs its reports. */
export const dashboardKind: DefinitionKind = {
  async check(sql, body) {
    const saved = new Set((await publishedOf(sql, ['report'])).map((one) => one.id));
    const roles = await listRoles(sql);
    const known = {
      hasReport: (id: string) => saved.has(id) || own(shippedReports, id) !== undefined,
      hasRole: (key: string) => roles.some((role) => role.key === key),
    };
    return toFound(checkDashboard(body, known));
  },
  uses: (body) => (body as DashboardDef).grid.map((tile) => tile.report).filter((id) => own(shippedReports, id) === undefined),
};
