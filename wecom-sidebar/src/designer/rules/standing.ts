import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';

/** What must be so of a record for its turn ever to come; `path` where that is a date that has to be there. Null: the rule waits for something to happen. */
export function standingOf({ trigger }: RuleBody): { readonly cond: Cond; readonly path: string | null } | null {
  const dated = (path: string) => (path === '' ? null : { cond: { f: path, op: 'notEmpty' } as const, path });
  if (trigger.on === 'yearly' || trigger.on === 'date' || trigger.on === 'moment') return dated(trigger.path);
  if (trigger.on === 'since') return dated(trigger.event);
  return trigger.on === 'schedule' ? { cond: trigger.each, path: null } : null;
}
