import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** ST-02: stores A and B, a customer of A with a past, and what B's people see of her. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let managerA: Login;
let receptionB: Login;
let salesB: Login;
let her: string;
const PHONE = '13800138001';
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  const { prisma } = shop.server.ports.db;
  for (const [wecomUserId, roles] of [
    ['hanmei', ['reception']],
    ['yuanyuan', ['sales']],
  ] as const)
    await prisma.staffMember.create({
      data: { wecomUserId, name: '徐汇同事', title: '', roles: [...roles], stores: { create: [{ storeId: fixture.otherStoreId }] } },
    });
  [boss, managerA, receptionB, salesB] = await Promise.all([shop.staff('zongbu'), shop.staff('laoxu'), shop.staff('hanmei'), shop.staff('yuanyuan')]);
  const { profile } = await shop.do(
    'customers.create',
    {
      name: '林小雨',
      phone: PHONE,
      gender: 'female',
      birthday: '1994-06-01',
      weddingDate: '2027-05-01',
      source: '小红书',
      note: '怕冷',
      storeId: fixture.storeId,
    },
    managerA,
  );
  her = profile.id;
  await shop.do('customers.setTags', { customerId: her, add: fixture.tagIds.slice(0, 1), remove: [] }, managerA);
  await shop.do('customers.addNote', { customerId: her, text: '喜欢自然光', nextContactOn: null }, managerA);
  const body = { ...wish(fixture, fixture.at('10:00')), quotedPriceFen: undefined, quotedDepositFen: undefined, source: 'workbench' as const };
  await shop.do('booking.create', { ...body, customerId: her, awaitDeposit: false }, managerA);
  await shop.do('customers.revealPhone', { customerId: her }, managerA);
}, 60_000);
afterAll(() => shop?.close());

const share = (parts: ('profile' | 'bookings' | 'notes')[], as = managerA, storeId = fixture.otherStoreId) =>
  shop.send('customers.share', { customerId: her, storeId, parts }, as);
const seen = async (as: Login) => {
  const got = await shop.send('customers.get', { customerId: her }, as);
  const timeline = await shop.send('customers.timeline', { customerId: her, kinds: [] }, as);
  return {
    status: got.status,
    profile: got.value.profile,
    kinds: timeline.status === 200 ? [...new Set(timeline.value.items.map(({ kind }) => kind))].sort() : timeline.status,
    found: (await shop.do('customers.find', { by: 'phone', value: PHONE }, as)).customerId,
    listed: (await shop.do('customers.list', { search: '林小雨', tagIds: [], cursor: null }, as)).items,
  };
};

test("ST-02 store B cannot read A's customer: she is in no list, no search, no page and no story", async () => {
  for (const as of [receptionB, salesB]) expect(await seen(as)).toMatchObject({ status: 404, kinds: 404, found: null, listed: [] });
});

test('ST-02 shared by profile: name, masked phone and tags; her birthday, notes, bookings, health and code stay where they are', async () => {
  const shared = await share(['profile']);
  expect(shared.value.profile).toMatchObject({ shares: [{ storeId: fixture.otherStoreId, storeName: '徐汇店', parts: ['profile'] }] });
  const { profile, kinds, found, listed } = await seen(receptionB);
  expect(found).toBe(her);
  expect(kinds).toEqual([]);
  expect(listed).toMatchObject([
    {
      id: her,
      name: '林小雨',
      maskedPhone: '138****8001',
      sharedParts: ['profile'],
      ownerName: null,
      nextBookingAt: null,
      lastVisitAt: null,
      storeName: '静安店',
    },
  ]);
  expect(profile).toMatchObject({
    name: '林小雨',
    maskedPhone: '138****8001',
    sharedParts: ['profile'],
    storeName: '静安店',
    memberCode: '',
    gender: 'unknown',
    birthday: null,
    weddingDate: null,
    source: '',
    note: '',
    ownerName: null,
    nextBooking: null,
    lastBooking: null,
    totals: { visits: 0, noShows: 0, depositsPaidFen: 0, depositsRefundedFen: 0 },
    nextStep: null,
    healthBanner: null,
    can: [],
  });
  expect(profile.tags).toHaveLength(1);
  expect('shares' in profile).toBe(false);
  // What one member owns is hers alone: a share is with a store.
  expect((await seen(salesB)).status).toBe(404);
});

test('ST-02 shared with bookings and notes: those too, masked, to read and not to touch', async () => {
  expect((await share(['bookings', 'notes'])).status).toBe(200);
  const { profile, kinds, listed } = await seen(receptionB);
  expect(profile).toMatchObject({
    sharedParts: ['profile', 'bookings', 'notes'],
    note: '怕冷',
    birthday: null,
    nextBooking: { serviceName: '经典婚纱套系', can: [] },
  });
  expect(JSON.stringify(profile)).not.toContain(PHONE);
  expect(listed[0]?.nextBookingAt).toBe(fixture.at('10:00'));
  expect(kinds).toEqual(['booking', 'note']);
  const bookingId = profile.nextBooking?.id ?? '';
  const asB = <Result extends { refusal: { code: string } | null }>(sent: Promise<Result>) => sent.then(({ refusal }) => refusal?.code);
  const basics = { name: '改名', gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };
  expect([
    await asB(shop.send('customers.update', { ...basics, customerId: her, version: profile.version }, receptionB)),
    await asB(shop.send('customers.addNote', { customerId: her, text: 'x', nextContactOn: null }, receptionB)),
    await asB(shop.send('customers.setTags', { customerId: her, add: [], remove: [...fixture.tagIds] }, receptionB)),
    await asB(shop.send('customers.health', { customerId: her }, receptionB)),
    await asB(shop.send('booking.get', { bookingId }, receptionB)),
    await asB(shop.send('booking.cancel', { bookingId, version: 1, reason: '', expectedRefundFen: 0 }, receptionB)),
  ]).toEqual(Array(6).fill('record.not_found'));
  expect(await asB(shop.send('customers.revealPhone', { customerId: her }, receptionB))).toBe('access.forbidden');
  expect(await asB(shop.send('customers.share', { customerId: her, storeId: fixture.storeId, parts: ['profile'] }, receptionB))).toBe('access.forbidden');
});

test('ST-02 her own store and headquarters see all as before, and what is shared', async () => {
  for (const as of [managerA, boss]) {
    const { profile } = await seen(as);
    expect(profile).toMatchObject({ birthday: '1994-06-01', note: '怕冷', shares: [{ parts: ['profile', 'bookings', 'notes'] }] });
    expect(profile.can).toContain('share');
    expect('sharedParts' in profile).toBe(false);
  }
});

test('ST-02 not with her own store, not with one that is not there; ended, she is gone from B, and each step leaves its line', async () => {
  expect((await share(['profile'], managerA, fixture.storeId)).refusal).toEqual({
    code: 'request.invalid',
    facts: { issues: [{ path: 'storeId', problem: 'her_own_store' }] },
  });
  expect((await share(['profile'], managerA, her)).refusal).toMatchObject({ code: 'record.not_found', facts: { noun: 'store' } });
  const ended = await shop.do('customers.unshare', { customerId: her, storeId: fixture.otherStoreId }, managerA);
  expect(ended.profile.shares).toEqual([]);
  expect(await seen(receptionB)).toMatchObject({ status: 404, kinds: 404, found: null, listed: [] });
  await shop.do('customers.unshare', { customerId: her, storeId: fixture.otherStoreId }, managerA);
  const events = await shop.server.ports.db.prisma.event.findMany({
    where: { customerId: her, type: { in: ['customer.shared', 'customer.unshared'] } },
    orderBy: { id: 'asc' },
  });
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ['customer.shared', { withStoreId: fixture.otherStoreId, parts: ['profile'] }],
    ['customer.shared', { withStoreId: fixture.otherStoreId, parts: ['profile', 'bookings', 'notes'] }],
    ['customer.unshared', { withStoreId: fixture.otherStoreId }],
  ]);
});

test('ST-02 two records become one: what was agreed for either is agreed, never with the store that looks after her', async () => {
  const draft = (name: string, storeId: string) => ({
    name,
    phone: null,
    gender: 'female' as const,
    birthday: null,
    weddingDate: null,
    source: '',
    note: '',
    storeId,
  });
  const into = (await shop.do('customers.create', draft('甲', fixture.storeId), boss)).profile.id;
  const from = (await shop.do('customers.create', draft('乙', fixture.otherStoreId), boss)).profile.id;
  await shop.do('customers.share', { customerId: into, storeId: fixture.otherStoreId, parts: ['profile'] }, boss);
  await shop.do('customers.share', { customerId: from, storeId: fixture.storeId, parts: ['notes'] }, boss);
  const { profile } = await shop.do('customers.merge', { intoId: into, fromId: from }, boss);
  expect([profile.storeName, profile.shares]).toEqual(['静安店', [{ storeId: fixture.otherStoreId, storeName: '徐汇店', parts: ['profile'] }]]);
  expect(await shop.server.ports.db.prisma.customerShare.count({ where: { customerId: from } })).toBe(0);
});
