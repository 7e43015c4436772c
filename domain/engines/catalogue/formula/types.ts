import type { Problem } from '../../conditions/definition';
import { FORMULA_FUNCTIONS, type FormulaFunction } from '../definition';
import { ratioOf } from './ratio';
import type { FormulaScope, FormulaType } from './scope';
import { DATE_UNITS, SIGNATURES } from './signatures';

export const FORMULA_LIMITS = { depth: 16, nodes: 200, text: 500, list: 50, digits: 4 } as const;

export type FormulaProblem =
  | 'not_a_formula'
  | 'unknown_function'
  | 'argument_count'
  | 'type_mismatch'
  | 'literal_invalid'
  | 'not_a_literal'
  | 'unknown_option'
  | 'unknown_slot'
  | 'unknown_field'
  | 'depth'
  | 'too_many_nodes'
  | 'result_type';

export interface CheckedFormula {
  /** Null when a problem keeps it from having one. */
  readonly type: FormulaType | null;
  readonly problems: readonly Problem<FormulaProblem>[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isFunction = (name: unknown): name is FormulaFunction => FORMULA_FUNCTIONS.some((one) => one === name);

/** Literals whose place wants one of few: they are told by the function, not by a value that is worked out. */
function literalProblem(call: FormulaFunction, args: readonly unknown[]): number | null {
  const literal = (index: number): unknown => {
    const arg = args[index];
    return isRecord(arg) && 'value' in arg ? arg.value : undefined;
  };
  if (call === 'ROUND' && args.length > 1 && ![0, 1, 2, 3, 4].some((digits) => digits === literal(1))) return 1;
  if ((call === 'DATEADD' || call === 'DATEDIFF') && !DATE_UNITS.some((unit) => unit === literal(2))) return 2;
  return null;
}

/** A written option that the option it is compared with does not have: the comparison could never hold. */
function strayOption(call: FormulaFunction, args: readonly unknown[], types: readonly FormulaType[]): { readonly index: number; readonly id: string } | null {
  if (call !== '=' && call !== '<>' && call !== 'SWITCH') return null;
  for (const [index, arg] of args.entries()) {
    const result = call === 'SWITCH' && (index % 2 === 0 || index === args.length - 1);
    const options = types[call === 'SWITCH' ? 0 : 1 - index]?.options;
    const id = isRecord(arg) && 'value' in arg ? arg.value : undefined;
    if (!result && options && typeof id === 'string' && !options.some((option) => option.id === id)) return { index, id };
  }
  return null;
}

function literalType(value: unknown): FormulaType | null {
  if (value === null) return { kind: 'empty' };
  if (typeof value === 'boolean') return { kind: 'bool' };
  if (typeof value === 'string') return value.length <= FORMULA_LIMITS.text ? { kind: 'text' } : null;
  if (typeof value === 'number') {
    const plain = ratioOf(value);
    const digits = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
    return plain && digits <= FORMULA_LIMITS.digits && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? { kind: 'number', scale: digits } : null;
  }
  return null;
}

/**
 * Reads a formula that may be anything at all and gives its type, or the problems with the path of each (`/args/0/args/1`).
 * @param wants the type that its result is kept as; a money field takes a number of yuan, a text field takes anything that has words
 */
export function checkFormula(formula: unknown, scope: FormulaScope, wants?: FormulaType): CheckedFormula {
  const problems: Problem<FormulaProblem>[] = [];
  let nodes = 0;
  const no = (code: FormulaProblem, path: string, facts: Problem['facts'] = {}): null => {
    problems.push({ code, path, level: 'error', facts });
    return null;
  };

  const call = (node: Record<string, unknown>, at: FormulaScope, path: string, depth: number): FormulaType | null => {
    const name = node.call;
    if (!isFunction(name)) return no('unknown_function', path, { function: String(name) });
    if (!Array.isArray(node.args)) return no('not_a_formula', path);
    const args: unknown[] = node.args;
    const signature = SIGNATURES[name];
    const [least, most] = signature.args;
    if (args.length < least || args.length > most) return no('argument_count', path, { function: name, least, most, got: args.length });
    const inner = name.startsWith('ROWS.') ? rowScope(args[0], at) : null;
    const types = args.map((arg, index) => visit(arg, index > 0 && inner ? inner : at, `${path}/args/${index}`, depth + 1));
    if (types.some((type) => type === null)) return null;
    const wrong = literalProblem(name, args);
    if (wrong !== null) return no('not_a_literal', `${path}/args/${wrong}`, { function: name });
    const result = signature.type(types as FormulaType[]);
    const stray = strayOption(name, args, types as FormulaType[]);
    if (stray) return no('unknown_option', `${path}/args/${stray.index}`, { option: stray.id });
    if (!('bad' in result)) return result;
    return no('type_mismatch', `${path}/args/${result.bad}`, { function: name, got: types[result.bad]?.kind ?? 'empty' });
  };

  const visit = (node: unknown, at: FormulaScope, path: string, depth: number): FormulaType | null => {
    nodes += 1;
    if (nodes === FORMULA_LIMITS.nodes + 1) no('too_many_nodes', '', { most: FORMULA_LIMITS.nodes });
    if (nodes > FORMULA_LIMITS.nodes) return null;
    if (depth > FORMULA_LIMITS.depth) return no('depth', path, { most: FORMULA_LIMITS.depth });
    if (!isRecord(node)) return no('not_a_formula', path);
    if ('call' in node) return call(node, at, path, depth);
    if ('value' in node) return literalType(node.value) ?? no('literal_invalid', path);
    if (typeof node.slot === 'string') return at.slot(node.slot) ?? no('unknown_slot', path, { slot: node.slot });
    if (typeof node.field === 'string') return at.field(node.field) ?? no('unknown_field', path, { field: node.field });
    return no('not_a_formula', path);
  };

  const type = visit(formula, scope, '', 1);
  if (type && wants && !fits(type, wants)) no('result_type', '', { wants: wants.kind, got: type.kind });
  return { type: problems.length === 0 ? type : null, problems };
}

function rowScope(first: unknown, at: FormulaScope): FormulaScope {
  const found = isRecord(first) && typeof first.slot === 'string' ? at.rows(first.slot) : null;
  return found ?? { slot: () => null, field: () => null, rows: () => null };
}

const NUMERIC = ['number', 'money', 'percent'];

function fits(got: FormulaType, wants: FormulaType): boolean {
  if (got.kind === 'empty' || got.kind === wants.kind) return true;
  if (NUMERIC.includes(wants.kind)) return NUMERIC.includes(got.kind);
  if (wants.kind === 'text') return got.kind !== 'rows' && got.kind !== 'other';
  // A written date or option's id is a text until it is kept.
  return got.kind === 'text' && ['date', 'datetime', 'option'].includes(wants.kind);
}
