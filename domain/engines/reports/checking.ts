import type { Allowed, Catalogue } from '../catalogue/definition';
import type { Cond, Path, Problem } from '../conditions/definition';
import { type Measure, partsOf, type ReportDef, type RowMeasure, type Semantics } from './definition';
import { pathFrom } from './grain';

export const REPORT_PROBLEMS = [
  'not_readable_shape',
  'no_measure',
  'measure_unknown',
  'measure_twice',
  'measure_not_allowed',
  'combine_cycle',
  'score_needs_weights',
  'id_taken',
  'home_unknown',
  'of_missing',
  'of_unknown',
  'of_not_at_home',
  'of_not_a_number',
  'of_not_countable',
  'time_not_a_date',
  'dim_unknown',
  'dim_twice',
  'dim_not_groupable',
  'dim_not_allowed',
  'dim_unreachable',
  'dim_ambiguous',
  'bands_overlap',
  'bands_do_not_fit',
  'filter_unreachable',
  'filter_ambiguous',
  'period_invalid',
  'period_unbounded',
  'too_many_buckets',
  'too_many_snapshots',
  'chart_does_not_fit',
  'sort_unknown',
  'top_does_not_fit',
  'column_unknown',
  'funnel_missing',
  'stage_not_a_date',
  'stage_twice',
  'gantt_missing',
  'bar_not_dates',
] as const;
export type ReportProblem = (typeof REPORT_PROBLEMS)[number];

export interface ReportCheckOptions {
  readonly catalogue: Catalogue;
  readonly semantics: Semantics;
  /** Any day: bounds of a period that is told from today. */
  readonly today: string;
  /** What the reader may see of an entity; null: nothing of it. */
  readonly allow: (entity: string) => Allowed | null;
  /** The check of conditions, for the same reader. */
  readonly checkCondition: (cond: Cond, entity: string) => readonly Problem[];
}

/** A report under its check: what is asked, and the problems so far. */
export interface Checking extends ReportCheckOptions {
  readonly report: ReportDef;
  readonly problems: Problem[];
}

/** Notes a problem. */
export function say({ problems }: Checking, code: ReportProblem, path: string, facts: Problem['facts'] = {}): void {
  problems.push({ code, path, level: 'error', facts });
}

/** Whether measures that are made of others ever come to an end. */
export function endsSoon(measure: Measure, semantics: Semantics, depth = 0): boolean {
  if (!('combine' in measure)) return true;
  return (
    depth < 4 &&
    measure.of.every((id) => {
      const part = semantics.measures.get(id);
      return !part || endsSoon(part, semantics, depth + 1);
    })
  );
}

/** The row measures that a report's measures are made of. */
export function rowMeasures({ report, semantics }: Checking): RowMeasure[] {
  const ending = report.measures.filter(({ m }) => {
    const measure = semantics.measures.get(m);
    return measure && endsSoon(measure, semantics);
  });
  const parts = ending.flatMap(({ m }) => partsOf(m, semantics));
  return parts.filter((part, i) => parts.findIndex((other) => other.id === part.id) === i);
}

/** Whether the reader may see a field, and everything on the way to it. A masked field can be looked at, not counted by. */
export function readable(checking: Checking, entity: string, path: Path): boolean {
  const found = pathFrom(checking.catalogue, entity, path);
  if (!found) return false;
  const entities = [entity, ...found.hops.map((hop) => hop.entity.id)];
  const last = checking.allow(found.entity.id);
  // A record is as readable as its name.
  const name = found.field.id === 'id' ? found.entity.name : found.field.id;
  return entities.every((id) => checking.allow(id) !== null) && last !== null && (last.read === 'all' || last.read.has(name)) && !last.mask.has(name);
}

/** The problems of a condition, at their place in the report. */
export function checkCond(checking: Checking, cond: Cond, entity: string, path: string): void {
  for (const problem of checking.checkCondition(cond, entity)) checking.problems.push({ ...problem, path: path + problem.path });
}
