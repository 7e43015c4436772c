import { writeValue } from '../catalogue/canonical';
import type { Catalogue, Entity, Field } from '../catalogue/definition';
import { entityOf, fieldOf, findPath } from '../catalogue/find';
import { entityScope, fieldTypeIn } from '../catalogue/formula/scope';
import { checkFormula } from '../catalogue/formula/types';
import { checkCondition, type CheckOptions, type Segment } from '../conditions/check';
import type { Cond, FieldId, Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import type { Effect } from '../effects';
import type { GuardBody, RuleBody, RuleDef, Trigger } from './definition';
import { ringOf } from './loops';
import { shapeGuard, shapeRule } from './shape';

/** Why a rule or a guard cannot be put in force, or (a warning) should be looked at again. Conditions and formulas have codes of their own. */
export const RULE_PROBLEMS = [
  'shape',
  'unknown_entity',
  'unknown_field',
  'field_retired',
  'path_not_to_one',
  'not_a_date',
  'not_a_moment',
  'unknown_verb',
  'unknown_segment',
  'unknown_template',
  'unknown_thing',
  'unknown_right',
  'field_not_writable',
  'value_invalid',
  'effect_id_twice',
  'days_twice',
  'trigger_not_heard',
  'effect_not_done',
  'left_without_segment',
  'catch_up_not_for_trigger',
  'marketing_without_end',
  'late_without_recheck',
  'may_loop',
  'count_without_lock',
] as const;
export type RuleProblem = Problem<string>;
const WARNINGS: readonly string[] = ['marketing_without_end', 'late_without_recheck', 'may_loop'];

/** What a rule may speak of beside the catalogue. */
export interface RuleSurroundings {
  readonly catalogue: Catalogue;
  readonly segments: Readonly<Record<string, Segment>>;
  /** Message templates, coupons, tags, flows, webhooks, items (by their names as well), contract templates: the ids that there are. */
  readonly templates: ReadonlySet<string>;
  readonly things: Readonly<Record<'coupon' | 'tag' | 'flow' | 'webhook' | 'item' | 'contract', ReadonlySet<string>>>;
  readonly rights: ReadonlySet<string>;
  /** What a rule may wait for beside the verbs of the entities. */
  readonly events: ReadonlySet<string>;
  /** What those who run rules can hear and do: a rule that could never fire, or would do nothing, is not put in force. */
  readonly triggers: ReadonlySet<Trigger['on']>;
  readonly effects: ReadonlySet<Effect['do']>;
  /** Fields whose change can be told; absent: all. */
  readonly heard?: (entity: string, field: FieldId) => boolean;
  /** The other rules in force: together they may turn in circles. */
  readonly others: readonly RuleDef[];
  /** The field that tags are kept in, where the entity has tags. */
  readonly tagField: string;
}

type Tell = (code: (typeof RULE_PROBLEMS)[number], path: string, facts?: Problem['facts']) => void;
interface Looking {
  readonly entity: Entity;
  readonly around: RuleSurroundings;
  readonly tell: Tell;
  readonly problems: RuleProblem[];
}

function looking(around: RuleSurroundings, entityId: string): Looking | RuleProblem[] {
  const problems: RuleProblem[] = [];
  const tell: Tell = (code, path, facts = {}) => void problems.push({ code, path, level: WARNINGS.includes(code) ? 'warning' : 'error', facts });
  const entity = entityOf(around.catalogue, entityId);
  if (entity) return { entity, around, tell, problems };
  tell('unknown_entity', '/entity', { entity: entityId });
  return problems;
}

function condition({ entity, around, problems }: Looking, cond: unknown, path: string, more: Pick<CheckOptions, 'onUpdate'>): void {
  const options: CheckOptions = { profile: 'server', withoutActor: true, segments: around.segments, ...more };
  for (const found of checkCondition(cond as Cond, entity.id, around.catalogue, options)) problems.push({ ...found, path: path + found.path });
}

function fieldAt({ entity, around, tell }: Looking, at: string, path: string): Field | null {
  const found = findPath(at, entity, around.catalogue);
  if (!('field' in found)) {
    tell(found.problem, path, { field: found.step });
    return null;
  }
  if (found.field.retired) tell('field_retired', path, { field: found.field.label });
  return found.field;
}

function dated(look: Looking, at: string, path: string, kinds: readonly Field['type'][], code: 'not_a_date' | 'not_a_moment'): void {
  const field = fieldAt(look, at, path);
  if (field && !kinds.includes(field.type)) look.tell(code, path, { field: field.label });
}

function verb({ entity, around, tell }: Looking, name: string, path: string): void {
  const known = [entity, ...Object.values(around.catalogue.entities)].some((one) => one.verbs.includes(name));
  if (!known && !around.events.has(name)) tell('unknown_verb', path, { verb: name });
}

function checkTrigger(look: Looking, trigger: Trigger): void {
  const { around, tell } = look;
  switch (trigger.on) {
    case 'created':
      return;
    case 'updated': {
      const field = fieldOf(look.entity, trigger.field);
      if (!field) return tell('unknown_field', '/trigger/field', { field: trigger.field });
      if (field.retired) tell('field_retired', '/trigger/field', { field: field.label });
      if (around.heard?.(look.entity.id, field.id) === false) tell('trigger_not_heard', '/trigger/field', { trigger: field.label });
      for (const side of ['from', 'to'] as const)
        for (const [i, value] of (trigger[side] ?? []).entries())
          if (!writeValue(field, value).ok) tell('value_invalid', `/trigger/${side}/${i}`, { field: field.label });
      return;
    }
    case 'verb':
      return verb(look, trigger.verb, '/trigger/verb');
    case 'after':
      if (new Set(trigger.days).size !== trigger.days.length) tell('days_twice', '/trigger/days');
      return verb(look, trigger.verb, '/trigger/verb');
    case 'date':
      return dated(look, trigger.path, '/trigger/path', ['date', 'datetime'], 'not_a_date');
    case 'yearly':
      return dated(look, trigger.path, '/trigger/path', ['date'], 'not_a_date');
    case 'moment':
      return dated(look, trigger.path, '/trigger/path', ['datetime'], 'not_a_moment');
    case 'since':
      return dated(look, trigger.event, '/trigger/event', ['date', 'datetime'], 'not_a_date');
    case 'enter':
    case 'leave':
      if (own(around.segments, trigger.segment)?.entity !== look.entity.id) tell('unknown_segment', '/trigger/segment', { segment: trigger.segment });
      return;
    case 'schedule':
      return condition(look, trigger.each, '/trigger/each', {});
  }
}

function checkValues(look: Looking, entity: Entity, values: Readonly<Record<string, unknown>>, path: string): void {
  for (const [id, value] of Object.entries(values)) {
    const field = fieldOf(entity, id);
    const at = `${path}/${id}`;
    if (!field) look.tell('unknown_field', at, { field: id });
    else if (field.retired) look.tell('field_retired', at, { field: field.label });
    else if (field.writableBy === 'system') look.tell('field_not_writable', at, { field: field.label });
    else if ((typeof value !== 'object' || value === null || Array.isArray(value)) && !writeValue(field, value).ok)
      look.tell('value_invalid', at, { field: field.label });
  }
}

/** The path that an operand is read from; null: it is none of a path. */
const pathIn = (operand: unknown): string | null =>
  typeof operand === 'object' && operand !== null && 'field' in operand && typeof operand.field === 'string' ? operand.field : null;

function checkEffect(look: Looking, effect: Effect, path: string): void {
  const { entity, around, tell } = look;
  const thing = (kind: keyof RuleSurroundings['things'], id: string, key: string): void => {
    if (!around.things[kind].has(id)) tell('unknown_thing', `${path}/${key}`, { kind, id });
  };
  switch (effect.do) {
    case 'call':
      return verb(look, effect.verb, `${path}/verb`);
    case 'record.create': {
      const made = entityOf(around.catalogue, effect.entity);
      return made ? checkValues(look, made, effect.values, `${path}/values`) : tell('unknown_entity', `${path}/entity`, { entity: effect.entity });
    }
    case 'record.add':
      return checkValues(look, entity, { [effect.on ?? effect.field]: effect.by }, `${path}/${effect.on === undefined ? 'field' : 'on'}`);
    case 'record.set':
      return checkValues(look, entity, effect.values, `${path}/values`);
    case 'tag.add':
    case 'tag.remove':
      return thing('tag', effect.tag, 'tag');
    case 'coupon.issue':
      return thing('coupon', effect.template, 'template');
    case 'order.create': {
      if (typeof effect.item === 'string') thing('item', effect.item, 'item');
      else if (pathIn(effect.item) === null) tell('value_invalid', `${path}/item`, { field: 'item' });
      for (const [key, operand] of Object.entries({ item: effect.item, note: effect.note, ...effect.form })) {
        const from = pathIn(operand);
        if (from !== null) fieldAt(look, from, `${path}/${key}`);
      }
      if (effect.contract !== undefined) thing('contract', effect.contract, 'contract');
      return;
    }
    case 'flow.start':
      return thing('flow', effect.flow, 'flow');
    case 'webhook':
      return thing('webhook', effect.id, 'id');
    case 'message':
      if (!around.templates.has(effect.template)) tell('unknown_template', `${path}/template`, { template: effect.template });
      return;
    case 'points.add':
    case 'task.open':
    case 'notify':
      return;
  }
}

/** Everything that is wrong or doubtful about a rule's text. `self`: its own name, for the circles that it may be part of. */
export function checkRule(raw: unknown, self: { readonly id: string; readonly title: string }, around: RuleSurroundings): RuleProblem[] {
  const shaped = shapeRule(raw);
  if (!shaped.body) return [...shaped.problems];
  const rule: RuleBody = shaped.body;
  const look = looking(around, rule.entity);
  if (Array.isArray(look)) return look;
  const { tell, problems } = look;
  const { trigger } = rule;
  checkTrigger(look, trigger);
  if (!around.triggers.has(trigger.on)) tell('trigger_not_heard', '/trigger', { trigger: trigger.on });
  if (rule.when !== undefined) condition(look, rule.when, '/when', trigger.on === 'updated' ? { onUpdate: true } : {});
  if (rule.stopWhen !== undefined) condition(look, rule.stopWhen, '/stopWhen', {});
  for (const [i, name] of (rule.stopOn ?? []).entries()) verb(look, name, `/stopOn/${i}`);
  if (typeof rule.reentry === 'object' && 'whenLeft' in rule.reentry && trigger.on !== 'enter' && trigger.on !== 'leave')
    tell('left_without_segment', '/reentry');
  if ('untilPassed' in rule.catchUp) {
    if (trigger.on !== 'moment' && trigger.on !== 'date') tell('catch_up_not_for_trigger', '/catchUp', { trigger: trigger.on });
    else dated(look, rule.catchUp.untilPassed, '/catchUp/untilPassed', ['datetime'], 'not_a_moment');
  }
  for (const [i, { id, what }] of rule.effects.entries()) {
    if (rule.effects.findIndex((other) => other.id === id) < i) tell('effect_id_twice', `/effects/${i}/id`, { id });
    if (!around.effects.has(what.do)) tell('effect_not_done', `/effects/${i}/what`, { effect: what.do });
    checkEffect(look, what, `/effects/${i}/what`);
  }
  if (rule.category === 'marketing' && rule.effects.some(({ what }) => what.do === 'message') && !rule.expires) tell('marketing_without_end', '/expires');
  if (!rule.recheck && (trigger.on === 'after' || trigger.on === 'moment')) tell('late_without_recheck', '/recheck');
  const ring = ringOf({ ...self, ...rule }, around.others, around.tagField);
  if (ring) tell('may_loop', '/effects', { rules: ring.map((one) => one.title) });
  return problems;
}

/** A path `/all/0/rel` of the first place where a condition looks at other rows; null: nowhere. */
function countsRows(cond: Cond, path = ''): string | null {
  if ('rel' in cond) return path;
  if ('not' in cond) return countsRows(cond.not, `${path}/not`);
  if (!('all' in cond) && !('any' in cond)) return null;
  const [word, kids] = 'all' in cond ? ['all', cond.all] : ['any', cond.any];
  for (const [i, kid] of kids.entries()) {
    const found = countsRows(kid, `${path}/${word}/${i}`);
    if (found !== null) return found;
  }
  return null;
}

/** The same for a check before saving. One that counts other rows must say which values it locks: two who save at once would both count the old number. */
export function checkGuard(raw: unknown, around: RuleSurroundings): RuleProblem[] {
  const shaped = shapeGuard(raw);
  if (!shaped.body) return [...shaped.problems];
  const guard: GuardBody = shaped.body;
  const look = looking(around, guard.entity);
  if (Array.isArray(look)) return look;
  const { entity, tell, problems } = look;
  for (const [i, on] of guard.on.entries()) if (on !== 'create' && on !== 'update') verb(look, on, `/on/${i}`);
  const before = problems.length;
  condition(look, guard.when, '/when', guard.on.every((on) => on === 'update') ? { onUpdate: true } : {});
  if (problems.length === before) {
    const counted = countsRows(guard.when);
    if (counted !== null && !guard.lockOn) tell('count_without_lock', `/when${counted}`);
  }
  for (const [i, path] of (guard.lockOn ?? []).entries()) fieldAt(look, path, `/lockOn/${i}`);
  if ('warn' in guard.answer && !around.rights.has(guard.answer.right)) tell('unknown_right', '/answer/right', { right: guard.answer.right });
  if ('set' in guard.answer)
    for (const [i, { field: id, formula }] of guard.answer.set.entries()) {
      const path = `/answer/set/${i}`;
      checkValues(look, entity, { [id]: { formula } }, path);
      const field = fieldOf(entity, id);
      if (!field) continue;
      const { problems: found } = checkFormula(formula, entityScope(around.catalogue, entity.id), fieldTypeIn(around.catalogue, entity.id, field));
      for (const one of found) problems.push({ ...one, path: `${path}/formula${one.path}` });
    }
  return problems;
}
