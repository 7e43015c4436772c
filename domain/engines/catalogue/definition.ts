import type { Cond, FieldId, Op, Path, RelationId, Value } from '../conditions/definition';

/**
 * The catalogue names every entity, field and relation that a definition may speak of, in words and in one place.
 * This is its logical half: rights filter it, clients may have it. Where a value lies (table, column, key) is told by the
 * server's physical half alone, so that no definition, client or log line ever carries a table's name.
 */
export const FIELD_TYPES = [
  'text',
  'longtext',
  'phone',
  'email',
  'idcard',
  'url',
  'number',
  'money',
  'percent',
  'rating',
  'bool',
  'option',
  'options',
  'date',
  'datetime',
  'time',
  'monthday',
  'ref',
  'refs',
  'member',
  'members',
  'department',
  'store',
  'image',
  'file',
  'signature',
  'annotation',
  'address',
  'location',
  'rows',
  'computed',
  'rollup',
  'serial',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** 一般 · 内部 · 个人信息 · 敏感个人信息 (health, papers): what a role must hold to read it, and whether a stranger's form may show it. */
export const SENSITIVITIES = ['public', 'internal', 'personal', 'sensitive'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

export interface FieldOption {
  readonly id: string;
  readonly label: string;
  readonly color?: string;
  readonly retired?: true;
}

export interface Field {
  /**
   * Its key in `Entity.fields`, in a row's values and the last step of a path, so without a dot: `birthday` for one of the core,
   * `cf_7k2m9q` for one that the shop added. Never renamed, never used again.
   */
  readonly id: FieldId;
  /** Its name in imports and the API; may change. */
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  readonly help?: string;
  /** Digits after the point that are kept, for numbers; money is whole fen and has none. */
  readonly scale?: 0 | 1 | 2 | 3 | 4;
  readonly unit?: string;
  readonly options?: readonly FieldOption[];
  /** Of a link: the entity it leads to. */
  readonly to?: string;
  /** Of a rollup: what is counted over which related rows. */
  readonly of?: {
    readonly relation: RelationId;
    readonly agg: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last';
    readonly field?: FieldId;
    readonly where?: Cond;
  };
  readonly formula?: Formula;
  readonly storage: 'plain' | 'encrypted';
  readonly sensitivity: Sensitivity;
  readonly mask?: 'phone' | 'idcard' | 'name' | 'all';
  readonly sortable: boolean;
  readonly groupable: boolean;
  readonly measurable: boolean;
  /** user: people and forms. engine: rules and flows only. system: its verb alone (a state, a balance). */
  readonly writableBy: 'user' | 'engine' | 'system';
  readonly unique?: 'org' | 'store';
  /** Must be filled in where a person edits the record by its own sheet; what lies there empty stays empty. */
  readonly required?: true;
  /** Not asked on the record's own sheet; forms, imports, rules and reports use it as ever. */
  readonly hidden?: true;
  readonly retired?: true;
}

export interface Relation {
  readonly id: RelationId;
  readonly label: string;
  readonly to: string;
  readonly kind: 'one' | 'many';
}

export interface Entity {
  readonly id: string;
  /** 客户 */
  readonly label: string;
  /** Its measure word: 位 */
  readonly unit: string;
  /** Rows that are there at all: not deleted, not merged. Always part of the question. */
  readonly alive: Cond;
  /** The field that names a record. */
  readonly name: FieldId;
  readonly fields: Readonly<Record<FieldId, Field>>;
  readonly relations: Readonly<Record<RelationId, Relation>>;
  /** The fields that tell when: `business` is the default of reports. */
  readonly times: { readonly created: FieldId; readonly changed?: FieldId; readonly business?: FieldId };
  /** The paths that scopes go by. */
  readonly store?: Path;
  readonly owner?: Path;
  /** Verbs of its lifecycle that an effect may call: `booking.cancel`. */
  readonly verbs: readonly string[];
  readonly custom: boolean;
}

export interface Catalogue {
  /** Grows with every change: what was compiled is good for one version. */
  readonly version: number;
  readonly entities: Readonly<Record<string, Entity>>;
}

/** What a reader may see and do of one entity; the only source for lists, pickers, reports, exports and the API. */
export interface Allowed {
  readonly rows: Cond;
  readonly read: ReadonlySet<FieldId> | 'all';
  readonly mask: ReadonlySet<FieldId>;
  readonly write: ReadonlySet<FieldId> | 'all';
  readonly verbs: readonly string[];
}

/** A formula is a tree of closed functions, typed by its check; empty in arithmetic is empty, divided by nothing is empty. */
export type Formula =
  | { readonly value: Value }
  | { readonly slot: string }
  | { readonly field: Path }
  | { readonly call: FormulaFunction; readonly args: readonly Formula[] };
export const FORMULA_FUNCTIONS = [
  '+',
  '-',
  '*',
  '/',
  'SUM',
  'COUNT',
  'AVG',
  'MIN',
  'MAX',
  'ROUND',
  'IF',
  'SWITCH',
  'AND',
  'OR',
  'NOT',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'CONCAT',
  'LEN',
  'UPPER_RMB',
  'IFEMPTY',
  'OPTIONLABEL',
  'TEXT',
  'TODAY',
  'NOW',
  'DATEADD',
  'DATEDIFF',
  'AGE',
  'YEAR',
  'MONTH',
  'DAY',
  'WEEKDAY',
  'ROWS.SUM',
  'ROWS.COUNT',
  'ROWS.AVG',
  'ROWS.MIN',
  'ROWS.MAX',
] as const;
export type FormulaFunction = (typeof FORMULA_FUNCTIONS)[number];

/** The operators that a picker offers for a field: by its type and by how it is stored (an encrypted text can only be compared whole). */
export type OpsOf = (field: Field) => readonly Op[];
