import type { Sql } from '../../platform/db';
import type { DefinitionKinds, Published } from '../../platform/definition-kinds';
import { createLru } from '../../platform/lru';
import { findVersion, listInForce, listStanding, listTexts } from './records';

/** A version never changes, so its text is kept: what may have changed is only which of them is in force. */
const texts = createLru<{ readonly body: unknown }>(3_000);

/**
 * The definitions of some kinds that are in force, by id; those that are switched off are among them (`on`). For engines, not for people,
 * and not to be changed. Every event asks this: which versions hold is read each time (a few short rows, so that nothing is ever stale,
 * on any node), their texts only once.
 */
export async function publishedOf(sql: Sql, kinds: readonly string[]): Promise<Published[]> {
  const standing = await listStanding(sql, kinds);
  // By the moment as well: a publishing that was rolled back may have left a text under the same number.
  const keyOf = ({ id, version, at }: (typeof standing)[number]): string => `${id}@${version}@${at.getTime()}`;
  const unread = standing.filter((one) => texts.get(keyOf(one)) === undefined);
  const read = new Map(unread.length > 0 ? (await listTexts(sql, unread)).map((one) => [`${one.id}@${one.version}`, one] as const) : []);
  return standing.map((one) => {
    const { id, kind, version, title, storeId, on } = one;
    const found = texts.get(keyOf(one)) ?? { body: read.get(`${id}@${version}`)?.body };
    texts.set(keyOf(one), found);
    return { id, kind, version, title, storeId, on, body: found.body };
  });
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
