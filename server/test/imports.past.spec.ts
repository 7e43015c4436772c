import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { bookOf, checked, until, written } from './imports.shop';
import { storedTerms } from './membership.shop';

jest.setTimeout(240_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  await shop.do('membership.saveProduct', { productId: null, version: 0, terms: { ...storedTerms(), name: '老储值卡' } }, boss);
}, 120_000);
afterAll(() => shop?.close());

const prisma = () => shop.server.ports.db.prisma;
const PHONE = '13600010001';
const people = () =>
  bookOf([
    ['姓名', '手机号', '生日'],
    ['历史客户', PHONE, '1990-11-27'],
  ]);
const cards = () =>
  bookOf([
    ['卡号', '客户', '卡种', '本金余额', '赠送余额', '开卡日期'],
    ['0012345', PHONE, '老储值卡', '1280.50', 100, '2025-03-08'],
    ['0012346', PHONE, '没有这种卡', '1', '', ''],
  ]);
const visits = () =>
  bookOf([
    ['客户', '日期', '项目', '金额', '服务人员'],
    [PHONE, '2025-03-08', '肩颈护理', '198', '小梅'],
    [PHONE, '2025-03-08', '肩颈护理', '198', '小梅'],
  ]);

test('FM-19 customers, cards with what is left on them and what was before: no revenue, no message, no rule; again it makes nothing twice; back in turn', async () => {
  const at = { storeId: fixture.storeId };
  const first = await checked(shop, boss, { kind: 'customer', formId: null }, await people(), at);
  await written(shop, boss, first.import.id, 'all');
  const { customerId } = await shop.do('customers.find', { by: 'phone', value: PHONE }, boss);
  const her = customerId ?? '';

  const second = await checked(shop, boss, { kind: 'card', formId: null }, await cards(), { ...at, fileName: '卡.xlsx' });
  expect(second.bad).toEqual([{ row: 3, column: 'C', title: '卡种', reason: '找不到「没有这种卡」' }]);
  await written(shop, boss, second.import.id, 'good');
  const { cards: held } = await shop.do('membership.cardsOf', { customerId: her }, boss);
  expect(held.map((card) => [card.name, card.principalFen, card.bonusFen])).toEqual([['老储值卡', 128_050, 10_000]]);
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const { sums, rows } = await shop.do('ledger.trialBalance', { storeId: null, from: '2020-01-01', until: day }, boss);
  expect(sums.every((sum) => sum.debit === sum.credit)).toBe(true);
  expect(rows.filter((row) => ['revenue', 'given', 'cash', 'wechat'].includes(row.kind))).toEqual([]);

  const third = await checked(shop, boss, { kind: 'visit', formId: null }, await visits(), { ...at, fileName: '消费.xlsx' });
  await written(shop, boss, third.import.id, 'all');
  const past = async () => (await shop.do('imports.pastVisits', { customerId: her }, boss)).visits;
  expect((await past()).map((one) => [one.on, one.title, one.amountFen, one.staffName])).toEqual([
    ['2025-03-08', '肩颈护理', 19_800, '小梅'],
    ['2025-03-08', '肩颈护理', 19_800, '小梅'],
  ]);

  // The same files again.
  for (const [kind, file, same] of [
    ['card', await cards(), 1],
    ['visit', await visits(), 2],
  ] as const) {
    const again = await checked(shop, boss, { kind, formId: null }, file, at);
    expect((await written(shop, boss, again.import.id, 'good')).import).toMatchObject({ created: 0, same });
  }

  // Nothing was brought to a rule, a flow or a message: no job was ever made of what is told of her.
  const told = await prisma().event.findMany({ where: { customerId: her } });
  expect(told.map((event) => event.type).sort()).toEqual(['card.brought_in', 'customer.created']);
  expect(told.every((event) => (event.data as { history?: boolean }).history === true)).toBe(true);
  const jobs = await prisma().$queryRawUnsafe<{ n: bigint }[]>(
    `SELECT count(*) AS n FROM pgboss.job WHERE name = 'event.deliver' AND data->>'eventId' = ANY($1::text[])`,
    told.map((event) => event.id),
  );
  expect(Number(jobs[0]?.n)).toBe(0);
  expect(await prisma().message.count({ where: { customerId: her } })).toBe(0);
  expect(await prisma().importKey.findFirst({ where: { kind: 'customer', recordId: her } })).toMatchObject({ made: true });

  // She is in use while her card and her visits are there; in turn all of it goes.
  expect((await shop.send('imports.undo', { importId: first.import.id }, boss)).refusal).toMatchObject({ code: 'imports.in_use' });
  for (const importId of [third.import.id, second.import.id]) {
    await shop.do('imports.undo', { importId }, boss);
    expect((await until(shop, boss, importId, 'undone')).import.kept).toBe(0);
  }
  expect(await past()).toEqual([]);
  expect(await prisma().card.count({ where: { customerId: her } })).toBe(0);
  const after = await shop.do('ledger.trialBalance', { storeId: null, from: '2020-01-01', until: day }, boss);
  expect(after.sums.every((sum) => sum.debit === sum.credit)).toBe(true);
  expect(await prisma().ledgerAccount.count({ where: { kind: 'principal', balance: { not: 0 } } })).toBe(0);
});
