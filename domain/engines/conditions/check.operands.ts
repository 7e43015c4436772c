import { familyOf, findPath } from '../catalogue/find';
import type { Catalogue, Entity, Field } from '../catalogue/definition';
import { LIMITS, type Op } from './definition';
import { slotOf, VARIABLE_NAMES } from './operands';
import type { Family, Wants } from './ops';
import { hasDigits, isDay, own } from './values';
import { isPeriod, MOST_DAYS, MOST_HOURS, MOST_MONTHS } from './windows';

/** Why an operand does not fit its field; the caller adds where. */
export interface OperandProblem {
  readonly code:
    | 'literal_type'
    | 'literal_scale'
    | 'unknown_option'
    | 'option_retired'
    | 'window_invalid'
    | 'unknown_field'
    | 'path_not_to_one'
    | 'not_on_client'
    | 'no_read_right';
  readonly facts: Readonly<Record<string, string | number>>;
}
export interface OperandChecking {
  readonly entity: Entity;
  readonly catalogue: Catalogue;
  readonly client: boolean;
  readonly form: Readonly<Record<string, Field>> | undefined;
  /** Why the reader may not compare with this field; null: she may. */
  readonly locked: (entity: Entity, field: Field) => boolean;
}

type Plain = Readonly<Record<string, unknown>>;
const isObject = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);
const onlyKeys = (v: Plain, ...keys: readonly string[]): boolean => Object.keys(v).every((key) => keys.includes(key));
const isClock = (v: unknown): v is string => typeof v === 'string' && (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(v) || v === '24:00');
const isText = (v: unknown): v is string => typeof v === 'string' && v !== '' && v.length <= LIMITS.text && !/[\u0000-\u001f]|[\ud800-\udfff]/u.test(v);
const bad = (wanted: string): OperandProblem => ({ code: 'literal_type', facts: { wanted } });

const LITERAL: Readonly<Record<Family, readonly [string, (v: unknown) => boolean]>> = {
  text: ['text', isText],
  secret: ['text', isText],
  number: ['number', (v) => typeof v === 'number' && hasDigits(v)],
  bool: ['yes_or_no', (v) => typeof v === 'boolean'],
  id: ['option', isText],
  member: ['option', isText],
  ids: ['option', isText],
  date: ['date', (v) => typeof v === 'string' && isDay(v)],
  datetime: ['window', () => false],
  time: ['time', (v) => typeof v === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(v)],
  monthday: ['monthday', (v) => typeof v === 'string' && /^\d{2}-\d{2}$/.test(v) && isDay(`2000-${v}`)],
  thing: ['nothing', () => false],
};

function checkLiteral(v: unknown, field: Field, family: Family): OperandProblem | null {
  const [wanted, fits] = LITERAL[family];
  if (!fits(v)) return bad(wanted);
  if (family === 'number' && !hasDigits(v as number, field.type === 'money' ? 0 : (field.scale ?? 0)))
    return { code: 'literal_scale', facts: { digits: field.type === 'money' ? 0 : (field.scale ?? 0) } };
  const option = field.options?.find((one) => one.id === v);
  if (field.options && !option) return { code: 'unknown_option', facts: { option: String(v) } };
  return option?.retired ? { code: 'option_retired', facts: { option: option.label } } : null;
}

/** What families may stand across from each other: a member is an id like others. */
const like = (family: Family | null): string => (family === 'member' ? 'id' : family === 'secret' ? 'text' : (family ?? ''));

function checkField(path: unknown, family: Family, checking: OperandChecking): OperandProblem | null {
  if (typeof path !== 'string') return bad('field');
  const slot = slotOf(path);
  if (slot !== null) {
    const field = own(checking.form, slot);
    if (!field) return { code: 'unknown_field', facts: { field: path.slice(0, 100) } };
    return like(familyOf(field)) === like(family) ? null : bad(family);
  }
  if (checking.client) return { code: 'not_on_client', facts: { field: path.slice(0, 100) } };
  const found = findPath(path, checking.entity, checking.catalogue);
  if (!('field' in found)) return { code: found.problem, facts: { field: found.step.slice(0, 100) } };
  if (checking.locked(found.entity, found.field)) return { code: 'no_read_right', facts: { field: found.field.label } };
  // Nobody can compare with what is encrypted.
  if (found.field.storage === 'encrypted') return bad(family);
  return like(familyOf(found.field)) === like(family) ? null : bad(family);
}

const VARIABLE_FAMILY: Readonly<Record<string, string>> = { actor: 'id', today: 'date', 'trigger.record': 'id' };

function checkVariable(name: unknown, family: Family, list: boolean, checking: OperandChecking): OperandProblem | null {
  if (typeof name !== 'string') return bad('variable');
  if (slotOf(name) !== null) return checkField(name, family, checking);
  if (!VARIABLE_NAMES.includes(name)) return bad('variable');
  // Her stores are a list: 是其中之一, not 等于.
  if (name === 'actor.store') return list && (like(family) === 'id' || family === 'ids') ? null : bad(family);
  return own(VARIABLE_FAMILY, name) === like(family) ? null : bad(family);
}

function checkSum(parts: unknown, field: Field, family: Family, checking: OperandChecking, depth: number): OperandProblem | null {
  if (!Array.isArray(parts) || parts.length !== 2 || depth > 3 || (family !== 'number' && family !== 'date')) return bad(family);
  if (family === 'number') return checkOne(parts[0], field, family, checking, depth + 1) ?? checkOne(parts[1], field, family, checking, depth + 1);
  // A day and so many days.
  const [day, days] = parts as [unknown, unknown];
  if (typeof days !== 'number' || !Number.isInteger(days) || Math.abs(days) > MOST_DAYS) return bad('number');
  return checkOne(day, field, family, checking, depth + 1);
}

/** One operand: a literal, another field, a variable, or a sum of them. */
export function checkOne(v: unknown, field: Field, family: Family, checking: OperandChecking, depth = 0): OperandProblem | null {
  if (!isObject(v)) return checkLiteral(v, field, family);
  if ('field' in v && onlyKeys(v, 'field')) return checkField(v.field, family, checking);
  if ('var' in v && onlyKeys(v, 'var')) return checkVariable(v.var, family, false, checking);
  if ('add' in v && onlyKeys(v, 'add')) return checkSum(v.add, field, family, checking, depth);
  return bad(LITERAL[family][0]);
}

function checkMany(v: unknown, field: Field, family: Family, checking: OperandChecking): OperandProblem | null {
  if (isObject(v) && 'var' in v && onlyKeys(v, 'var')) return checkVariable(v.var, family, true, checking);
  if (!Array.isArray(v) || v.length === 0 || v.length > LIMITS.list) return bad('list');
  for (const one of v) {
    const problem = checkLiteral(one, field, family);
    if (problem) return problem;
  }
  return null;
}

const invalid = (reason: string): OperandProblem => ({ code: 'window_invalid', facts: { reason } });
const count = (n: unknown, most: number, least = 1): boolean => typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most;

function checkWindow(v: unknown, field: Field, family: Family, checking: OperandChecking): OperandProblem | null {
  if (!isObject(v)) return bad('window');
  for (const word of ['last', 'next'] as const)
    if (word in v) {
      const most = v.unit === 'day' ? MOST_DAYS : v.unit === 'month' ? MOST_MONTHS : -1;
      return onlyKeys(v, word, 'unit') && count(v[word], most) ? null : invalid('count');
    }
  for (const word of ['this', 'prev'] as const) if (word in v) return onlyKeys(v, word) && isPeriod(v[word]) ? null : invalid('period');
  if ('before' in v) return onlyKeys(v, 'before', 'unit') && v.unit === 'day' && count(v.before, MOST_DAYS, 0) ? null : invalid('count');
  if ('within' in v) {
    if (family !== 'datetime') return invalid('hours_of_a_day');
    return onlyKeys(v, 'within') && isObject(v.within) && onlyKeys(v.within, 'hours') && count(v.within.hours, MOST_HOURS) ? null : invalid('count');
  }
  if (!onlyKeys(v, 'from', 'to') || (v.from === undefined && v.to === undefined)) return invalid('ends');
  for (const end of [v.from, v.to]) {
    if (end === undefined) continue;
    // An instant is compared with the days of literals alone: only they can be turned into instants before the database is asked.
    if (family === 'datetime' && isObject(end) && !('var' in end && end.var === 'today')) return invalid('field_of_an_instant');
    const problem = checkOne(end, field, 'date', checking);
    if (problem) return problem.code === 'literal_type' ? invalid('ends') : problem;
  }
  return typeof v.from === 'string' && typeof v.to === 'string' && v.from > v.to ? invalid('ends_turned') : null;
}

function checkYearDay(v: unknown): OperandProblem | null {
  if (!isObject(v)) return bad('window');
  if ('this' in v) return onlyKeys(v, 'this') && (v.this === 'month' || v.this === 'week') ? null : invalid('period');
  const whole = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && Math.abs(n) <= 366;
  return onlyKeys(v, 'from', 'to') && whole(v.from) && whole(v.to) && v.from <= v.to ? null : invalid('count');
}

type Check = (v: unknown, field: Field, family: Family, checking: OperandChecking) => OperandProblem | null;
const CHECKS: Readonly<Record<Wants, Check>> = {
  none: (v) => (v === undefined ? null : bad('nothing')),
  one: checkOne,
  many: checkMany,
  two: (v, field, family, checking) => {
    if (!Array.isArray(v) || v.length !== 2) return bad('two');
    return checkOne(v[0], field, family, checking) ?? checkOne(v[1], field, family, checking);
  },
  window: checkWindow,
  yearDay: checkYearDay,
  timeOfDay: (v) => (isObject(v) && onlyKeys(v, 'from', 'to') && isClock(v.from) && v.from !== '24:00' && isClock(v.to) ? null : invalid('clock')),
  weekdays: (v) =>
    Array.isArray(v) && v.length > 0 && v.length <= 7 && v.every((day) => count(day, 7)) && new Set(v).size === v.length ? null : invalid('weekdays'),
};

/** Whether an operand fits the operator and the field. */
export function checkOperand(op: Op, wants: Wants, v: unknown, field: Field, family: Family, checking: OperandChecking): OperandProblem | null {
  if (op === 'last4') return typeof v === 'string' && /^\d{4}$/.test(v) ? null : bad('four_digits');
  return CHECKS[wants](v, field, family, checking);
}
