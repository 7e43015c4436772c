import type { ChangedCond, Cond, ConditionContext, FieldCond, NumberOp, Path, RelationCond, RelationId, Trace, Value } from './definition';
import { operandValue, slotOf } from './operands';
import { test, type Asking } from './ops';
import { fromScaled, isEmpty, own, toScaled, type Row } from './values';

export type { Row } from './values';

/** Related rows, already fetched. Only those that are there (alive) and in the reader's scope: a hop to another leads nowhere. */
export interface Load {
  one(row: Row, relationId: RelationId): Row | null;
  many(row: Row, relationId: RelationId): readonly Row[];
}

const EXAMPLES = 5;

interface At {
  readonly load: Load;
  readonly context: ConditionContext;
}

/** The value at a path: over to-one relations, or of a form's slot. A way that leads nowhere gives the empty value. */
export function valueAt(path: Path, record: Row, { load, context }: At): Value {
  const slot = slotOf(path);
  if (slot !== null) return own(context.form, slot) ?? null;
  const steps = path.split('.');
  const field = steps.pop() ?? '';
  let row: Row | null = record;
  for (const step of steps) row = row && load.one(row, step);
  return row === null ? null : field === 'id' ? row.id : (own(row.values, field) ?? null);
}

function askingOf(record: Row, at: At): Asking {
  const read = (path: Path): Value => valueAt(path, record, at);
  return { context: at.context, value: (operand) => operandValue(operand, at.context, read) };
}

function testField(cond: FieldCond, got: Value, record: Row, at: At): boolean {
  const asking = askingOf(record, at);
  const v = Array.isArray(cond.v) ? cond.v.map((one) => asking.value(one)) : asking.value(cond.v);
  return test(cond.op, got, v, asking);
}

/** Before and after are canonical, so that saving the same value again is no change. */
export function testChange(cond: ChangedCond, context: ConditionContext): boolean {
  if (!context.change) return false;
  const key = (value: Value | undefined): string => (isEmpty(value) ? 'null' : JSON.stringify(value));
  const before = key(own(context.change.before, cond.changed));
  const after = key(own(context.change.after, cond.changed));
  const allows = (list: readonly Value[] | undefined, value: string): boolean => !list || list.some((one) => key(one) === value);
  return before !== after && allows(cond.from, before) && allows(cond.to, after);
}

/** What related rows come to, in ten-thousandths; null: nothing to speak of. */
interface Total {
  readonly scaled: number | null;
  /** The average is compared as a sum with so many times the operand: nothing is divided, nothing rounded. */
  readonly times: number;
}

function totalOf(cond: RelationCond, rows: readonly Row[]): Total {
  if (cond.q === 'count') return { scaled: toScaled(rows.length), times: 1 };
  if (!('of' in cond)) return { scaled: null, times: 1 };
  const numbers = rows.map((row) => own(row.values, cond.of)).filter((value): value is number => typeof value === 'number');
  const scaled = numbers.map(toScaled);
  const sum = scaled.reduce((so, one) => so + one, 0);
  if (cond.q === 'sum') return { scaled: sum, times: 1 };
  if (scaled.length === 0) return { scaled: null, times: 1 };
  if (cond.q === 'avg') return { scaled: sum, times: scaled.length };
  return { scaled: scaled.reduce((so, one) => (cond.q === 'min' ? Math.min(so, one) : Math.max(so, one))), times: 1 };
}

const COMPARE: Readonly<Record<Exclude<NumberOp, 'ne' | 'between'>, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

function testTotal(op: NumberOp, total: Total, v: unknown): boolean {
  if (op === 'ne') return !testTotal('eq', total, v);
  if (total.scaled === null) return false;
  if (op === 'between') return Array.isArray(v) && testTotal('gte', total, v[0]) && testTotal('lte', total, v[1]);
  const compares = own(COMPARE, op);
  return compares !== undefined && typeof v === 'number' && compares(total.scaled, toScaled(v) * total.times);
}

interface Related {
  readonly ok: boolean;
  readonly n: number;
  readonly of: number;
  readonly fits: readonly Row[];
}

function testRelated(cond: RelationCond, record: Row, at: At): Related {
  const all = at.load.many(record, cond.rel);
  const { where } = cond;
  const fits = where ? all.filter((row) => matchesAt(where, row, at)) : all;
  const found = { n: fits.length, of: all.length, fits };
  if (cond.q === 'some') return { ...found, ok: fits.length > 0 };
  if (cond.q === 'none') return { ...found, ok: fits.length === 0 };
  if (cond.q === 'every') return { ...found, ok: all.length > 0 && fits.length === all.length };
  if (!('op' in cond)) return { ...found, ok: false };
  const asking = askingOf(record, at);
  const v = Array.isArray(cond.v) ? cond.v.map((one) => asking.value(one)) : asking.value(cond.v);
  const total = totalOf(cond, fits);
  const n = total.scaled === null ? 0 : fromScaled(Math.round(total.scaled / total.times));
  return { ok: testTotal(cond.op, total, v), n, of: all.length, fits };
}

/** A saved segment is put in place before anything is evaluated (`inlineSegments`): one that is left over is a fault, not a "no". */
function notInlined(id: string): never {
  throw new Error(`segment ${id} was not put in place`);
}

function matchesAt(cond: Cond, record: Row, at: At): boolean {
  if ('all' in cond) return cond.all.every((kid) => matchesAt(kid, record, at));
  if ('any' in cond) return cond.any.some((kid) => matchesAt(kid, record, at));
  if ('not' in cond) return !matchesAt(cond.not, record, at);
  if ('rel' in cond) return testRelated(cond, record, at).ok;
  if ('changed' in cond) return testChange(cond, at.context);
  if ('seg' in cond) return notInlined(cond.seg);
  return testField(cond, valueAt(cond.f, record, at), record, at);
}

/** Whether the record fits: stops at the first part that decides. */
export function matches(cond: Cond, record: Row, load: Load, context: ConditionContext): boolean {
  return matchesAt(cond, record, { load, context });
}

function traceAt(cond: Cond, record: Row, at: At, path: string): Trace {
  if ('all' in cond || 'any' in cond) {
    const word = 'all' in cond ? 'all' : 'any';
    const kids = ('all' in cond ? cond.all : cond.any).map((kid, index) => traceAt(kid, record, at, `${path}/${word}/${index}`));
    return { ok: word === 'all' ? kids.every((kid) => kid.ok) : kids.some((kid) => kid.ok), cond, path, kids };
  }
  if ('not' in cond) {
    const kid = traceAt(cond.not, record, at, `${path}/not`);
    return { ok: !kid.ok, cond, path, kids: [kid] };
  }
  if ('rel' in cond) {
    const { ok, n, of, fits } = testRelated(cond, record, at);
    return { ok, cond, path, n, of, rows: fits.slice(0, EXAMPLES).map((row) => row.id) };
  }
  if ('changed' in cond) return { ok: testChange(cond, at.context), cond, path, got: own(at.context.change?.after, cond.changed) ?? null };
  if ('seg' in cond) return notInlined(cond.seg);
  const got = valueAt(cond.f, record, at);
  return { ok: testField(cond, got, record, at), cond, path, got };
}

/** How it came out, place by place: every part is evaluated, so that `why` can tell all that is missing. `ok` is that of `matches`. */
export function evaluate(cond: Cond, record: Row, load: Load, context: ConditionContext): Trace {
  return traceAt(cond, record, { load, context }, '');
}
