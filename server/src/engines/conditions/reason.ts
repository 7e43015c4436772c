import type { Allowed } from '@zhike/domain/engines/catalogue/definition';
import type { Cond, Trace, Value } from '@zhike/domain/engines/conditions/definition';
import { explain, type WhyLine } from '@zhike/domain/engines/conditions/why';
import type { Sql } from '../../platform/db';
import { namesIn } from './refs';
import { compileCondition, measuredSql, rowsOf, type CompileOptions } from './compile';

interface Part {
  readonly cond: Cond;
  readonly path: string;
  readonly kids: readonly Part[];
}

function partsOf(cond: Cond, path = ''): Part {
  const group = 'all' in cond ? (['all', cond.all] as const) : 'any' in cond ? (['any', cond.any] as const) : null;
  if (group) return { cond, path, kids: group[1].map((kid, i) => partsOf(kid, `${path}/${group[0]}/${i}`)) };
  return { cond, path, kids: 'not' in cond ? [partsOf(cond.not, `${path}/not`)] : [] };
}
const flat = (part: Part): Part[] => [part, ...part.kids.flatMap(flat)];

/** How a condition comes out for a record now, place by place, with what is measured there; null: the record is not in reach. */
export async function measuredTrace(sql: Sql, cond: Cond, entity: string, id: string, options: CompileOptions): Promise<Trace | null> {
  const root = partsOf(cond);
  const all = flat(root);
  const args: unknown[] = [];
  const columns = all.flatMap((part, i) => {
    const test = `(${compileCondition(part.cond, entity, 'r', args, options)}) IS TRUE AS l${i}`;
    const measured = measuredSql(part.cond, entity, 'r', args, options);
    return measured ? [test, `${measured.sql} AS v${i}`, ...(measured.of ? [`${measured.of} AS o${i}`] : [])] : [test];
  });
  const rows = rowsOf({ f: 'id', op: 'eq', v: id }, entity, 'r', args, options);
  const [row] = await sql<Record<string, unknown>>(`SELECT ${columns.join(', ')} ${rows}`, args);
  if (!row) return null;
  const build = (part: Part): Trace => {
    const i = all.indexOf(part);
    const value = row[`v${i}`] as Value | undefined;
    const measured = value === undefined ? {} : 'f' in part.cond ? { got: value } : { n: Number(value ?? 0), of: Number(row[`o${i}`] ?? value ?? 0) };
    return {
      ok: row[`l${i}`] === true,
      cond: part.cond,
      path: part.path,
      ...measured,
      ...(part.kids.length > 0 ? { kids: part.kids.map(build) } : {}),
    };
  };
  return build(root);
}

/** Why a record fits a condition or not, in Chinese, with what it has now; null: it is not in reach. Nothing that the viewer may not read. */
export async function reasonOf(
  sql: Sql,
  cond: Cond,
  entity: string,
  id: string,
  options: CompileOptions,
  allowed?: Readonly<Record<string, Allowed>>,
): Promise<readonly WhyLine[] | null> {
  const trace = await measuredTrace(sql, cond, entity, id, options);
  if (!trace) return null;
  const names = await namesIn(sql, cond, entity, options);
  return explain(trace, entity, options.catalogue, { ...(allowed ? { allowed } : {}), names, wallClock: options.context.wallClock });
}
