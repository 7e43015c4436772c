import { mayRead } from '../catalogue/allow';
import { entityOf, findPath, relationOf } from '../catalogue/find';
import type { Allowed, Catalogue, Entity, Field } from '../catalogue/definition';
import type { Cond, ConditionContext, FieldCond, RelationCond, Trace } from './definition';
import { slotOf } from './operands';
import { say, type SayOptions } from './say';
import { fromScaled, isEmpty, own, toScaled } from './values';
import { valueWords } from './words';

export interface WhyOptions extends SayOptions {
  /** What the viewer may read, by entity; absent: everything. */
  readonly allowed?: Readonly<Record<string, Allowed>>;
  readonly wallClock?: ConditionContext['wallClock'];
  /** How a related row is called: D20261001-07. */
  readonly rowName?: (entityId: string, id: string) => string | null;
}

/** One line of an explanation. `any`: one of the lines below it (`depth` greater) is enough. */
export interface WhyLine {
  readonly mark: 'ok' | 'missing' | 'any';
  readonly path: string;
  readonly depth: number;
  readonly text: string;
}

interface Why extends WhyOptions {
  readonly entity: Entity;
  readonly catalogue: Catalogue;
}

/**
 * The smallest set of parts that must change for the whole to hold: under "and" every failing one, under "or" all of them (any one
 * is enough). A "not" is one part: what is inside it holds. Nothing when it holds already.
 */
export function whyNot(trace: Trace): readonly Trace[] {
  if (trace.ok) return [];
  const { cond, kids } = trace;
  if (!kids || 'not' in cond) return [trace];
  return kids.filter((kid) => !kid.ok).flatMap(whyNot);
}

function fieldAt(path: string, { entity, catalogue, form }: Why): { readonly field: Field; readonly of: string | null } | null {
  const slot = slotOf(path);
  if (slot !== null) {
    const field = own(form, slot);
    return field ? { field, of: null } : null;
  }
  const found = findPath(path, entity, catalogue);
  return 'field' in found ? { field: found.field, of: found.entity.id } : null;
}

function mayShow(entityId: string | null, field: Field, { allowed }: Why): boolean {
  if (!allowed || entityId === null) return true;
  const mine = own(allowed, entityId);
  return mine !== undefined && mayRead(mine, field.id);
}

const HIDDEN = '，现在的值无权查看';
const isComparison = (op: string): boolean => op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte';

/** `，差 3,200.00 元`: only where more or less of it is what is missing. */
function lacking(op: string, is: unknown, wanted: unknown, field: Field): string {
  if (!isComparison(op) || typeof is !== 'number' || typeof wanted !== 'number') return '';
  const gap = fromScaled(Math.abs(toScaled(wanted) - toScaled(is)));
  return gap === 0 ? '' : `，${op.startsWith('g') ? '差' : '多'} ${valueWords(gap, field, { style: 'full' })}`;
}

const NAMED = 3;

/** What a field says now, after a failed test of it. */
function nowWords(cond: FieldCond, got: unknown, why: Why): string {
  const found = fieldAt(cond.f, why);
  if (!found || cond.op === 'empty' || cond.op === 'notEmpty') return '';
  if (!mayShow(found.of, found.field, why)) return HIDDEN;
  if (isEmpty(got)) return ' —— 现在未填写';
  const words = valueWords(got, found.field, { style: 'full', names: why.names, wallClock: why.wallClock });
  return ` —— 现在是${/^[\d-]/.test(words) ? ' ' : ''}${words}${lacking(cond.op, got, cond.v, found.field)}`;
}

function countWords(cond: RelationCond, trace: Trace, to: Entity, label: string, why: Why): string {
  if (trace.of === 0) return ` —— 没有${label}`;
  const names = (trace.rows ?? []).slice(0, NAMED).flatMap((id) => why.rowName?.(to.id, id) ?? []);
  const told = `${trace.n ?? 0} ${to.unit}${names.length > 0 ? `：${names.join('、')}` : ''}`;
  if (cond.q === 'every') return ` —— ${trace.of} ${to.unit}中有 ${trace.n} ${to.unit}满足`;
  return trace.ok && cond.q !== 'count' ? `（${told}）` : ` —— 现在是 ${told}`;
}

function relatedWords(cond: RelationCond, trace: Trace, why: Why): string {
  const relation = relationOf(why.entity, cond.rel);
  const to = relation && entityOf(why.catalogue, relation.to);
  if (!relation || !to) return '';
  if (!('of' in cond)) return countWords(cond, trace, to, relation.label, why);
  const field = own(to.fields, cond.of);
  if (!field) return '';
  if (!mayShow(to.id, field, why)) return HIDDEN;
  return ` —— 现在是 ${valueWords(trace.n ?? 0, field, { style: 'full' })}${trace.ok ? '' : lacking(cond.op, trace.n, cond.v, field)}`;
}

/** What stands behind the sentence of a part: what is there now, and how much is missing. */
function afterWords(trace: Trace, why: Why): string {
  const { cond } = trace;
  if ('rel' in cond) return relatedWords(cond, trace, why);
  // Of a "not" the part inside it holds: what is there now is what is in the way.
  const inner: Trace | undefined = 'not' in cond ? trace.kids?.[0] : trace;
  return inner && 'f' in inner.cond && !trace.ok ? nowWords(inner.cond, inner.got, why) : '';
}

function line(trace: Trace, depth: number, why: Why): WhyLine {
  const text = say(trace.cond, why.entity.id, why.catalogue, why);
  return { mark: trace.ok ? 'ok' : 'missing', path: trace.path, depth, text: `${text}${afterWords(trace, why)}` };
}

function linesOf(trace: Trace, depth: number, why: Why): WhyLine[] {
  const { cond, kids } = trace;
  if (!kids || 'not' in cond) return [line(trace, depth, why)];
  // A group that holds is one line; "and" tells each of its parts; "or" tells what would be enough.
  if ('all' in cond) return trace.ok && depth > 0 ? [line(trace, depth, why)] : kids.flatMap((kid) => linesOf(kid, depth, why));
  if (trace.ok) return [line(trace, depth, why)];
  return [{ mark: 'any', path: trace.path, depth, text: '以下任一满足即可' }, ...kids.flatMap((kid) => linesOf(kid, depth + 1, why))];
}

/**
 * Why a record fits or does not, line by line, values as their fields write them. A value that the viewer may not read is not in it.
 * @param trace of `evaluate` with the same condition
 */
export function explain(trace: Trace, entityId: string, catalogue: Catalogue, options: WhyOptions = {}): readonly WhyLine[] {
  const entity = entityOf(catalogue, entityId);
  return entity ? linesOf(trace, 0, { ...options, entity, catalogue }) : [];
}

/** The trace without what the viewer may not read: what may be sent to a client. */
export function hideIn(trace: Trace, entityId: string, catalogue: Catalogue, allowed: Readonly<Record<string, Allowed>>): Trace {
  const entity = entityOf(catalogue, entityId);
  if (!entity) return { ok: trace.ok, cond: trace.cond, path: trace.path, hidden: true };
  const why: Why = { entity, catalogue, allowed };
  const kids = trace.kids?.map((kid) => hideIn(kid, entityId, catalogue, allowed));
  if (isHidden(trace.cond, why)) return { ok: trace.ok, cond: trace.cond, path: trace.path, hidden: true };
  return { ...trace, ...(kids ? { kids } : {}) };
}

function isHidden(cond: Cond, why: Why): boolean {
  if ('f' in cond) {
    const found = fieldAt(cond.f, why);
    return !found || !mayShow(found.of, found.field, why);
  }
  if ('changed' in cond) {
    const field = own(why.entity.fields, cond.changed);
    return !field || !mayShow(why.entity.id, field, why);
  }
  if (!('rel' in cond)) return false;
  const to = relationOf(why.entity, cond.rel)?.to;
  if (to === undefined || !own(why.allowed, to)) return true;
  const field = 'of' in cond ? own(own(why.catalogue.entities, to)?.fields, cond.of) : undefined;
  return 'of' in cond && (!field || !mayShow(to, field, why));
}
