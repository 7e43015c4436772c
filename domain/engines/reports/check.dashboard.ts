import type { Problem } from '../conditions/definition';
import type { DashboardDef } from './definition';
import { readDashboard } from './shape';

export const DASHBOARD_PROBLEMS = ['not_readable_shape', 'tile_twice', 'tile_off_the_grid', 'tile_over_another', 'report_unknown', 'role_unknown'] as const;
export type DashboardProblem = (typeof DASHBOARD_PROBLEMS)[number];

/** Every problem of a body as a dashboard; `known`: what its reports and roles may be. */
export function checkDashboard(body: unknown, known: { readonly hasReport: (id: string) => boolean; readonly hasRole: (id: string) => boolean }): Problem[] {
  const read = readDashboard(body);
  if (!read.ok) return [...read.problems];
  const { grid, share } = read.value;
  const problems: Problem[] = [];
  const say = (code: DashboardProblem, path: string, facts: Problem['facts']): void => {
    problems.push({ code, path, level: 'error', facts });
  };
  grid.forEach((tile, i) => {
    const path = `/grid/${i}`;
    if (grid.slice(0, i).some((other) => other.id === tile.id)) say('tile_twice', path, { id: tile.id });
    if (tile.x + tile.w > 12) say('tile_off_the_grid', path, { id: tile.id });
    if (grid.slice(0, i).some((other) => overlap(tile, other))) say('tile_over_another', path, { id: tile.id });
    if (!known.hasReport(tile.report)) say('report_unknown', path, { report: tile.report });
  });
  share.roles.forEach((role, i) => {
    if (!known.hasRole(role)) say('role_unknown', `/share/roles/${i}`, { role });
  });
  return problems;
}

type Tile = DashboardDef['grid'][number];
function overlap(a: Tile, b: Tile): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
