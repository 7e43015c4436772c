import { entityOf, familyOf } from '../catalogue/find';
import { type Checking, readable, rowMeasures, say } from './checking';
import { type Dimension, type DimensionRef, refId, type RowMeasure } from './definition';
import { alternatives, pathFrom, reach } from './grain';

const GROUPED = ['text', 'bool', 'id', 'member', 'date'] as const;

/** What numbers are split by: there, readable, and reached by every measure without counting a row twice. */
export function checkDimensions(checking: Checking): void {
  const { report } = checking;
  const seen = new Set<string>();
  const look = (ref: DimensionRef, path: string): void => {
    if (seen.has(refId(ref))) say(checking, 'dim_twice', path, { dim: refId(ref) });
    seen.add(refId(ref));
    if ('time' in ref) return;
    const dimension = checking.semantics.dimensions.get(ref.dim);
    if (!dimension) return say(checking, 'dim_unknown', path, { dim: ref.dim });
    if (!checkDimension(checking, dimension, path)) return;
    for (const measure of rowMeasures(checking)) checkReach(checking, measure, dimension, path);
  };
  for (const [i, ref] of report.rows.entries()) look(ref, `/rows/${i}`);
  for (const [i, ref] of (report.cols ?? []).entries()) look(ref, `/cols/${i}`);
  if (report.top && (report.rows.length !== 1 || (report.rows[0] && 'time' in report.rows[0]))) say(checking, 'top_does_not_fit', '/top');
}

function checkDimension(checking: Checking, dimension: Dimension, path: string): boolean {
  const field = pathFrom(checking.catalogue, dimension.entity, dimension.field)?.field;
  const facts = { dimension: dimension.label };
  const family = field && familyOf(field);
  const fits = dimension.bands ? (dimension.since ? family === 'date' || family === 'datetime' : family === 'number') : GROUPED.some((one) => one === family);
  // Bands make groups of what is no choice by itself; anything else must be one.
  if (!field || (!dimension.bands && (!field.groupable || !fits || dimension.since))) {
    say(checking, 'dim_not_groupable', path, facts);
    return false;
  }
  if (!fits) say(checking, 'bands_do_not_fit', path, facts);
  if (!readable(checking, dimension.entity, dimension.field)) say(checking, 'dim_not_allowed', path, facts);
  if (overlapping(dimension)) say(checking, 'bands_overlap', path, facts);
  return fits;
}

/** Two bands that share a value, or one that holds none. */
function overlapping({ bands = [], since }: Dimension): boolean {
  const least = Number.NEGATIVE_INFINITY;
  const whole = bands.map((band) => ({ from: band.from ?? least, to: band.to ?? Number.POSITIVE_INFINITY }));
  const days =
    since === undefined ||
    bands.every(({ from = 0, to = 0 }) => Number.isInteger(from) && Number.isInteger(to) && Math.abs(from) <= 36_600 && Math.abs(to) <= 36_600);
  return !days || whole.some((a, i) => a.from >= a.to || whole.some((b, j) => j > i && a.from < b.to && b.from < a.to));
}

function checkReach(checking: Checking, measure: RowMeasure, dimension: Dimension, path: string): void {
  const { catalogue, semantics } = checking;
  const home = entityOf(catalogue, measure.home);
  if (!home) return;
  const way = reach(catalogue, measure.home, dimension);
  const facts = { measure: measure.label, unit: home.unit, home: home.label, dimension: dimension.label };
  if (way.kind === 'ambiguous') return say(checking, 'dim_ambiguous', path, { ...facts, ways: way.routes.map((route) => route.join('.')) });
  if (way.kind === 'path') {
    if (!readable(checking, measure.home, way.path)) say(checking, 'dim_not_allowed', path, { dimension: dimension.label });
    return;
  }
  const instead = alternatives(catalogue, semantics, measure, dimension);
  say(checking, 'dim_unreachable', path, { ...facts, instead: instead.map((one) => one.label), insteadIds: instead.map((one) => one.id) });
}
