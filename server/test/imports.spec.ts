import { bookOf, type Cell, checked, sendFile, until, written } from './imports.shop';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { readSheet } from './sheets';

jest.setTimeout(240_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
}, 120_000);
afterAll(() => shop?.close());

const CUSTOMERS = { kind: 'customer', formId: null } as const;
const prisma = () => shop.server.ports.db.prisma;
let serial = 0;
const phone = (): string => `139${String(10_000_000 + ++serial)}`;
const people = (count: number): Cell[][] => Array.from({ length: count }, (_, i) => [`导入${serial}号${i}`, phone(), '女', '1990-05-01', '老系统']);
const HEAD = ['姓名', '手机号', '性别', '生日', '来源'];
const countCustomers = () => prisma().customer.count();

describe('FM-18 a thousand rows of which seven are not in order', () => {
  const spoilt = (rows: Cell[][]): Cell[][] => {
    const made = rows.map((row) => [...row]);
    const put = (row: number, column: number, value: Cell): void => void ((made[row] as Cell[])[column] = value);
    put(10, 0, '');
    put(20, 1, '1380013');
    put(30, 2, '不详人士');
    put(40, 3, '二月三十');
    put(50, 3, '2026-02-30');
    put(60, 4, '来'.repeat(21));
    put(70, 1, (made[69] as Cell[])[1] ?? null);
    return made;
  };

  test('FM-18 good rows only: 993 are there, and the sheet names row, column and reason of each of the seven', async () => {
    const before = await countCustomers();
    const seen = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...spoilt(people(1_000))]), { storeId: fixture.storeId });
    expect(seen.import).toMatchObject({ state: 'checked', checked: 1_000, bad: 7, good: 993 });
    expect(await countCustomers()).toBe(before);
    const done = await written(shop, boss, seen.import.id, 'good');
    expect(done.import).toMatchObject({ state: 'done', created: 993, changed: 0, same: 0, bad: 7, written: 993 });
    expect((await countCustomers()) - before).toBe(993);
    const sheet = await readSheet(shop, (await shop.do('imports.result', { importId: seen.import.id }, boss)).url);
    expect(sheet).toEqual([
      ['行', '列', '栏目', '原因'],
      ['12', 'A', '姓名', '必填，这里是空的'],
      ['22', 'B', '手机号', '不是电话号码：手机要 11 位，座机请带区号'],
      ['32', 'C', '性别', '选项里没有「不详人士」'],
      ['42', 'D', '生日', '不是日期，请写成 1990-05-01'],
      ['52', 'D', '生日', '不是日期，请写成 1990-05-01'],
      ['62', 'E', '来源', '太长，最多 20 个字'],
      ['72', 'B', '手机号', '和第 71 行重复'],
    ]);
  });

  test('FM-18 all or nothing: with seven bad rows nothing is written; without them all is', async () => {
    const before = await countCustomers();
    const rows = people(1_000);
    const bad = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...spoilt(rows)]));
    expect((await shop.send('imports.write', { importId: bad.import.id, mode: 'all' }, boss)).refusal).toEqual({
      code: 'imports.has_bad_rows',
      facts: { bad: 7 },
    });
    expect(await countCustomers()).toBe(before);
    const good = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...rows]));
    expect((await written(shop, boss, good.import.id, 'all')).import).toMatchObject({ created: 1_000, bad: 0 });
    expect((await countCustomers()) - before).toBe(1_000);
  });
});

test('FM-19 the same file again makes nobody twice, changes nothing, and tells nothing', async () => {
  const rows = [...people(20), ['没有手机的人', null, '男', '1980-01-02', ''], ['没有手机的人', null, '男', '1980-01-02', '']];
  const file = await bookOf([HEAD, ...rows]);
  await written(shop, boss, (await checked(shop, boss, CUSTOMERS, file)).import.id, 'all');
  const [before, events] = [await countCustomers(), await prisma().event.count({ where: { type: { startsWith: 'customer.' } } })];
  const again = await written(shop, boss, (await checked(shop, boss, CUSTOMERS, file)).import.id, 'all');
  expect(again.import).toMatchObject({ created: 0, changed: 0, same: 22 });
  expect(await countCustomers()).toBe(before);
  expect(await prisma().event.count({ where: { type: { startsWith: 'customer.' } } })).toBe(events);
});

test('FM-19 brought in and taken out again every cell says the same: zeros, days, long texts, signs', async () => {
  const given = [
    ['姓名', '手机号', '性别', '生日', '结婚纪念日', '来源', '备注', '标签', '跟进人', '门店'],
    ['往返甲', phone(), '女', '1988-02-29', '2012-12-12', '0012345', '=1+1 不是公式', '', '', ''],
    ['往返乙', phone(), '', '', '', '', '多行\n第二行', '', '', ''],
  ];
  const seen = await checked(shop, boss, CUSTOMERS, await bookOf(given));
  expect(seen.bad).toEqual([]);
  await written(shop, boss, seen.import.id, 'all');
  const sheet = await readSheet(shop, (await shop.do('imports.export', CUSTOMERS, boss)).url);
  const mine = ['往返甲', '往返乙'].flatMap((name) => sheet.filter((row) => row[0] === name));
  const wanted = given.slice(1).map((row) => row.map((cell) => (cell.startsWith('=') ? `'${cell}` : cell)));
  expect(mine.map((row) => row.slice(0, 7))).toEqual(wanted.map((row) => row.slice(0, 7)));
  // What left the product comes in again as what it was.
  const back = await checked(shop, boss, CUSTOMERS, await bookOf(sheet.filter((row, index) => index === 0 || row[0]?.startsWith('往返'))));
  expect((await written(shop, boss, back.import.id, 'all')).import).toMatchObject({ created: 0, changed: 0, same: 2 });
});

test('FM-18 cells as Excel really has them: numbers for phones, days as numbers, formulas by their last value, rich texts', async () => {
  const number = phone();
  const rows: Cell[][] = [HEAD, ['数字手机', Number(number), '女', new Date('1991-03-08T00:00:00Z'), { formula: 'A1&"x"', result: '公式来源' }]];
  const seen = await checked(shop, boss, CUSTOMERS, await bookOf(rows, { 4: 'yyyy-mm-dd' }));
  expect(seen.bad).toEqual([]);
  await written(shop, boss, seen.import.id, 'all');
  const { customerId } = await shop.do('customers.find', { by: 'phone', value: number }, boss);
  const { profile } = await shop.do('customers.get', { customerId: customerId ?? '' }, boss);
  expect(profile).toMatchObject({ name: '数字手机', birthday: '1991-03-08', source: '公式来源' });
});

test('FM-18 a CSV as Excel saves it in China (GBK), with another order and other words for columns; the mapping is remembered', async () => {
  const number = phone();
  // 「会员姓名,联系电话,怎么来的」 and 「王五,…,抖音」 in GBK.
  const head = Buffer.from('bbe1d4b1d0d5c3fb2cc1aacfb5b5e7bbb02cd4f5c3b4c0b4b5c40d0a', 'hex');
  const row = Buffer.concat([Buffer.from('cdf5cee52c', 'hex'), Buffer.from(`${number},`), Buffer.from('b6b6d2f40d0a', 'hex')]);
  const file = Buffer.concat([head, row]);
  const importId = await sendFile(shop, boss, CUSTOMERS, file, '老客户.csv');
  const read = await shop.do('imports.read', { importId }, boss);
  expect(read).toMatchObject({ headings: ['会员姓名', '联系电话', '怎么来的'], mapping: ['name', 'phone', null], sample: [['王五', number, '抖音']] });
  await shop.do('imports.check', { importId, mapping: ['name', 'phone', 'source'], existing: 'update', heard: false }, boss);
  await until(shop, boss, importId, 'checked');
  await written(shop, boss, importId, 'all');
  const next = await sendFile(shop, boss, CUSTOMERS, file, '老客户.csv');
  expect((await shop.do('imports.read', { importId: next }, boss)).mapping).toEqual(['name', 'phone', 'source']);
});

test('FM-18 the template: headings, notes, lists, text cells; filled in and left with its example it brings in only what was filled in', async () => {
  const { url } = await shop.do('imports.template', CUSTOMERS, boss);
  const answer = await fetch(shop.url + url);
  const { Workbook } = await import('exceljs');
  const book = new Workbook();
  await book.xlsx.load(await answer.arrayBuffer());
  const page = book.worksheets[0];
  if (!page) throw new Error('a template without a sheet');
  expect(page.getCell('A1').value).toBe('姓名 *');
  expect(JSON.stringify(page.getCell('B1').note)).toContain('不会丢零');
  expect(page.getCell('B5').numFmt).toBe('@');
  expect(page.getCell('C5').dataValidation).toMatchObject({ type: 'list', formulae: ['选项!$C$1:$C$3'] });
  expect(page.getRow(2).hidden).toBe(true);
  page.getCell('A4').value = '填表人';
  page.getCell('B4').value = phone();
  // She calls a column something else: its hidden key still says what it is.
  page.getCell('F1').value = '从哪儿来';
  page.getCell('F4').value = '路过';
  const seen = await checked(shop, boss, CUSTOMERS, Buffer.from((await book.xlsx.writeBuffer()) as ArrayBuffer));
  expect(seen.import).toMatchObject({ checked: 1, bad: 0 });
  await written(shop, boss, seen.import.id, 'all');
  expect(await prisma().customer.findFirst({ where: { name: '填表人' } })).toMatchObject({ source: '路过' });
});

test('FM-18 undone: everybody whom the file brought is gone, and who was changed says what she said before; not while somebody is in use', async () => {
  const [known, fresh] = [phone(), phone()];
  const { profile } = await shop.do(
    'customers.create',
    { name: '老客户', phone: known, gender: 'female', birthday: null, weddingDate: null, source: '到店', note: '', storeId: null },
    boss,
  );
  const before = await countCustomers();
  const file = await bookOf([HEAD, ['老客户', known, '女', '1990-01-01', '表格'], ['新来的', fresh, '', '', '']]);
  const seen = await checked(shop, boss, CUSTOMERS, file);
  const done = await written(shop, boss, seen.import.id, 'all');
  expect(done.import).toMatchObject({ created: 1, changed: 1 });
  const { customerId } = await shop.do('customers.find', { by: 'phone', value: fresh }, boss);
  const note = { customerId: customerId ?? '', text: '来电', nextContactOn: null };
  await shop.do('customers.addNote', note, boss);
  expect((await shop.send('imports.undo', { importId: seen.import.id }, boss)).refusal).toEqual({
    code: 'imports.in_use',
    facts: { count: 1, names: ['新来的'] },
  });
  await prisma().followUpNote.deleteMany({ where: { customerId: note.customerId } });
  // The note's event stays in the audit: she is still in use. Another import shows the way back.
  const other = phone();
  const second = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ['老客户', known, '女', '1991-11-11', '又一张表'], ['第二批', other, '', '', '']]));
  await written(shop, boss, second.import.id, 'all');
  expect(await countCustomers()).toBe(before + 2);
  await shop.do('imports.undo', { importId: second.import.id }, boss);
  expect((await until(shop, boss, second.import.id, 'undone')).import).toMatchObject({ kept: 0 });
  expect(await countCustomers()).toBe(before + 1);
  expect(await prisma().customer.findUnique({ where: { id: profile.id } })).toMatchObject({ source: '表格', birthday: new Date('1990-01-01') });
  // What was taken back may come again.
  const third = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ['第二批', other, '', '', '']]));
  expect((await written(shop, boss, third.import.id, 'all')).import).toMatchObject({ created: 1 });
});
