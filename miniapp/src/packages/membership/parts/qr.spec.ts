import { inflateSync } from 'node:zlib';
import { create } from 'qrcode';
import { pngOfCells } from './png';
import { qrPicture } from './qr';

interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({ name: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

test('CD-09 the picture of a code is a PNG whose every cell is the code’s, with a white rim of four cells', () => {
  const text = 'zk1.YXNkZmFzZGZhc2RmYXNkZg.1764150000';
  const url = qrPicture(text);
  const file = Buffer.from(url.replace('data:image/png;base64,', ''), 'base64');
  expect(file.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const chunks = chunksOf(file);
  expect(chunks.map((chunk) => chunk.name)).toEqual(['IHDR', 'IDAT', 'IEND']);
  const [header, image] = chunks;
  const pixels = header?.data.readUInt32BE(0) ?? 0;
  // Node checks the sum of what it unpacks.
  const raw = inflateSync(image?.data ?? Buffer.alloc(0));
  const { modules } = create([{ mode: 'byte', data: Buffer.from(text) }], { errorCorrectionLevel: 'M' });
  const scale = pixels / (modules.size + 8);
  const rowBytes = Math.ceil(pixels / 8) + 1;
  const isWhite = (row: number, column: number) => {
    const [y, x] = [Math.floor((row + 0.5) * scale), Math.floor((column + 0.5) * scale)];
    return ((raw[y * rowBytes + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
  };
  expect(raw).toHaveLength(pixels * rowBytes);
  for (let row = 0; row < modules.size + 8; row += 1)
    for (let column = 0; column < modules.size + 8; column += 1) {
      const rim = row < 4 || column < 4 || row >= modules.size + 4 || column >= modules.size + 4;
      expect([row, column, isWhite(row, column)]).toEqual([row, column, rim || modules.get(row - 4, column - 4) === 0]);
    }
});

test('CD-09 a picture larger than one stored block is right, too', () => {
  const file = Buffer.from(pngOfCells(100, (row) => row % 2 === 0, 10).split(',')[1] ?? '', 'base64');
  expect(inflateSync(chunksOf(file)[1]?.data ?? Buffer.alloc(0))).toHaveLength(1_000 * 126);
});
