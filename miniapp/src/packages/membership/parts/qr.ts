import { create } from 'qrcode';
import { pngOfCells } from './png';

/** The white rim that a scanner needs, in cells (the norm's). */
const QUIET = 4;
const PIXELS_A_CELL = 6;

/** A text of ASCII signs as the picture of a QR code, in a data URL. Its bytes are given as they are: WeChat's logic layer has no `TextEncoder`. */
export function qrPicture(text: string): string {
  const data = Uint8ClampedArray.from(text, (sign) => sign.charCodeAt(0));
  const { modules } = create([{ mode: 'byte', data }], { errorCorrectionLevel: 'M' });
  const dark = (row: number, column: number) => {
    const [r, c] = [row - QUIET, column - QUIET];
    return r >= 0 && c >= 0 && r < modules.size && c < modules.size && modules.get(r, c) === 1;
  };
  return pngOfCells(modules.size + 2 * QUIET, dark, PIXELS_A_CELL);
}
