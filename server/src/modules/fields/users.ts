import type { Sql } from '../../platform/db';
import type { DefinitionKinds, Published } from '../../platform/definition-kinds';
import { publishedOf } from '../definitions/in-force';

/** Whether a text of a definition names a field: in a path, a slot or a list. Ids of custom fields are letters and digits. */
const names = (body: unknown, fieldId: string): boolean => new RegExp(`\\b${fieldId}\\b`).test(JSON.stringify(body ?? null));

/** The definitions in force that speak of a field. */
export async function definitionsNaming(sql: Sql, kinds: DefinitionKinds, fieldId: string): Promise<readonly Published[]> {
  const all = await publishedOf(sql, Object.keys(kinds));
  return all.filter((one) => one.on && names(one.body, fieldId));
}

/** Their titles, for whoever is about to retire it. */
export async function usersOfField(sql: Sql, kinds: DefinitionKinds, fieldId: string): Promise<readonly string[]> {
  return (await definitionsNaming(sql, kinds, fieldId)).map((one) => one.title);
}
