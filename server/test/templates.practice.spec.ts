import { templates } from '@zhike/config/industries/templates';
import { kpiMeasures } from '@zhike/config/kpi';
import { Practice } from '@zhike/domain/templates/practice';
import { templatesEndpoints } from '@zhike/domain/templates/contract';
import { Template } from '@zhike/domain/templates/template';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

jest.setTimeout(300_000);

const withPractice = templates.filter((template) => template.practice);

test('PF-07 both trades bring practice data of the right shape, about their own parts, with figures that the shop has', () => {
  expect(withPractice.map((template) => template.id)).toEqual(['photo-studio', 'wellness']);
  for (const template of withPractice) {
    expect(Template.safeParse(template).error).toBeUndefined();
    const practice = Practice.parse(template.practice);
    const refs = practice.customers.map((one) => one.ref);
    expect(new Set(refs).size).toBe(refs.length);
    const parts = new Set(template.parts.map((part) => `@${part.id}`));
    for (const order of practice.orders) {
      expect(refs).toContain(order.customer);
      for (const part of [order.line, ...order.items.map((one) => one.item)]) expect(parts).toContain(part);
    }
    for (const measure of Object.keys(practice.expects)) expect(kpiMeasures().map((one) => one.id)).toContain(measure);
  }
});

describe.each(withPractice.map((template) => [template.id, template] as const))('the empty shop of a trade: %s', (templateId, template) => {
  let shop: Harness;
  let fixture: Fixture;
  let boss: Login;
  beforeAll(async () => {
    shop = await startHarness();
    fixture = await seedFixture(shop.server.ports);
    boss = await shop.staff('zongbu');
  });
  afterAll(() => shop?.close());
  const count = async (table: 'customers' | 'orders') =>
    (await shop.server.ports.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;
  const bring = (as = boss) => shop.send('templates.practice', { templateId, storeId: fixture.storeId }, as);

  test('PF-07 before its trade is installed, and for whoever may not sell everywhere, nothing is written', async () => {
    expect((await bring()).refusal?.code).toBe('templates.part_missing');
    expect((await bring(await shop.staff('mei'))).status).toBe(403);
    expect(await count('customers')).toBe(0);
  });

  test('PF-07 installed on an empty shop its practice data makes every report show the figure that was known before', async () => {
    await shop.do('templates.install', { templateId, choices: {} }, boss);
    const told = (await shop.do('templates.list', {}, boss)).templates.find((one) => one.id === templateId)?.practice;
    expect(told?.figures.map((one) => [one.measure, one.value])).toEqual(Object.entries(template.practice?.expects ?? {}));
    // Two who press it at once.
    const both = await Promise.all([bring(), bring()]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
    const [done] = both.filter((one) => one.status === 200);
    expect(templatesEndpoints['templates.practice'].output.parse(done?.value)).toEqual(done?.value);
    expect([await count('customers'), await count('orders')]).toEqual([told?.customers, told?.orders]);
    const figure = async (m: string) => {
      const body = { title: '数', chart: 'table', measures: [{ m }], rows: [], period: { all: true }, zeroFill: false };
      return (await shop.do('reports.run', { report: { body } }, boss)).report.total[0];
    };
    const all = async () =>
      Object.fromEntries(await Promise.all(Object.keys(template.practice?.expects ?? {}).map(async (m) => [m, await figure(m)] as const)));
    // What was paid reaches the books by a job.
    const wanted = template.practice?.expects;
    await shop.eventually(async () => ((await figure('kpi.takings')) === wanted?.['kpi.takings'] ? true : null), 60_000);
    expect(await all()).toEqual(wanted);
  });

  test('PF-07 a shop that has customers is told so, and keeps what it has', async () => {
    const before = [await count('customers'), await count('orders')];
    const again = await bring();
    expect(again.refusal).toEqual({ code: 'templates.shop_in_use', facts: { customers: before[0] } });
    expect([await count('customers'), await count('orders')]).toEqual(before);
  });
});
