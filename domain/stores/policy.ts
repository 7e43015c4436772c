import { compileScope, type Grant, limitIn, type Reach, type Right } from '../kernel/access';
import type { StaffActor } from '../kernel/actor';

const WIDTH: Record<Reach, number> = { own: 1, store: 2, all: 3 };
const widthOf = (grants: readonly Grant[], right: Right): number =>
  Math.max(0, ...grants.filter((grant) => grant.right === right).map((grant) => WIDTH[grant.reach]));

/** Nobody gives away more than she has: each right of the roles must be hers, reach no further and be for no more. */
export function mayGive(giver: readonly Grant[], given: readonly Grant[]): boolean {
  return given.every((grant) => WIDTH[grant.reach] <= widthOf(giver, grant.right) && limitIn([grant], grant.right) <= limitIn(giver, grant.right));
}

/** Who may set everybody's post; a shop without such a member could never be set right again. */
export function managesEverybody(grants: readonly Grant[]): boolean {
  return widthOf(grants, 'staff.manage') === WIDTH.all;
}

export interface MemberReach {
  readonly storeIds: readonly string[];
  readonly regionIds: readonly string[];
}

/**
 * Whether the actor may write a member with these stores: everybody with reach `all`; with reach `store` those who work nowhere but in
 * her stores. Regions are for who reaches all: a region grows.
 */
export function mayManageMember(actor: StaffActor, member: MemberReach): boolean {
  const scope = compileScope(actor, 'staff.manage');
  if (scope.kind === 'all') return true;
  return scope.kind === 'stores' && member.regionIds.length === 0 && member.storeIds.length > 0 && member.storeIds.every((id) => scope.storeIds.includes(id));
}
