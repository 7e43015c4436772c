import { entityOf, familyOf, fieldOf, findPath, opsOf, relationOf } from '../catalogue/find';
import type { Allowed, Catalogue, Entity, Field } from '../catalogue/definition';
import { checkOne, checkOperand, type OperandChecking } from './check.operands';
import { LIMITS, type ChangedCond, type Cond, type FieldCond, type FieldId, type Op, type Problem, type RelationCond, type SegmentId } from './definition';
import { constantOf } from './constant';
import { opRow } from './ops';
import { slotOf } from './operands';
import { own } from './values';

/** Why a condition cannot be used, or (a warning) should be looked at again. `malformed`: no builder makes such a tree. */
export const CONDITION_PROBLEMS = [
  'malformed',
  'unknown_entity',
  'unknown_field',
  'unknown_relation',
  'unknown_segment',
  'field_retired',
  'no_read_right',
  'path_not_to_one',
  'too_many_hops',
  'op_not_for_type',
  'op_not_on_encrypted',
  'op_on_masked',
  'literal_type',
  'literal_scale',
  'unknown_option',
  'option_retired',
  'window_invalid',
  'depth',
  'too_many_nodes',
  'too_many_quantifiers',
  'me_without_actor',
  'changed_outside_update',
  'segment_cycle',
  'not_on_client',
  'empty_group',
  'always_true',
  'always_false',
  'slow',
] as const;
export type ConditionProblem = Problem<(typeof CONDITION_PROBLEMS)[number]>;
const WARNINGS: readonly string[] = ['empty_group', 'always_true', 'always_false', 'slow'];

export interface Segment {
  readonly entity: string;
  readonly title: string;
  readonly where: Cond;
}

export interface CheckOptions {
  /** A client has no rows but the form's: it may test fields of its record and `form.<slot>`, no relations. */
  readonly profile: 'server' | 'client';
  /** What the author may see, by entity; one that is missing may not be seen at all. Absent: everything. */
  readonly allowed?: Readonly<Record<string, Allowed>>;
  /** Nobody runs it (a rule): 我 means nobody. */
  readonly withoutActor?: true;
  /** It is asked when a record was changed. */
  readonly onUpdate?: true;
  readonly segments?: Readonly<Record<SegmentId, Segment>>;
  readonly form?: Readonly<Record<string, Field>>;
  /** For the warning `slow`: how many rows an entity has, and which fields have an index. */
  readonly rows?: Readonly<Record<string, number>>;
  readonly indexed?: (entityId: string, fieldId: FieldId) => boolean;
}

/** So many rows can be looked through without an index. */
const MANY_ROWS = 50_000;

interface Walk {
  readonly options: CheckOptions;
  readonly catalogue: Catalogue;
  readonly problems: ConditionProblem[];
  nodes: number;
}
interface Place {
  readonly entity: Entity;
  readonly path: string;
  readonly depth: number;
  readonly quantifiers: number;
  readonly inSegments: readonly SegmentId[];
  /** A leaf of the outermost "and": an index on it would help. */
  readonly decides: boolean;
}

function tell(walk: Walk, path: string, code: ConditionProblem['code'], facts: ConditionProblem['facts'] = {}): undefined {
  walk.problems.push({ code, path, level: WARNINGS.includes(code) ? 'warning' : 'error', facts });
}

function lockOf(walk: Walk, entity: Entity, field: Field): 'no_read_right' | 'op_on_masked' | null {
  const { allowed } = walk.options;
  if (!allowed) return null;
  const mine = own(allowed, entity.id);
  if (!mine || (mine.read !== 'all' && !mine.read.has(field.id))) return 'no_read_right';
  return mine.mask.has(field.id) ? 'op_on_masked' : null;
}

function operandChecking(walk: Walk, entity: Entity): OperandChecking {
  const { options, catalogue } = walk;
  return { entity, catalogue, client: options.profile === 'client', form: options.form, locked: (of, field) => lockOf(walk, of, field) !== null };
}

interface Tested {
  readonly field: Field;
  readonly entity: Entity | null;
}

/** The field that a leaf tests, after every question whether it may be tested at all. */
function fieldToTest(cond: FieldCond, walk: Walk, place: Place): Tested | undefined {
  const slot = slotOf(cond.f);
  if (slot !== null) {
    const field = own(walk.options.form, slot);
    if (!field) tell(walk, place.path, 'unknown_field', { field: cond.f.slice(0, 100) });
    return field && { field, entity: null };
  }
  const hops = cond.f.split('.').length - 1;
  if (hops > LIMITS.hops) return tell(walk, place.path, 'too_many_hops', { most: LIMITS.hops });
  if (hops > 0 && walk.options.profile === 'client') return tell(walk, place.path, 'not_on_client', { field: cond.f.slice(0, 100) });
  const found = findPath(cond.f, place.entity, walk.catalogue);
  if (!('field' in found)) return tell(walk, place.path, found.problem, { field: found.step.slice(0, 100) });
  return found;
}

function checkField(cond: FieldCond, walk: Walk, place: Place): void {
  const tested = fieldToTest(cond, walk, place);
  if (!tested) return;
  const { field, entity } = tested;
  const facts = { field: field.label, op: String(cond.op).slice(0, 40) };
  const lock = entity && lockOf(walk, entity, field);
  if (lock === 'no_read_right') return tell(walk, place.path, lock, { field: field.id });
  if (field.retired) tell(walk, place.path, 'field_retired', { field: field.label });
  const presence = cond.op === 'empty' || cond.op === 'notEmpty';
  if (lock && !presence) return tell(walk, place.path, lock, facts);
  const family = familyOf(field);
  const row = family && opRow(family, cond.op);
  if (!family || !row || !opsOf(field).includes(cond.op))
    return tell(walk, place.path, field.storage === 'encrypted' ? 'op_not_on_encrypted' : 'op_not_for_type', facts);
  if (walk.options.withoutActor && (cond.op === 'me' || cond.op === 'myTeam' || speaksOfActor(cond.v))) tell(walk, place.path, 'me_without_actor', facts);
  const problem = checkOperand(cond.op, row.wants, cond.v, field, family, operandChecking(walk, place.entity));
  if (problem) tell(walk, place.path, problem.code, { ...facts, ...problem.facts });
  const rows = entity ? (own(walk.options.rows, entity.id) ?? 0) : 0;
  if (entity && place.decides && rows > MANY_ROWS && walk.options.indexed?.(entity.id, field.id) === false)
    tell(walk, place.path, 'slow', { field: field.label, rows });
}

function speaksOfActor(v: unknown): boolean {
  if (Array.isArray(v)) return v.some(speaksOfActor);
  if (typeof v !== 'object' || v === null) return false;
  return Object.entries(v).some(([key, value]) => (key === 'var' ? value === 'actor' || value === 'actor.store' : speaksOfActor(value)));
}

const COUNT: Field = {
  id: 'count',
  key: 'count',
  label: '数量',
  type: 'number',
  storage: 'plain',
  sensitivity: 'public',
  sortable: false,
  groupable: false,
  measurable: true,
  writableBy: 'system',
};
const AGGREGATES: readonly string[] = ['sum', 'avg', 'min', 'max'];

function checkAggregate(cond: RelationCond & { readonly op: Op; readonly v: unknown }, to: Entity, walk: Walk, place: Place): void {
  let field: Field | undefined = COUNT;
  if ('of' in cond) {
    field = fieldOf(to, String(cond.of));
    if (!field) return tell(walk, place.path, 'unknown_field', { field: String(cond.of).slice(0, 100) });
    const lock = lockOf(walk, to, field);
    if (lock) return tell(walk, place.path, lock, { field: lock === 'no_read_right' ? field.id : field.label, op: cond.q });
    if (field.retired) tell(walk, place.path, 'field_retired', { field: field.label });
  }
  const row = opRow('number', cond.op);
  if (familyOf(field) !== 'number' || !row || row.wants === 'none')
    return tell(walk, place.path, 'op_not_for_type', { field: field.label, op: String(cond.op).slice(0, 40) });
  // An average may be compared more finely than what it is made of.
  const compared = cond.q === 'avg' ? { ...field, type: 'number' as const, scale: 4 as const } : field;
  const problem =
    row.wants === 'two' && !Array.isArray(cond.v)
      ? checkOne(undefined, compared, 'number', operandChecking(walk, place.entity))
      : checkOperand(cond.op, row.wants, cond.v, compared, 'number', operandChecking(walk, place.entity));
  if (problem) tell(walk, place.path, problem.code, { field: field.label, op: cond.op, ...problem.facts });
}

function checkRelation(cond: RelationCond, walk: Walk, place: Place): void {
  if (walk.options.profile === 'client') return tell(walk, place.path, 'not_on_client', { relation: String(cond.rel).slice(0, 100) });
  const relation = relationOf(place.entity, cond.rel);
  const to = relation && entityOf(walk.catalogue, relation.to);
  if (!relation || !to) return tell(walk, place.path, 'unknown_relation', { relation: String(cond.rel).slice(0, 100) });
  if (walk.options.allowed && !own(walk.options.allowed, to.id)) return tell(walk, place.path, 'no_read_right', { field: cond.rel });
  const quantifiers = place.quantifiers + 1;
  if (quantifiers > LIMITS.quantifiers) return tell(walk, place.path, 'too_many_quantifiers', { most: LIMITS.quantifiers });
  const counted = cond.q === 'count' || AGGREGATES.includes(cond.q);
  if (counted !== 'op' in cond || AGGREGATES.includes(cond.q) !== 'of' in cond || !(counted || ['some', 'none', 'every'].includes(cond.q)))
    return tell(walk, place.path, 'malformed', {});
  if ('op' in cond) checkAggregate(cond, to, walk, place);
  if (cond.where !== undefined)
    checkAt(cond.where, walk, { ...place, entity: to, path: `${place.path}/where`, depth: place.depth + 1, quantifiers, decides: false });
}

function checkChange(cond: ChangedCond, walk: Walk, place: Place): void {
  if (!walk.options.onUpdate) tell(walk, place.path, 'changed_outside_update', {});
  const field = fieldOf(place.entity, cond.changed);
  if (!field) return tell(walk, place.path, 'unknown_field', { field: String(cond.changed).slice(0, 100) });
  const lock = lockOf(walk, place.entity, field);
  if (lock) return tell(walk, place.path, lock, { field: lock === 'no_read_right' ? field.id : field.label, op: 'changed' });
  for (const list of [cond.from, cond.to])
    if (list !== undefined && (!Array.isArray(list) || list.length > LIMITS.list))
      return tell(walk, place.path, 'literal_type', { field: field.label, wanted: 'list' });
}

function checkSegment(id: SegmentId, walk: Walk, place: Place): void {
  const segment = own(walk.options.segments, id);
  if (walk.options.profile === 'client') return tell(walk, place.path, 'not_on_client', { segment: String(id).slice(0, 100) });
  if (place.inSegments.includes(id)) return tell(walk, place.path, 'segment_cycle', { segment: segment?.title ?? id });
  if (!segment || segment.entity !== place.entity.id) return tell(walk, place.path, 'unknown_segment', { segment: String(id).slice(0, 100) });
  checkAt(segment.where, walk, { ...place, depth: place.depth + 1, inSegments: [...place.inSegments, id] });
}

const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ['all', ['all']],
  ['any', ['any']],
  ['not', ['not']],
  ['f', ['f', 'op', 'v']],
  ['rel', ['rel', 'q', 'where', 'op', 'v', 'of']],
  ['seg', ['seg']],
  ['changed', ['changed', 'from', 'to']],
];
/** Lists of conditions, conditions, or names: what stands at the key that tells the kind. */
const HOLDS: Readonly<Record<string, (v: unknown) => boolean>> = { all: Array.isArray, any: Array.isArray, not: () => true };

/** One of the seven kinds, with its keys and no other: what a builder makes. */
function isCond(value: unknown): value is Cond {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return SHAPES.some(
    ([kind, may]) =>
      keys.includes(kind) &&
      keys.every((key) => may.includes(key)) &&
      (own(HOLDS, kind) ?? ((v: unknown) => typeof v === 'string'))((value as Readonly<Record<string, unknown>>)[kind]) &&
      (kind !== 'f' || typeof (value as { op?: unknown }).op === 'string') &&
      (kind !== 'rel' || typeof (value as { q?: unknown }).q === 'string'),
  );
}

function checkAt(cond: unknown, walk: Walk, place: Place): void {
  walk.nodes += 1;
  if (walk.nodes > LIMITS.nodes) return walk.nodes === LIMITS.nodes + 1 ? tell(walk, place.path, 'too_many_nodes', { most: LIMITS.nodes }) : undefined;
  if (place.depth > LIMITS.depth) return tell(walk, place.path, 'depth', { most: LIMITS.depth });
  if (!isCond(cond)) return tell(walk, place.path, 'malformed', {});
  if ('all' in cond || 'any' in cond) {
    const word = 'all' in cond ? 'all' : 'any';
    const kids = 'all' in cond ? cond.all : cond.any;
    if (kids.length === 0) tell(walk, place.path, 'empty_group', {});
    // One beyond the limit is enough to say so: a list of a million is not walked.
    for (const [index, kid] of kids.slice(0, LIMITS.nodes + 1).entries())
      checkAt(kid, walk, { ...place, path: `${place.path}/${word}/${index}`, depth: place.depth + 1, decides: place.decides && word === 'all' });
    return;
  }
  if ('not' in cond) return checkAt(cond.not, walk, { ...place, path: `${place.path}/not`, depth: place.depth + 1, decides: false });
  if ('rel' in cond) return checkRelation(cond, walk, place);
  if ('seg' in cond) return checkSegment(cond.seg, walk, place);
  if ('changed' in cond) return checkChange(cond, walk, place);
  checkField(cond, walk, place);
}

/**
 * What is wrong with a condition, each at its place; nothing: every consumer understands it and it stays within the limits.
 * Takes whatever was sent: a tree that is no tree is `malformed`.
 */
export function checkCondition(cond: Cond, entityId: string, catalogue: Catalogue, options: CheckOptions = { profile: 'server' }): ConditionProblem[] {
  const walk: Walk = { options, catalogue, problems: [], nodes: 0 };
  const entity = entityOf(catalogue, entityId);
  if (!entity || (options.allowed && !own(options.allowed, entityId))) {
    tell(walk, '', entity ? 'no_read_right' : 'unknown_entity', { entity: String(entityId).slice(0, 100) });
    return walk.problems;
  }
  checkAt(cond, walk, { entity, path: '', depth: 1, quantifiers: 0, inSegments: [], decides: true });
  if (walk.problems.some((problem) => problem.level === 'error')) return walk.problems;
  const constant = constantOf(cond);
  if (constant !== null && !walk.problems.some((problem) => problem.code === 'empty_group' && problem.path === ''))
    tell(walk, '', constant ? 'always_true' : 'always_false', {});
  return walk.problems;
}
