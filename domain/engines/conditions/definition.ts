import type { CalendarDate } from '../../kernel/calendar-date';
import type { TimeRange } from '../../kernel/time-range';

/**
 * A condition is a tree of data about one record of an entity. It names fields and relations of the catalogue, never a table.
 * Three consumers read it: memory (`evaluate`), SQL (the server's compiler) and a sentence (`say`); `check` refuses what no
 * consumer would understand. It is two-valued: a positive test of an empty value is false, a negative test is exactly its opposite.
 */
export type Cond =
  | { readonly all: readonly Cond[] }
  | { readonly any: readonly Cond[] }
  | { readonly not: Cond }
  | FieldCond
  | RelationCond
  | { readonly seg: SegmentId }
  | ChangedCond;

/** A test of a field of this record, or of one that is reached over to-one relations. */
export interface FieldCond {
  readonly f: Path;
  readonly op: Op;
  readonly v?: Operand;
}

/** A test of the related rows: whether some, none or every one of them fits, how many do, or what their values come to. */
export type RelationCond =
  | { readonly rel: RelationId; readonly q: 'some' | 'none' | 'every'; readonly where?: Cond }
  | { readonly rel: RelationId; readonly q: 'count'; readonly where?: Cond; readonly op: NumberOp; readonly v: Operand }
  | {
      readonly rel: RelationId;
      readonly q: 'sum' | 'avg' | 'min' | 'max';
      readonly of: FieldId;
      readonly where?: Cond;
      readonly op: NumberOp;
      readonly v: Operand;
    };

/** Only where a record was changed: triggers of rules and checks before saving. */
export interface ChangedCond {
  readonly changed: FieldId;
  readonly from?: readonly Value[];
  readonly to?: readonly Value[];
}

export type FieldId = string;
export type RelationId = string;
export type SegmentId = string;
/** `level`, `owner.store.name`, `cf_7k2m9q`: at most MAX_HOPS to-one relations, then a field; `form.<slot>` in a form. */
export type Path = string;

/**
 * A canonical value: text NFC and trimmed, a number as a JSON number, money in whole fen, `YYYY-MM-DD`, an instant
 * `YYYY-MM-DDTHH:MM:SS.sssZ`, an option's id, several ids as a sorted array. Empty is `null` (also absent, `''` and `[]`).
 */
export type Value = string | number | boolean | null | readonly string[];

export type Operand =
  | Value
  | readonly Value[]
  | Window
  | YearDay
  | TimeOfDay
  | { readonly field: Path }
  | { readonly var: 'actor' | 'actor.store' | 'today' | 'now' | 'trigger.record' | `form.${string}` }
  | { readonly add: readonly [Operand, Operand] };

export type WindowUnit = 'day' | 'month';
export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year';
/** A stretch of days of the store's calendar that is told from today. */
export type Window =
  /** Includes today: the last 1 day is today. A month: from the day after the same day `n` months ago. */
  | { readonly last: number; readonly unit: WindowUnit }
  /** Tomorrow … today + n. */
  | { readonly next: number; readonly unit: WindowUnit }
  | { readonly this: Period }
  | { readonly prev: Period }
  /** Strictly more than n days ago. */
  | { readonly before: number; readonly unit: 'day' }
  /** Instants only: the last n hours, up to now. */
  | { readonly within: { readonly hours: number } }
  /** Both ends included. */
  | { readonly from?: CalendarDate | DayOperand; readonly to?: CalendarDate | DayOperand };
export type DayOperand = { readonly var: 'today' } | { readonly field: Path };

/** The yearly day of a date falls on today + from … today + to, or in this month or week. */
export type YearDay = { readonly from: number; readonly to: number } | { readonly this: 'month' | 'week' };
/** `HH:MM` each, half-open; `to` not after `from` runs over midnight. */
export interface TimeOfDay {
  readonly from: string;
  readonly to: string;
}

export type NumberOp = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'between';
export type Op =
  | NumberOp
  | 'in'
  | 'notIn'
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'last4'
  | 'anyOf'
  | 'noneOf'
  | 'allOf'
  | 'me'
  | 'myTeam'
  | 'inWindow'
  | 'yearDay'
  | 'timeOfDay'
  | 'weekday'
  | 'empty'
  | 'notEmpty';

/** What an evaluation may know beside the rows. It never reads a clock. */
export interface ConditionContext {
  /** The store's day and the instant, epoch milliseconds. */
  readonly today: CalendarDate;
  readonly now: number;
  /** Instants of a store's civil days, half-open: `[start of from, start of the day after to)`. From a table, not from Intl. */
  readonly daySpan: (from: CalendarDate, to: CalendarDate) => TimeRange;
  /** The store's civil date and `HH:MM` at an instant. */
  readonly wallClock: (instant: number) => { readonly date: CalendarDate; readonly time: string };
  /** When 29 February is kept in a year without one. */
  readonly leap: 'feb28' | 'mar1';
  /** Bound when evaluated, never when saved; absent for a rule that nobody runs. */
  readonly actor?: { readonly id: string; readonly storeIds: readonly string[]; readonly teamIds: readonly string[] };
  readonly triggerRecord?: string;
  readonly form?: Readonly<Record<string, Value>>;
  /** Values before and after, for `changed`. */
  readonly change?: { readonly before: Readonly<Record<FieldId, Value>>; readonly after: Readonly<Record<FieldId, Value>> };
}

/** Bounds that keep a definition readable and its evaluation short. */
export const LIMITS = { depth: 6, nodes: 100, quantifiers: 3, list: 1_000, hops: 4, text: 200 } as const;

/** Why `check` refuses (or, for a warning, doubts) a place in a definition. `path`: `/all/2/where/any/0`. */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  readonly path: string;
  readonly level: 'error' | 'warning';
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** How a condition came out, place by place; `rows`: at most 5 examples of related rows that count. */
export interface Trace {
  readonly ok: boolean;
  readonly cond: Cond;
  readonly path: string;
  readonly got?: Value;
  /** Of related rows: how many fit, of how many, or what they come to. */
  readonly n?: number;
  readonly of?: number;
  readonly rows?: readonly string[];
  /** The viewer may not read the value. */
  readonly hidden?: true;
  readonly kids?: readonly Trace[];
}
