import { Workbook } from 'exceljs';
import type { Harness } from './harness';

/** What a spreadsheet's cell holds; a formula is told as such. */
const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? `FORMULA ${JSON.stringify(value)}` : String(value);
};

export async function rowsOf(bytes: ArrayBuffer): Promise<string[][]> {
  const book = new Workbook();
  await book.xlsx.load(bytes);
  const rows: string[][] = [];
  book.worksheets[0]?.eachRow((row) => rows.push(Array.from({ length: book.worksheets[0]?.columnCount ?? 0 }, (_, i) => textOf(row.getCell(i + 1).value))));
  return rows;
}

/** Fetches what an export answered: the head and the rows. */
export async function readSheet(shop: Pick<Harness, 'url'>, url: string): Promise<string[][]> {
  const answer = await fetch(shop.url + url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.xlsx"$/);
  return rowsOf(await answer.arrayBuffer());
}
