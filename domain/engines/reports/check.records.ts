import { entityOf, familyOf } from '../catalogue/find';
import type { Cond } from '../conditions/definition';
import { checkCond, type Checking, readable, say } from './checking';
import { pathFrom, wayTo } from './grain';

/* Charts that show records and not sums: a funnel follows them from stage to stage, a Gantt chart draws one line each. */

export function checkFunnel(checking: Checking): void {
  const { funnel, chart } = checking.report;
  if (chart !== 'funnel') return;
  if (!funnel) return say(checking, 'funnel_missing', '/funnel');
  if (!checkHome(checking, funnel, '/funnel')) return;
  const seen = new Set<string>();
  funnel.stages.forEach((stage, i) => {
    if (seen.has(stage.id)) say(checking, 'stage_twice', `/funnel/stages/${i}`, { id: stage.id });
    seen.add(stage.id);
    if (!isMoment(checking, funnel.home, stage.time)) say(checking, 'stage_not_a_date', `/funnel/stages/${i}`, { stage: stage.label });
  });
}

export function checkGantt(checking: Checking): void {
  const { gantt, chart } = checking.report;
  if (chart !== 'gantt') return;
  if (!gantt) return say(checking, 'gantt_missing', '/gantt');
  if (!checkHome(checking, gantt, '/gantt')) return;
  const seen = new Set<string>();
  gantt.bars.forEach((bar, i) => {
    if (seen.has(bar.id)) say(checking, 'stage_twice', `/gantt/bars/${i}`, { id: bar.id });
    seen.add(bar.id);
    if (!isMoment(checking, gantt.home, bar.from) || !isMoment(checking, gantt.home, bar.to))
      say(checking, 'bar_not_dates', `/gantt/bars/${i}`, { bar: bar.label });
  });
}

/** The records that are shown: there, readable, and reached by the report's filters. */
function checkHome(checking: Checking, shown: { readonly home: string; readonly where?: Cond }, path: string): boolean {
  const { catalogue, report } = checking;
  const home = entityOf(catalogue, shown.home);
  if (!home || !checking.allow(shown.home) || !readable(checking, shown.home, home.name)) {
    say(checking, 'home_unknown', `${path}/home`, { home: shown.home });
    return false;
  }
  if (shown.where) checkCond(checking, shown.where, shown.home, `${path}/where`);
  for (const [entity, cond] of Object.entries(report.filter ?? {})) {
    const way = wayTo(catalogue, shown.home, entity);
    const facts = { measure: home.label, entity: entityOf(catalogue, entity)?.label ?? entity };
    if (way === null) say(checking, 'filter_unreachable', `/filter/${entity}`, facts);
    else if (way === 'ambiguous') say(checking, 'filter_ambiguous', `/filter/${entity}`, facts);
    else checkCond(checking, cond, entity, `/filter/${entity}`);
  }
  return true;
}

function isMoment(checking: Checking, home: string, path: string): boolean {
  const found = pathFrom(checking.catalogue, home, path);
  const family = found && familyOf(found.field);
  return (family === 'date' || family === 'datetime') && readable(checking, home, path);
}
