/** A picture of black and white cells as a PNG in a data URL: WeChat's and every browser's image reads it, and no canvas is needed. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ADLER = 65_521;
const CRC_POLYNOMIAL = 0xedb88320;
/** A stored block of deflate holds its length in two bytes. */
const MOST_STORED = 0xffff;

const fourBytes = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ CRC_POLYNOMIAL : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: readonly number[]): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % ADLER;
    b = (b + a) % ADLER;
  }
  return ((b << 16) | a) >>> 0;
}

function chunk(name: string, data: readonly number[]): number[] {
  const named = [...Array.from(name, (letter) => letter.charCodeAt(0)), ...data];
  return [...fourBytes(data.length), ...named, ...fourBytes(crc32(named))];
}

/** Not compressed: a code is a few kilobytes. */
function zlib(data: readonly number[]): number[] {
  const out = [0x78, 0x01];
  for (let from = 0; from < data.length; from += MOST_STORED) {
    const part = data.slice(from, from + MOST_STORED);
    const { length } = part;
    out.push(from + MOST_STORED >= data.length ? 1 : 0, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255, ...part);
  }
  return [...out, ...fourBytes(adler32(data))];
}

/** WeChat's logic layer has no `btoa`. */
function base64(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let sign = 0; sign < 4; sign += 1) text += sign > left ? '=' : (LETTERS[(three >>> (18 - 6 * sign)) & 63] ?? '');
  }
  return text;
}

/**
 * @param size cells a side
 * @param isDark whether the cell at row, column is black
 * @param scale pixels a cell
 */
export function pngOfCells(size: number, isDark: (row: number, column: number) => boolean, scale: number): string {
  const pixels = size * scale;
  const rowBytes = Math.ceil(pixels / 8);
  const raw: number[] = [];
  for (let row = 0; row < size; row += 1) {
    const line = new Array<number>(rowBytes).fill(0);
    for (let x = 0; x < pixels; x += 1) if (!isDark(row, Math.floor(x / scale))) line[x >>> 3] = (line[x >>> 3] ?? 0) | (0x80 >>> (x & 7));
    // Each line begins with its filter: none.
    for (let copy = 0; copy < scale; copy += 1) raw.push(0, ...line);
  }
  const header = [...fourBytes(pixels), ...fourBytes(pixels), 1, 0, 0, 0, 0];
  const file = [...SIGNATURE, ...chunk('IHDR', header), ...chunk('IDAT', zlib(raw)), ...chunk('IEND', [])];
  return `data:image/png;base64,${base64(file)}`;
}
