import { existsSync, readFileSync, statSync } from 'node:fs';
import { paged, removeSheet, safeText, writeSheet, type Cell } from '../src/platform/sheet';
import { rowsOf } from './sheets';

jest.setTimeout(240_000);

test('IT-11 100,000 rows are written down in flat memory, and can be read again', async () => {
  const row = (i: number): Cell[] => [`ZK${i}`, new Date(1_767_225_600_000 + i * 1000), '林小雨', i, '=1+1', 'x'.repeat(40)];
  const kinds = ['text', 'time', 'text', 'yuan', 'text', 'text'] as const;
  let peak = 0;
  const write = async (count: number) => {
    peak = 0;
    const file = await writeSheet({
      name: '大表',
      columns: kinds.map((kind, i) => ({ title: `列${i}`, width: 12, kind })),
      batches: async function* () {
        for (let from = 0; from < count; from += 2_000) {
          peak = Math.max(peak, process.memoryUsage().heapUsed);
          yield Array.from({ length: Math.min(2_000, count - from) }, (_, i) => row(from + i));
        }
      },
    });
    return { file, peak, size: statSync(file).size };
  };
  const small = await write(2_000);
  const large = await write(100_000);
  expect(large.size).toBeGreaterThan(small.size * 20);
  // Fifty times the rows, and not fifty times the memory: some tens of megabytes that nobody has collected yet.
  expect(large.peak - small.peak).toBeLessThan(120 * 1024 * 1024);
  const bytes = readFileSync(small.file);
  const rows = await rowsOf(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  expect([rows.length, rows[1]]).toEqual([2_001, ['ZK0', '2026-01-01T08:00:00.000Z', '林小雨', '0', "'=1+1", 'x'.repeat(40)]]);
  for (const { file } of [small, large]) {
    await removeSheet(file);
    expect(existsSync(file)).toBe(false);
  }
});

test('IT-11 a list is read a page at a time, each page after the last row of the one before', async () => {
  const asked: (number | null)[] = [];
  const batches: number[][] = [];
  for await (const batch of paged<number>(3, async (after, limit) => {
    asked.push(after);
    return Array.from({ length: 7 }, (_, i) => i)
      .filter((i) => after === null || i > after)
      .slice(0, limit);
  }))
    batches.push([...batch]);
  expect([batches, asked]).toEqual([
    [[0, 1, 2], [3, 4, 5], [6]],
    [null, 2, 5],
  ]);
});

test.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('IT-11 %j is text', (text) => {
  expect(safeText(text)).toBe(`'${text}`);
  expect(safeText(`a${text}`)).toBe(`a${text}`);
});
