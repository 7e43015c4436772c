import type { RuleBody, Trigger } from '@zhike/domain/engines/rules/definition';
import type { Effect } from '@zhike/domain/engines/effects';

/** A rule's draft, as its designer changes it. */
export const EMPTY_RULE: RuleBody = {
  entity: 'customer',
  runAs: 'store',
  trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '10:00' },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [],
  priority: 5,
  category: 'service',
};

/** A body from outside, as far as it is a rule's. */
export function ruleOf(body: unknown): RuleBody {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<RuleBody>;
  return {
    ...EMPTY_RULE,
    ...raw,
    effects: Array.isArray(raw.effects) ? raw.effects : [],
    trigger: typeof raw.trigger === 'object' ? raw.trigger : EMPTY_RULE.trigger,
  };
}

/** The catch-up that fits a trigger: a moment that has passed is worth nothing, a day may be made up for. */
function catchUpFor(trigger: Trigger): RuleBody['catchUp'] {
  return trigger.on === 'moment' ? { untilPassed: trigger.path } : { days: 2 };
}

/** Another trigger: what goes with it follows, so that a rule is never left with settings of the one before. */
export function withTrigger(rule: RuleBody, trigger: Trigger): RuleBody {
  const whenLeft = trigger.on === 'enter' || trigger.on === 'leave';
  const reentry: RuleBody['reentry'] = whenLeft
    ? { whenLeft: true }
    : typeof rule.reentry === 'object' && 'whenLeft' in rule.reentry
      ? 'everyTime'
      : rule.reentry;
  return { ...rule, trigger, reentry, catchUp: catchUpFor(trigger) };
}

/** Something more to do; its id is free, and stays whatever happens to the others. */
export function addEffect(rule: RuleBody, what: Effect): RuleBody {
  const taken = new Set(rule.effects.map((effect) => effect.id));
  let n = rule.effects.length + 1;
  while (taken.has(`e${n}`)) n += 1;
  return { ...rule, effects: [...rule.effects, { id: `e${n}`, what }] };
}

export const setEffect = (rule: RuleBody, id: string, what: Effect): RuleBody => ({
  ...rule,
  effects: rule.effects.map((effect) => (effect.id === id ? { id, what } : effect)),
});
export const removeEffect = (rule: RuleBody, id: string): RuleBody => ({ ...rule, effects: rule.effects.filter((effect) => effect.id !== id) });

export type TriggerKind = Trigger['on'];
/** What a trigger begins with; `dates` and `moments` are the entity's fields of that kind, `verbs` what can happen to it. */
export function beginTrigger(
  kind: TriggerKind,
  known: { readonly dates: readonly string[]; readonly moments: readonly string[]; readonly verbs: readonly string[]; readonly fields: readonly string[] },
): Trigger {
  const at = '10:00';
  const date = known.dates[0] ?? '';
  const moment = known.moments[0] ?? '';
  const verb = known.verbs[0] ?? '';
  switch (kind) {
    case 'created':
      return { on: kind };
    case 'updated':
      return { on: kind, field: known.fields[0] ?? '' };
    case 'verb':
      return { on: kind, verb };
    case 'after':
      return { on: kind, verb, days: [1, 3, 7], at };
    case 'date':
      return { on: kind, path: date, offset: { days: -15 }, at };
    case 'yearly':
      return { on: kind, path: date, offset: { days: -3 }, at };
    case 'moment':
      return { on: kind, path: moment, offset: { hours: -24 } };
    case 'since':
      return { on: kind, event: moment, days: 90, at };
    case 'enter':
    case 'leave':
      return { on: kind, segment: '', at };
    case 'schedule':
      return { on: kind, cron: { at }, each: { all: [] } };
  }
}
