import type { RawCell, RawRow } from '@zhike/domain/imports/cells';
import { csvRows } from './csv-read';
import { SharedTexts } from './shared-texts';
import { attributeOf, unescapeXml, type XmlListener, XmlScanner } from './xml-scan';
import { BadFile, unzip, type ZipEntry, zipEntries } from './zip-read';

/** Rows beyond what Excel itself has are no sheet; columns beyond these are passed over. */
const MOST_COLUMNS = 400;
const MOST_ROWS = 1_048_576;

/** A row of the first sheet that is not hidden, a piece of the file at a time. Formulas are never worked out: their last value counts. Throws `BadFile`. */
export async function* sheetRows(path: string, kind: 'xlsx' | 'csv'): AsyncGenerator<readonly RawRow[]> {
  if (kind === 'csv') return yield* csvRows(path);
  const entries = new Map((await zipEntries(path)).map((entry) => [entry.name, entry]));
  const book = await bookOf(path, entries);
  const sheet = entries.get(book.sheet);
  if (!sheet) throw new BadFile('not_a_sheet');
  const texts = await textsOf(path, entries.get('xl/sharedStrings.xml'));
  try {
    const rows = new RowReader(texts, await dateStyles(path, entries.get('xl/styles.xml')), book.date1904);
    const scanner = new XmlScanner(rows);
    for await (const piece of unzip(path, sheet)) {
      scanner.push(piece);
      const done = rows.take();
      if (done.length > 0) yield done;
    }
  } finally {
    texts.close();
  }
}

async function scan(path: string, entry: ZipEntry | undefined, listener: Partial<XmlListener>): Promise<void> {
  if (!entry) return;
  const scanner = new XmlScanner({ open: () => undefined, close: () => undefined, text: () => undefined, ...listener });
  for await (const piece of unzip(path, entry)) scanner.push(piece);
}

interface Book {
  readonly sheet: string;
  readonly date1904: boolean;
}

async function bookOf(path: string, entries: ReadonlyMap<string, ZipEntry>): Promise<Book> {
  const targets = new Map<string, string>();
  const open = (name: string, attributes: string): void => {
    const [id, target] = [attributeOf(attributes, 'Id'), attributeOf(attributes, 'Target')];
    if (name === 'Relationship' && id && target) targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  };
  await scan(path, entries.get('xl/_rels/workbook.xml.rels'), { open });
  const sheets: string[] = [];
  let date1904 = false;
  await scan(path, entries.get('xl/workbook.xml'), {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet' || /hidden/i.test(attributeOf(attributes, 'state') ?? '')) return;
      const target = targets.get(attributeOf(attributes, 'r:id') ?? attributeOf(attributes, 'id') ?? '');
      if (target) sheets.push(target);
    },
  });
  const [sheet] = sheets;
  if (!sheet) throw new BadFile('not_a_sheet');
  return { sheet, date1904 };
}

async function textsOf(path: string, entry: ZipEntry | undefined): Promise<SharedTexts> {
  const texts = new SharedTexts();
  let text = '';
  let reading = false;
  let phonetic = false;
  try {
    await scan(path, entry, {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') phonetic = true;
        else if (name === 't') reading = !phonetic;
      },
      close: (name) => {
        if (name === 'si') texts.add(text);
        else if (name === 'rPh') phonetic = false;
        else if (name === 't') reading = false;
      },
      text: (raw) => {
        if (reading) text += unescapeXml(raw);
      },
    });
  } catch (error) {
    texts.close();
    throw error;
  }
  return texts;
}

const BUILT_IN_DATES = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
const isDateFormat = (code: string): boolean => /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, ''));

/** Which of the cells' styles show a number as a date. */
async function dateStyles(path: string, entry: ZipEntry | undefined): Promise<readonly boolean[]> {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  await scan(path, entry, {
    open: (name, attributes) => {
      if (name === 'numFmt') own.set(Number(attributeOf(attributes, 'numFmtId')), isDateFormat(attributeOf(attributes, 'formatCode') ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
        styles.push(own.get(id) ?? BUILT_IN_DATES(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** A day's number in Excel as its date and time of day, to the second. */
export function dateOfSerial(serial: number, date1904: boolean): RawCell {
  const seconds = Math.round((serial + (date1904 ? 1462 : 0) - 25_569) * 86_400);
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return serial;
  const iso = at.toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19) };
}

function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** Of the tags of a sheet only these are read often: their attributes by hand, a pattern a cell would be most of the work. */
function shortAttribute(attributes: string, name: string): string {
  const at = attributes.indexOf(` ${name}="`);
  return at < 0 ? '' : attributes.slice(at + name.length + 3, attributes.indexOf('"', at + name.length + 3));
}

class RowReader implements XmlListener {
  private done: RawRow[] = [];
  private cells: RawCell[] = [];
  private row = 0;
  private column = -1;
  private type = '';
  private style = 0;
  private value = '';
  private reading = false;
  private phonetic = false;

  constructor(
    private readonly texts: SharedTexts,
    private readonly dates: readonly boolean[],
    private readonly date1904: boolean,
  ) {}

  take(): readonly RawRow[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  open(name: string, attributes: string): void {
    if (name === 'c') {
      const reference = shortAttribute(attributes, 'r');
      this.column = reference === '' ? this.column + 1 : columnOf(reference);
      this.type = shortAttribute(attributes, 't');
      this.style = Number(shortAttribute(attributes, 's'));
      this.value = '';
    } else if (name === 'row') {
      const given = Number(shortAttribute(attributes, 'r'));
      this.row = given > this.row ? given : this.row + 1;
      if (this.row > MOST_ROWS) throw new BadFile('too_large');
      this.cells = [];
      this.column = -1;
    } else if (name === 'rPh') this.phonetic = true;
    else if (name === 'v' || name === 't') this.reading = !this.phonetic;
  }

  close(name: string): void {
    if (name === 'c') {
      if (this.value !== '' && this.column >= 0 && this.column < MOST_COLUMNS) {
        while (this.cells.length < this.column) this.cells.push(null);
        this.cells[this.column] = this.cellOf();
      }
    } else if (name === 'row') {
      if (this.cells.some((cell) => cell !== null && cell !== '')) this.done.push({ row: this.row, cells: this.cells });
    } else if (name === 'rPh') this.phonetic = false;
    else if (name === 'v' || name === 't') this.reading = false;
  }

  text(raw: string): void {
    if (this.reading) this.value += raw;
  }

  private cellOf(): RawCell {
    if (this.type === 's') return this.texts.get(Number(this.value));
    if (this.type === 'b') return this.value === '1';
    // A formula's error (#N/A) is a text that no field takes.
    if (this.type === 'str' || this.type === 'inlineStr' || this.type === 'e') return unescapeXml(this.value);
    if (this.type === 'd') return unescapeXml(this.value);
    const number = Number(this.value);
    if (!Number.isFinite(number)) return this.value;
    return this.dates[this.style] ? dateOfSerial(number, this.date1904) : number;
  }
}
