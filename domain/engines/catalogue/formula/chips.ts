import type { FieldOption, Formula } from '../definition';
import type { DateUnit } from './signatures';

/** A field chip in a formula's text: `[单价]` stands for a slot or a field. */
export interface Chip {
  readonly label: string;
  readonly formula: Extract<Formula, { slot: string } | { field: string }>;
  readonly options?: readonly FieldOption[] | undefined;
  /** Of a table: the chips inside its rows. */
  readonly rows?: Chips | undefined;
}

/** The chips that a text may use. No two have one label, so that a text has one meaning. */
export interface Chips {
  byLabel(label: string): Chip | null;
  byFormula(formula: Formula): Chip | null;
}

const key = (formula: Formula): string => ('slot' in formula ? `slot ${formula.slot}` : 'field' in formula ? `field ${formula.field}` : '');

/** Chips under their labels; a label that has been given already gets a number: `单价 (2)`. An empty one is called by its order. */
export function chipsOf(list: readonly Chip[]): Chips {
  const byLabel = new Map<string, Chip>();
  const byKey = new Map<string, Chip>();
  for (const chip of list) {
    if (byKey.has(key(chip.formula))) continue;
    const name = chip.label.trim() || '字段';
    let label = name;
    for (let count = 2; byLabel.has(label); count++) label = `${name} (${count})`;
    const named = { ...chip, label };
    byLabel.set(label, named);
    byKey.set(key(chip.formula), named);
  }
  return { byLabel: (label) => byLabel.get(label) ?? null, byFormula: (formula) => byKey.get(key(formula)) ?? null };
}

/** The id that a written option means: its label where that is one option's alone, else the text itself. */
export function optionIdOf(text: string, options: readonly FieldOption[]): string {
  const named = options.filter((option) => option.label === text);
  const taken = options.some((option) => option.id === text);
  return named.length === 1 && !taken ? (named[0]?.id ?? text) : text;
}

/** How an option is written: by its label where that says which, else by its id. */
export function optionTextOf(id: string, options: readonly FieldOption[]): string {
  const label = options.find((option) => option.id === id)?.label;
  return label !== undefined && optionIdOf(label, options) === id ? label : id;
}

export const UNIT_WORDS: readonly (readonly [DateUnit, string])[] = [
  ['minute', '分钟'],
  ['hour', '小时'],
  ['day', '天'],
  ['month', '个月'],
  ['year', '年'],
];

/** Operators as they are written and as they are kept. The first writing is the one that `say` uses. */
export const OPERATORS = [
  { call: '=', signs: ['='], level: 1 },
  { call: '<>', signs: ['≠', '<>'], level: 1 },
  { call: '<=', signs: ['≤', '<='], level: 1 },
  { call: '>=', signs: ['≥', '>='], level: 1 },
  { call: '<', signs: ['<'], level: 1 },
  { call: '>', signs: ['>'], level: 1 },
  { call: '+', signs: ['+'], level: 2 },
  { call: '-', signs: ['-'], level: 2 },
  { call: '*', signs: ['×', '*'], level: 3 },
  { call: '/', signs: ['÷', '/'], level: 3 },
] as const;
export type Operator = (typeof OPERATORS)[number];
export const COMPARISON = 1;

/**
 * The options that a literal among these arguments is written with: of the option field that it is compared with.
 * Asked the same way when it is said and when it is read, so the text comes back as the tree it was.
 */
export function optionsBeside(call: string, args: readonly Formula[], index: number, chips: Chips): readonly FieldOption[] | undefined {
  if (call === '=' || call === '<>') return args[1 - index] && chips.byFormula(args[1 - index] as Formula)?.options;
  if (call !== 'SWITCH' || index % 2 === 0 || index === args.length - 1 || !args[0]) return undefined;
  return chips.byFormula(args[0])?.options;
}

/** Where a date function has its unit. */
export const hasUnitAt = (call: string, index: number): boolean => (call === 'DATEADD' || call === 'DATEDIFF') && index === 2;
