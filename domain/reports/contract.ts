import * as z from 'zod/mini';
import { DefinitionBody, DefinitionId, type Found } from '../definitions/contract';
import { AGGREGATES, CHARTS, COMBINATIONS, FORMATS, REPORT_LIMITS } from '../engines/reports/definition';
import { CivilDate, Empty, endpoint, Id, Instant, text } from '../kernel/contract';
import { CatalogueEntity, CatalogueField } from '../segments/contract';

/** Every "no" about reports. */
export interface ReportsRefusals {
  /** It cannot be worked out for this reader: `code` and `path` say what is wrong where. */
  'report.has_problems': { problems: readonly z.infer<typeof Found>[] };
  /** More rows than a person could read; a filter, a shorter period or the first n would help. */
  'report.too_wide': { lines: number; most: number };
  /** It took longer than anybody waits for a page. */
  'report.too_slow': { seconds: number };
  /** These rows are nobody's: there is no customer to be called. */
  'report.no_customers': { entity: string };
  /** A number that is made of others has no rows of its own: one of `parts` has. */
  'report.choose_part': { parts: readonly { id: string; label: string }[] };
}

/** A bucket: a value, a band's number, the first day of a stretch of time; `not`: 其他. Null: not filled in. */
const PlainKey = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const KeyView = z.union([PlainKey, z.object({ not: z.array(PlainKey).check(z.maxLength(REPORT_LIMITS.top)) })]);
const Keys = z.record(z.string(), KeyView);
const Days = z.object({ from: CivilDate, to: CivilDate });
const Figure = z.nullable(z.number());
const Line = z.object({
  keys: Keys,
  labels: z.array(z.string()),
  /** Today lies in it: it is still growing. */
  incomplete: z.boolean(),
  /** The period covers only a part of it. */
  cut: z.boolean(),
});
const figures = {
  /** `cells[row][column][measure]`. */
  cells: z.array(z.array(z.array(Figure))),
  rowTotals: z.array(z.array(Figure)),
  colTotals: z.array(z.array(Figure)),
  total: z.array(Figure),
};
export const MeasureHead = z.object({
  id: z.string(),
  label: z.string(),
  format: z.enum(FORMATS),
  /** How it is worked out, for people to read. */
  formulaText: z.string(),
  axis: z.enum(['left', 'right']),
  /** all: parts add up to the total; notTime: not over time; none: never. */
  additive: z.enum(['all', 'notTime', 'none']),
  /** Rows that went into the total. */
  counted: z.int(),
  /** What it can be split by; `measure`: itself, or the number that stands for it there. */
  splits: z.array(z.object({ dim: z.string(), label: z.string(), measure: z.string() })),
});
/** A record on a Gantt chart; a bar without an end is still going on. */
const GanttLine = z.object({
  id: z.string(),
  name: z.string(),
  bars: z.array(z.object({ id: z.string(), from: Instant, to: z.nullable(Instant) })),
});
/** Days of a campaign, to be drawn behind a line. */
const CampaignBand = z.object({ title: z.string(), from: CivilDate, to: CivilDate });
export const ReportView = z.object({
  title: z.string(),
  chart: z.enum(CHARTS),
  target: z.nullable(z.number()),
  asOf: Instant,
  /** The period and the filters in words. */
  periodText: z.string(),
  filterText: z.string(),
  dimensions: z.array(z.string()),
  measures: z.array(MeasureHead),
  /** Some of it comes from sums by the day, and what changed since they were worked out from the rows. */
  summed: z.boolean(),
  range: z.nullable(Days),
  rows: z.array(Line),
  cols: z.array(Line),
  ...figures,
  compared: z.nullable(z.object({ range: Days, ...figures })),
  /** Of a Gantt chart: what its bars are called, its records, and whether there are more than are drawn. */
  gantt: z.nullable(
    z.object({ entity: z.string(), bars: z.array(z.object({ id: z.string(), label: z.string() })), lines: z.array(GanttLine), more: z.boolean() }),
  ),
  campaigns: z.array(CampaignBand),
});
export type ReportView = z.infer<typeof ReportView>;

/** A saved or shipped report by its id, or one that is being made. A store narrows it further. */
const Asked = {
  report: z.union([z.strictObject({ id: DefinitionId }), z.strictObject({ body: DefinitionBody })]),
  storeId: z.optional(z.nullable(Id)),
  /** Another period than the report's own. */
  period: z.optional(z.record(z.string(), z.unknown())),
  /** Another order: a ranking by count and not by amount. */
  sort: z.optional(z.strictObject({ by: text(80, 1), dir: z.enum(['asc', 'desc']) })),
  /** One of its numbers alone, split by one thing, beside the period before: where a fall comes from. `measure` is one of `splits`. */
  split: z.optional(z.strictObject({ measure: text(80, 1), dim: text(80, 1) })),
};

export const RowsView = z.object({
  /** 客户, 位 */
  entity: z.string(),
  entityLabel: z.string(),
  unit: z.string(),
  asOf: Instant,
  /** The rows in words. */
  text: z.string(),
  count: z.int(),
  columns: z.array(z.object({ path: z.string(), label: z.string(), type: z.string() })),
  /** The kind of record that a row leads to; null: none that has a page. */
  opens: z.nullable(z.enum(['customer', 'order'])),
  /** Each row is somebody's: a to-do can be made for each of them. */
  people: z.boolean(),
  /** The first of them; values as they are stored, names of records and options in words. */
  rows: z.array(z.object({ id: z.string(), opens: z.nullable(z.string()), values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])) })),
});
export type RowsView = z.infer<typeof RowsView>;

export const Tile = z.object({
  id: z.string(),
  report: z.string(),
  title: z.string(),
  x: z.int(),
  y: z.int(),
  w: z.int(),
  h: z.int(),
});
export const DashboardView = z.object({
  id: z.string(),
  title: z.string(),
  tiles: z.array(Tile),
  /** The period of all its reports; null: each its own. */
  period: z.nullable(z.record(z.string(), z.unknown())),
});
export type DashboardView = z.infer<typeof DashboardView>;

/** What a report can be made of, as far as the reader's rights reach. */
export const ReportCatalogue = z.object({
  version: z.int(),
  /** Today in the shop. */
  today: CivilDate,
  entities: z.array(z.extend(CatalogueEntity, { fields: z.array(z.extend(CatalogueField, { groupable: z.boolean(), measurable: z.boolean() })) })),
  /** Of a combined one `combine` and `of`; of one over rows its home, how it is worked out and by which date. */
  measures: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      format: z.enum(FORMATS),
      formulaText: z.string(),
      combine: z.optional(z.enum(COMBINATIONS)),
      of: z.optional(z.array(z.string())),
      home: z.optional(z.string()),
      agg: z.optional(z.enum(AGGREGATES)),
      time: z.optional(z.nullable(z.string())),
      path: z.optional(z.string()),
    }),
  ),
  dimensions: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      entity: z.string(),
      field: z.string(),
      banded: z.boolean(),
      routes: z.optional(z.record(z.string(), z.array(z.string()))),
    }),
  ),
  /** Shipped and saved reports, for a dashboard. */
  reports: z.array(z.object({ id: z.string(), title: z.string() })),
  roles: z.array(z.object({ key: z.string(), name: z.string() })),
});
export type ReportCatalogue = z.infer<typeof ReportCatalogue>;

/** What the shop decides about its numbers; each is named in the formulas that it changes. */
const KpiSettings = {
  /** So many days without coming, and she is no longer 活跃; so many, and she is 流失. */
  activeDays: z.int().check(z.gte(1), z.lte(365)),
  lostDays: z.int().check(z.gte(2), z.lte(730)),
  /** Within so many days a second order is coming again. */
  repeatDays: z.int().check(z.gte(30), z.lte(1_095)),
  /** How much of a technician's score is her rating, in percent; the rest is her work. */
  ratingWeight: z.int().check(z.gte(0), z.lte(100)),
  /** For so many years a customer is expected to stay. */
  ltvYears: z.int().check(z.gte(1), z.lte(20)),
};
export const ReportSettings = z.object({ ...KpiSettings, version: z.int() });
export type ReportSettings = z.infer<typeof ReportSettings>;

const read = { kind: 'query', audience: 'staff', right: 'report.read' } as const;

export const reportsEndpoints = {
  'reports.run': endpoint({
    ...read,
    input: z.strictObject(Asked),
    output: z.object({ report: ReportView }),
    summary: 'Works a report out over the rows that the asker may see: numbers with their formula, period, filters and how many rows went in.',
    refusals: ['record.not_found', 'report.has_problems', 'report.too_wide', 'report.too_slow'],
  }),
  'reports.drill': endpoint({
    ...read,
    input: z.strictObject({
      ...Asked,
      measure: z.string(),
      keys: z.record(z.string(), KeyView),
      /** A number of the period that it is compared with. */
      compared: z.optional(z.boolean()),
    }),
    output: z.object({ rows: RowsView }),
    summary: 'The rows behind one number, counted in one snapshot: as many as the number says.',
    refusals: ['record.not_found', 'report.has_problems', 'report.choose_part', 'report.too_slow'],
  }),
  'reports.openTasks': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    input: z.strictObject({
      ...Asked,
      measure: z.string(),
      keys: z.record(z.string(), KeyView),
      compared: z.optional(z.boolean()),
      title: text(60, 1),
      /** To be done within so many days. */
      days: z.int().check(z.gte(1), z.lte(90)),
    }),
    output: z.object({ opened: z.int(), already: z.int() }),
    summary: 'A to-do for each customer behind a number, for whoever looks after her. One a customer and day: `already` had one.',
    refusals: ['record.not_found', 'report.has_problems', 'report.choose_part', 'report.no_customers', 'report.too_wide', 'report.too_slow'],
  }),
  'reports.catalogue': endpoint({
    ...read,
    input: Empty,
    output: ReportCatalogue,
    summary: 'What a report can be made of: records, measures with their formula, what they can be split by; and what a dashboard can hold.',
    refusals: [],
  }),
  'reports.settings': endpoint({
    ...read,
    input: Empty,
    output: z.object({ settings: ReportSettings }),
    summary: 'What the shop decided about its numbers: days, weights and years.',
    refusals: [],
  }),
  'reports.saveSettings': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'design.publish',
    input: z
      .strictObject({ ...KpiSettings, version: z.int().check(z.gte(0), z.lte(2_147_483_647)) })
      .check(z.refine((input) => input.activeDays < input.lostDays, { path: ['lostDays'], error: 'not_after_active' })),
    output: z.object({ settings: ReportSettings }),
    summary: 'Decides about the numbers of the whole shop. The formulas that everybody reads say so from then on.',
    refusals: ['record.changed'],
  }),
  'reports.dashboards': endpoint({
    ...read,
    input: Empty,
    output: z.object({ dashboards: z.array(z.object({ id: z.string(), title: z.string() })) }),
    summary: 'The dashboards that are shared with the asker, shipped ones first.',
    refusals: [],
  }),
  'reports.dashboard': endpoint({
    ...read,
    input: z.strictObject({ id: DefinitionId }),
    output: z.object({ dashboard: DashboardView }),
    summary: 'A dashboard: which reports stand where. Each is worked out by `reports.run`, for who looks.',
    refusals: ['record.not_found'],
  }),
};
