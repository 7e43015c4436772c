import { RIGHTS, type Grant, type Reach, type Right } from '@zhike/domain/kernel/access';

export interface DraftRole {
  readonly grants: readonly Grant[];
  readonly leads?: true;
}
export const EMPTY_ROLE: DraftRole = { grants: [] };

/** A body from outside, as far as it is a post's. */
export function roleOf(body: unknown): DraftRole {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as { grants?: unknown; leads?: unknown };
  const grants = (Array.isArray(raw.grants) ? raw.grants : []) as Grant[];
  return { grants: grants.filter((one) => (RIGHTS as readonly string[]).includes(one?.right)), ...(raw.leads === true ? { leads: true } : {}) };
}

export const REACH_WORDS: Readonly<Record<Reach, string>> = { own: '自己的', store: '本店的', all: '全部' };

/** How far a right reaches from now on; null: not given. What stands keeps its place, so that two versions compare line by line. */
export function withReach(role: DraftRole, right: Right, reach: Reach | null): DraftRole {
  const there = role.grants.some((one) => one.right === right);
  if (reach === null) return { ...role, grants: role.grants.filter((one) => one.right !== right) };
  if (there) return { ...role, grants: role.grants.map((one) => (one.right === right ? { ...one, reach } : one)) };
  return { ...role, grants: [...role.grants, { right, reach }] };
}

/** Up to so many percent; null: as much as there is. */
export function withLimit(role: DraftRole, right: Right, limit: number | null): DraftRole {
  const changed = role.grants.map((one) => {
    if (one.right !== right) return one;
    const { limit: _, ...rest } = one;
    return limit === null ? rest : { ...rest, limit };
  });
  return { ...role, grants: changed };
}

export function withLead(role: DraftRole, leads: boolean): DraftRole {
  return leads ? { ...role, leads: true } : { grants: role.grants };
}

const GROUPS: readonly (readonly [string, string])[] = [
  ['customer', '客户'],
  ['tag', '客户'],
  ['booking', '预约'],
  ['calendar', '预约'],
  ['resource', '预约'],
  ['service', '预约'],
  ['order', '订单和收款'],
  ['payment', '订单和收款'],
  ['catalogue', '订单和收款'],
  ['card', '卡、积分和优惠券'],
  ['level', '卡、积分和优惠券'],
  ['points', '卡、积分和优惠券'],
  ['coupon', '卡、积分和优惠券'],
  ['ledger', '财务'],
  ['finance', '财务'],
  ['record', '表单和记录'],
  ['form', '表单和记录'],
  ['data', '表单和记录'],
  ['message', '消息'],
  ['report', '报表'],
];

/** The rights of the product by what they are about, in the order of GROUPS; what is about the shop itself comes last. */
export function groupedRights(): readonly { readonly title: string; readonly rights: readonly Right[] }[] {
  const groups = new Map<string, Right[]>([...new Set(GROUPS.map(([, title]) => title)), '门店和后台'].map((title) => [title, []]));
  for (const right of RIGHTS) {
    const noun = right.split('.')[0] ?? '';
    groups.get(GROUPS.find(([of]) => of === noun)?.[1] ?? '门店和后台')?.push(right);
  }
  return [...groups].map(([title, rights]) => ({ title, rights }));
}
