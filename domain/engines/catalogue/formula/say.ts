import type { Formula } from '../definition';
import { type Chips, chipsOf, COMPARISON, hasUnitAt, OPERATORS, optionsBeside, optionTextOf, UNIT_WORDS } from './chips';

const NO_CHIPS = chipsOf([]);

/**
 * A formula as its editor shows it: `[单价] × [数量]`, `IF([等级] = "金卡", 0.9, 1)`. `parseFormula` reads it back as the same tree.
 * A name without a chip (its field is gone, or not this reader's) is `[?id]`, which cannot be read back.
 */
export function sayFormula(formula: Formula, chips: Chips): string {
  return say(formula, chips, 0);
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
const chip = (label: string): string => `[${label.replace(/[\\\]]/g, (sign) => `\\${sign}`)}]`;

/** @param level how tightly what stands around it binds: looser operators get brackets */
function say(formula: Formula, chips: Chips, level: number): string {
  if ('slot' in formula || 'field' in formula) {
    const known = chips.byFormula(formula);
    return known ? chip(known.label) : `[?${'slot' in formula ? formula.slot : formula.field}]`;
  }
  if (!('call' in formula)) return literal(formula.value);
  const { call, args } = formula;
  const operator = OPERATORS.find((one) => one.call === call);
  const [first, second] = args;
  if (!operator || !first || !second) return `${call}(${args.map((_, index) => argument(call, args, index, chips, 0)).join(', ')})`;
  // Left to right: on the right side an equal operator needs brackets; a comparison stands beside none.
  const left = argument(call, args, 0, chips, operator.level === COMPARISON ? COMPARISON + 1 : operator.level);
  const right = argument(call, args, 1, chips, operator.level + 1);
  const text = `${left} ${operator.signs[0]} ${right}`;
  return operator.level < level ? `(${text})` : text;
}

function argument(call: string, args: readonly Formula[], index: number, chips: Chips, level: number): string {
  const arg = args[index] as Formula;
  if ('value' in arg && typeof arg.value === 'string') {
    if (hasUnitAt(call, index)) return quoted(UNIT_WORDS.find(([unit]) => unit === arg.value)?.[1] ?? arg.value);
    const options = optionsBeside(call, args, index, chips);
    return quoted(options ? optionTextOf(arg.value, options) : arg.value);
  }
  const table = call.startsWith('ROWS.') && index > 0 && args[0] ? (chips.byFormula(args[0])?.rows ?? NO_CHIPS) : chips;
  return say(arg, table, level);
}

function literal(value: Extract<Formula, { value: unknown }>['value']): string {
  if (value === null) return '空';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return typeof value === 'number' ? String(value) : quoted(String(value));
}
