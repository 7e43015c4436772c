import type { ApiInput } from '@zhike/domain/api';
import { packageTerms } from './contract.stage.orders';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
let sales: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  [boss, manager, sales] = [await shop.staff('zongbu'), await shop.staff('laoxu'), await shop.staff('xiaotang')];
}, 60_000);
afterAll(() => shop?.close());

const where = (customerId: string | null = null) => ({ storeId: fixture.storeId, customerId });
const save = async (over: Partial<ApiInput<'catalogue.saveItem'>['terms']> = {}) =>
  (await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms(over) }, boss)).item;
const priced = (itemId: string, options: Record<string, number>, as = boss, customerId: string | null = null) =>
  shop.do('catalogue.price', { ...where(customerId), lines: [{ itemId, quantity: 1, options }] }, as);

test('PK-02 package A holds three outfits, forty retouched photos and an album; its options are edited, and the old version stays', async () => {
  const item = await save({ name: '套系 A' });
  const { item: changed } = await shop.do(
    'catalogue.saveItem',
    { itemId: item.id, version: 1, terms: packageTerms({ name: '套系 A', priceFen: 420_000, options: packageTerms().options.slice(0, 2), prices: [] }) },
    boss,
  );
  expect([changed.version, changed.options.map((option) => [option.name, option.included])]).toEqual([
    2,
    [
      ['服装', 3],
      ['精修', 40],
    ],
  ]);
  const { versions } = await shop.do('catalogue.item', { ...where(), itemId: item.id }, boss);
  expect(versions.map((one) => [one.version, one.priceFen, one.byName])).toEqual([
    [2, 420_000, '沈言'],
    [1, 399_900, '沈言'],
  ]);
  await expect(shop.server.ports.db.prisma.$executeRawUnsafe('UPDATE catalogue_versions SET version = 9')).rejects.toThrow('never changed or deleted');
});

test('PK-02 two who change one item at once: one is told that it has changed', async () => {
  const item = await save();
  const terms = packageTerms();
  const sent = await Promise.all(Array.from({ length: 5 }, () => shop.send('catalogue.saveItem', { itemId: item.id, version: 1, terms }, boss)));
  expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
  expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['record.changed']));
});

test('PK-03 ten more retouched photos at 50 yuan cost 500 yuan more; out of range is refused by name', async () => {
  const item = await save();
  const [plain, more] = [await priced(item.id, {}), await priced(item.id, { retouched: 50 })];
  expect(more.sums.priceFen - plain.sums.priceFen).toBe(50_000);
  expect(more.lines[0]?.parts.find((part) => part.key === 'retouched')).toMatchObject({ quantity: 50, included: 40, unitPriceFen: 5_000, priceFen: 50_000 });
  const sent = await shop.send('catalogue.price', { ...where(), lines: [{ itemId: item.id, quantity: 1, options: { retouched: 201 } }] }, boss);
  expect(sent.refusal).toEqual({ code: 'catalogue.option_out_of_range', facts: { name: item.name, option: '精修', min: 0, max: 200 } });
});

test('PK-02 the price of her level, of the store, and what is not on sale today', async () => {
  const item = await save({
    prices: [{ storeId: fixture.otherStoreId, level: null, priceFen: 450_000, optionPrices: {}, from: null, until: null }, ...packageTerms().prices],
  });
  const { profile } = await shop.do(
    'customers.create',
    { name: '金卡客户', phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
    boss,
  );
  await shop.server.ports.db.prisma.customer.update({ where: { id: profile.id }, data: { level: 'gold' } });
  expect((await priced(item.id, { retouched: 41 }, boss, profile.id)).sums.priceFen).toBe(379_900 + 4_000);
  const there = await shop.do('catalogue.items', { storeId: fixture.otherStoreId, customerId: null, lineId: null, withInactive: false }, boss);
  expect(there.items.find((one) => one.id === item.id)?.nowFen).toBe(450_000);
  const gone = await save({ until: '2026-01-01' });
  expect((await shop.send('catalogue.price', { ...where(), lines: [{ itemId: gone.id, quantity: 1, options: {} }] }, boss)).refusal?.code).toBe(
    'catalogue.not_on_sale',
  );
  expect(
    (await shop.do('catalogue.items', { ...where(), lineId: null, withInactive: false }, boss)).items.find((one) => one.id === gone.id)?.nowFen,
  ).toBeNull();
});

test('PK-04 cost and margin: whoever may know sees them part by part, nobody else sees a trace of them', async () => {
  const item = await save();
  const seen = await priced(item.id, { retouched: 50 }, manager);
  const cost = 80_000 + 3 * 10_000 + 50 * 1_200 + 20_000;
  expect(seen.sums).toEqual({ priceFen: 449_900, costFen: cost, marginFen: 449_900 - cost });
  const answers = [
    await priced(item.id, { retouched: 50 }, sales),
    await shop.do('catalogue.items', { ...where(), lineId: null, withInactive: true }, sales),
    await shop.do('catalogue.item', { ...where(), itemId: item.id }, sales),
  ];
  for (const answer of answers) {
    const secrets: unknown[] = [];
    JSON.stringify(answer, (key, value: unknown) => {
      if (key === 'costFen' || key === 'marginFen') secrets.push(value);
      return value;
    });
    expect(secrets.length).toBeGreaterThan(0);
    expect(new Set(secrets)).toEqual(new Set([null]));
  }
  // In another store the manager is a stranger.
  const other = await shop.do(
    'catalogue.price',
    { storeId: fixture.otherStoreId, customerId: null, lines: [{ itemId: item.id, quantity: 1, options: {} }] },
    manager,
  );
  expect(other.sums).toMatchObject({ costFen: null, marginFen: null });
});

test('PK-05 a line of business with its own steps and form; only who reaches all changes what is sold', async () => {
  const input: ApiInput<'catalogue.saveLine'> = {
    lineId: null,
    key: 'travel',
    name: '旅拍',
    stages: [
      { key: 'created', name: '创建订单', needs: 'nothing' },
      { key: 'flown', name: '出发', needs: 'paid' },
      { key: 'back', name: '拍摄完成', needs: 'service' },
    ],
    fields: [{ key: 'city', label: '目的地', type: 'choice', options: ['三亚', '大理'], required: true }],
    position: 3,
    active: true,
  };
  const { line } = await shop.do('catalogue.saveLine', input, boss);
  expect((await shop.do('catalogue.lines', {}, sales)).lines).toContainEqual(line);
  expect((await shop.send('catalogue.saveLine', input, boss)).refusal?.code).toBe('catalogue.key_taken');
  expect((await shop.send('catalogue.saveLine', { ...input, key: 'x', stages: input.stages.slice(0, 1).concat(input.stages[2]!) }, boss)).refusal).toEqual({
    code: 'catalogue.terms_invalid',
    facts: { field: 'stages', problem: 'never_paid' },
  });
  for (const who of [manager, sales]) {
    expect((await shop.send('catalogue.saveLine', input, who)).refusal?.code).toBe('access.forbidden');
    expect((await shop.send('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, who)).refusal?.code).toBe('access.forbidden');
  }
});
