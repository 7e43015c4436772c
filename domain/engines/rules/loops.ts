import type { FieldId } from '../conditions/definition';
import type { RuleDef } from './definition';

type Told = Pick<RuleDef, 'id' | 'title' | 'entity' | 'trigger' | 'effects'>;

/** What a rule may change, as the triggers of others hear it: `field:`, `created:` or `verb:` with the entity where it is known. */
function causes(rule: Told, tagField: FieldId): string[] {
  return rule.effects.flatMap(({ what: effect }) => {
    if (effect.do === 'record.set') return Object.keys(effect.values).map((field) => `field:${rule.entity}:${field}`);
    if (effect.do === 'tag.add' || effect.do === 'tag.remove') return [`field:${rule.entity}:${tagField}`];
    if (effect.do === 'record.create') return [`created:${effect.entity}`];
    if (effect.do === 'order.create') return effect.as === 'order' ? ['created:order', 'verb:order.created'] : ['verb:quote.saved'];
    return effect.do === 'call' ? [`verb:${effect.verb}`] : [];
  });
}

function hears(rule: Told): string | null {
  const { trigger } = rule;
  if (trigger.on === 'updated') return `field:${rule.entity}:${trigger.field}`;
  if (trigger.on === 'created') return `created:${rule.entity}`;
  return trigger.on === 'verb' ? `verb:${trigger.verb}` : null;
}

/**
 * The shortest way from a rule back to itself over what rules change and what they wait for, as the rules on it from this one on; null:
 * there is none. It may never come to it (conditions are not looked at): a doubt, not a refusal. The engine ends it when it does.
 */
export function ringOf(rule: Told, others: readonly Told[], tagField: FieldId): Told[] | null {
  const all = [rule, ...others.filter((other) => other.id !== rule.id)];
  const next = (from: Told): Told[] => {
    const caused = new Set(causes(from, tagField));
    return all.filter((other) => caused.has(hears(other) ?? ''));
  };
  const queue: Told[][] = [[rule]];
  const seen = new Set<string>();
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const to of next(way[way.length - 1] ?? rule)) {
      if (to.id === rule.id) return way;
      if (seen.has(to.id)) continue;
      seen.add(to.id);
      queue.push([...way, to]);
    }
  }
  return null;
}
