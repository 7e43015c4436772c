import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, familyOf, findPath, relationOf } from '@zhike/domain/engines/catalogue/find';
import type { Path } from '@zhike/domain/engines/conditions/definition';
import type { MessageText } from '@zhike/domain/engines/messages/text';
import { FORM_PATH, pathsOf } from '@zhike/domain/engines/messages/text';
import type { Sql } from '../../platform/db';
import { rowsOf, type CompileOptions } from '../conditions/compile';
import { pathSql } from '../reports/sql';

/** The paths of a text as seen from the record that it is sent about: itself, or one that has the text's customer. Null: it has none. */
export function pathsFrom(text: MessageText, entityId: string, catalogue: Catalogue): ReadonlyMap<Path, Path> | null {
  if (text.entity === entityId) return new Map(pathsOf(text).map((path) => [path, path]));
  const entity = entityOf(catalogue, entityId);
  const relation = entity && relationOf(entity, text.entity);
  if (relation?.kind !== 'one' || relation.to !== text.entity) return null;
  return new Map(pathsOf(text).map((path) => [path, `${relation.id}.${path}`]));
}

/** The variables of a text that a record of an entity has no words for; `dated`: it is sent about a date, so that days are left until it. */
export function untold(text: MessageText | null, entityId: string, catalogue: Catalogue, dated: boolean): string[] {
  if (!text) return [];
  const fits = pathsFrom(text, entityId, catalogue) !== null;
  return Object.entries(text.variables).flatMap(([name, { path, or }]) => {
    const isTold = path === '@shop' || path.startsWith(FORM_PATH) || (path === '@daysLeft' ? dated || or !== undefined : fits);
    return isTold ? [] : [name];
  });
}

/**
 * What a text's variables are for a record, by the text's own paths and as definitions write values: an instant in ISO, money in fen.
 * Null: the record is not there, or not within the scopes of `options`.
 */
export async function readValues(
  sql: Sql,
  paths: ReadonlyMap<Path, Path>,
  { entity: entityId, id }: { readonly entity: string; readonly id: string },
  options: CompileOptions,
): Promise<Readonly<Record<Path, unknown>> | null> {
  const args: unknown[] = [];
  const writing = { options, args };
  const columns = [...paths.values()].map((path, i) => {
    const { sql: value, family } = pathSql(path, entityId, 'r', writing);
    return `${family === 'date' ? `(${value})::text` : value} AS v${i}`;
  });
  const rows = rowsOf({ f: 'id', op: 'eq', v: id }, entityId, 'r', args, options);
  const [row] = await sql<Record<string, unknown>>(`SELECT ${['1 AS one', ...columns].join(', ')} ${rows}`, args);
  if (!row) return null;
  return Object.fromEntries([...paths].map(([own, path], i) => [own, canonical(row[`v${i}`], path, entityId, options.catalogue)]));
}

function canonical(value: unknown, path: Path, entityId: string, catalogue: Catalogue): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  const entity = entityOf(catalogue, entityId);
  const found = entity && findPath(path, entity, catalogue);
  const isNumber = found && 'field' in found && familyOf(found.field) === 'number';
  return isNumber ? Number(value) : value;
}
