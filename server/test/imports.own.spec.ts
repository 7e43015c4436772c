import { openFormShop, type FormShop } from './forms.shop';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { bookOf, checked, written } from './imports.shop';

/* The shop's own fields and kinds of records, written many at once: what one row is refused, no other loses. */

jest.setTimeout(240_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let forms: FormShop;
beforeAll(async () => {
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  const add = (label: string, over: object) =>
    shop.do('fields.save', { entity: 'customer', id: null, version: 0, field: { label, type: 'text', sensitivity: 'internal', ...over } }, boss);
  await add('旧编号', { unique: 'org' });
  await add('备用电话', { type: 'phone', sensitivity: 'personal' });
  forms = await openFormShop(shop, boss);
}, 120_000);
afterAll(() => shop?.close());

const prisma = () => shop.server.ports.db.prisma;
const HEAD = ['姓名', '手机号', '旧编号', '备用电话'];
const CUSTOMERS = { kind: 'customer', formId: null } as const;

test('FM-18 own fields of many rows: sealed, unique and remembered as one by one; of two rows with one number the first keeps it, all others are there; undone they are free again', async () => {
  const rows = Array.from({ length: 700 }, (_, i) => [`自定${i}`, `136${10_000_000 + i}`, `A-${i}`, `1370000${String(1_000 + i)}`]);
  (rows[60] as string[])[2] = 'a-59';
  const seen = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...rows]), { storeId: fixture.storeId });
  expect(seen.import).toMatchObject({ state: 'checked', checked: 700, bad: 0 });
  const done = await written(shop, boss, seen.import.id, 'good');
  expect(done.import).toMatchObject({ state: 'done', created: 699, bad: 1 });
  expect(done.bad).toMatchObject([{ row: 62, column: 'C', title: '旧编号' }]);
  const made = await prisma().customer.findMany({ where: { name: { startsWith: '自定' } }, select: { id: true, name: true, custom: true } });
  expect(made.length).toBe(699);
  expect(made.some((one) => one.name === '自定60')).toBe(false);
  expect(JSON.stringify(made)).not.toMatch(/1370000\d{4}/);
  expect(made.every((one) => Object.keys(one.custom as object).length >= 3)).toBe(true);
  const ids = made.map((one) => one.id);
  expect(await prisma().fieldUnique.count({ where: { recordId: { in: ids } } })).toBe(699);
  expect(await prisma().fieldHistory.count({ where: { recordId: { in: ids }, cause: 'import' } })).toBe(2 * 699);
  const again = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...rows.filter((_, i) => i !== 60)]), { storeId: fixture.storeId });
  expect(again.import).toMatchObject({ bad: 0 });
  expect((await written(shop, boss, again.import.id, 'all')).import).toMatchObject({ created: 0, changed: 0, same: 699 });
  await shop.do('imports.undo', { importId: seen.import.id }, boss);
  await shop.eventually(async () => (await prisma().fieldUnique.count({ where: { recordId: { in: ids } } })) === 0, 60_000);
});

test('FM-18 a number that somebody else has is told at its row, before anything is written, however many rows ask', async () => {
  const first = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ['先来', '13511112222', 'B-1', '']]), { storeId: fixture.storeId });
  await written(shop, boss, first.import.id, 'all');
  const rows = Array.from({ length: 150 }, (_, i) => [`后到${i}`, `134${10_000_000 + i}`, i === 120 ? 'B-1' : `C-${i}`, '']);
  const seen = await checked(shop, boss, CUSTOMERS, await bookOf([HEAD, ...rows]), { storeId: fixture.storeId });
  expect(seen.bad).toMatchObject([{ row: 122, column: 'C', title: '旧编号' }]);
});

test('FM-18 many records of a kind that the shop made up at once: all are there with their links, and undone they are gone', async () => {
  await prisma().customer.create({ data: { name: '林小雨', memberCode: 'LXY00002', storeId: fixture.storeId } });
  const rows = Array.from({ length: 620 }, (_, i) => [`主诉 ${i}`, '林小雨', `138${10_000_000 + i}`]);
  const file = await bookOf([['主诉', '客户', '手机号'], ...rows]);
  const seen = await checked(shop, boss, { kind: 'record', formId: forms.formId }, file, { storeId: fixture.storeId });
  expect(seen.import).toMatchObject({ state: 'checked', checked: 620, bad: 0 });
  expect((await written(shop, boss, seen.import.id, 'all')).import).toMatchObject({ state: 'done', created: 620 });
  const of = { entity: forms.type.entity };
  const records = await prisma().record.findMany({ where: of, include: { links: true } });
  expect(records.length).toBe(620);
  expect(records.every((one) => one.links.length === 1)).toBe(true);
  expect(JSON.stringify(records)).not.toMatch(/1381000\d{4}/);
  expect(await prisma().event.count({ where: { type: 'form.submitted' } })).toBe(620);
  await shop.do('imports.undo', { importId: seen.import.id }, boss);
  await shop.eventually(async () => (await prisma().record.count({ where: of })) === 0, 60_000);
});
