import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { unlink } from 'node:fs/promises';

/** text: never read as a formula. yuan: given in whole fen. count: a number. time: an instant, shown by China's clock. */
export type ColumnKind = 'text' | 'yuan' | 'count' | 'time';
export interface SheetColumn {
  readonly title: string;
  readonly width: number;
  readonly kind: ColumnKind;
}
export type Cell = string | number | Date | null;

/** A list to be written down. `batches` reads it a part at a time, so that no more than a part is ever in memory. */
export interface Sheet {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly batches: () => AsyncIterable<readonly (readonly Cell[])[]>;
}

/** What Excel takes of one sheet, less the head. */
const MOST_ROWS = 1_048_575;
const CHINA_MS = 8 * 3_600_000;
const FORMATS: Readonly<Record<ColumnKind, string>> = { text: '@', yuan: '#,##0.00', count: '0', time: 'yyyy-mm-dd hh:mm' };

/** A text that a spreadsheet (also one that saves it as CSV and reads it again) takes for text, never for a formula. */
export const safeText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function cellOf(value: Cell | undefined, kind: ColumnKind): string | number | Date | null {
  if (value === null || value === undefined || value === '') return null;
  if (value instanceof Date) return new Date(value.getTime() + CHINA_MS);
  if (typeof value === 'string') return safeText(value);
  return kind === 'yuan' ? value / 100 : value;
}

/**
 * Writes a sheet into a file of its own and answers where; whoever asked removes it (`removeSheet`). Into a file first: a reader who is slow
 * would otherwise make us keep in memory what she has not taken, and a fault in the middle would leave her half a file.
 */
export async function writeSheet(sheet: Sheet): Promise<string> {
  // Loaded by whoever first needs it: half a second that no start has to wait for.
  const { stream } = await import('exceljs');
  const filename = path.join(tmpdir(), `zhike-${randomUUID()}.xlsx`);
  const book = new stream.xlsx.WorkbookWriter({ filename, useStyles: true, useSharedStrings: false });
  const page = book.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
  page.columns = sheet.columns.map((column) => ({ header: safeText(column.title), width: column.width, style: { numFmt: FORMATS[column.kind] } }));
  let rows = 0;
  try {
    for await (const batch of sheet.batches()) {
      for (const row of batch) {
        if (rows >= MOST_ROWS) throw new Error('more rows than a sheet takes');
        rows += 1;
        page.addRow(sheet.columns.map((column, index) => cellOf(row[index], column.kind))).commit();
      }
      // Lets the packer write what it was given.
      await breathe();
    }
    page.commit();
    await book.commit();
    return filename;
  } catch (error) {
    await removeSheet(filename);
    throw error;
  }
}

export const removeSheet = (filename: string): Promise<void> => unlink(filename).catch(() => undefined);

/** Batches of a list that is read a page at a time: `next` answers the page after a row (null: the first). */
export async function* paged<Row>(size: number, next: (after: Row | null, limit: number) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let after: Row | null = null;
  for (;;) {
    const rows: readonly Row[] = await next(after, size);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows[rows.length - 1] ?? null;
  }
}
