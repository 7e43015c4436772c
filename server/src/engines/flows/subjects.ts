import type { FlowEntity, FlowSetup } from '../../platform/flow-setup';

/** What flows know of a kind of record: one of the core's, or one that the shop made up. */
export function entityOf(setup: Pick<FlowSetup, 'entities' | 'recordEntity'>, kind: string): FlowEntity {
  return (Object.hasOwn(setup.entities, kind) ? setup.entities[kind] : undefined) ?? setup.recordEntity(kind);
}
