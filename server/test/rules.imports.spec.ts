import { seedFixture, type Fixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { bookOf, checked, written } from './imports.shop';
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

test('RU-09 FM-18 an import whose rows a check before saving refuses: those alone are bad, with its own words, and all others are there', async () => {
  const body = {
    entity: 'customer',
    on: ['create', 'update'],
    when: { f: 'source', op: 'eq', v: '黑名单' },
    answer: { refuse: '黑名单客户不能建档，请找店长' },
  };
  const { definition } = await shop.do('definitions.create', { kind: 'guard', title: '黑名单', body }, boss);
  await shop.do('definitions.publish', { id: definition.id, rev: definition.open?.rev ?? 0, note: '测试' }, boss);
  await shop.do('definitions.switch', { id: definition.id, on: true, reason: '测试' }, boss);
  const rows = Array.from({ length: 60 }, (_, i) => [`导入${i}`, `139${String(20_000_000 + i)}`, i === 17 || i === 41 ? '黑名单' : '老系统']);
  const seen = await checked(shop, boss, { kind: 'customer', formId: null }, await bookOf([['姓名', '手机号', '来源'], ...rows]), { storeId: fixture.storeId });
  expect(seen.import).toMatchObject({ state: 'checked', good: 60, bad: 0 });
  const done = await written(shop, boss, seen.import.id, 'good');
  expect(done.import).toMatchObject({ state: 'done', created: 58, bad: 2 });
  expect(await shop.server.ports.db.prisma.customer.count({ where: { source: '黑名单' } })).toBe(0);
  const sheet = await readSheet(shop, (await shop.do('imports.result', { importId: seen.import.id }, boss)).url);
  expect(sheet.slice(1).map((line) => [line[0], line.at(-1)])).toEqual([
    ['19', '黑名单客户不能建档，请找店长'],
    ['43', '黑名单客户不能建档，请找店长'],
  ]);
});
