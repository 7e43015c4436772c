import { existsSync } from 'node:fs';
import PDFDocument from 'pdfkit';

/** A page of words, with a signature below when there is one. */
export interface Paper {
  readonly title: string;
  readonly text: string;
  readonly createdAt: Date;
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
  return { write: (paper) => write(font, paper) };
}

const MARGIN = 56;
const SIGNATURE_WIDTH = 160;

function write(font: Font, paper: Paper): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({
      size: 'A4',
      margin: MARGIN,
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
