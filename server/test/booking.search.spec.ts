import { randomUUID } from 'node:crypto';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, type Booked } from './life.fixture';

/** The desk's search over bookings. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let made: Booked[];

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports, { copies: 4 });
  boss = await shop.staff('zongbu');
  const customerId = await knownCustomer(shop, boss, fixture.storeId);
  made = [];
  for (const [i, [name, phone]] of (
    [
      ['林小雨', '13800138001'],
      ['林大海', '13800138002'],
      ['陈思远', '13900138001'],
      ['50%的人', '13700137777'],
    ] as const
  ).entries()) {
    const input = {
      storeId: fixture.storeId,
      serviceId: fixture.serviceId,
      startsAt: fixture.at('10:00', i),
      choices: {},
      contactName: name,
      contactPhone: phone,
      weddingDate: null,
      note: '',
      customerId,
      awaitDeposit: i === 3,
      source: 'workbench' as const,
    };
    made.push((await shop.do('booking.create', input, boss)).booking);
  }
}, 90_000);
afterAll(() => shop.close());

type Filter = Partial<Parameters<typeof shop.do<'booking.search'>>[1]>;
const search = async (text: string, filter: Filter = {}, as: Login = boss) => {
  const { items } = await shop.do('booking.search', { search: text, states: [], from: null, until: null, cursor: null, ...filter }, as);
  return items.map((one) => one.contactName);
};

test('BK-12 a booking is found by its code, by the beginning of a name, by a phone or its last four', async () => {
  expect(await search(made[1]?.code ?? '')).toEqual(['林大海']);
  expect(await search('林')).toEqual(['林小雨', '林大海']);
  expect(await search('8001')).toEqual(['林小雨', '陈思远']);
  expect(await search('139 0013 8001')).toEqual(['陈思远']);
  expect(await search('50%')).toEqual(['50%的人']);
  expect(await search('%')).toEqual([]);
  expect(await search('海')).toEqual([]);
  expect(await search('')).toHaveLength(4);
});

test('BK-12 by store, state and the store’s own days, soonest first', async () => {
  const date = (plus: number) => fixture.at('12:00', plus).slice(0, 10);
  expect(await search('', { states: ['held'] })).toEqual(['50%的人']);
  expect(await search('', { from: date(1), until: date(2) })).toEqual(['林大海', '陈思远']);
  expect(await search('', { storeId: fixture.otherStoreId })).toEqual([]);
  // 00:30 in the store is still the day before in UTC: the store's day counts.
  const early = new Date(Date.parse(fixture.at('00:30', 1)));
  await shop.server.ports.db.prisma.booking.update({ where: { id: made[1]?.id ?? '' }, data: { startsAt: early } });
  expect(await search('', { from: date(1), until: date(1) })).toEqual(['林大海']);
});

test('BK-12 page by page, nothing twice and nothing left out', async () => {
  const { prisma } = shop.server.ports.db;
  const row = await prisma.booking.findUniqueOrThrow({ where: { id: made[0]?.id ?? '' } });
  const { terms, addons, ...copy } = row;
  await prisma.booking.createMany({
    data: Array.from({ length: 65 }, (_, i) => {
      const id = randomUUID();
      const contactCipher = shop.server.ports.crypto.encrypt('13800138001', `bookings:contact_cipher:${id}`);
      return {
        ...copy,
        id,
        contactCipher,
        terms: terms as object,
        addons: addons as object,
        custom: {},
        code: `9999-${String(i).padStart(4, '0')}`,
        contactName: '翻页的',
      };
    }),
  });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Booked[]; next: string | null } = await shop.do(
      'booking.search',
      { search: '翻页', states: [], from: null, until: null, cursor },
      boss,
    );
    seen.push(...page.items.map((one) => one.id));
    cursor = page.next;
  } while (cursor);
  expect([seen.length, new Set(seen).size]).toEqual([65, 65]);
  expect((await shop.send('booking.search', { search: '', states: [], from: null, until: null, cursor: 'zzz' }, boss)).refusal?.code).toBe('request.invalid');
});

test('SC-03 a reader finds no more than she may read', async () => {
  expect(await search('陈思远', {}, await shop.staff('xiaotang'))).toEqual([]);
  expect(await search('陈思远', {}, await shop.staff('qianqian'))).toEqual(['陈思远']);
});
