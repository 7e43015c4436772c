import { own } from '../../conditions/values';
import type { FieldOption, Formula } from '../definition';
import { type Chips, chipsOf } from './chips';
import type { DateContext } from './dates';
import type { FormulaEnv, Typed } from './evaluate';
import type { FormulaScope, FormulaType } from './scope';

/** A bill of a beauty shop, for tests: what may be named in a formula, and what it holds. */
export const LEVELS: readonly FieldOption[] = [
  { id: 'gold', label: '金卡' },
  { id: 'plain', label: '普通 "卡"]' },
];
export const SLOTS: Readonly<Record<string, { readonly label: string; readonly type: FormulaType }>> = {
  price: { label: '单价', type: { kind: 'money' } },
  count: { label: '数量', type: { kind: 'number', scale: 1 } },
  off: { label: '折扣', type: { kind: 'percent', scale: 1 } },
  level: { label: '等级', type: { kind: 'option', options: LEVELS } },
  tags: { label: '标签', type: { kind: 'options', options: LEVELS } },
  born: { label: '生日', type: { kind: 'date' } },
  visit: { label: '到店', type: { kind: 'datetime' } },
  note: { label: '备注]', type: { kind: 'text' } },
  again: { label: '单价', type: { kind: 'bool' } },
  photo: { label: '照片', type: { kind: 'other' } },
  lines: { label: '明细', type: { kind: 'rows' } },
};
const INNER = { fee: { label: '金额', type: { kind: 'money' } as FormulaType }, qty: { label: '件数', type: { kind: 'number', scale: 0 } as FormulaType } };
const noRows = { field: () => null, rows: () => null };
export const SCOPE: FormulaScope = {
  slot: (id) => own(SLOTS, id)?.type ?? null,
  field: (path) => (path === 'owner.name' ? { kind: 'text' } : null),
  rows: (id) => (id === 'lines' ? { slot: (inner) => own(INNER, inner)?.type ?? null, ...noRows } : null),
};

const chip = (all: Readonly<Record<string, { readonly label: string; readonly type: FormulaType }>>, rows?: Chips) =>
  Object.entries(all).map(([slot, { label, type }]) => ({ label, formula: { slot }, options: type.options, rows: type.kind === 'rows' ? rows : undefined }));
export const CHIPS: Chips = chipsOf([...chip(SLOTS, chipsOf(chip(INNER))), { label: '负责人', formula: { field: 'owner.name' } }]);

export const CONTEXT: DateContext = {
  today: '2026-11-28',
  now: Date.parse('2026-11-28T02:00:00.000Z'),
  wallClock: (instant) => {
    const wall = new Date(instant + 8 * 3_600_000).toISOString();
    return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
  },
  leap: 'feb28',
};
/** The shop with what is told about it; everything else is empty. */
export function envOf(values: Readonly<Record<string, Typed['value']>>, rows: readonly Readonly<Record<string, Typed['value']>>[] = []): FormulaEnv {
  const typed = (all: Readonly<Record<string, { readonly type: FormulaType }>>, of: Readonly<Record<string, Typed['value']>>) => (id: string) => {
    const type = own(all, id)?.type;
    return type ? { value: own(of, id), type } : null;
  };
  const inner = rows.map((row) => ({ slot: typed(INNER, row), field: () => null, rows: () => [], context: CONTEXT }));
  return { slot: typed(SLOTS, values), field: () => null, rows: (id) => (id === 'lines' ? inner : []), context: CONTEXT };
}

export const s = (slot: string): Formula => ({ slot });
export const v = (value: Extract<Formula, { value: unknown }>['value']): Formula => ({ value });
export const f = (call: Extract<Formula, { call: unknown }>['call'], ...args: Formula[]): Formula => ({ call, args });
