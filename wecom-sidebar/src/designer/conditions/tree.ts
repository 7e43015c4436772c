import type { Cond, Op, Operand, RelationCond } from '@zhike/domain/engines/conditions/definition';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

/**
 * The editor's query and our condition tree, each made from the other. The editor (react-querybuilder) only draws: its own exports would
 * change what a condition means (nested values bound to other places, custom operators dropped), so nothing of it is ever stored.
 * A leaf that the editor cannot draw is carried whole and comes back as it was.
 */
export const RELATION = 'rel:';
export const SEGMENT = 'seg';
export const KEPT = 'kept';

/** How many related rows are meant, and which: the value of a relation's rule. */
export interface RelationValue {
  readonly where?: Cond;
  readonly of?: string;
  readonly op?: Op;
  readonly v?: Operand;
}

const groupOf = (combinator: 'and' | 'or', rules: (RuleType | RuleGroupType)[], not = false): RuleGroupType => ({ combinator, not, rules });

function ruleOf(cond: Cond): RuleType | RuleGroupType {
  if ('all' in cond) return groupOf('and', cond.all.map(ruleOf));
  if ('any' in cond) return groupOf('or', cond.any.map(ruleOf));
  if ('not' in cond) {
    const inner = ruleOf(cond.not);
    return 'rules' in inner && inner.not !== true ? { ...inner, not: true } : groupOf('and', [inner], true);
  }
  if ('f' in cond) return { field: cond.f, operator: cond.op, value: cond.v };
  if ('rel' in cond) {
    const { rel, q, ...value } = cond;
    return { field: `${RELATION}${rel}`, operator: q, value };
  }
  if ('seg' in cond) return { field: SEGMENT, operator: 'in', value: cond.seg };
  return { field: KEPT, operator: KEPT, value: cond };
}

/** A condition as the editor holds it; its outermost part is always a group. */
export function toQuery(cond: Cond): RuleGroupType {
  const rule = ruleOf(cond);
  return 'rules' in rule ? rule : groupOf('and', [rule]);
}

function condOf(rule: RuleType | RuleGroupType): Cond {
  if ('rules' in rule) {
    const parts = rule.rules.filter((part): part is RuleType | RuleGroupType => typeof part !== 'string').map(condOf);
    const group: Cond = rule.combinator === 'or' ? { any: parts } : { all: parts };
    return rule.not ? { not: group } : group;
  }
  if (rule.field === KEPT) return rule.value as Cond;
  if (rule.field === SEGMENT) return { seg: String(rule.value ?? '') };
  if (rule.field.startsWith(RELATION)) return relationOf(rule);
  const op = rule.operator as Op;
  return rule.value === undefined || rule.value === null ? { f: rule.field, op } : { f: rule.field, op, v: rule.value as Operand };
}

function relationOf(rule: RuleType): Cond {
  const { where, of, op = 'gte', v = 1 } = (rule.value ?? {}) as RelationValue;
  const rel = rule.field.slice(RELATION.length);
  const q = rule.operator as RelationCond['q'];
  const rows = { rel, ...(where === undefined ? {} : { where }) };
  if (q === 'some' || q === 'none' || q === 'every') return { ...rows, q };
  if (q === 'count') return { ...rows, q, op, v } as Cond;
  return { ...rows, q, of: of ?? '', op, v } as Cond;
}

/** What the editor holds, as a condition. */
export function fromQuery(query: RuleGroupType): Cond {
  return condOf(query);
}
