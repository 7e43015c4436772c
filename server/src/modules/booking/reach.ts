import type { Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';

/** Whether a member's right reaches a store as a whole (its line, its waiting list): of all, of hers, or, by her own rows, where she works. */
export function reachesStore(scope: Scope, actor: StaffActor, storeId: string): boolean {
  if (scope.kind === 'all') return true;
  if (scope.kind === 'stores') return scope.storeIds.includes(storeId);
  return scope.kind === 'own' && actor.storeIds.includes(storeId);
}
