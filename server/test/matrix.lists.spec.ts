import type { ApiInput, EndpointName } from '@zhike/domain/api';
import { startHarness, type Harness, type Sent } from './harness';
import { CLASSES, openMatrixShop, reachOf, ROLES, ROW, verdictOn, type MatrixShop, type Planted, type RoleKey, type Row } from './matrix.shop';

let shop: Harness;
let world: MatrixShop;
/** Every customer there is, and how each role stands to her: kept here, so that nothing of the server decides. */
const people: { readonly who: Planted; readonly rows: Record<RoleKey, Row> }[] = [];
const bookings: { readonly id: string; readonly phone: string; readonly rows: Record<RoleKey, Row> }[] = [];
let photographed: { early: string; late: string; of: Planted };
let travelling: { booking: string; of: Planted };

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  world = await openMatrixShop(shop);
  const { fixture, strangers, staffIds } = world;
  const idle = fixture.unitIds.许诺 ?? '';
  const foreign = (await shop.server.ports.db.prisma.resourceUnit.findFirstOrThrow({ where: { name: '徐汇 photographer' } })).id;
  const seenBy = (role: RoleKey | null, row: Row): Record<RoleKey, Row> =>
    Object.fromEntries(ROLES.map((other) => [other, { ...row, mine: other === role && row.mine }])) as Record<RoleKey, Row>;
  for (const role of ROLES)
    for (const kind of CLASSES) {
      const who = await world.target(role, kind);
      people.push({ who, rows: seenBy(role, ROW[kind]) });
      if (role === 'photographer' || role === 'makeup_artist') continue;
      const row = { ...ROW[kind], store: ROW[kind].store ?? 'here' } as const;
      const { bookingId } = await world.booking({ of: who, storeId: world.storeOf(row), unitIds: [row.store === 'here' ? idle : foreign] });
      bookings.push({ id: bookingId, phone: who.phone, rows: seenBy(role, row) });
    }
  const x = await world.customer({ owner: strangers.here, storeId: fixture.storeId });
  people.push({ who: x, rows: seenBy('photographer', { mine: true, store: 'here' }) });
  const early = await world.booking({ of: x, storeId: fixture.storeId, unitIds: [idle] });
  const late = await world.booking({ of: x, storeId: fixture.storeId, unitIds: [fixture.unitIds.梅清 ?? ''] });
  photographed = { early: early.bookingId, late: late.bookingId, of: x };
  bookings.push(
    { id: early.bookingId, phone: x.phone, rows: seenBy(null, { mine: false, store: 'here' }) },
    { id: late.bookingId, phone: x.phone, rows: seenBy('photographer', { mine: true, store: 'here' }) },
  );
  const y = await world.customer({ owner: staffIds.sales, storeId: fixture.storeId });
  people.push({ who: y, rows: seenBy('sales', { mine: true, store: 'here' }) });
  const away = await world.booking({ of: y, storeId: fixture.otherStoreId, unitIds: [foreign] });
  travelling = { booking: away.bookingId, of: y };
  bookings.push({ id: away.bookingId, phone: y.phone, rows: seenBy('sales', { mine: true, store: 'other' }) });
}, 90_000);
afterAll(() => shop?.close());

const readable = (role: RoleKey): string[] =>
  people.filter(({ rows }) => verdictOn(role, 'customer.read', rows[role]) === 'yes').map(({ who }) => who.customerId);

/** All pages of a list. */
async function listed(role: RoleKey, input: Partial<ApiInput<'customers.list'>> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined = undefined; cursor !== null; ) {
    const page: { items: { id: string }[]; next: string | null } = await shop.do(
      'customers.list',
      { search: '', tagIds: [], cursor, ...input },
      world.login[role],
    );
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next;
  }
  return ids;
}

describe.each(ROLES)('SC-03 %s', (role) => {
  test('lists exactly the customers of her reach, each once, over all pages', async () => {
    const ids = await listed(role);
    expect([...ids].sort()).toEqual(readable(role).sort());
  });

  test('searches and filters do not reach further than the list', async () => {
    const mine = new Set(readable(role));
    for (const { who } of people) {
      const reached = mine.has(who.customerId);
      expect((await shop.do('customers.find', { by: 'phone', value: who.phone }, world.login[role])).customerId).toBe(reached ? who.customerId : null);
      expect(await listed(role, { search: who.phone })).toEqual(reached ? [who.customerId] : []);
    }
    expect(new Set(await listed(role, { search: '矩阵' }))).toEqual(mine);
    for (const storeId of [world.fixture.storeId, world.fixture.otherStoreId])
      for (const id of await listed(role, { storeId })) expect(mine.has(id)).toBe(true);
  });

  test('the calendar tells whose booking it is only where she may read it', async () => {
    const { fixture, login } = world;
    const shown = new Map<string, string | null>();
    let nameless = 0;
    for (const days of [40, 60]) {
      const { calendar } = await shop.do('booking.calendar', { storeId: fixture.storeId, from: fixture.at('12:00', days).slice(0, 10), days: 20 }, login[role]);
      for (const item of calendar.items) {
        if (item.bookingId) shown.set(item.bookingId, item.customerName);
        else {
          nameless += 1;
          expect([item.customerName, item.serviceName, item.can, item.version]).toEqual([null, null, [], null]);
        }
      }
    }
    const here = bookings.filter(({ rows }) => rows[role].store === 'here');
    const may = here.filter(({ rows }) => verdictOn(role, 'booking.read', rows[role]) === 'yes').map(({ id }) => id);
    expect([...shown.keys()].filter((id) => here.some((booking) => booking.id === id)).sort()).toEqual(may.sort());
    expect(nameless).toBeGreaterThanOrEqual(here.length - may.length);
  });

  test('a profile shows the next booking that she may read, not the next one there is', async () => {
    for (const { of, ids } of [
      { of: photographed.of, ids: [photographed.early, photographed.late] },
      { of: travelling.of, ids: [travelling.booking] },
    ]) {
      const sent = await shop.send('customers.get', { customerId: of.customerId }, world.login[role]);
      if (sent.status !== 200) continue;
      const visible = ids.filter((id) => verdictOn(role, 'booking.read', bookings.find((booking) => booking.id === id)!.rows[role]) === 'yes');
      expect(sent.value.profile.nextBooking?.id ?? null).toBe(visible[0] ?? null);
    }
  });

  test('duplicates are pairs of which she reaches both', async () => {
    if (!reachOf(role, 'customer.merge')) return;
    const mine = new Set(readable(role));
    const { pairs } = await shop.do('customers.duplicates', {}, world.login[role]);
    for (const pair of pairs) expect([mine.has(pair.a.id), mine.has(pair.b.id)]).toEqual([true, true]);
  });

  test('SC-04 no answer holds a phone in the clear but the one that reveals it, and each look leaves its line', async () => {
    const { login, fixture } = world;
    const heard: string[] = [];
    const ask = async <Name extends EndpointName>(name: Name, input: ApiInput<Name>): Promise<Sent<Name>> => {
      const sent = await shop.send(name, input, login[role]);
      heard.push(JSON.stringify(sent.value));
      return sent;
    };
    let masked = 0;
    for (const { who, rows } of people) {
      const { customerId, phone } = who;
      const got = await ask('customers.get', { customerId });
      if (got.status === 200) {
        expect(got.value.profile.healthBanner !== null).toBe(verdictOn(role, 'customer.health_read', rows[role]) === 'yes');
        expect(got.value.profile.maskedPhone).toBe(`${phone.slice(0, 3)}****${phone.slice(-4)}`);
        masked += 1;
      }
      await ask('customers.timeline', { customerId, kinds: [] });
      await ask('customers.list', { search: phone.slice(-4), tagIds: [] });
      await ask('customers.find', { by: 'phone', value: phone });
      await ask('customers.addNote', { customerId, text: '跟进', nextContactOn: null });
      await ask('customers.setTags', { customerId, add: fixture.tagIds.slice(0, 1), remove: [] });
      // A number that somebody has: the refusal must not tell whose it is.
      await ask('customers.create', { name: '同号', phone, gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: null });
    }
    for (const { id } of bookings) {
      await ask('booking.get', { bookingId: id });
      await ask('booking.card', { storeId: fixture.storeId, bookingId: id });
    }
    await ask('customers.list', { search: '', tagIds: [] });
    await ask('customers.duplicates', {});
    await ask('booking.calendar', { storeId: fixture.storeId, from: fixture.at('12:00', 40).slice(0, 10), days: 31 });
    expect(masked).toBe(readable(role).length);
    const phones = people.map(({ who }) => who.phone);
    for (const text of heard) expect(phones.filter((phone) => text.includes(phone))).toEqual([]);

    const { prisma } = shop.server.ports.db;
    const looks = () => prisma.event.count({ where: { type: 'customer.phone_revealed', actorId: world.staffIds[role] } });
    const before = await looks();
    let seen = 0;
    for (const { who, rows } of people) {
      const sent = await shop.send('customers.revealPhone', { customerId: who.customerId }, login[role]);
      const verdict = verdictOn(role, 'customer.reveal_phone', rows[role]);
      expect([who.customerId, sent.status]).toEqual([who.customerId, { yes: 200, hidden: 404, forbidden: 403 }[verdict]]);
      if (verdict !== 'yes') continue;
      expect(sent.value.phone).toBe(who.phone);
      seen += 1;
      expect(await prisma.event.count({ where: { type: 'customer.phone_revealed', customerId: who.customerId, actorId: world.staffIds[role] } })).toBe(1);
    }
    expect((await looks()) - before).toBe(seen);
  });
});

test("SC-03 a customer's own list holds her bookings and nobody else's", async () => {
  const lin = await shop.customer('林小雨');
  const { prisma } = shop.server.ports.db;
  await prisma.customerIdentity.update({ where: { id: lin.identityId }, data: { customerId: travelling.of.customerId } });
  const { items } = await shop.do('booking.mine', { when: 'coming' }, lin);
  expect(items.map((item) => [item.id, item.contactPhone])).toEqual([[travelling.booking, travelling.of.phone]]);
  for (const { id } of bookings.filter((booking) => booking.id !== travelling.booking))
    expect((await shop.send('booking.get', { bookingId: id }, lin)).status).toBe(404);
  const stranger = await shop.customer('周子墨');
  expect((await shop.do('booking.mine', { when: 'coming' }, stranger)).items).toEqual([]);
});

test('SC-07 a dump of every table holds none of the phones in the clear', async () => {
  const { prisma } = shop.server.ports.db;
  const tables = await prisma.$queryRaw<
    { name: string }[]
  >`SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`;
  expect(tables.length).toBeGreaterThan(25);
  for (const { name } of tables) {
    const [row] = await prisma.$queryRawUnsafe<{ text: string | null }[]>(`SELECT string_agg(t::text, E'\n') AS text FROM ${name} t`);
    expect([name, people.filter(({ who }) => row?.text?.includes(who.phone))]).toEqual([name, []]);
  }
});
