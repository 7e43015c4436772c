import { runImport } from '../src/modules/imports/jobs';
import { openFormShop, type FormShop } from './forms.shop';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { bookOf, sendFile } from './imports.shop';

jest.setTimeout(240_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let forms: FormShop;
beforeAll(async () => {
  // No worker: these tests are the worker, and kill it.
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1000', WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  forms = await openFormShop(shop, boss);
}, 120_000);
afterAll(() => shop?.close());

const ports = () => shop.server.ports;
const prisma = () => ports().db.prisma;
const seen = async (importId: string) => shop.do('imports.get', { importId }, boss);
async function sent(kind: 'customer' | 'record', file: Buffer): Promise<string> {
  const importId = await sendFile(shop, boss, { kind, formId: kind === 'record' ? forms.formId : null }, file, 'x.xlsx', fixture.storeId);
  const { mapping } = await shop.do('imports.read', { importId }, boss);
  await shop.do('imports.check', { importId, mapping, existing: 'update', heard: false }, boss);
  return importId;
}

test('FM-18 records of a kind that the shop made up come in by the checks of their form, name and number lead to the customer, and the same file changes nothing', async () => {
  await prisma().customer.create({ data: { name: '林小雨', memberCode: 'LXY00001', storeId: fixture.storeId } });
  const file = await bookOf([
    ['主诉', '客户', '手机号', '过敏史', '舌苔'],
    ['头皮发痒', '林小雨', '13800138001', '', ''],
    ['', '林小雨', '13800138002', '', ''],
    ['没有这位', '查无此人', '', '', ''],
    ['过敏要填舌苔', '', '', '青霉素', ''],
    ['舌苔写了', '', '', '青霉素', '厚腻'],
  ]);
  const importId = await sent('record', file);
  await runImport(importId, ports());
  expect((await seen(importId)).bad).toEqual([
    { row: 3, column: 'A', title: '主诉', reason: '必填，这里是空的' },
    { row: 4, column: 'B', title: '客户', reason: '找不到「查无此人」' },
    { row: 5, column: 'E', title: '舌苔', reason: '必填，这里是空的' },
  ]);
  await shop.do('imports.write', { importId, mode: 'good' }, boss);
  await runImport(importId, ports());
  expect((await seen(importId)).import).toMatchObject({ state: 'done', created: 2, bad: 3 });
  const records = await prisma().record.findMany({ where: { entity: forms.type.entity }, include: { links: true } });
  expect(records.length).toBe(2);
  expect(JSON.stringify(records)).not.toMatch(/13800138001|青霉素/);
  expect(records.flatMap((one) => one.links.map((link) => link.toEntity))).toEqual(['customer']);
  const again = await sent('record', file);
  await runImport(again, ports());
  await shop.do('imports.write', { importId: again, mode: 'good' }, boss);
  await runImport(again, ports());
  expect((await seen(again)).import).toMatchObject({ created: 0, changed: 0, same: 2 });
  await shop.do('imports.undo', { importId }, boss);
  await runImport(importId, ports());
  expect(await prisma().record.count({ where: { entity: forms.type.entity } })).toBe(0);
});

/** Ports whose database fails after so many transactions: a worker that is killed in the middle. */
function dyingAfter(transactions: number): ReturnType<typeof ports> {
  let left = transactions;
  const writer: ReturnType<typeof ports>['writer'] = {
    transaction: (meta, work) => {
      if (left-- <= 0) return Promise.reject(new Error('killed'));
      return ports().writer.transaction(meta, work);
    },
  };
  return { ...ports(), writer };
}

test('FM-18 a worker that is killed again and again, and two at once: every row is checked once and written once', async () => {
  const rows = Array.from({ length: 1_300 }, (_, i) => [`续传${i}`, `135${10_000_000 + i}`]);
  const importId = await sent('customer', await bookOf([['姓名', '手机号'], ...rows]));
  const before = await prisma().customer.count();
  for (const survived of [0, 1]) await expect(runImport(importId, dyingAfter(survived))).rejects.toThrow('killed');
  expect((await seen(importId)).import).toMatchObject({ state: 'checking', checked: 500 });
  await Promise.all([runImport(importId, ports()), runImport(importId, ports())]);
  // Whoever was second stopped where the first was; one more delivery finds nothing left to do.
  await runImport(importId, ports());
  expect((await seen(importId)).import).toMatchObject({ state: 'checked', checked: 1_300, bad: 0 });
  expect(await prisma().importRow.count({ where: { importId } })).toBe(1_300);
  await shop.do('imports.write', { importId, mode: 'all' }, boss);
  await expect(runImport(importId, dyingAfter(1))).rejects.toThrow('killed');
  expect((await seen(importId)).import).toMatchObject({ state: 'writing', written: 500 });
  await Promise.all([runImport(importId, ports()), runImport(importId, ports())]);
  expect((await seen(importId)).import).toMatchObject({ state: 'done', created: 1_300, written: 1_300 });
  expect((await prisma().customer.count()) - before).toBe(1_300);
  expect(await prisma().event.count({ where: { type: 'customer.created', data: { path: ['importId'], equals: importId } } })).toBe(1_300);
  // Neither the file nor what its rows said stays.
  expect(await prisma().importPart.count({ where: { importId } })).toBe(0);
  expect(await prisma().importRow.count({ where: { importId, sealed: { not: null } } })).toBe(0);
});

test('FM-18 given up while it is written: what was written goes again', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => [`取消${i}`, `134${10_000_000 + i}`]);
  const file = await bookOf([['姓名', '手机号'], ...rows]);
  const before = await prisma().customer.count();
  const importId = await sent('customer', file);
  await runImport(importId, ports());
  await shop.do('imports.write', { importId, mode: 'all' }, boss);
  await expect(runImport(importId, dyingAfter(1))).rejects.toThrow('killed');
  expect((await prisma().customer.count()) - before).toBe(500);
  await shop.do('imports.cancel', { importId }, boss);
  await runImport(importId, ports());
  expect((await seen(importId)).import.state).toBe('cancelled');
  expect(await prisma().customer.count()).toBe(before);
});
