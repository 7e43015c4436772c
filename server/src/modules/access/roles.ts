import { roles as builtIn, type Role } from '@zhike/config/roles';
import { checkRole, grantsOfBody, RoleBody } from '@zhike/domain/access/role';
import type { Grant } from '@zhike/domain/kernel/access';
import { managesEverybody, mayGive } from '@zhike/domain/stores/policy';
import type { Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { publishedOf } from '../definitions/in-force';

const shipped: ReadonlyMap<string, Role> = new Map(builtIn.map((role) => [role.key, role]));

/** Every post that there is: those of config/roles.ts and those that the shop made and has in force. */
export async function listRoles(sql: Sql): Promise<readonly Role[]> {
  const own = (await publishedOf(sql, ['role'])).filter((one) => one.on);
  return [
    ...builtIn,
    ...own.map(({ id, title, body }): Role => ({ key: id, name: title, grants: grantsOfBody(body), ...(RoleBody.parse(body).leads ? { leads: true } : {}) })),
  ];
}

/** The grants of several posts together. A post that is not in force (any more) gives nothing. */
export const grantsIn = (roles: readonly Role[], keys: readonly string[]): Grant[] =>
  keys.flatMap((key) => roles.find((role) => role.key === key)?.grants ?? []);

/** The same, read anew. Whoever holds only posts that came with the product costs no question: every request asks this. */
export const grantsOf = async (sql: Sql, keys: readonly string[]): Promise<Grant[]> =>
  grantsIn(keys.every((key) => shipped.has(key)) ? builtIn : await listRoles(sql), keys);

/** Whether these posts alone, without any that the shop could switch off, let somebody set everybody's post. */
export const managesForGood = (keys: readonly string[]): boolean => managesEverybody(grantsIn(builtIn, keys));

/** Posts among the definitions. Whoever puts one in force sets everybody's post and gives no right that she does not have. */
export const roleKind: DefinitionKind = {
  check: (_sql, body, storeId) => Promise.resolve(checkRole(body, storeId)),
  uses: () => [],
  mayPublish: (actor, body) => (managesEverybody(actor.grants) && mayGive(actor.grants, grantsOfBody(body)) ? null : 'staff.manage'),
};
