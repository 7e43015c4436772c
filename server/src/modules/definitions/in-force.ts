import type { Sql } from '../../platform/db';
import type { DefinitionKinds, Published } from '../../platform/definition-kinds';
import { findVersion, listInForce } from './records';

/** The definitions of some kinds that are in force, by id; those that are switched off are among them (`on`). For engines, not for people. */
export function publishedOf(sql: Sql, kinds: readonly string[]): Promise<Published[]> {
  return listInForce(sql, kinds);
}

/** A version that something pinned, as it was published; null when there never was one. Good for ever: a version does not change. */
export async function versionText(
  sql: Sql,
  id: string,
  version: number,
): Promise<{ readonly title: string; readonly body: unknown; readonly at: Date } | null> {
  const found = await findVersion(sql, id, version);
  return found && { title: found.title, body: found.body, at: found.at };
}

/** Which definitions in force need one. */
export async function usersOf(sql: Sql, kinds: DefinitionKinds, id: string): Promise<{ id: string; title: string }[]> {
  const all = await listInForce(sql, null);
  return all
    .filter((other) => other.id !== id && Object.hasOwn(kinds, other.kind) && kinds[other.kind]?.uses(other.body).includes(id))
    .map(({ id: by, title }) => ({ id: by, title }));
}
