import { entityOf, findPath, relationOf } from '@zhike/domain/engines/catalogue/find';
import type { Catalogue, Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Cond, ConditionContext, FieldCond, NumberOp, RelationCond } from '@zhike/domain/engines/conditions/definition';
import { testChange } from '@zhike/domain/engines/conditions/evaluate';
import { operandValue, slotOf, variable } from '@zhike/domain/engines/conditions/operands';
import { test, type OpKey } from '@zhike/domain/engines/conditions/ops';
import { own } from '@zhike/domain/engines/conditions/values';
import type { Physical } from '../catalogue/physical';
import { joinOf, onlySql, physicalOf, placeOf, valueSql, type Place } from './places';
import { folded, LITERAL, NEVER, SQL_OPS, type Pen } from './sql-ops';

/** The rows of an entity that a reader reaches, as SQL about the row `alias`; null: all of them. Adds its parameters to `args`. */
export type RowScopes = (entityId: string, alias: string, args: unknown[]) => string | null;

export interface CompileOptions {
  readonly catalogue: Catalogue;
  readonly physical: Physical;
  readonly context: ConditionContext;
  /** IANA name of the store's zone. */
  readonly zone: string;
  readonly scopes?: RowScopes;
  /** Of the crypto port: how a sealed text is compared. Takes the value as people type it. */
  readonly blindIndex: (value: string, purpose: string) => string;
}

interface Work extends CompileOptions {
  readonly args: unknown[];
  readonly counter: { n: number };
}
/** A row that a condition speaks of. */
interface Row {
  readonly entity: Entity;
  readonly alias: string;
}

const TRUE = 'TRUE';

function bind(work: Work, value: unknown, type: string): string {
  return `$${work.args.push(value)}::${type}`;
}

function mentionsField(v: unknown): boolean {
  return typeof v === 'object' && v !== null && ('field' in v || ('add' in v && Array.isArray(v.add) && v.add.some(mentionsField)));
}

/** A value of the row that is asked, or of one over to-one relations: then a scalar sub-select. */
function fieldSql(path: string, row: Row, work: Work, then: (place: Place) => string): string {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  if (steps.length === 0) return then(placeOf(row.entity, last, row.alias, work.physical));
  const hops = hopsOf(steps, row, work);
  return `(SELECT ${then(placeOf(hops.row.entity, last, hops.row.alias, work.physical))} FROM ${hops.from} WHERE ${hops.where})`;
}

/** A text as it is compared, NULL when empty; other values as they are. */
function rightSide(place: Place): string {
  return place.family === 'text' ? folded(`nullif(${valueSql(place)}, '')`) : valueSql(place);
}

const FIRST_DAY = "DATE '0001-01-01'";
const LAST_DAY = "DATE '9999-12-31'";

/** The twin of `sum` in memory: a day outside of the calendar is none. */
function sumSql(parts: readonly unknown[], row: Row, like: Place, work: Work): string | null {
  const [a, b] = parts;
  if (like.family === 'number') {
    const left = operandSql(a, row, like, work);
    const right = left === null ? null : operandSql(b, row, like, work);
    return left === null || right === null ? null : `(${left}::numeric + ${right}::numeric)`;
  }
  if (like.family !== 'date' || typeof b !== 'number' || !Number.isInteger(b)) return null;
  const day = operandSql(a, row, like, work);
  if (day === null) return null;
  const moved = `(${day} + ${bind(work, b, 'int')})`;
  return `CASE WHEN ${moved} BETWEEN ${FIRST_DAY} AND ${LAST_DAY} THEN ${moved} END`;
}

/** One operand as SQL, of the family of `like`; null: empty. What needs no row is worked out here, so that the database sees a constant. */
function operandSql(v: unknown, row: Row, like: Place, work: Work): string | null {
  if (!mentionsField(v))
    return LITERAL[like.family](
      operandValue(v, work.context, () => null),
      like,
      penOf(row, work),
    );
  if (typeof v === 'object' && v !== null && 'add' in v && Array.isArray(v.add)) return sumSql(v.add, row, like, work);
  const path = String((v as { field?: unknown }).field);
  const slot = slotOf(path);
  if (slot !== null) return LITERAL[like.family](variable(path, work.context), like, penOf(row, work));
  // Ids may lie in columns of different types.
  return fieldSql(path, row, work, (place) => (like.family === 'id' || like.family === 'member' ? idSide(place, like) : rightSide(place)));
}

function idSide(place: Place, like: Place): string {
  const isUuid = 'col' in like.at && like.at.sql === 'uuid';
  const other = 'col' in place.at && place.at.sql === 'uuid';
  if (isUuid === other) return isUuid ? valueSql(place) : `nullif(${valueSql(place)}, '')`;
  // Not a plain cast, which fails on a text that is none.
  return isUuid ? `cf_uuid(${valueSql(place)})` : `${valueSql(place)}::text`;
}

function penOf(row: Row, work: Work): Pen {
  return {
    context: work.context,
    zone: work.zone,
    bind: (value, type) => bind(work, value, type),
    operand: (v, like) => operandSql(v, row, like, work),
    list: (v) => {
      const found = Array.isArray(v) ? v : operandValue(v, work.context, () => null);
      return Array.isArray(found) ? (found as unknown[]) : [];
    },
    blindIndex: work.blindIndex,
  };
}

/** Rows that are there and in the reader's scope. A scope's own questions are not scoped again: an order's scope may ask for its customer. */
function reachedSql({ entity, alias }: Row, work: Work): string[] {
  const alive = compileAt(entity.alive, { entity, alias }, { ...work, scopes: undefined });
  const scope = work.scopes?.(entity.id, alias, work.args) ?? null;
  return [onlySql(work.physical, entity.id, alias), alive, scope].filter((part): part is string => part !== null && part !== TRUE);
}

/** Its alias begins with that of the row it belongs to: one inside another never has the same, a scope's own questions included. */
function newRow(entityId: string, from: Row, work: Work): Row {
  const entity = entityOf(work.catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId}`);
  work.counter.n += 1;
  return { entity, alias: `${from.alias}_${work.counter.n}` };
}

interface Joined {
  readonly row: Row;
  readonly from: string;
  readonly where: string;
}

function follow(relationId: string, row: Row, work: Work): Joined {
  const relation = relationOf(row.entity, relationId);
  const via = physicalOf(work.physical, row.entity.id).relations[relationId];
  if (!relation || !via) throw new Error(`no relation ${row.entity.id}.${relationId}`);
  const next = newRow(relation.to, row, work);
  const { from, where } = joinOf(via, row.alias, next.alias, physicalOf(work.physical, relation.to).table);
  return { row: next, from, where: [where, ...reachedSql(next, work)].join(' AND ') };
}

function hopsOf(steps: readonly string[], row: Row, work: Work): Joined {
  const joined: Joined[] = [];
  for (const step of steps) joined.push(follow(step, joined[joined.length - 1]?.row ?? row, work));
  const last = joined[joined.length - 1];
  if (!last) throw new Error('a path without a step');
  return { row: last.row, from: joined.map((one) => one.from).join(', '), where: joined.map((one) => one.where).join(' AND ') };
}

/** The test where the field lies, after the hops; `row` is where the operands are looked for. */
function testSql(key: OpKey, v: unknown, path: string, row: Row, work: Work): string {
  const op = SQL_OPS[key];
  if (typeof op !== 'function') return `(${testSql(op.opposite, v, path, row, work)}) IS NOT TRUE`;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  if (steps.length === 0) return op(placeOf(row.entity, last, row.alias, work.physical), v, penOf(row, work));
  const hops = hopsOf(steps, row, work);
  return `EXISTS (SELECT 1 FROM ${hops.from} WHERE ${hops.where} AND ${op(placeOf(hops.row.entity, last, hops.row.alias, work.physical), v, penOf(row, work))})`;
}

function fieldTest(cond: FieldCond, row: Row, work: Work): string {
  const slot = slotOf(cond.f);
  if (slot !== null) {
    // No row decides it.
    const asking = { context: work.context, value: (operand: unknown) => operandValue(operand, work.context, () => null) };
    const v = Array.isArray(cond.v) ? cond.v.map((one) => asking.value(one)) : asking.value(cond.v);
    return test(cond.op, variable(cond.f, work.context) as never, v, asking) ? TRUE : NEVER;
  }
  const found = cond.f === 'id' ? null : findPath(cond.f, row.entity, work.catalogue);
  if (found && !('field' in found)) throw new Error(`no field ${cond.f} of ${row.entity.id}`);
  const family = found ? placeOf(found.entity, found.field.id, '', work.physical).family : 'id';
  const key = `${family}.${cond.op}`;
  if (!Object.hasOwn(SQL_OPS, key)) throw new Error(`${cond.op} is no operator of ${cond.f}`);
  return testSql(key as OpKey, cond.v, cond.f, row, work);
}

const SIGNS: Readonly<Record<Exclude<NumberOp, 'ne' | 'between'>, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** A number that is worked out from related rows, like a field of numbers. */
const COUNTED: Place = {
  field: {
    id: 'n',
    key: 'n',
    label: '',
    type: 'number',
    storage: 'plain',
    sensitivity: 'internal',
    sortable: false,
    groupable: false,
    measurable: false,
    writableBy: 'system',
  },
  family: 'number',
  at: { col: 'n', sql: 'int' },
  alias: '',
};

/** `x ⋈ v` where v may be a pair; `times` multiplies the right side (an average is compared without dividing). */
function totalSql(op: NumberOp, v: unknown, x: string, times: string, row: Row, work: Work): string {
  if (op === 'ne') return `(${totalSql('eq', v, x, times, row, work)}) IS NOT TRUE`;
  if (op === 'between') {
    const [low, high] = Array.isArray(v) ? (v as unknown[]) : [];
    return `(${totalSql('gte', low, x, times, row, work)} AND ${totalSql('lte', high, x, times, row, work)})`;
  }
  const right = operandSql(v, row, COUNTED, work);
  return right === null ? NEVER : `${x} ${SIGNS[op]} ${right}${times}`;
}

/** What a count is compared with decides without counting: taken before anything of the dropped branch is bound. */
function countShortcut(op: NumberOp, v: unknown): 'some' | 'none' | 'always' | 'never' | null {
  if (typeof v !== 'number') return null;
  if ((op === 'gte' && v <= 0) || (op === 'gt' && v < 0) || (op === 'ne' && v < 0)) return 'always';
  if ((op === 'lt' && v <= 0) || (op === 'lte' && v < 0) || (op === 'eq' && v < 0)) return 'never';
  if ((op === 'gte' && v === 1) || (op === 'gt' && v === 0) || (op === 'ne' && v === 0)) return 'some';
  return (op === 'lt' && v === 1) || (op === 'lte' && v === 0) || (op === 'eq' && v === 0) ? 'none' : null;
}

function relationTest(cond: RelationCond, row: Row, work: Work): string {
  const shortcut = cond.q === 'count' && 'op' in cond ? countShortcut(cond.op, cond.v) : null;
  if (shortcut === 'always') return TRUE;
  if (shortcut === 'never') return NEVER;
  const q = shortcut ?? cond.q;
  const joined = follow(cond.rel, row, work);
  const base = `FROM ${joined.from} WHERE ${joined.where}`;
  const where = cond.where ? compileAt(cond.where, joined.row, work) : TRUE;
  const fits = where === TRUE ? base : `${base} AND ${where}`;
  if (q === 'some') return `EXISTS (SELECT 1 ${fits})`;
  if (q === 'none') return `NOT EXISTS (SELECT 1 ${fits})`;
  if (q === 'every')
    return where === TRUE ? `EXISTS (SELECT 1 ${base})` : `(EXISTS (SELECT 1 ${base}) AND NOT EXISTS (SELECT 1 ${base} AND (${where}) IS NOT TRUE))`;
  if (!('op' in cond)) throw new Error(`${cond.q} compares with nothing`);
  if (q === 'count') return totalSql(cond.op, cond.v, `(SELECT count(*) ${fits})`, '', row, work);
  const of = valueSql(placeOf(joined.row.entity, 'of' in cond ? cond.of : '', joined.row.alias, work.physical));
  if (q === 'sum') return totalSql(cond.op, cond.v, `(SELECT coalesce(sum(${of}), 0) ${fits})`, '', row, work);
  if (q === 'min' || q === 'max') return totalSql(cond.op, cond.v, `(SELECT ${q}(${of}) ${fits})`, '', row, work);
  const compares = totalSql(cond.op === 'ne' ? 'eq' : cond.op, cond.v, `sum(${of})`, ` * count(${of})`, row, work);
  const average = `(SELECT CASE WHEN count(${of}) > 0 THEN ${compares} END ${fits})`;
  return cond.op === 'ne' ? `(${average}) IS NOT TRUE` : average;
}

const joinedBy = (parts: readonly string[], word: string, empty: string): string =>
  parts.length === 0 ? empty : parts.length === 1 ? (parts[0] ?? empty) : `(${parts.join(` ${word} `)})`;

/** A leaf may be NULL where memory says false: "and" and "or" let that through, and a "not" is only ever written `IS NOT TRUE`. */
function compileAt(cond: Cond, row: Row, work: Work): string {
  if ('all' in cond)
    return joinedBy(
      cond.all.map((kid) => compileAt(kid, row, work)),
      'AND',
      TRUE,
    );
  if ('any' in cond)
    return joinedBy(
      cond.any.map((kid) => compileAt(kid, row, work)),
      'OR',
      NEVER,
    );
  if ('not' in cond) return `(${compileAt(cond.not, row, work)}) IS NOT TRUE`;
  if ('rel' in cond) return relationTest(cond, row, work);
  if ('changed' in cond) return testChange(cond, work.context) ? TRUE : NEVER;
  if ('seg' in cond) throw new Error(`segment ${cond.seg} was not put in place`);
  return fieldTest(cond, row, work);
}

/**
 * A condition as SQL about the row `alias` of its entity's table: true for exactly the rows that `matches` finds, NULL or false for the
 * others. Adds its parameters to `args`. The row itself is not filtered by `alive` or scope: see `rowsOf`.
 * Throws on what `check` refuses.
 */
export function compileCondition(cond: Cond, entityId: string, alias: string, args: unknown[], options: CompileOptions): string {
  const entity = entityOf(options.catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId}`);
  return compileAt(cond, { entity, alias }, { ...options, args, counter: { n: 0 } });
}

/** `FROM … WHERE …` of the rows of an entity that are there, in scope, and fit. */
export function rowsOf(cond: Cond, entityId: string, alias: string, args: unknown[], options: CompileOptions): string {
  const entity = entityOf(options.catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId}`);
  const work: Work = { ...options, args, counter: { n: 0 } };
  const row = { entity, alias };
  const parts = [...reachedSql(row, work), compileAt(cond, row, work)].filter((part) => part !== TRUE);
  return `FROM "${physicalOf(options.physical, entityId).table}" ${alias} WHERE ${joinedBy(parts, 'AND', TRUE)}`;
}

/** Scopes that are conditions themselves, by entity. */
export function scopesOf(conditions: Readonly<Record<string, Cond>>, options: CompileOptions): RowScopes {
  return (entityId, alias, args) => {
    const cond = own(conditions, entityId);
    return cond ? compileCondition(cond, entityId, alias, args, { ...options, scopes: undefined }) : null;
  };
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
/** A value as a trace holds it. What is sealed, or stands for another record, is not told by value. */
const AS_TOLD: Readonly<Partial<Record<string, (sql: string) => string>>> = {
  text: (sql) => sql,
  bool: (sql) => sql,
  time: (sql) => sql,
  number: (sql) => `(${sql})::float8`,
  date: (sql) => `(${sql})::text`,
  datetime: (sql) => `to_char((${sql}) AT TIME ZONE 'UTC', ${INSTANT})`,
};

/** What a leaf of a condition measures, as SQL: the value of its field, how many related rows fit (`of` how many), or what they come to. */
export function measuredSql(
  cond: Cond,
  entityId: string,
  alias: string,
  args: unknown[],
  options: CompileOptions,
): { readonly sql: string; readonly of?: string } | null {
  const entity = entityOf(options.catalogue, entityId);
  if (!entity) throw new Error(`no entity ${entityId}`);
  const work: Work = { ...options, args, counter: { n: 0 } };
  const row = { entity, alias };
  if ('f' in cond) {
    const found = cond.f === 'id' || slotOf(cond.f) !== null ? null : findPath(cond.f, entity, options.catalogue);
    if (!found || !('field' in found) || found.field.to) return null;
    const { family } = placeOf(found.entity, found.field.id, '', options.physical);
    const told = AS_TOLD[family] ?? (family === 'id' ? AS_TOLD.text : undefined);
    return told ? { sql: told(fieldSql(cond.f, row, work, valueSql)) } : null;
  }
  if (!('rel' in cond)) return null;
  const joined = follow(cond.rel, row, work);
  const base = `FROM ${joined.from} WHERE ${joined.where}`;
  const where = cond.where ? compileAt(cond.where, joined.row, work) : TRUE;
  const fits = where === TRUE ? base : `${base} AND ${where}`;
  if (!('of' in cond)) return { sql: `(SELECT count(*)::int ${fits})`, of: `(SELECT count(*)::int ${base})` };
  const of = valueSql(placeOf(joined.row.entity, cond.of, joined.row.alias, work.physical));
  return { sql: `(SELECT ${cond.q}(${of})::float8 ${fits})` };
}
