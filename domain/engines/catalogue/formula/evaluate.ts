import { isCalendarDate } from '../../../kernel/calendar-date';
import type { Path, Value } from '../../conditions/definition';
import { fold } from '../../conditions/values';
import type { Formula, FormulaFunction } from '../definition';
import { type Cell, cellOf, EMPTY, isRatio, keptValue, wordsOf } from './cells';
import { ageOn, between, type DateContext, dayOf, movedBy, PARTS } from './dates';
import { compare, minus, numberAt, over, plus, type Ratio, roundedAt, times, unitsAt, wholeRatio } from './ratio';
import { upperRmb } from './rmb';
import type { FormulaKind, FormulaType } from './scope';
import { DATE_UNITS, type DateUnit } from './signatures';

/** A value with the type of its field: what tells 100 fen from 100 yuan. */
export interface Typed {
  readonly value: Value | undefined;
  readonly type: FormulaType;
}

/** Where a formula is worked out. A name that means nothing is empty. */
export interface FormulaEnv {
  slot(id: string): Typed | null;
  field(path: Path): Typed | null;
  /** The rows of a table slot, each with the slots of its form. */
  rows(slot: string): readonly FormulaEnv[];
  readonly context: DateContext;
}

/**
 * The value of a formula that `checkFormula` has passed, as a field of type `target` keeps it: rounded once, half away from zero.
 * Empty in arithmetic is empty (not in SUM, COUNT and IFEMPTY; the rows of a table count where they hold something); divided by nothing is empty.
 */
export function evaluateFormula(formula: Formula, env: FormulaEnv, target: FormulaType): Value {
  return keptValue(work(formula, env), target);
}

function work(formula: Formula, env: FormulaEnv): Cell {
  if ('slot' in formula) return fromTyped(env.slot(formula.slot));
  if ('field' in formula) return fromTyped(env.field(formula.field));
  if ('call' in formula) return call(formula.call, formula.args, env);
  return literal(formula.value);
}

const fromTyped = (typed: Typed | null): Cell => (typed ? cellOf(typed.value, typed.type) : EMPTY);

function literal(value: Value): Cell {
  if (value === null) return EMPTY;
  const kind: FormulaKind = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'bool' : 'text';
  return cellOf(value, { kind });
}

/** Functions that read their arguments as trees: they choose one, or go over rows. */
function call(name: FormulaFunction, args: readonly Formula[], env: FormulaEnv): Cell {
  const at = (index: number): Cell => {
    const arg = args[index];
    return arg ? work(arg, env) : EMPTY;
  };
  if (name === 'IF') return at(0).v === true ? at(1) : at(2);
  if (name === 'IFEMPTY') {
    const first = at(0);
    return first.v === null ? at(1) : first;
  }
  if (name === 'SWITCH') {
    const of = at(0);
    for (let index = 1; index + 1 < args.length; index += 2) if (same(of, at(index))) return at(index + 1);
    return args.length % 2 === 0 ? at(args.length - 1) : EMPTY;
  }
  if (name === 'ROWS.COUNT' || name === 'ROWS.SUM' || name === 'ROWS.AVG' || name === 'ROWS.MIN' || name === 'ROWS.MAX') return overRows(name, args, env);
  return PLAIN[name](
    args.map((_, index) => at(index)),
    env.context,
  );
}

function overRows(name: 'ROWS.COUNT' | 'ROWS.SUM' | 'ROWS.AVG' | 'ROWS.MIN' | 'ROWS.MAX', args: readonly Formula[], env: FormulaEnv): Cell {
  const [table, of] = args;
  const rows = table && 'slot' in table ? env.rows(table.slot) : [];
  if (name === 'ROWS.COUNT') return number(wholeRatio(rows.length));
  const cells = of ? rows.map((row) => work(of, row)).filter((cell) => cell.v !== null) : [];
  if (cells.length === 0 && name !== 'ROWS.SUM') return EMPTY;
  return PLAIN[name.slice('ROWS.'.length) as 'SUM' | 'AVG' | 'MIN' | 'MAX'](cells, env.context);
}

const number = (v: Ratio | null, kind: FormulaKind = 'number'): Cell => ({ kind, v });
const bool = (v: boolean): Cell => ({ kind: 'bool', v });
const words = (v: string): Cell => ({ kind: 'text', v: v === '' ? null : v });
const kindOf = (cells: readonly Cell[]): FormulaKind => (cells.some((cell) => cell.kind === 'money') ? 'money' : 'number');

/** The numbers of all, or null when one of them is empty. */
function ratios(cells: readonly Cell[]): Ratio[] | null {
  const all = cells.map((cell) => cell.v);
  return all.every(isRatio) ? all : null;
}

const arithmetic =
  (how: (a: Ratio, b: Ratio) => Ratio | null): PlainFunction =>
  (cells) => {
    const [a, b] = ratios(cells) ?? [];
    return number(a && b ? how(a, b) : null, kindOf(cells));
  };

const sum = (all: readonly Ratio[]): Ratio => all.reduce(plus, wholeRatio(0));

/** Equal and both there; numbers by worth, texts without regard to capitals, a list by its members. */
function same(a: Cell, b: Cell): boolean {
  if (a.v === null || b.v === null) return false;
  if (isRatio(a.v) || isRatio(b.v)) return isRatio(a.v) && isRatio(b.v) && compare(a.v, b.v) === 0;
  if (typeof a.v === 'string' && typeof b.v === 'string') return a.kind === 'text' && b.kind === 'text' ? fold(a.v) === fold(b.v) : a.v === b.v;
  return a.v === b.v;
}

const ordered =
  (fits: (order: number) => boolean): PlainFunction =>
  ([a = EMPTY, b = EMPTY], context) => {
    if (isRatio(a.v) && isRatio(b.v)) return bool(fits(compare(a.v, b.v)));
    if (typeof a.v !== 'string' || typeof b.v !== 'string') return bool(false);
    // A day against an instant: by the place's days.
    const byDay = isCalendarDate(a.v) !== isCalendarDate(b.v);
    const [left, right] = byDay ? [dayOf(a.v, context) ?? '', dayOf(b.v, context) ?? ''] : [a.v, b.v];
    return bool(fits(left < right ? -1 : left > right ? 1 : 0));
  };

function extreme(sign: 1 | -1): PlainFunction {
  return (cells) => {
    const all = ratios(cells);
    if (all)
      return number(
        all.reduce((best, one) => (compare(one, best) * sign > 0 ? one : best)),
        kindOf(cells),
      );
    const texts = cells.map((cell) => cell.v);
    if (!texts.every((one): one is string => typeof one === 'string')) return EMPTY;
    return { kind: 'date', v: texts.reduce((best, one) => (one > best === sign > 0 ? one : best)) };
  };
}

const part =
  (name: keyof typeof PARTS): PlainFunction =>
  ([a = EMPTY], context) => {
    const day = typeof a.v === 'string' ? dayOf(a.v, context) : null;
    return number(day === null ? null : wholeRatio(PARTS[name](day)));
  };

const unitOf = (cell: Cell | undefined): DateUnit | undefined => DATE_UNITS.find((unit) => unit === cell?.v);
const wholeOf = (cell: Cell | undefined): number | null => (cell && isRatio(cell.v) ? numberAt(roundedAt(cell.v, 0), 0) : null);
const maybe = (value: number | null): Cell => number(value === null ? null : wholeRatio(value));

type PlainFunction = (cells: readonly Cell[], context: DateContext) => Cell;
type PlainName = Exclude<FormulaFunction, 'IF' | 'IFEMPTY' | 'SWITCH' | `ROWS.${string}`>;
const PLAIN: Record<PlainName, PlainFunction> = {
  '+': arithmetic(plus),
  '-': arithmetic(minus),
  '*': arithmetic(times),
  '/': (cells, context) => {
    const worked = arithmetic(over)(cells, context);
    return cells[1]?.kind === 'money' ? { ...worked, kind: 'number' } : worked;
  },
  SUM: (cells) => number(sum(cells.map((cell) => cell.v).filter(isRatio)), kindOf(cells)),
  COUNT: (cells) => number(wholeRatio(cells.filter((cell) => cell.v !== null).length)),
  AVG: (cells) => {
    const all = ratios(cells);
    return number(all && over(sum(all), wholeRatio(all.length)), kindOf(cells));
  },
  MIN: extreme(-1),
  MAX: extreme(1),
  ROUND: ([a = EMPTY, digits]) => (isRatio(a.v) ? number(roundedAt(a.v, wholeOf(digits) ?? 0), a.kind) : a),
  AND: (cells) => bool(cells.every((cell) => cell.v === true)),
  OR: (cells) => bool(cells.some((cell) => cell.v === true)),
  NOT: ([a]) => bool(a?.v !== true),
  '=': ([a = EMPTY, b = EMPTY]) => bool(same(a, b)),
  '<>': ([a = EMPTY, b = EMPTY]) => bool(!same(a, b)),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  CONCAT: (cells) => words(cells.map(wordsOf).join('')),
  TEXT: ([a = EMPTY]) => words(wordsOf(a)),
  LEN: ([a]) => number(wholeRatio(typeof a?.v === 'string' ? [...a.v].length : 0)),
  UPPER_RMB: ([a]) => words(a && isRatio(a.v) ? upperRmb(Number(unitsAt(a.v, 2))) : ''),
  OPTIONLABEL: ([a = EMPTY]) => words(wordsOf(a)),
  TODAY: (_, context) => ({ kind: 'date', v: context.today }),
  NOW: (_, context) => ({ kind: 'datetime', v: new Date(context.now).toISOString() }),
  DATEADD: ([a = EMPTY, by, unit]) => {
    const [step, of] = [wholeOf(by), unitOf(unit)];
    return { kind: a.kind, v: typeof a.v === 'string' && step !== null && of ? movedBy(a.v, step, of) : null };
  },
  DATEDIFF: ([a = EMPTY, b = EMPTY, unit], context) => {
    const of = unitOf(unit);
    return maybe(typeof a.v === 'string' && typeof b.v === 'string' && of ? between(a.v, b.v, of, context) : null);
  },
  AGE: ([a = EMPTY, b], context) => {
    const on = b === undefined ? context.today : typeof b.v === 'string' ? dayOf(b.v, context) : null;
    const born = typeof a.v === 'string' ? dayOf(a.v, context) : null;
    return maybe(born !== null && on !== null ? ageOn(born, on, context.leap) : null);
  },
  YEAR: part('YEAR'),
  MONTH: part('MONTH'),
  DAY: part('DAY'),
  WEEKDAY: part('WEEKDAY'),
};
