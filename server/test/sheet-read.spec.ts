import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { RawRow } from '@zhike/domain/imports/cells';
import { SharedTexts } from '../src/platform/shared-texts';
import { sheetRows } from '../src/platform/sheet-read';
import { bookOf } from './imports.shop';

/** An archive by hand: what no honest program writes. */
function zipOf(entries: Readonly<Record<string, string | Buffer>>, lie = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const plain = Buffer.isBuffer(text) ? text : Buffer.from(text);
    const packed = deflateRawSync(plain);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(typeof crc32 === 'function' ? crc32(plain) : 0, 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(lie ? 10 : plain.length, 8);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    sizes.copy(local, 14);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    sizes.copy(central, 16);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

const BOOK = {
  'xl/workbook.xml':
    '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" state="hidden" r:id="rId9"/><sheet name="b" sheetId="2" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Target="worksheets/sheet9.xml"/></Relationships>',
};
const sheetOf = (rows: string): string => `<x:worksheet><x:sheetData>${rows}</x:sheetData></x:worksheet>`;

async function read(bytes: Buffer, kind: 'xlsx' | 'csv' = 'xlsx'): Promise<RawRow[]> {
  const file = path.join(tmpdir(), `zhike-test-${randomUUID()}`);
  await writeFile(file, bytes);
  try {
    const rows: RawRow[] = [];
    for await (const some of sheetRows(file, kind)) rows.push(...some);
    return rows;
  } finally {
    await unlink(file);
  }
}

describe('FM-18 a file is hostile input', () => {
  test('FM-18 an archive that unpacks to hundreds of megabytes of nothing is refused, whatever sizes it states', async () => {
    const bomb = Buffer.alloc(96 * 1024 * 1024, 0x20);
    const bytes = zipOf({ ...BOOK, 'xl/worksheets/sheet1.xml': bomb }, true);
    expect(bytes.length).toBeLessThan(200_000);
    await expect(read(bytes)).rejects.toMatchObject({ problem: 'too_large' });
  });

  test('FM-18 what is no sheet, is cut off, or has one text without an end is told as that and is no fault', async () => {
    await expect(read(Buffer.from('PK\u0003\u0004 and nothing more'))).rejects.toMatchObject({ problem: 'not_a_sheet' });
    await expect(read(zipOf({ 'readme.txt': 'hello' }))).rejects.toMatchObject({ problem: 'not_a_sheet' });
    const good = await bookOf([['姓名'], ['王芳']]);
    await expect(read(good.subarray(0, good.length - 200))).rejects.toMatchObject({ problem: expect.stringMatching(/not_a_sheet|broken/) });
    const endless = sheetOf(`<x:row r="1"><x:c t="inlineStr"><x:is><x:t>${'字'.repeat(500)}`);
    expect(await read(zipOf({ ...BOOK, 'xl/worksheets/sheet1.xml': endless }))).toEqual([]);
    let noise = '<x:c ';
    for (let i = 0; i < 300_000; i++) noise += `a${(i * 7919) % 104_729}="${(i * 31) % 9973}" `;
    await expect(read(zipOf({ ...BOOK, 'xl/worksheets/sheet1.xml': noise }))).rejects.toMatchObject({ problem: 'too_large' });
  });

  test('FM-18 entities of its own and other files are never looked up; a formula is its last value and nothing else', async () => {
    const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    const rows =
      '<x:row r="2"><x:c r="B2" t="str"><x:f>HYPERLINK("http://x")</x:f><x:v>值</x:v></x:c><x:c r="D2" t="inlineStr"><x:is><x:t>&e;&amp;&#x4E2D;_x000A_</x:t><x:rPh><x:t>读音</x:t></x:rPh></x:is></x:c></x:row>';
    expect(await read(zipOf({ ...BOOK, 'xl/worksheets/sheet1.xml': doctype + sheetOf(rows) }))).toEqual([{ row: 2, cells: [null, '值', null, '&e;&中\n'] }]);
  });
});

test('FM-19 cells are what Excel shows: days by their style, both of its calendars, zeros, errors, gaps', async () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="[Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>';
  const rows =
    '<row r="1"><c r="A1" s="1"><v>33725</v></c><c r="B1" s="2"><v>33725.4375</v></c><c r="C1" s="3"><v>12.5</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#N/A</v></c><c r="G1" t="inlineStr"><is><t>0012345</t></is></c></row>';
  const of = (workbook: string) =>
    zipOf({ ...BOOK, 'xl/workbook.xml': workbook, 'xl/styles.xml': styles, 'xl/worksheets/sheet1.xml': `<worksheet>${rows}</worksheet>` });
  const [row] = await read(of(BOOK['xl/workbook.xml']));
  expect(row?.cells).toEqual([{ date: '1992-05-01', time: '00:00:00' }, { date: '1992-05-01', time: '10:30:00' }, 12.5, true, '#N/A', null, '0012345']);
  const [mac] = await read(of(BOOK['xl/workbook.xml'].replace('<sheets>', '<workbookPr date1904="1"/><sheets>')));
  expect(mac?.cells[0]).toEqual({ date: '1996-05-02', time: '00:00:00' });
});

test('FM-18 CSV: UTF-8 with and without its mark, GBK, quotes, line breaks in cells, semicolons, tabs, texts that Excel guards', async () => {
  const cells = async (bytes: Buffer) => (await read(bytes, 'csv')).map((row) => row.cells);
  const wanted = [
    ['姓名', '备注'],
    ['王"芳', '两\r\n行'],
    ['0012', null],
  ];
  const text = '姓名,备注\r\n"王""芳","两\r\n行"\r\n="0012",\r\n';
  expect(await cells(Buffer.from(text))).toEqual(wanted);
  expect(await cells(Buffer.from(`\ufeff${text}`))).toEqual(wanted);
  expect(await cells(Buffer.from('a;b\n1;2'))).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(await cells(Buffer.from('a\tb\n1\t2\n\n'))).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(await cells(Buffer.from('d0d5c3fb2cb1b8d7a20acdf5cee52cc0cf', 'hex'))).toEqual([
    ['姓名', '备注'],
    ['王五', '老'],
  ]);
});

test('FM-18 shared texts beyond some megabytes lie on the disk, are found by their number in any order, and leave nothing behind', () => {
  const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith('zhike-texts-'));
  const before = temporary().length;
  const texts = new SharedTexts();
  const textOf = (i: number): string => `第 ${i} 条${'文'.repeat(i % 97)}`;
  const count = 200_000;
  for (let i = 0; i < count; i++) texts.add(textOf(i));
  expect(temporary().length).toBe(before + 1);
  for (let i = 0; i < count; i += 37) expect(texts.get((i * 7919) % count)).toBe(textOf((i * 7919) % count));
  expect([texts.get(-1), texts.get(count), texts.get(0.5)]).toEqual(['', '', '']);
  texts.close();
  expect(temporary().length).toBe(before);
});
