import { findPath, entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Dimension } from '@zhike/domain/engines/reports/definition';
import type { SubQuery } from '@zhike/domain/engines/reports/plan';
import type { Executor } from '@zhike/domain/engines/reports/run';
import type { Db, Sql } from '../../platform/db';
import { type Asks, mayBecome, REPORT_ROLE } from '../../platform/report-role';
import { type CompileOptions, rowsOf } from '../conditions/compile';
import { nameSql } from '../conditions/naming';
import { readRows, sqlOfQuery } from './sql';

/** Longer nobody waits for a page. */
export const MOST_SECONDS = 5;

/** Pools of which the user was seen to be allowed to become the role; one that may not is asked each time, until somebody allows it. */
const becoming = new WeakSet<Db['pool']>();

/**
 * Reads in one snapshot, and only reads: the numbers of a report and the rows behind one of them belong to the same moment, and a
 * definition that somebody made up cannot change anything. `as`: what also looks at events and messages (a rule tried on the past) reads as the
 * server does, in the same READ ONLY. It runs as a role that may read what reports count and nothing else; where the
 * database has no such role, READ ONLY still holds. Null when a statement took too long.
 */
export async function readOnly<Value>(
  db: Db,
  work: (sql: Sql) => Promise<Value>,
  seconds = MOST_SECONDS,
  as: 'report' | 'server' = 'report',
): Promise<Value | null> {
  const connection = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    if (as === 'report' && (becoming.has(db.pool) || (await mayBecome(connection as Asks)))) {
      await connection.query(`SET LOCAL ROLE ${REPORT_ROLE}`);
      becoming.add(db.pool);
    }
    await connection.query(`SET LOCAL statement_timeout = ${Math.ceil(seconds * 1_000)}`);
    return await work(async (text, values) => (await connection.query(text, [...values])).rows as never);
  } catch (error) {
    if ((error as { code?: unknown }).code === '57014') return null;
    throw error;
  } finally {
    await connection.query('ROLLBACK').catch((error: Error) => (broken = error));
    connection.release(broken);
  }
}

/** The database as an executor of reports, for one reader. */
export function executorOf(sql: Sql, options: CompileOptions): Executor {
  return {
    async run(queries: readonly SubQuery[]) {
      const answers = [];
      for (const query of queries) {
        const { text, args } = sqlOfQuery(query, options);
        answers.push(readRows(query, await sql<Record<string, unknown>>(text, args)));
      }
      return answers;
    },
    names: (dimension, ids) => namesOf(sql, linkedBy(dimension, options), ids, options),
  };
}

/** The entity that a dimension's ids are of. */
function linkedBy(dimension: Dimension, { catalogue }: CompileOptions): string {
  const entity = entityOf(catalogue, dimension.entity);
  const found = entity && findPath(dimension.field, entity, catalogue);
  return (found && 'field' in found ? found.field.to : undefined) ?? dimension.entity;
}

/** Names of records by id; those that the reader may not see are left out. */
export async function namesOf(sql: Sql, entityId: string, ids: readonly string[], options: CompileOptions): Promise<ReadonlyMap<string, string>> {
  const entity = entityOf(options.catalogue, entityId);
  if (!entity || ids.length === 0) return new Map();
  const args: unknown[] = [];
  const wanted: Cond = { f: 'id', op: 'in', v: ids };
  const rows = await sql<{ id: string; name: string | null }>(
    `SELECT r.id::text AS id, ${nameSql(entityId, 'r', options)} AS name ${rowsOf(wanted, entityId, 'r', args, options)}`,
    args,
  );
  return new Map(rows.map((row) => [row.id, row.name ?? '']));
}
