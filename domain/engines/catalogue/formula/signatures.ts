import type { FormulaFunction } from '../definition';
import type { FormulaType } from './scope';

export const DATE_UNITS = ['minute', 'hour', 'day', 'month', 'year'] as const;
export type DateUnit = (typeof DATE_UNITS)[number];

type Typed = FormulaType | { readonly bad: number };
interface Signature {
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number];
  readonly type: (args: readonly FormulaType[]) => Typed;
}

const NUMBER: FormulaType = { kind: 'number' };
const BOOL: FormulaType = { kind: 'bool' };
const TEXT: FormulaType = { kind: 'text' };
const DATE: FormulaType = { kind: 'date' };
const MANY = 30;

const isNumeric = (type: FormulaType): boolean => ['number', 'money', 'percent', 'empty'].includes(type.kind);
const isBool = (type: FormulaType): boolean => type.kind === 'bool' || type.kind === 'empty';
const isDay = (type: FormulaType): boolean => type.kind === 'date' || type.kind === 'datetime' || type.kind === 'empty';
const isScalar = (type: FormulaType): boolean => type.kind !== 'rows' && type.kind !== 'other';
const firstBad = (args: readonly FormulaType[], fits: (type: FormulaType) => boolean): number => args.findIndex((type) => !fits(type));

/** All arguments alike, then the type that comes of them. */
function each(fits: (type: FormulaType) => boolean, result: (args: readonly FormulaType[]) => Typed): (args: readonly FormulaType[]) => Typed {
  return (args) => {
    const bad = firstBad(args, fits);
    return bad >= 0 ? { bad } : result(args);
  };
}
const always = (type: FormulaType) => (): FormulaType => type;
const anyMoney = (args: readonly FormulaType[]): FormulaType => (args.some((type) => type.kind === 'money') ? { kind: 'money' } : NUMBER);

/** One type for two ways out: numbers mix (money wins), nothing fits everything, a text may stand for an option or a date. */
function unify(a: FormulaType, b: FormulaType): FormulaType | null {
  if (a.kind === b.kind) return a;
  if (a.kind === 'empty') return b;
  if (b.kind === 'empty') return a;
  if (isNumeric(a) && isNumeric(b)) return anyMoney([a, b]);
  const [text, other] = a.kind === 'text' ? [a, b] : [b, a];
  return text.kind === 'text' && ['option', 'date', 'datetime'].includes(other.kind) ? other : null;
}

function unifyAll(args: readonly FormulaType[], indexes: readonly number[]): Typed {
  let type: FormulaType = { kind: 'empty' };
  for (const index of indexes) {
    const next = unify(type, args[index] ?? { kind: 'empty' });
    if (!next) return { bad: index };
    type = next;
  }
  return type;
}

const equal: Signature = {
  args: [2, 2],
  type: (args) => {
    const bad = firstBad(args, isScalar);
    if (bad >= 0) return { bad };
    const both = unifyAll(args, [0, 1]);
    return 'bad' in both || both.kind === 'options' ? { bad: 1 } : BOOL;
  },
};
const ordered: Signature = {
  args: [2, 2],
  type: (args) => {
    const both = unifyAll(args, [0, 1]);
    if ('bad' in both) return both;
    return isNumeric(both) || isDay(both) ? BOOL : { bad: 0 };
  },
};
const added: Signature = { args: [2, 2], type: each(isNumeric, anyMoney) };
const numbers = each(isNumeric, anyMoney);
const most: Signature = {
  args: [1, MANY],
  type: (args) => (args.every((type) => type.kind === 'date' || type.kind === 'empty') && args.some((type) => type.kind === 'date') ? DATE : numbers(args)),
};
const partOfDay: Signature = { args: [1, 1], type: each(isDay, always({ kind: 'number', scale: 0 })) };

function ofRows(args: readonly FormulaType[]): Typed {
  if (args[0]?.kind !== 'rows') return { bad: 0 };
  return args.length > 1 && !isNumeric(args[1] ?? NUMBER) ? { bad: 1 } : anyMoney(args.slice(1));
}
const overRows: Signature = { args: [2, 2], type: ofRows };

/** What each function takes and gives: one row a function, so that none is without. */
export const SIGNATURES: Record<FormulaFunction, Signature> = {
  '+': added,
  '-': added,
  '*': {
    args: [2, 2],
    type: each(isNumeric, (args) => (args.every((type) => type.kind === 'money') ? { bad: 1 } : anyMoney(args))),
  },
  '/': {
    args: [2, 2],
    type: each(isNumeric, ([a, b]) => {
      if (b?.kind !== 'money') return a?.kind === 'money' ? a : NUMBER;
      return a?.kind === 'money' || a?.kind === 'empty' ? NUMBER : { bad: 1 };
    }),
  },
  SUM: { args: [1, MANY], type: numbers },
  COUNT: { args: [1, MANY], type: always({ kind: 'number', scale: 0 }) },
  AVG: { args: [1, MANY], type: numbers },
  MIN: most,
  MAX: most,
  ROUND: { args: [1, 2], type: each(isNumeric, ([a]) => a ?? NUMBER) },
  IF: {
    args: [2, 3],
    type: (args) => (isBool(args[0] ?? NUMBER) ? unifyAll(args, args.length === 3 ? [1, 2] : [1]) : { bad: 0 }),
  },
  SWITCH: {
    args: [3, MANY],
    type: (args) => {
      const [of = NUMBER] = args;
      if (!isScalar(of)) return { bad: 0 };
      const odd = args.length % 2 === 1;
      const cases = args.map((_, index) => index).filter((index) => index > 0 && index % 2 === 1 && (odd || index < args.length - 1));
      const bad = cases.find((index) => !unify(of, args[index] ?? NUMBER));
      if (bad !== undefined) return { bad };
      const results = args.map((_, index) => index).filter((index) => index > 0 && !cases.includes(index));
      return unifyAll(args, results);
    },
  },
  AND: { args: [1, MANY], type: each(isBool, always(BOOL)) },
  OR: { args: [1, MANY], type: each(isBool, always(BOOL)) },
  NOT: { args: [1, 1], type: each(isBool, always(BOOL)) },
  '=': equal,
  '<>': equal,
  '<': ordered,
  '<=': ordered,
  '>': ordered,
  '>=': ordered,
  CONCAT: { args: [1, MANY], type: each(isScalar, always(TEXT)) },
  LEN: { args: [1, 1], type: each((type) => type.kind === 'text' || type.kind === 'empty', always({ kind: 'number', scale: 0 })) },
  UPPER_RMB: { args: [1, 1], type: each(isNumeric, always(TEXT)) },
  IFEMPTY: { args: [2, 2], type: (args) => unifyAll(args, [0, 1]) },
  OPTIONLABEL: { args: [1, 1], type: each((type) => type.kind === 'option' || type.kind === 'options', always(TEXT)) },
  TEXT: { args: [1, 1], type: each(isScalar, always(TEXT)) },
  TODAY: { args: [0, 0], type: always(DATE) },
  NOW: { args: [0, 0], type: always({ kind: 'datetime' }) },
  DATEADD: {
    args: [3, 3],
    type: (args) => (!isDay(args[0] ?? NUMBER) ? { bad: 0 } : !isNumeric(args[1] ?? TEXT) ? { bad: 1 } : (args[0] ?? DATE)),
  },
  DATEDIFF: {
    args: [3, 3],
    type: (args) => {
      const bad = firstBad(args.slice(0, 2), isDay);
      return bad >= 0 ? { bad } : { kind: 'number', scale: 0 };
    },
  },
  AGE: { args: [1, 2], type: each(isDay, always({ kind: 'number', scale: 0 })) },
  YEAR: partOfDay,
  MONTH: partOfDay,
  DAY: partOfDay,
  WEEKDAY: partOfDay,
  'ROWS.SUM': overRows,
  'ROWS.COUNT': { args: [1, 1], type: (args) => (args[0]?.kind === 'rows' ? { kind: 'number', scale: 0 } : { bad: 0 }) },
  'ROWS.AVG': overRows,
  'ROWS.MIN': overRows,
  'ROWS.MAX': overRows,
};
