import * as z from 'zod/mini';
import type { Found } from '../definitions/contract';
import { RIGHTS, type Grant } from '../kernel/access';

/** Rights that have a measure, in percent. */
export const MEASURED: readonly string[] = ['order.discount'];

/** A post that the shop made itself (definition of kind `role`): what whoever holds it may do, how far and up to how much. */
export const RoleBody = z.strictObject({
  grants: z
    .array(
      z.strictObject({
        right: z.enum(RIGHTS),
        reach: z.enum(['own', 'store', 'all']),
        limit: z.optional(z.int().check(z.gte(0), z.lte(100))),
      }),
    )
    .check(z.maxLength(RIGHTS.length)),
  /** Who holds it is the 主管 of whoever works in the same store. */
  leads: z.optional(z.literal(true)),
});
export type RoleBody = z.infer<typeof RoleBody>;

const problem = (code: (typeof ROLE_PROBLEMS)[number], path: string, level: Found['level'] = 'error', facts: Found['facts'] = {}): Found => ({
  code,
  path,
  level,
  facts,
});

export const ROLE_PROBLEMS = ['malformed', 'whole_shop_only', 'right_twice', 'limit_unfit', 'grants_nothing'] as const;

/** Problems of a post: `malformed`, `whole_shop_only`, `right_twice` {right}, `limit_unfit` {right}; a doubt: `grants_nothing`. */
export function checkRole(body: unknown, storeId: string | null): readonly Found[] {
  const parsed = RoleBody.safeParse(body);
  if (!parsed.success) return parsed.error.issues.map((issue) => problem('malformed', issue.path.map((step) => `/${String(step)}`).join('')));
  const { grants } = parsed.data;
  const found: Found[] = storeId === null ? [] : [problem('whole_shop_only', '')];
  grants.forEach(({ right, limit }, i) => {
    if (grants.findIndex((one) => one.right === right) < i) found.push(problem('right_twice', `/grants/${i}`, 'error', { right }));
    if (limit !== undefined && !MEASURED.includes(right)) found.push(problem('limit_unfit', `/grants/${i}/limit`, 'error', { right }));
  });
  if (grants.length === 0) found.push(problem('grants_nothing', '/grants', 'warning'));
  return found;
}

/** The grants of a body that has no problem. */
export const grantsOfBody = (body: unknown): readonly Grant[] =>
  RoleBody.parse(body).grants.map(({ right, reach, limit }) => ({ right, reach, ...(limit === undefined ? {} : { limit }) }));
