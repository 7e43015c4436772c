import { FORMULA_FUNCTIONS, type Formula, type FormulaFunction } from '../definition';
import { type Chips, chipsOf, COMPARISON, hasUnitAt, OPERATORS, type Operator, optionIdOf, optionsBeside, UNIT_WORDS } from './chips';
import { type ParseProblem, type Token, tokensOf } from './tokens';

const NO_CHIPS = chipsOf([]);
/** Of the text, in UTF-16 units; the tree is held to its own limits by the check. */
export const MAX_FORMULA_TEXT = 4_000;
/** Brackets within brackets: past these the text is refused before they use up the stack. */
const MAX_NESTING = 64;

export type Parsed = { readonly ok: true; readonly formula: Formula } | { readonly ok: false; readonly problem: ParseProblem };

interface Reader {
  readonly tokens: readonly Token[];
  readonly end: number;
  at: number;
  depth: number;
}
/** Leaves the descent; never gets out of `parseFormula`. */
class Stop extends Error {
  constructor(readonly problem: ParseProblem) {
    super(problem.code);
  }
}

/**
 * Reads what a person typed between field chips. Comparisons bind loosest and do not chain, then + and −, then × and ÷; equal ones left to
 * right. Function names in any case, 是 否 空 for yes, no and nothing. Refuses with the place; names and arguments only, types are the check's.
 */
export function parseFormula(text: string, chips: Chips): Parsed {
  if (text.length > MAX_FORMULA_TEXT) return { ok: false, problem: { code: 'text_too_long', at: MAX_FORMULA_TEXT, facts: { most: MAX_FORMULA_TEXT } } };
  const cut = tokensOf(text);
  if ('problem' in cut) return { ok: false, problem: cut.problem };
  const reader: Reader = { tokens: cut.tokens, end: text.length, at: 0, depth: 0 };
  try {
    const formula = expression(reader, chips, COMPARISON);
    const rest = reader.tokens[reader.at];
    if (rest) throw new Stop(unexpected(rest));
    return { ok: true, formula };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, problem: error.problem };
    throw error;
  }
}

const unexpected = (token: Token): ParseProblem => ({
  code: 'unexpected_sign',
  at: token.at,
  facts: { sign: token.is === 'number' ? String(token.value) : token.text },
});

function operatorAt(reader: Reader, level: number): Operator | undefined {
  const token = reader.tokens[reader.at];
  if (token?.is !== 'sign') return undefined;
  return OPERATORS.find((operator) => operator.level === level && operator.signs.some((sign) => sign === token.text));
}

function expression(reader: Reader, chips: Chips, level: number): Formula {
  if (level > 3) return primary(reader, chips);
  let left = expression(reader, chips, level + 1);
  for (let operator = operatorAt(reader, level); operator; operator = operatorAt(reader, level)) {
    reader.at += 1;
    const right = expression(reader, chips, level + 1);
    left = settled(operator.call, [left, right], chips);
    const next = reader.tokens[reader.at];
    if (level === COMPARISON && next && operatorAt(reader, level)) throw new Stop({ code: 'comparison_chain', at: next.at, facts: {} });
  }
  return left;
}

function next(reader: Reader): Token {
  const token = reader.tokens[reader.at];
  if (!token) throw new Stop({ code: 'unexpected_end', at: reader.end, facts: {} });
  reader.at += 1;
  return token;
}

const isSign = (token: Token | undefined, sign: string): boolean => token?.is === 'sign' && token.text === sign;

function deeper<T>(reader: Reader, token: Token, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > MAX_NESTING) throw new Stop({ code: 'nested_too_deep', at: token.at, facts: { most: MAX_NESTING } });
  const result = read();
  reader.depth -= 1;
  return result;
}

function primary(reader: Reader, chips: Chips): Formula {
  const token = next(reader);
  if (token.is === 'number') return { value: token.value };
  if (token.is === 'text') return { value: token.text };
  if (token.is === 'chip') {
    const chip = chips.byLabel(token.text);
    if (!chip) throw new Stop({ code: 'unknown_chip', at: token.at, facts: { label: token.text } });
    return chip.formula;
  }
  if (token.is === 'name') return named(token.text, token, reader, chips);
  if (token.text === '(') {
    const inner = deeper(reader, token, () => expression(reader, chips, COMPARISON));
    close(reader, token);
    return inner;
  }
  if (token.text === '-') return negative(deeper(reader, token, () => primary(reader, chips)));
  throw new Stop(unexpected(token));
}

/** A minus before a number is the number's; before anything else it is taken from nothing. */
function negative(formula: Formula): Formula {
  if ('value' in formula && typeof formula.value === 'number' && formula.value > 0) return { value: -formula.value };
  return { call: '-', args: [{ value: 0 }, formula] };
}

function close(reader: Reader, open: Token): void {
  const token = reader.tokens[reader.at];
  if (!token) throw new Stop({ code: 'unclosed', at: open.at, facts: { sign: '(' } });
  if (!isSign(token, ')')) throw new Stop(unexpected(token));
  reader.at += 1;
}

const WORDS: ReadonlyMap<string, true | false | null> = new Map([
  ['是', true],
  ['否', false],
  ['空', null],
]);

function named(text: string, token: Token, reader: Reader, chips: Chips): Formula {
  const word = WORDS.get(text);
  if (word !== undefined) return { value: word };
  const call = FORMULA_FUNCTIONS.find((name) => name === text.toUpperCase());
  if (call === undefined) throw new Stop({ code: 'unknown_function', at: token.at, facts: { function: text } });
  const open = reader.tokens[reader.at];
  if (!open) throw new Stop({ code: 'unexpected_end', at: reader.end, facts: {} });
  if (!isSign(open, '(')) throw new Stop(unexpected(open));
  reader.at += 1;
  const args = deeper(reader, token, () => argumentsOf(call, reader, chips));
  close(reader, open);
  return settled(call, args, chips);
}

function argumentsOf(call: FormulaFunction, reader: Reader, chips: Chips): Formula[] {
  const args: Formula[] = [];
  if (isSign(reader.tokens[reader.at], ')')) return args;
  for (;;) {
    const inner = call.startsWith('ROWS.') && args[0] ? (chips.byFormula(args[0])?.rows ?? NO_CHIPS) : chips;
    args.push(expression(reader, inner, COMPARISON));
    if (!isSign(reader.tokens[reader.at], ',')) return args;
    reader.at += 1;
  }
}

/** Texts that stand for an option or a unit become its id. */
function settled(call: FormulaFunction, args: readonly Formula[], chips: Chips): Formula {
  return {
    call,
    args: args.map((arg, index): Formula => {
      if (!('value' in arg) || typeof arg.value !== 'string') return arg;
      const text = arg.value;
      if (hasUnitAt(call, index)) return { value: UNIT_WORDS.find(([, word]) => word === text)?.[0] ?? text };
      const options = optionsBeside(call, args, index, chips);
      return options ? { value: optionIdOf(text, options) } : arg;
    }),
  };
}
