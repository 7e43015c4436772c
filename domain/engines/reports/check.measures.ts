import { entityOf, familyOf, type FoundPath } from '../catalogue/find';
import type { Path } from '../conditions/definition';
import { checkCond, type Checking, endsSoon, readable, rowMeasures, say } from './checking';
import type { RowMeasure, Semantics } from './definition';
import { pathFrom, wayTo } from './grain';

/** Ids of a report's own measures and dimensions are its own: one that is shipped keeps its meaning everywhere. */
export function checkOwn(checking: Checking, shipped: Semantics): void {
  const seen = new Set<string>();
  const look = (id: string, path: string, taken: boolean): void => {
    if (taken || seen.has(id) || id === 'time') say(checking, 'id_taken', path, { id });
    seen.add(id);
  };
  checking.report.own?.measures?.forEach((measure, i) => {
    look(measure.id, `/own/measures/${i}/id`, shipped.measures.has(measure.id));
  });
  checking.report.own?.dimensions?.forEach((dimension, i) => {
    look(dimension.id, `/own/dimensions/${i}/id`, shipped.dimensions.has(dimension.id));
  });
}

/** What is counted, which rows of it, by which date; and whether filters and columns apply to all of it. */
export function checkMeasures(checking: Checking): void {
  const { report } = checking;
  const seen = new Set<string>();
  if (report.measures.length === 0 && report.chart !== 'funnel' && report.chart !== 'gantt') say(checking, 'no_measure', '/measures');
  report.measures.forEach(({ m }, i) => {
    const path = `/measures/${i}`;
    if (seen.has(m)) say(checking, 'measure_twice', path, { id: m });
    seen.add(m);
    checkMeasure(checking, m, path);
  });
  report.own?.measures?.forEach((measure, i) => {
    if (!seen.has(measure.id)) checkMeasure(checking, measure.id, `/own/measures/${i}`);
  });
  if (report.sort && report.sort.by !== 'label' && report.sort.by !== 'natural' && !seen.has(report.sort.by))
    say(checking, 'sort_unknown', '/sort/by', { by: report.sort.by });
  for (const measure of rowMeasures(checking)) {
    for (const [entity, cond] of Object.entries(report.filter ?? {})) {
      const way = wayTo(checking.catalogue, measure.home, entity);
      const facts = { measure: measure.label, entity: entityOf(checking.catalogue, entity)?.label ?? entity };
      if (way === null) say(checking, 'filter_unreachable', `/filter/${entity}`, facts);
      else if (way === 'ambiguous') say(checking, 'filter_ambiguous', `/filter/${entity}`, facts);
      else checkCond(checking, cond, entity, `/filter/${entity}`);
    }
  }
  report.drill?.list.forEach((path, i) => {
    for (const measure of rowMeasures(checking))
      if (!readable(checking, measure.home, path)) say(checking, 'column_unknown', `/drill/list/${i}`, { path, measure: measure.label });
  });
}

function checkMeasure(checking: Checking, id: string, path: string): void {
  const measure = checking.semantics.measures.get(id);
  if (!measure) return say(checking, 'measure_unknown', path, { id });
  if ('combine' in measure) {
    if (!endsSoon(measure, checking.semantics)) return say(checking, 'combine_cycle', path, { id });
    if ((measure.combine === 'score') !== (measure.weigh !== undefined) || (measure.weigh && measure.weigh.first + measure.weigh.second !== 100))
      say(checking, 'score_needs_weights', path, { measure: measure.label });
    for (const part of measure.of) checkMeasure(checking, part, path);
    return;
  }
  const home = entityOf(checking.catalogue, measure.home);
  if (!home) return say(checking, 'home_unknown', path, { home: measure.home });
  const facts = { measure: measure.label };
  if (!checking.allow(measure.home)) return say(checking, 'measure_not_allowed', path, facts);
  const seen = (at: Path): FoundPath | null => {
    const found = pathFrom(checking.catalogue, measure.home, at);
    if (!found) return null;
    if (!readable(checking, measure.home, at)) say(checking, 'measure_not_allowed', path, { ...facts, field: found.field.label });
    return found;
  };
  if (measure.time !== null) {
    const time = seen(measure.time);
    const family = time && familyOf(time.field);
    if (family !== 'date' && family !== 'datetime') say(checking, 'time_not_a_date', path, { ...facts, time: measure.time });
  }
  checkOf(checking, measure, path, measure.of === undefined ? null : seen(measure.of));
  if (measure.where) checkCond(checking, measure.where, measure.home, `${path}/where`);
}

function checkOf(checking: Checking, measure: RowMeasure, path: string, found: FoundPath | null): void {
  const facts = { measure: measure.label, of: measure.of ?? '' };
  if (measure.agg === 'count') return;
  if (measure.of === undefined) return say(checking, 'of_missing', path, facts);
  if (!found) return say(checking, 'of_unknown', path, facts);
  const family = familyOf(found.field);
  if (measure.agg === 'countDistinct') {
    if (family === null || family === 'ids' || family === 'thing' || family === 'secret') say(checking, 'of_not_countable', path, facts);
    return;
  }
  if (family !== 'number') say(checking, 'of_not_a_number', path, facts);
  // The value of another record would be added once for each row that leads to it.
  else if (found.hops.length > 0 && measure.agg !== 'min' && measure.agg !== 'max') say(checking, 'of_not_at_home', path, facts);
}
