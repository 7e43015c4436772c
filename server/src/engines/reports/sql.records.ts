import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Path } from '@zhike/domain/engines/conditions/definition';
import type { DateRange, FunnelDef, GanttDef } from '@zhike/domain/engines/reports/definition';
import type { CountedRows } from '@zhike/domain/engines/reports/drill';
import { FUNNEL_DAYS } from '@zhike/domain/engines/reports/funnel';
import { type CompileOptions, rowsOf } from '../conditions/compile';
import { bind, pathSql, ROW, type Statement, writingOn, type Writing } from './sql';

/* Charts that show records: who came how far, and what lasted from when to when. */

/** The instant at a path; of a date its first moment, or (as an end) its last. */
function momentSql(path: Path, home: string, writing: Writing, end = false): string {
  const { sql, family } = pathSql(path, home, ROW, writing);
  if (family !== 'date') return sql;
  return `((${sql}${end ? ' + 1' : ''})::timestamp AT TIME ZONE ${bind(writing, writing.options.zone, 'text')})`;
}

/** A period as instants, half-open. */
function spanOf(range: DateRange, writing: Writing): { readonly from: string; readonly to: string } {
  const { daySpan } = writing.options.context;
  const at = (ms: number): string => bind(writing, new Date(ms).toISOString(), 'timestamptz');
  return { from: at(daySpan(range.from, range.from).start), to: at(daySpan(range.to, range.to).end) };
}

/** Those who entered in the period with the furthest stage that they reached within the window, as `id, furthest`: the twin of `funnel`. */
function cohortSql(def: FunnelDef, rows: CountedRows, range: DateRange, writing: Writing): string {
  const stages = def.stages.map((stage, k) => `${momentSql(stage.time, rows.entity, writing)} AS s${k}`);
  const inner = `SELECT ${ROW}.id, ${stages.join(', ')} ${rowsOf(rows.cond, rows.entity, ROW, writing.args, writing.options)}`;
  const others = def.stages.slice(1).map((_, k) => `s${k + 1}`);
  const span = spanOf(range, writing);
  const cases = def.stages.map((_, k) => `WHEN s${k} < until THEN ${k}`).reverse();
  const days = bind(writing, def.windowDays ?? FUNNEL_DAYS, 'int');
  return `SELECT id, CASE ${cases.join(' ')} ELSE 0 END AS furthest
    FROM (SELECT e.*, entry + ${days} * interval '24 hours' AS until FROM (SELECT s.*, coalesce(s0, least(${others.join(', ')})) AS entry FROM (${inner}) s) e) f
    WHERE entry >= ${span.from} AND entry < ${span.to}`;
}

/** How many came as far as each stage, as `n0, n1, …`. */
export function sqlOfFunnel(def: FunnelDef, rows: CountedRows, range: DateRange, options: CompileOptions): Statement {
  const writing = writingOn(rows.today, options);
  const counts = def.stages.map((_, k) => `(count(*) FILTER (WHERE furthest >= ${k}))::int AS n${k}`);
  return { text: `SELECT ${counts.join(', ')} FROM (${cohortSql(def, rows, range, writing)}) c`, args: writing.args };
}

/** Whether the row is one of those who came as far as a stage. */
export function cameAsFar(def: FunnelDef, stage: number, rows: CountedRows, range: DateRange): (writing: Writing) => string {
  return (writing) => {
    const at = bind(writing, stage, 'int');
    return `${ROW}.id IN (SELECT id FROM (${cohortSql(def, rows, range, writing)}) c WHERE furthest >= ${at})`;
  };
}

/** Records of which a bar touches the period, as `id, name, f0, t0, …`: the first to begin first. */
export function sqlOfGantt(def: GanttDef, rows: CountedRows, range: DateRange, limit: number, options: CompileOptions): Statement {
  const writing = writingOn(rows.today, options);
  const entity = entityOf(options.catalogue, rows.entity);
  if (!entity) throw new Error(`no entity ${rows.entity}`);
  const name = pathSql(entity.name, rows.entity, ROW, writing).sql;
  const bars = def.bars.flatMap((bar, i) => [
    `${momentSql(bar.from, rows.entity, writing)} AS f${i}`,
    `${momentSql(bar.to, rows.entity, writing, true)} AS t${i}`,
  ]);
  const inner = `SELECT ${ROW}.id::text AS id, (${name})::text AS name, ${bars.join(', ')} ${rowsOf(rows.cond, rows.entity, ROW, writing.args, writing.options)}`;
  const span = spanOf(range, writing);
  const touches = def.bars.map((_, i) => `(f${i} < ${span.to} AND coalesce(t${i}, 'infinity') > ${span.from})`);
  const first = `least(${def.bars.map((_, i) => `f${i}`).join(', ')})`;
  return {
    text: `SELECT * FROM (${inner}) g WHERE ${touches.join(' OR ')} ORDER BY ${first}, id LIMIT ${bind(writing, limit, 'int')}`,
    args: writing.args,
  };
}
