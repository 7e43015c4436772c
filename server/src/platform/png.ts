import { deflateSync, inflateSync } from 'node:zlib';

/* A picture from outside is taken apart and put together anew before anything else sees it: libraries trust what they unpack. */

const MARK = Buffer.from('89504e470d0a1a0a', 'hex');
/** Bytes a pixel, by colour type: grey, colour, grey with transparency, colour with transparency. What a canvas draws is the last. */
const PIXEL: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const FILTERS = 5;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = MARK.length; at < png.length; ) {
    if (at + 12 > png.length) return null;
    const length = png.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > png.length) return null;
    const body = png.subarray(at + 4, end - 4);
    if (crc32(body) !== png.readUInt32BE(end - 4)) return null;
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at = end;
  }
  return chunks;
}

/**
 * The same picture with nothing in it but its pixels; null when it is no whole PNG of eight bits a channel, not interlaced, with at most
 * so many pixels.
 */
export function cleanPng(png: Buffer, mostPixels: number): Buffer | null {
  if (!png.subarray(0, MARK.length).equals(MARK)) return null;
  const chunks = chunksOf(png);
  const head = chunks?.[0];
  if (!chunks || head?.type !== 'IHDR' || head.data.length !== 13 || chunks.at(-1)?.type !== 'IEND') return null;
  const [width, height] = [head.data.readUInt32BE(0), head.data.readUInt32BE(4)];
  const [depth, colour, , , interlace] = head.data.subarray(8);
  const pixel = PIXEL[colour ?? -1];
  if (depth !== 8 || pixel === undefined || interlace !== 0 || width === 0 || height === 0 || width * height > mostPixels) return null;
  const row = 1 + width * pixel;
  const rows = unpack(Buffer.concat(chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data)), row * height);
  if (rows?.length !== row * height) return null;
  for (let at = 0; at < rows.length; at += row) if ((rows[at] ?? FILTERS) >= FILTERS) return null;
  return Buffer.concat([MARK, chunk('IHDR', head.data), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function unpack(packed: Buffer, most: number): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength: most });
  } catch {
    return null;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Of ISO 3309, as PNG wants it. */
function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}
