import type { Aggregate, Chart, Dimension, DimensionRef, FunnelDef, Measure, ReportDef, RowMeasure } from '@zhike/domain/engines/reports/definition';
import { refId, REPORT_LIMITS } from '@zhike/domain/engines/reports/definition';
import { say } from '@zhike/domain/engines/conditions/say';
import { type DimensionChoice, entityIn, homeOf, measureIn, momentsOf, type World } from './known';
import { EMPTY_REPORT } from './empty';
import { periodWords } from './periods';

/* A report's draft, as its designer changes it. */

/** A body from outside, as far as it is a report's. */
export function reportOf(body: unknown): ReportDef {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<ReportDef>;
  const list = <T>(value: readonly T[] | undefined): readonly T[] => (Array.isArray(value) ? value : []);
  return { ...EMPTY_REPORT, ...raw, measures: list(raw.measures), rows: list(raw.rows) };
}

const free = (prefix: string, taken: readonly string[]): string => {
  let n = 1;
  while (taken.includes(`${prefix}${n}`)) n += 1;
  return `${prefix}${n}`;
};

/* ---- the source ---- */

/** Other records: what was chosen about the old ones goes, and the report begins with their first number, month by month. */
export function withSource(report: ReportDef, source: string, world: World): ReportDef {
  const { title, period, zeroFill } = report;
  const shipped = world.known.measures.find((one) => one.home === source && one.time !== null) ?? world.known.measures.find((one) => one.home === source);
  const base: ReportDef = { title, period, zeroFill, chart: 'column', measures: [], rows: [] };
  const counted = shipped ? { ...base, measures: [{ m: shipped.id }] } : addOwn(base, ownCount(base, source, world), world);
  const timed = timeOf(counted, counted.measures[0]?.m ?? '', world) !== null;
  return timed ? { ...counted, rows: [{ time: 'month' }] } : { ...counted, chart: 'number' };
}

function timeOf(report: ReportDef, id: string, { known }: World): string | null {
  const own = report.own?.measures?.find((one) => one.id === id);
  return own ? ('combine' in own ? null : own.time) : (known.measures.find((one) => one.id === id)?.time ?? null);
}

/* ---- measures ---- */

/** 条数 of the records, by their first date. */
export function ownCount(report: ReportDef, source: string, world: World): RowMeasure {
  const entity = entityIn(world, source);
  const measure: RowMeasure = {
    id: free(
      'own.',
      (report.own?.measures ?? []).map((one) => one.id),
    ),
    label: `${entity?.label ?? ''}数`,
    home: source,
    agg: 'count',
    time: momentsOf(world, source)[0]?.path ?? null,
    format: 'int',
    formulaText: '数',
  };
  return { ...measure, formulaText: formulaOf(measure, world) };
}

export const AGGREGATE_WORDS: Readonly<Record<Aggregate, string>> = {
  count: '条数',
  sum: '合计',
  avg: '平均',
  min: '最小',
  max: '最大',
  median: '中位数',
  countDistinct: '不同的个数',
};

/** How a measure is worked out, said from what it is: nobody has to write it, and it cannot be wrong. */
export function formulaOf(measure: RowMeasure, world: World): string {
  const entity = entityIn(world, measure.home);
  const of = entity?.fields.find((field) => field.id === measure.of)?.label;
  const what =
    measure.agg === 'count' ? `${entity?.label ?? ''}的条数` : `${entity?.label ?? ''}「${of ?? measure.of ?? ''}」的${AGGREGATE_WORDS[measure.agg]}`;
  const when = momentsOf(world, measure.home).find((one) => one.path === measure.time)?.label;
  const only = measure.where ? say(measure.where, measure.home, world.catalogue) : '';
  return `${what}${when ? `，按「${when}」落在期间内` : '，期末时的数'}${only ? `；只算${only}` : ''}`.slice(0, REPORT_LIMITS.text);
}

export function addMeasure(report: ReportDef, id: string): ReportDef {
  if (report.measures.some(({ m }) => m === id) || report.measures.length >= REPORT_LIMITS.measures) return report;
  return { ...report, measures: [...report.measures, { m: id }] };
}
export function addOwn(report: ReportDef, measure: Measure, _world?: World): ReportDef {
  return addMeasure({ ...report, own: { ...report.own, measures: [...(report.own?.measures ?? []), measure] } }, measure.id);
}

/** A change of a measure of the report's own; its formula follows, and money is written as money. */
export function setOwn(report: ReportDef, next: Measure, world: World): ReportDef {
  const told: Measure = 'combine' in next ? next : { ...next, formulaText: formulaOf(next, world), format: formatOf(next, world) };
  return { ...report, own: { ...report.own, measures: (report.own?.measures ?? []).map((one) => (one.id === next.id ? told : one)) } };
}
function formatOf(measure: RowMeasure, world: World): Measure['format'] {
  if (measure.agg === 'count' || measure.agg === 'countDistinct') return 'int';
  const field = entityIn(world, measure.home)?.fields.find((one) => one.id === measure.of);
  return field?.type === 'money' ? 'fen' : field?.type === 'percent' ? 'percent' : 'score';
}

export function removeMeasure(report: ReportDef, id: string): ReportDef {
  const own = (report.own?.measures ?? []).filter((one) => one.id !== id);
  const sorted = report.sort?.by === id ? { sort: undefined } : {};
  return tidy({ ...report, ...sorted, measures: report.measures.filter(({ m }) => m !== id), own: { ...report.own, measures: own } });
}

/** A number made of two that are there: a share, or a difference. */
export function ratioOf(report: ReportDef, of: readonly [string, string], combine: 'ratio' | 'difference', world: World): Measure {
  const words = of.map((id) => measureIn(world, report, id)?.label ?? id);
  const ratio = combine === 'ratio';
  return {
    id: free(
      'own.',
      (report.own?.measures ?? []).map((one) => one.id),
    ),
    label: `${words[0]}${ratio ? '占' : '减'}${words[1]}`,
    combine,
    of,
    format: ratio ? 'percent' : (measureIn(world, report, of[0])?.format ?? 'int'),
    formulaText: `${words[0]} ${ratio ? '÷' : '−'} ${words[1]}`,
  };
}

/* ---- what numbers are split by ---- */
export type Well = 'rows' | 'cols';

/** Puts a dimension into a well; in the other it is taken out, and of time there is one. */
export function putDimension(report: ReportDef, well: Well, choice: DimensionChoice, own?: Dimension): ReportDef {
  const id = refId(choice.ref);
  const without = (list: readonly DimensionRef[] | undefined): readonly DimensionRef[] => (list ?? []).filter((ref) => refId(ref) !== id);
  const most = REPORT_LIMITS[well];
  const next = { rows: without(report.rows), cols: without(report.cols) };
  const filled = { ...next, [well]: [...next[well], choice.ref].slice(-most) };
  const made = own ?? choice.own;
  const dims = made ? [...(report.own?.dimensions ?? []).filter((one) => one.id !== made.id), made] : (report.own?.dimensions ?? []);
  return fitted(tidy({ ...report, rows: filled.rows, cols: filled.cols, own: { ...report.own, dimensions: dims } }));
}
export function dropDimension(report: ReportDef, id: string): ReportDef {
  const without = (list: readonly DimensionRef[] | undefined): readonly DimensionRef[] => (list ?? []).filter((ref) => refId(ref) !== id);
  return fitted(tidy({ ...report, rows: without(report.rows), cols: without(report.cols) }));
}
/** Rows become columns and columns rows. */
export function swapped(report: ReportDef): ReportDef {
  return fitted(tidy({ ...report, rows: report.cols ?? [], cols: report.rows }));
}

/** What nothing uses any more goes, and what is empty is not written. */
function tidy(report: ReportDef): ReportDef {
  const { cols, own, sort, ...rest } = report;
  const used = new Set([...report.rows, ...(cols ?? [])].map(refId));
  const dimensions = (own?.dimensions ?? []).filter((one) => used.has(one.id));
  const measures = own?.measures ?? [];
  return {
    ...rest,
    ...(sort ? { sort } : {}),
    ...(cols && cols.length > 0 ? { cols } : {}),
    ...(measures.length + dimensions.length > 0
      ? { own: { ...(measures.length > 0 ? { measures } : {}), ...(dimensions.length > 0 ? { dimensions } : {}) } }
      : {}),
  };
}

/** Bands from the bounds that somebody wrote, smallest first: 500, 2000 → below 500, 500 to 2000, 2000 and more. */
export function bandsOf(text: string, kind: NonNullable<DimensionChoice['bands']>): Dimension['bands'] | null {
  const bounds = text
    .split(/[,，、;；\s]+/)
    .filter(Boolean)
    .map(Number);
  const rising = bounds.every((bound, i) => Number.isFinite(bound) && bound >= 0 && (i === 0 || bound > (bounds[i - 1] ?? 0)));
  if (bounds.length === 0 || bounds.length >= REPORT_LIMITS.bands || !rising) return null;
  if (kind === 'years' && !bounds.every((bound) => Number.isInteger(bound) && bound <= 200)) return null;
  const unit = { money: ' 元', years: ' 年', number: '' }[kind];
  const stored = (bound: number): number => (kind === 'money' ? Math.round(bound * 100) : bound);
  const first = { label: `${bounds[0]}${unit}以下`, to: stored(bounds[0] ?? 0) };
  const middle = bounds.slice(0, -1).map((from, i) => ({ label: `${from}–${bounds[i + 1]}${unit}`, from: stored(from), to: stored(bounds[i + 1] ?? 0) }));
  const last = bounds[bounds.length - 1] ?? 0;
  return [first, ...middle, { label: `${last}${unit}以上`, from: stored(last) }];
}

/* ---- charts ---- */
export const CHART_WORDS: Readonly<Record<Chart, string>> = {
  column: '柱状图',
  line: '折线图',
  area: '面积图',
  bar: '条形图',
  rank: '排行榜',
  pie: '饼图',
  table: '表格',
  cross: '交叉表',
  heat: '热力图',
  calendar: '日历图',
  number: '数字',
  gauge: '仪表盘',
  funnel: '漏斗图',
  gantt: '甘特图',
};

/** Whether a chart can show what is chosen: only such are offered first. */
export function fits(report: ReportDef, chart: Chart): boolean {
  const [row] = report.rows;
  const cols = report.cols?.length ?? 0;
  const timed = row !== undefined && 'time' in row;
  const one = report.rows.length === 1;
  switch (chart) {
    case 'number':
    case 'gauge':
      return report.rows.length === 0 && cols === 0;
    case 'line':
    case 'area':
      return one && timed;
    case 'calendar':
      return one && cols === 0 && row !== undefined && 'time' in row && row.time === 'day';
    case 'pie':
      return one && !timed && cols === 0 && report.measures.length === 1;
    case 'column':
    case 'bar':
      return one;
    case 'rank':
      return one && !timed;
    case 'cross':
    case 'heat':
      return report.rows.length > 0 && cols > 0;
    case 'table':
    case 'funnel':
    case 'gantt':
      return true;
  }
}

/** The chart that shows what is chosen, where the one that was there cannot. */
function fitted(report: ReportDef): ReportDef {
  const columns = (report.cols?.length ?? 0) > 0;
  if (fits(report, report.chart) && !(columns && report.chart === 'table')) return report;
  const order: readonly Chart[] = columns ? ['cross'] : report.rows.length === 0 ? ['number'] : ['line', 'column', 'table'];
  return { ...report, chart: order.find((chart) => fits(report, chart)) ?? 'table' };
}

/** What a chart of shares or ranks is split by: the first thing that is not time. */
const sharedBy = (report: ReportDef): DimensionRef | undefined => [...report.rows, ...(report.cols ?? [])].find((ref) => !('time' in ref));
/** Whether a chart can be had by choosing it: it fits, or what does not fit it is put aside. */
export const reaches = (report: ReportDef, chart: Chart): boolean =>
  fits(report, chart) || chart === 'calendar' || ((chart === 'pie' || chart === 'rank') && report.measures.length > 0 && sharedBy(report) !== undefined);
/** A chart that has room for one split that is not time keeps that one. */
function narrowed(report: ReportDef, chart: Chart): ReportDef {
  const by = sharedBy(report);
  if ((chart !== 'pie' && chart !== 'rank') || fits(report, chart) || !by) return report;
  const { cols: _, ...rest } = report;
  return tidy({ ...rest, rows: [by], measures: chart === 'pie' ? report.measures.slice(0, 1) : report.measures });
}

/** A chart with what it needs: a ranking is sorted, a funnel has stages, a gauge a target. */
export function withChart(report: ReportDef, chart: Chart, source: string | null, world: World): ReportDef {
  const next: ReportDef = { ...narrowed(report, chart), chart };
  if (chart === 'rank' && report.measures[0])
    return { ...next, sort: { by: report.measures[0].m, dir: 'desc' }, top: report.top ?? { n: 10 }, zeroFill: false };
  if (chart === 'gauge') return { ...next, target: report.target ?? 100 };
  if (chart === 'calendar') return { ...next, rows: [{ time: 'day' }], cols: undefined, period: { last: 90, unit: 'day' } };
  if (chart === 'funnel' && source) return { ...next, funnel: report.funnel?.home === source ? report.funnel : beginFunnel(source, world) };
  if (chart === 'gantt' && source) return { ...next, gantt: report.gantt?.home === source ? report.gantt : beginGantt(source, world) };
  return next;
}

function beginFunnel(home: string, world: World): FunnelDef {
  const moments = momentsOf(world, home).filter((one) => !one.path.includes('.'));
  return { home, stages: moments.slice(0, 4).map(({ path, label }, i) => ({ id: `s${i + 1}`, label, time: path })), windowDays: 90 };
}
function beginGantt(home: string, world: World): ReportDef['gantt'] {
  const [from, to] = momentsOf(world, home).filter((one) => !one.path.includes('.'));
  return { home, bars: from ? [{ id: 'b1', label: `${from.label}到${(to ?? from).label}`, from: from.path, to: (to ?? from).path }] : [] };
}

/* ---- in words ---- */
export function dimensionWords(report: ReportDef, ref: DimensionRef, choices: readonly DimensionChoice[]): string {
  const id = refId(ref);
  const own = report.own?.dimensions?.find((one) => one.id === id);
  if (own) return own.label;
  return choices.find((one) => ('time' in ref ? 'time' in one.ref && one.ref.time === ref.time : refId(one.ref) === id))?.label ?? id;
}

/** A report in one sentence, for comparing versions. */
export function sayReport(report: ReportDef, world: World, choices: readonly DimensionChoice[]): string {
  const home = report.chart === 'funnel' ? report.funnel?.home : report.chart === 'gantt' ? report.gantt?.home : undefined;
  const what = home
    ? (entityIn(world, home)?.label ?? home)
    : report.measures.map(({ m, as }) => as ?? measureIn(world, report, m)?.label ?? m).join('、') || '还没有选看什么';
  const split = [...report.rows, ...(report.cols ?? [])].map((ref) => dimensionWords(report, ref, choices));
  const only = Object.entries(report.filter ?? {}).map(([entity, cond]) => say(cond, entity, world.catalogue));
  return [
    `${CHART_WORDS[report.chart]}：${what}`,
    split.length > 0 ? split.map((one) => (one.startsWith('按') ? one : `按${one}`)).join('、') : '',
    periodWords(report.period),
    only.some(Boolean) ? `只看${only.filter(Boolean).join('、')}` : '',
    report.compare ? (report.compare === 'lastYear' ? '比去年同期' : report.compare === 'prev' ? '比上期' : '比另一段时间') : '',
  ]
    .filter(Boolean)
    .join('，');
}

/** The home of every measure, for those that a filter or a dimension cannot reach. */
export const homesOf = (report: ReportDef, world: World): string[] => [...new Set(report.measures.flatMap(({ m }) => homeOf(world, report, m) ?? []))];
