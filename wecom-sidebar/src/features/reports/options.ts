import type { ReportView } from '@zhike/domain/reports/contract';
import type { EChartsCoreOption } from 'echarts/core';
import { calendar } from './options.calendar';
import { axisWords, type Figure, figureAt, figureWords, type Head, type Picked } from './figures';

/** Ours, readable side by side on white and by people who do not see red and green apart. */
export const COLOURS = ['#1e6f5c', '#2563a8', '#c98a1b', '#6b4fa0', '#4a9ea8', '#b4552d', '#7a8a2a', '#8c6d62'];
const GREY = '#a3a9b3';
const MOST_SLICES = 8;

/** A point that knows which number it is, so that a press on it opens its rows. */
interface Point {
  readonly value: Figure;
  readonly pick: Picked;
  readonly name?: string;
  readonly itemStyle?: object;
}

/** What a chart of a report looks like; null where a table says it better. `only`: the number that a ranking shows. */
export function optionsOf(report: ReportView, only = 0): EChartsCoreOption | null {
  switch (report.chart) {
    case 'line':
    case 'area':
      return axes(report, false, [...lines(report), ...linesBefore(report)]);
    case 'column':
      return axes(report, false, bars(report));
    case 'bar':
      return axes(report, true, bars(report));
    case 'rank':
      return axes(
        report,
        true,
        bars(report).filter((_, i) => i % report.measures.length === only || report.cols.length > 0),
      );
    case 'pie':
      return pie(report);
    case 'funnel':
      return funnel(report);
    case 'gauge':
      return gauge(report);
    case 'heat':
      return heat(report);
    case 'calendar':
      return calendar(report);
    default:
      return null;
  }
}

const base = { color: COLOURS, animationDuration: 200, aria: { enabled: true } };
const rowLabels = (report: ReportView): string[] => report.rows.map((line) => `${line.labels.join(' ')}${line.incomplete ? '（未完）' : ''}`);

/** One series a measure, or one a column where there are columns. */
function seriesOf(report: ReportView): { readonly name: string; readonly head: Head; readonly measure: number; readonly col: number | null }[] {
  const [first] = report.measures;
  if (report.cols.length > 0 && first) return report.cols.map((line, col) => ({ name: line.labels.join(' '), head: first, measure: 0, col }));
  return report.measures.map((head, measure) => ({ name: head.label, head, measure, col: null }));
}

function pointsOf(report: ReportView, measure: number, col: number | null, compared = false): Point[] {
  return report.rows.map((_, row) => {
    const pick = { row, col, measure, ...(compared ? { compared } : {}) };
    return { value: figureAt(report, pick), pick };
  });
}

/** Up to the last stretch that is over a full line, from there a dashed one: a month under way is not a fall. */
function lines(report: ReportView): object[] {
  const lastFull = report.rows.map((line) => line.incomplete).indexOf(true) - 1;
  return seriesOf(report).flatMap(({ name, head, measure, col }, i) => {
    const points = pointsOf(report, measure, col);
    const shared = {
      name,
      type: 'line',
      yAxisIndex: head.axis === 'right' ? 1 : 0,
      color: COLOURS[i % COLOURS.length],
      ...(report.chart === 'area' ? { areaStyle: { opacity: 0.15 } } : {}),
    };
    const bands = i === 0 && report.campaigns.length > 0 ? { markArea: campaignAreas(report) } : {};
    if (lastFull < -1) return [{ ...shared, ...bands, data: points }];
    return [
      { ...shared, ...bands, data: points.map((point, at) => (at <= lastFull ? point : { ...point, value: null })) },
      { ...shared, lineStyle: { type: 'dashed' }, areaStyle: undefined, data: points.map((point, at) => (at >= lastFull ? point : { ...point, value: null })) },
    ];
  });
}

/** Days of campaigns as bands behind the line, from the bucket that they begin in to the one that they end in. */
function campaignAreas(report: ReportView): object {
  const labels = rowLabels(report);
  const at = (day: string): number => report.rows.filter((line) => typeof line.keys.time === 'string' && line.keys.time <= day).length - 1;
  const areas = report.campaigns.flatMap(({ title, from, to }) => {
    const [first, last] = [Math.max(0, at(from)), at(to)];
    return last < first ? [] : [[{ name: title, xAxis: labels[first] }, { xAxis: labels[last] }]];
  });
  return { silent: true, itemStyle: { color: 'rgba(201,138,27,0.14)' }, label: { color: '#8a5d0b', fontSize: 11, position: 'insideTop' }, data: areas };
}

/** The other period as a grey line behind. */
function linesBefore(report: ReportView): object[] {
  if (!report.compared) return [];
  return seriesOf(report).map(({ name, head, measure, col }) => ({
    name: `${name}（对比）`,
    type: 'line',
    yAxisIndex: head.axis === 'right' ? 1 : 0,
    color: GREY,
    lineStyle: { type: 'dotted' },
    data: pointsOf(report, measure, col, true),
  }));
}

function bars(report: ReportView): object[] {
  const unfinished = { itemStyle: { opacity: 0.5, borderType: 'dashed', borderColor: COLOURS[0] } };
  const now = seriesOf(report).map(({ name, head, measure, col }) => ({
    name,
    type: 'bar',
    barMaxWidth: 36,
    [report.chart === 'column' ? 'yAxisIndex' : 'xAxisIndex']: head.axis === 'right' ? 1 : 0,
    ...(report.cols.length > 0 ? { stack: head.additive === 'all' ? 'all' : undefined } : {}),
    data: pointsOf(report, measure, col).map((point, row) => (report.rows[row]?.incomplete ? { ...point, ...unfinished } : point)),
  }));
  if (!report.compared) return now;
  const before = seriesOf(report).map(({ name, measure, col }) => ({
    name: `${name}（对比）`,
    type: 'bar',
    barMaxWidth: 36,
    color: GREY,
    data: pointsOf(report, measure, col, true),
  }));
  return [...now, ...before];
}

function axes(report: ReportView, lying: boolean, series: readonly object[]): EChartsCoreOption {
  const heads = seriesOf(report).map((one) => one.head);
  const formatOf = (side: 'left' | 'right') => heads.find((head) => head.axis === side)?.format;
  const value = (side: 'left' | 'right') => ({
    type: 'value',
    axisLabel: { formatter: (v: number) => axisWords(v, formatOf(side) ?? 'int') },
    splitLine: { show: side === 'left' },
  });
  const category = {
    type: 'category',
    data: rowLabels(report),
    inverse: lying,
    axisTick: { show: false },
    axisLabel: { hideOverlap: true, width: lying ? 96 : undefined, overflow: 'truncate' },
  };
  const values = formatOf('right') ? [value('left'), value('right')] : [value('left')];
  return {
    ...base,
    grid: { left: 8, right: 16, top: series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: series.length > 1 ? { type: 'scroll', top: 0 } : undefined,
    tooltip: { trigger: 'axis', axisPointer: { type: lying ? 'shadow' : 'line' }, formatter: (points: unknown) => tip(report, points) },
    xAxis: lying ? values : category,
    yAxis: lying ? category : values,
    series,
  };
}

/** The words of a pointed-at bucket: each series once, dashed and full parts are one. */
function tip(report: ReportView, points: unknown): string {
  const list = (Array.isArray(points) ? points : [points]) as {
    readonly axisValueLabel?: string;
    readonly seriesName?: string;
    readonly marker?: string;
    readonly data?: Point;
  }[];
  const said = new Map<string, string>();
  for (const { seriesName = '', marker = '', data } of list)
    if (data?.pick && data.value !== null)
      said.set(seriesName, `${marker}${escaped(seriesName)}  <b>${figureWords(data.value, report.measures[data.pick.measure]?.format ?? 'int')}</b>`);
  return [escaped(list[0]?.axisValueLabel ?? ''), ...said.values()].join('<br>');
}

/** Names come from people; a tooltip is HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function pie(report: ReportView): EChartsCoreOption {
  const head = report.measures[0];
  const points = pointsOf(report, 0, null).map((point, i) => ({ ...point, name: report.rows[i]?.labels.join(' ') ?? '' }));
  const sorted = [...points].sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const [shown, rest] = sorted.length > MOST_SLICES ? [sorted.slice(0, MOST_SLICES), sorted.slice(MOST_SLICES)] : [sorted, []];
  const others = rest.length > 0 ? [{ name: `其他 ${rest.length} 项`, value: rest.reduce((so, one) => so + (one.value ?? 0), 0) }] : [];
  return {
    ...base,
    tooltip: {
      trigger: 'item',
      formatter: (point: { name: string; value: number; percent: number; marker: string }) =>
        `${point.marker}${escaped(point.name)}  <b>${figureWords(point.value, head?.format ?? 'int')}</b>（${point.percent}%）`,
    },
    series: [{ type: 'pie', radius: ['38%', '68%'], label: { formatter: '{b}  {d}%' }, data: [...shown, ...others] }],
  };
}

function funnel(report: ReportView): EChartsCoreOption {
  const first = report.rowTotals[0]?.[0] ?? 0;
  const data = report.rows.map((line, row) => {
    const value = report.rowTotals[row]?.[0] ?? 0;
    const previous = report.rowTotals[row - 1]?.[0];
    const rate = previous ? `，上一步的 ${figureWords(value / previous, 'percent')}` : '';
    return { value, name: `${line.labels.join(' ')}  ${figureWords(value, 'int')}${rate}`, pick: { row, col: null, measure: 0 } };
  });
  return {
    ...base,
    series: [
      {
        type: 'funnel',
        sort: 'none',
        left: 8,
        right: '45%',
        top: 8,
        bottom: 8,
        min: 0,
        max: first,
        minSize: '4%',
        gap: 2,
        label: { position: 'right', color: '#1d2129' },
        data,
      },
    ],
  };
}

function gauge(report: ReportView): EChartsCoreOption {
  const head = report.measures[0];
  const value = report.total[0] ?? 0;
  const target = report.target ?? 0;
  return {
    ...base,
    series: [
      {
        type: 'gauge',
        min: 0,
        max: Math.max(target, value),
        startAngle: 200,
        endAngle: -20,
        progress: { show: true, width: 14 },
        axisLine: { lineStyle: { width: 14 } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        pointer: { show: false },
        detail: { offsetCenter: [0, 0], fontSize: 22, formatter: () => figureWords(report.total[0] ?? null, head?.format ?? 'int') },
        title: { offsetCenter: [0, '34%'], color: '#657081' },
        data: [
          {
            value,
            name: target > 0 ? `目标 ${figureWords(target, head?.format ?? 'int')} 的 ${figureWords(value / target, 'percent')}` : '',
            pick: { row: null, col: null, measure: 0 },
          },
        ],
      },
    ],
  };
}

function heat(report: ReportView): EChartsCoreOption {
  const head = report.measures[0];
  const data = report.rows.flatMap((_, row) =>
    report.cols.map((_col, col) => {
      const value = figureAt(report, { row, col, measure: 0 });
      return { value: [col, row, value ?? '-'], pick: { row, col, measure: 0 } };
    }),
  );
  const most = Math.max(1, ...data.map((one) => Number(one.value[2]) || 0));
  return {
    ...base,
    grid: { left: 8, right: 16, top: 8, bottom: 40, containLabel: true },
    xAxis: { type: 'category', data: report.cols.map((line) => line.labels.join(' ')) },
    yAxis: { type: 'category', data: rowLabels(report), inverse: true },
    visualMap: {
      min: 0,
      max: most,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      inRange: { color: ['#eef5f2', '#1e6f5c'] },
      formatter: (v: number) => axisWords(v, head?.format ?? 'int'),
    },
    series: [
      {
        type: 'heatmap',
        data,
        label: {
          show: true,
          formatter: (point: { value: unknown[] }) => (typeof point.value[2] === 'number' ? axisWords(point.value[2], head?.format ?? 'int') : ''),
        },
      },
    ],
  };
}
