import type { RuleEntity, RuleSetup } from '../../platform/rule-setup';
import { isMadeKind } from '../catalogue/made-kinds';

/** What rules know of a kind of record: one of the core's, or one that the shop made up; null: rules do not work on it. */
export function ruleEntity(setup: Pick<RuleSetup, 'entities' | 'recordEntity'>, kind: string): RuleEntity | null {
  const core = Object.hasOwn(setup.entities, kind) ? setup.entities[kind] : undefined;
  return core ?? (isMadeKind(kind) ? setup.recordEntity(kind) : null);
}
