import { createReadStream } from 'node:fs';
import type { RawRow } from '@zhike/domain/imports/cells';
import { BadFile } from './zip-read';

const LONGEST_CELL = 100_000;
const MOST_COLUMNS = 400;

/** How a file's letters are written: by its mark, else UTF-8 when all of it is, else GBK (which GB18030 contains), as Excel saves it in China. */
async function encodingOf(path: string): Promise<string> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      if (first && piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le';
      if (first && piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be';
      if (first && piece.subarray(0, 2).toString('latin1') === 'PK') throw new BadFile('not_a_sheet');
      first = false;
      strict.decode(piece, { stream: true });
    }
    strict.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof BadFile) throw error;
    return 'gb18030';
  }
}

const ENDS = /[\r\n]/;

/** The rows of a text file with commas, semicolons or tabs between its cells. Every cell is a text; `="0012"` is what Excel makes of a text with zeros. */
export async function* csvRows(path: string): AsyncGenerator<readonly RawRow[]> {
  const decoder = new TextDecoder(await encodingOf(path));
  const parser = new CsvParser();
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    const rows = parser.push(decoder.decode(piece, { stream: true }));
    if (rows.length > 0) yield rows;
  }
  const rows = parser.end(decoder.decode());
  if (rows.length > 0) yield rows;
}

class CsvParser {
  private separator = '';
  private cell = '';
  private cells: string[] = [];
  private quoted = false;
  /** A quote inside quotes: the end of the cell, or the first half of one that is meant. */
  private quote = false;
  private row = 0;
  private done: RawRow[] = [];
  private held = '';
  private carriage = false;

  push(text: string): readonly RawRow[] {
    let data = this.held + text;
    this.held = '';
    if (this.separator === '') {
      // The first line tells what stands between cells.
      if (!ENDS.test(data) && data.length < LONGEST_CELL) {
        this.held = data;
        return [];
      }
      data = data.replace(/^\ufeff/, '');
      this.separator = separatorOf(data.split(ENDS, 1)[0] ?? '');
    }
    for (const sign of data) this.sign(sign);
    const { done } = this;
    this.done = [];
    return done;
  }

  end(text: string): readonly RawRow[] {
    const data = `${this.held}${text}`.replace(/^\ufeff/, '');
    this.held = '';
    if (this.separator === '') this.separator = separatorOf(data);
    for (const sign of data) this.sign(sign);
    if (this.cell !== '' || this.cells.length > 0) this.endRow();
    return this.done;
  }

  private sign(sign: string): void {
    const afterCarriage = this.carriage;
    this.carriage = false;
    if (this.quoted && !this.quote) {
      if (sign === '"') this.quote = true;
      else this.add(sign);
      return;
    }
    if (this.quote) {
      this.quote = false;
      if (sign === '"') return this.add(sign);
      this.quoted = false;
    }
    if (sign === '"' && (this.cell === '' || this.cell === '=')) this.quoted = true;
    else if (sign === this.separator) this.endCell();
    else if (sign === '\r') {
      this.carriage = true;
      this.endRow();
    } else if (sign === '\n') {
      if (!afterCarriage) this.endRow();
    } else this.add(sign);
  }

  private add(sign: string): void {
    this.cell += sign;
    if (this.cell.length > LONGEST_CELL) throw new BadFile('too_large');
  }

  private endCell(): void {
    const formula = /^=\s*(\d+)$/.exec(this.cell);
    if (this.cells.length < MOST_COLUMNS) this.cells.push(formula?.[1] ?? this.cell);
    this.cell = '';
    this.quoted = false;
    this.quote = false;
  }

  private endRow(): void {
    this.endCell();
    this.row += 1;
    if (this.cells.some((cell) => cell.trim() !== '')) this.done.push({ row: this.row, cells: this.cells.map((cell) => (cell === '' ? null : cell)) });
    this.cells = [];
  }
}

function separatorOf(line: string): string {
  const count = (sign: string): number => line.split(sign).length - 1;
  return [',', '\t', ';'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}
