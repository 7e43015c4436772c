import type { CalendarDate } from '../../kernel/calendar-date';
import type { Cond, FieldId, Path, Period, RelationId } from '../conditions/definition';

/**
 * A report is data: measures (what is counted, over which rows, by which date), dimensions (what it is split by) and a period.
 * Inside one measure only to-one relations are followed, so no row is ever counted twice; every number can be turned back into
 * the condition whose rows it counted (`drill.ts`).
 */
export type MeasureId = string;
export type DimensionId = string;
export type EntityId = string;

export const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max', 'median', 'countDistinct'] as const;
export type Aggregate = (typeof AGGREGATES)[number];
export const FORMATS = ['int', 'fen', 'percent', 'days', 'score'] as const;
export type Format = (typeof FORMATS)[number];

/** A number over the rows of one entity, its home: that is its grain. */
export interface RowMeasure {
  readonly id: MeasureId;
  readonly label: string;
  readonly home: EntityId;
  readonly agg: Aggregate;
  /** What is added up or compared: a field of the home itself for sums, averages and medians; `countDistinct` of an instant counts days. */
  readonly of?: Path;
  /** Only these rows. */
  readonly where?: Cond;
  /** The date that decides in which period a row counts. Null: a stock, told as of the last day of a period. */
  readonly time: Path | null;
  readonly format: Format;
  /** How it is worked out, for people to read. */
  readonly formulaText: string;
}

/** share: the first by the whole of the second, in all lines together. score: see `weigh`. */
export const COMBINATIONS = ['ratio', 'difference', 'share', 'score'] as const;

/** Two measures put together after grouping. A ratio by nothing is empty, never 0. */
export interface CombinedMeasure {
  readonly id: MeasureId;
  readonly label: string;
  readonly combine: (typeof COMBINATIONS)[number];
  readonly of: readonly [MeasureId, MeasureId];
  /** Of a ratio or share: so many times it (a year's value, for so many years). */
  readonly times?: number;
  /** Of a score: how much each part weighs, in percent, and the most that the first can be. */
  readonly weigh?: Weights;
  readonly format: Format;
  readonly formulaText: string;
}
export type Measure = RowMeasure | CombinedMeasure;

/**
 * A score out of 100: the first part by the most that it can be, and the place of the second among the lines that stand beside it (the
 * share of the others that it is above, equal ones counted half; alone: all of it). Empty where either part is, or where no line is named.
 */
export interface Weights {
  readonly first: number;
  readonly second: number;
  readonly most: number;
}

/** From … below `to`, in the unit of the field (fen), or in whole years or days since a date. No end: open. */
export interface Band {
  readonly label: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Dimension {
  readonly id: DimensionId;
  readonly label: string;
  /** The entity that has the field. A measure reaches it over to-one relations from its home, or cannot be split by it. */
  readonly entity: EntityId;
  readonly field: FieldId;
  /** Absent: each value is a bucket of its own. */
  readonly bands?: readonly Band[];
  /** Of a date: bands of whole years (an age) or of days since then, as of the report's day. */
  readonly since?: 'years' | 'days';
  /** Which way from each home that it may split, relation by relation. Absent: the shortest way from any. */
  readonly routes?: Readonly<Record<EntityId, readonly RelationId[]>>;
}

export const TIME_GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type TimeGrain = (typeof TIME_GRAINS)[number];
/** `time`: the date of each measure itself, cut into buckets. */
export type DimensionRef = { readonly dim: DimensionId } | { readonly time: TimeGrain };

/** Days of the store's calendar. `toDate`: from the beginning of this week, month … up to today. */
export type ReportPeriod =
  | { readonly this: Period }
  | { readonly prev: Period }
  | { readonly toDate: Period }
  | { readonly last: number; readonly unit: 'day' | 'month' }
  | { readonly next: number; readonly unit: 'day' }
  | { readonly from: CalendarDate; readonly to: CalendarDate }
  | { readonly all: true };
/** Both days are part of it. */
export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export const CHARTS = ['number', 'gauge', 'line', 'area', 'column', 'bar', 'rank', 'pie', 'table', 'cross', 'heat', 'funnel', 'gantt', 'calendar'] as const;
export type Chart = (typeof CHARTS)[number];

/** What a manager saves. Its id and version belong to the store of definitions. */
export interface ReportDef {
  readonly title: string;
  readonly chart: Chart;
  readonly measures: readonly { readonly m: MeasureId; readonly as?: string; readonly axis?: 'left' | 'right' }[];
  readonly rows: readonly DimensionRef[];
  readonly cols?: readonly DimensionRef[];
  /** By the entity that it speaks of; every measure must reach that entity. */
  readonly filter?: Readonly<Record<EntityId, Cond>>;
  readonly period: ReportPeriod;
  readonly compare?: 'prev' | 'lastYear' | DateRange;
  /** Days of campaigns are drawn behind a line. */
  readonly campaigns?: boolean;
  /** `natural`: dates, bands and options as they come. Ties go by label. */
  readonly sort?: { readonly by: MeasureId | 'label' | 'natural'; readonly dir: 'asc' | 'desc' };
  /** The first n, and always 其他, so that the total stays the total. */
  readonly top?: { readonly n: number };
  /** Buckets of time and bands without rows are shown. */
  readonly zeroFill: boolean;
  readonly target?: number;
  /** Columns of the list behind a number. */
  readonly drill?: { readonly list: readonly Path[] };
  /** Measures and dimensions of this report alone. */
  readonly own?: { readonly measures?: readonly Measure[]; readonly dimensions?: readonly Dimension[] };
  readonly funnel?: FunnelDef;
  readonly gantt?: GanttDef;
}

/** Who entered the first stage in the period, and how far each of them came within so many days. */
export interface FunnelDef {
  readonly home: EntityId;
  readonly where?: Cond;
  /** `time`: when a row reached the stage; empty while it has not. */
  readonly stages: readonly { readonly id: string; readonly label: string; readonly time: Path }[];
  /** Absent: 90. */
  readonly windowDays?: number;
}

/** One line a record, a bar from one of its dates to another. Records of which a bar touches the period, the first to begin first. */
export interface GanttDef {
  readonly home: EntityId;
  readonly where?: Cond;
  /** A bar whose end is empty is still going on; one whose beginning is empty is not there. */
  readonly bars: readonly { readonly id: string; readonly label: string; readonly from: Path; readonly to: Path }[];
}

export interface DashboardDef {
  readonly title: string;
  /** Twelve columns; a phone reads from top to bottom, left to right. */
  readonly grid: readonly { readonly id: string; readonly report: string; readonly x: number; readonly y: number; readonly w: number; readonly h: number }[];
  /** The period of all its reports; absent: each its own. Its reader may choose another, and a store. */
  readonly period?: ReportPeriod;
  /** Roles that see it; the numbers are always those of who looks. */
  readonly share: { readonly roles: readonly string[] };
}

/** The measures and dimensions that a report may name: shipped ones and its own. */
export interface Semantics {
  readonly measures: ReadonlyMap<MeasureId, Measure>;
  readonly dimensions: ReadonlyMap<DimensionId, Dimension>;
}

export const REPORT_LIMITS = {
  measures: 8,
  rows: 2,
  cols: 2,
  buckets: 400,
  snapshots: 60,
  top: 50,
  bands: 20,
  stages: 10,
  bars: 8,
  own: 20,
  tiles: 24,
  text: 200,
  funnelDays: 730,
} as const;

/** One bucket: the value of a dimension, a band's number, the first day of a stretch of time; `not`: 其他. Null: not filled in, or not to be seen. */
export type KeyValue = string | number | boolean | null | { readonly not: readonly KeyValue[] };
export type Keys = Readonly<Record<DimensionId, KeyValue>>;
/** The key under which the buckets of time go. */
export const TIME = 'time';

/** The dimension's name in keys. */
export function refId(ref: DimensionRef): DimensionId {
  return 'time' in ref ? TIME : ref.dim;
}

/** What a report may name: the shipped measures and dimensions, and its own. */
export function withOwn(semantics: Semantics, report: ReportDef): Semantics {
  if (!report.own) return semantics;
  return {
    measures: new Map([...semantics.measures, ...(report.own.measures ?? []).map((measure) => [measure.id, measure] as const)]),
    dimensions: new Map([...semantics.dimensions, ...(report.own.dimensions ?? []).map((dimension) => [dimension.id, dimension] as const)]),
  };
}

/** all: parts add up to the total. notTime: not over time (a stock). none: never (averages, different customers, ratios). */
export function additivityOf(measure: Measure, semantics: Semantics): 'all' | 'notTime' | 'none' {
  if ('combine' in measure) {
    if (measure.combine !== 'difference') return 'none';
    const parts = measure.of.map((id) => semantics.measures.get(id)).map((part) => (part ? additivityOf(part, semantics) : 'none'));
    return parts.includes('none') ? 'none' : parts.includes('notTime') ? 'notTime' : 'all';
  }
  if (measure.agg !== 'count' && measure.agg !== 'sum') return 'none';
  return measure.time === null ? 'notTime' : 'all';
}

/** The row measures that a measure is made of, each once. */
export function partsOf(id: MeasureId, semantics: Semantics): RowMeasure[] {
  const measure = semantics.measures.get(id);
  if (!measure) return [];
  if (!('combine' in measure)) return [measure];
  const parts = measure.of.flatMap((part) => partsOf(part, semantics));
  return parts.filter((part, i) => parts.findIndex((other) => other.id === part.id) === i);
}
