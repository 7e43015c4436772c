import { formatFen } from '@zhike/domain/kernel/money';
import type { MeasureHead, ReportView } from '@zhike/domain/reports/contract';
import type * as z from 'zod/mini';

export type Head = z.infer<typeof MeasureHead>;
export type Figure = number | null;

/** A number as its measure writes it; what could not be worked out is 「–」 and never 0. */
export function figureWords(value: Figure, format: Head['format']): string {
  if (value === null) return '–';
  if (format === 'fen') return formatFen(Math.round(value), 'short');
  if (format === 'percent') return `${rounded(value * 100, 1)}%`;
  if (format === 'days') return `${rounded(value, 1)} 天`;
  return rounded(value, format === 'int' ? 0 : 2);
}

/** Thousands apart, at most so many digits after the point, no zeros at the end. */
function rounded(value: number, digits: number): string {
  const factor = 10 ** digits;
  const [whole = '0', rest] = String(Math.round(Math.abs(value) * factor) / factor).split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${spaced}${rest ? `.${rest}` : ''}`;
}

/** Short enough for an axis: 1.2万. Money in yuan. */
export function axisWords(value: number, format: Head['format']): string {
  const shown = format === 'fen' ? value / 100 : format === 'percent' ? value * 100 : value;
  const size = Math.abs(shown);
  if (size >= 100_000_000) return `${rounded(shown / 100_000_000, 1)}亿`;
  if (size >= 10_000) return `${rounded(shown / 10_000, 1)}万`;
  return `${rounded(shown, 1)}${format === 'percent' ? '%' : ''}`;
}

/** How a number moved against the other period, in percent of that; empty when there was nothing to compare with. */
export function movedBy(now: Figure, before: Figure): string | null {
  if (now === null || before === null || before === 0) return null;
  const change = (now - before) / Math.abs(before);
  return `${change > 0 ? '+' : ''}${rounded(change * 100, 1)}%`;
}

/** Which number somebody pressed: a place in the table; null: of a total. */
export interface Picked {
  readonly row: number | null;
  readonly col: number | null;
  readonly measure: number;
  readonly compared?: boolean;
}

/** The buckets of a number, as `reports.drill` asks for them. */
export function keysOf(report: ReportView, picked: Picked): ReportView['rows'][number]['keys'] {
  return { ...(picked.row === null ? {} : report.rows[picked.row]?.keys), ...(picked.col === null ? {} : report.cols[picked.col]?.keys) };
}

export function figureAt(report: ReportView, { row, col, measure, compared }: Picked): Figure {
  const figures = compared ? report.compared : report;
  if (!figures) return null;
  if (row === null) return (col === null ? figures.total[measure] : figures.colTotals[col]?.[measure]) ?? null;
  return (col === null ? figures.rowTotals[row]?.[measure] : figures.cells[row]?.[col]?.[measure]) ?? null;
}
