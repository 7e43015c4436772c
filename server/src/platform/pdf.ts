import { existsSync } from 'node:fs';
import type PDFDocument from 'pdfkit';

/** A column of a table; widths in points, of an A4 page without its margins (539). */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
}

/** Words, then a table and last lines when there are some; with a signature below when there is one. */
export interface Paper {
  readonly title: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly table?: { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };
  readonly foot?: readonly string[];
  readonly signature?: { readonly png: Buffer; readonly lines: readonly string[] };
}

/** Writes papers with Chinese words; only the signs that are used go into the file. Trap: the library trusts pictures, so a signature comes from `cleanPng`. */
export interface Pdf {
  write(paper: Paper): Promise<Buffer>;
}

interface Font {
  readonly file: string;
  /** Which of a collection (.ttc). */
  readonly face: string | undefined;
}

/** Where systems keep Noto Sans CJK and Source Han Sans (both SIL Open Font License 1.1, which allows embedding). */
const USUAL: readonly Font[] = [
  { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
  { file: '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
  { file: '/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
  { file: '/usr/share/fonts/adobe-source-han-sans/SourceHanSansSC-Regular.otf', face: undefined },
];

/** `setting`: a font's file, for a collection followed by `#` and the face; empty: the first of the usual ones that is there. Null: none is. */
export function createPdf(setting: string): Pdf | null {
  const [file = '', face] = setting.split('#');
  const font = file ? { file, face } : USUAL.find((one) => existsSync(one.file));
  if (!font || !existsSync(font.file)) return null;
  // Loaded with the first paper: no start waits for it.
  return { write: async (paper) => write((await import('pdfkit')).default, font, paper) };
}

const MARGIN = 56;
const SIGNATURE_WIDTH = 160;
/** A table wants the width of the page. */
const TABLE_MARGIN = 28;
const CELL = { padding: 4, size: 8.5 } as const;

/** Rows that break over pages whole; the head stands on each. */
function drawTable(document: PDFKit.PDFDocument, { columns, rows }: NonNullable<Paper['table']>): void {
  const left = TABLE_MARGIN;
  const bottom = document.page.height - TABLE_MARGIN;
  document.moveDown(0.5).fontSize(CELL.size);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const draw = (cells: readonly string[], y: number): number => {
    const heights = columns.map((column, i) => document.heightOfString(cells[i] || ' ', { width: column.width - 2 * CELL.padding }));
    const height = Math.max(...heights) + 2 * CELL.padding;
    let x = left;
    for (const [i, column] of columns.entries()) {
      const at = { width: column.width - 2 * CELL.padding, align: column.right ? ('right' as const) : ('left' as const) };
      document.text(cells[i] ?? '', x + CELL.padding, y + CELL.padding, at);
      x += column.width;
    }
    document
      .moveTo(left, y + height)
      .lineTo(left + width, y + height)
      .lineWidth(0.5)
      .strokeColor('#bbbbbb')
      .stroke();
    return y + height;
  };
  const head = columns.map((column) => column.title);
  let y = draw(head, document.y);
  for (const row of rows) {
    const height =
      Math.max(...columns.map((column, i) => document.heightOfString(row[i] || ' ', { width: column.width - 2 * CELL.padding }))) + 2 * CELL.padding;
    if (y + height > bottom) {
      document.addPage();
      y = draw(head, TABLE_MARGIN);
    }
    y = draw(row, y);
  }
  document.x = left;
  document.y = y + 10;
}

function write(Document: typeof PDFDocument, font: Font, paper: Paper): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new Document({
      size: 'A4',
      margin: paper.table ? TABLE_MARGIN : MARGIN,
      // Without it pdfkit would begin with a Latin font that nobody needs.
      font: '',
      info: { Title: paper.title, CreationDate: paper.createdAt },
    });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    try {
      document.font(font.file, font.face ?? '', 11);
      document.fontSize(18).text(paper.title, { align: 'center' }).moveDown();
      document.fontSize(11).text(paper.text, { lineGap: 5 });
      if (paper.table) drawTable(document, paper.table);
      for (const line of paper.foot ?? []) document.fontSize(9).text(line, TABLE_MARGIN).moveDown(0.3);
      if (paper.signature) {
        document.moveDown(2);
        document.image(paper.signature.png, { width: SIGNATURE_WIDTH });
        document.moveDown();
        for (const line of paper.signature.lines) document.fontSize(9).text(line);
      }
      document.end();
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
