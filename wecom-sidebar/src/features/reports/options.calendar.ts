import type { ReportView } from '@zhike/domain/reports/contract';
import type { EChartsCoreOption } from 'echarts/core';
import { axisWords, figureAt, figureWords } from './figures';

/** One square a day, weeks as columns, Monday first; the darker the more. */
export function calendar(report: ReportView): EChartsCoreOption {
  const format = report.measures[0]?.format ?? 'int';
  const data = report.rows.map((line, row) => {
    const pick = { row, col: null, measure: 0 };
    return { value: [String(line.keys.time), figureAt(report, pick) ?? 0] as const, pick };
  });
  return {
    aria: { enabled: true },
    tooltip: {
      formatter: (point: { value: readonly [string, number] }) => `${point.value[0]}  <b>${figureWords(point.value[1], format)}</b>`,
    },
    visualMap: {
      min: 0,
      max: Math.max(1, ...data.map((one) => one.value[1])),
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      inRange: { color: ['#eef5f2', '#1e6f5c'] },
      formatter: (v: number) => axisWords(v, format),
    },
    calendar: {
      range: report.range ? [report.range.from, report.range.to] : undefined,
      top: 32,
      left: 40,
      right: 16,
      bottom: 48,
      cellSize: ['auto', 'auto'],
      splitLine: { show: true, lineStyle: { color: '#c9d1d9' } },
      itemStyle: { borderColor: '#fff', borderWidth: 2 },
      yearLabel: { show: false },
      monthLabel: { nameMap: Array.from({ length: 12 }, (_, i) => `${i + 1}月`) },
      dayLabel: { firstDay: 1, nameMap: ['日', '一', '二', '三', '四', '五', '六'] },
    },
    series: [{ type: 'heatmap', coordinateSystem: 'calendar', data }],
  };
}
