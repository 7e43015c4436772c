import type { Value } from '../../conditions/definition';
import type { FieldOption } from '../definition';
import { numberAt, over, ratioOf, times, wholeRatio, type Ratio } from './ratio';
import type { FormulaKind, FormulaType } from './scope';

/** A value while it is worked with: numbers exact, money in yuan, a percentage as its hundredth; null is empty. */
export interface Cell {
  readonly kind: FormulaKind;
  readonly v: Ratio | string | boolean | readonly string[] | null;
  readonly options?: readonly FieldOption[] | undefined;
}

export const EMPTY: Cell = { kind: 'empty', v: null };
const HUNDRED = wholeRatio(100);

export const isRatio = (v: Cell['v']): v is Ratio => typeof v === 'object' && v !== null && 'd' in v;
export const isNumeric = (kind: FormulaKind): boolean => kind === 'number' || kind === 'money' || kind === 'percent';

/** What is kept, as it is worked with. A value that is not of its type is empty. */
export function cellOf(value: Value | undefined, type: FormulaType): Cell {
  const { kind, options } = type;
  const empty: Cell = { kind, v: null, options };
  if (value === null || value === undefined || value === '') return empty;
  if (isNumeric(kind)) {
    const exact = typeof value === 'number' ? ratioOf(value) : null;
    if (!exact) return empty;
    return { kind, v: kind === 'number' ? exact : over(exact, HUNDRED) };
  }
  if (kind === 'bool') return typeof value === 'boolean' ? { kind, v: value } : empty;
  if (Array.isArray(value)) return value.length > 0 ? { kind, v: value, options } : empty;
  return typeof value === 'string' ? { kind, v: value, options } : empty;
}

/** What was worked out, as it is kept: rounded once, half away from zero. Null: empty, or too large to be kept exactly. */
export function keptValue(cell: Cell, type: FormulaType): Value {
  const { v } = cell;
  if (v === null) return null;
  if (isNumeric(type.kind)) {
    if (!isRatio(v)) return null;
    if (type.kind === 'number') return numberAt(v, type.scale ?? 4);
    return numberAt(times(v, HUNDRED), type.kind === 'money' ? 0 : (type.scale ?? 4));
  }
  if (type.kind === 'text') return wordsOf(cell) || null;
  if (isRatio(v)) return null;
  if (type.kind === 'bool') return typeof v === 'boolean' ? v : null;
  return typeof v === 'boolean' || v === '' ? null : (v as string | readonly string[]);
}

/** A number in plain digits, at most `digits` after the point, without idle zeros. */
function plain(value: Ratio, digits: number): string {
  const number = numberAt(value, digits);
  return number === null ? '' : String(number);
}

/** The label of an option; its id when it is not (or no longer) one. */
const labelOf = (id: string, options: readonly FieldOption[] | undefined): string => options?.find((option) => option.id === id)?.label ?? id;

/** As a person reads it: `128.50` for money, `8.5%`, 是 and 否, the label of an option; '' for empty. */
export function wordsOf(cell: Cell): string {
  const { v, kind, options } = cell;
  if (v === null) return '';
  if (typeof v === 'boolean') return v ? '是' : '否';
  if (typeof v === 'string') return kind === 'option' ? labelOf(v, options) : v;
  if (!isRatio(v)) return v.map((id) => labelOf(id, options)).join('、');
  if (kind === 'percent') return `${plain(times(v, HUNDRED), 4)}%`;
  if (kind !== 'money') return plain(v, 4);
  const fen = numberAt(times(v, HUNDRED), 0);
  if (fen === null) return '';
  const whole = Math.abs(fen);
  return `${fen < 0 ? '-' : ''}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}
