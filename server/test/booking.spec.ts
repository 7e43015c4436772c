import { randomUUID } from 'node:crypto';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let lin: Login;
let boss: Login;
let tang: Login;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 1 });
  lin = await shop.customer('林小雨');
  boss = await shop.staff('zongbu');
  tang = await shop.staff('xiaotang');
});
afterAll(() => shop.close());

const bookings = () => shop.server.ports.db.prisma.booking.count();
/** Everything that could be half-written, counted. */
const rows = async () => {
  const { prisma } = shop.server.ports.db;
  return Promise.all([
    prisma.booking.count(),
    prisma.reservation.count(),
    prisma.payment.count(),
    prisma.event.count({ where: { type: { startsWith: 'booking.' } } }),
  ]);
};

test('BK-06 the first five offers are all truly bookable for every needed resource', async () => {
  const { slots } = await shop.do('booking.nextSlots', { storeId: fixture.storeId, serviceId: fixture.serviceId, count: 5, choices: {} });
  expect(slots).toHaveLength(5);
  const people = ['陈思远', '王梓涵', '赵雅琪', '刘一鸣', '孙佳宁'];
  let booked = 0;
  for (const [i, slot] of slots.entries()) {
    const who = await shop.customer(people[i] ?? '');
    const sent = await shop.send('booking.request', wish(fixture, slot.startsAt, { contactName: people[i] ?? '' }), who);
    // Two sets of units: the third overlapping wish is refused rather than double booked.
    if (sent.status === 200) booked += 1;
    else expect(sent.refusal?.code).toBe('booking.slot_taken');
  }
  expect(booked).toBeGreaterThanOrEqual(2);
  const { items } = await shop.do('booking.mine', { when: 'coming' }, await shop.customer('陈思远'));
  expect(items[0]?.startsAt).toBe(slots[0]?.startsAt);
});

describe('BK-13 a wish that cannot be is refused by name, and nothing is written', () => {
  const cases: [string, () => Parameters<Harness['send']>[1], string][] = [
    ['a slot from the past', () => wish(fixture, new Date(Date.now() - 3_600_000).toISOString()), 'booking.in_the_past'],
    ['outside opening hours', () => wish(fixture, fixture.at('20:00')), 'booking.outside_opening'],
    ['running past closing time', () => wish(fixture, fixture.at('17:00')), 'booking.outside_opening'],
    ['between two starts', () => wish(fixture, fixture.at('10:07')), 'booking.off_grid'],
    ['beyond the horizon', () => wish(fixture, fixture.at('10:00', 60)), 'booking.too_far'],
    ['a tampered deposit', () => wish(fixture, fixture.at('10:00'), { quotedDepositFen: 1 }), 'booking.price_changed'],
    ['a tampered price', () => wish(fixture, fixture.at('10:00'), { quotedPriceFen: 100 }), 'booking.price_changed'],
    [
      'a service that the store does not offer',
      () => ({ ...wish(fixture, fixture.at('10:00')), storeId: fixture.otherStoreId }),
      'booking.service_not_offered',
    ],
    [
      'a unit that cannot do this',
      () => wish(fixture, fixture.at('10:00'), { choices: { photographer: fixture.unitIds.阿月 ?? '' } }),
      'booking.choice_not_possible',
    ],
    [
      'a role that customers do not pick',
      () => wish(fixture, fixture.at('10:00'), { choices: { dress: fixture.unitIds['缎面鱼尾 S'] ?? '' } }),
      'booking.choice_not_possible',
    ],
    ['a phone with letters', () => wish(fixture, fixture.at('10:00'), { contactPhone: '1380013800a' }), 'request.invalid'],
    ['an empty name', () => wish(fixture, fixture.at('10:00'), { contactName: '  ' }), 'request.invalid'],
    ["a field of somebody else's making", () => ({ ...wish(fixture, fixture.at('10:00')), customerId: randomUUID() }) as never, 'request.invalid'],
  ];
  test.each(cases)('%s', async (_, input, code) => {
    const before = await rows();
    const sent = await shop.send('booking.request', input() as never, lin);
    expect(sent.refusal?.code).toBe(code);
    expect(sent.status).toBeGreaterThanOrEqual(400);
    expect(await rows()).toEqual(before);
  });
});

test('FM-03 the refusal of a bad phone names the field', async () => {
  const sent = await shop.send('booking.request', wish(fixture, fixture.at('10:00'), { contactPhone: '1380013' }), lin);
  expect(sent.refusal).toMatchObject({ code: 'request.invalid', facts: { issues: [{ path: 'contactPhone', problem: 'not_a_mobile_number' }] } });
});

test('OR-02 the same key gives the same answer, another body under it is refused', async () => {
  const key = randomUUID();
  const who = await shop.customer('周子墨');
  const input = wish(fixture, fixture.at('09:00', 6), { contactName: '周子墨' });
  const [first, twin] = await Promise.all([shop.send('booking.request', input, who, { key }), shop.send('booking.request', input, who, { key })]);
  const third = await shop.send('booking.request', input, who, { key });
  expect([first.status, twin.status, third.status]).toEqual([200, 200, 200]);
  expect(new Set([first.value.booking.id, twin.value.booking.id, third.value.booking.id]).size).toBe(1);
  const other = await shop.send('booking.request', { ...input, note: '别的' }, who, { key });
  expect(other).toMatchObject({ status: 422, refusal: { code: 'request.idempotency_key_reused' } });
  const none = await shop.send('booking.request', input, who, { headers: { 'idempotency-key': '' } });
  expect(none.refusal?.code).toBe('request.idempotency_key_missing');
});

test('BK-13 one customer holds three unpaid slots at most', async () => {
  const who = await shop.customer('高若曦');
  for (const day of [7, 8, 9]) await shop.do('booking.request', wish(fixture, fixture.at('09:00', day)), who);
  const fourth = await shop.send('booking.request', wish(fixture, fixture.at('09:00', 10)), who);
  expect(fourth.refusal).toMatchObject({ code: 'booking.too_many_holds', facts: { limit: 3 } });
});

test('BK-17 a studio is not offered within its cleaning time, and is right after it', async () => {
  const who = await shop.customer('王梓涵');
  const { prisma } = shop.server.ports.db;
  await prisma.resourceUnit.updateMany({ where: { name: '棚 1' }, data: { state: 'repair' } });
  await shop.do('booking.request', wish(fixture, fixture.at('09:00', 11)), who);
  const { slots } = await shop.do('booking.slots', {
    storeId: fixture.storeId,
    serviceId: fixture.serviceId,
    date: fixture.at('12:00', 11).slice(0, 10),
    choices: {},
  });
  await prisma.resourceUnit.updateMany({ where: { name: '棚 1' }, data: { state: 'active' } });
  expect(slots[0]?.startsAt).toBe(fixture.at('11:00', 11));
});

test('BK-14 a booking moves with its deposit, its old slot comes free, and it does not stand in its own way', async () => {
  const customers = await shop.do(
    'customers.create',
    { name: '改期客户', phone: null, gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
    tang,
  );
  const { booking } = await shop.do(
    'booking.create',
    { ...staffWish(fixture.at('10:00', 12)), customerId: customers.profile.id, awaitDeposit: false, source: 'sidebar' },
    tang,
  );
  expect(booking.state).toBe('confirmed');
  const moved = await shop.do('booking.reschedule', { bookingId: booking.id, version: booking.version, startsAt: fixture.at('10:30', 12), choices: {} }, tang);
  expect(moved.booking).toMatchObject({ startsAt: fixture.at('10:30', 12), state: 'confirmed', version: booking.version + 1 });
  const stale = await shop.send(
    'booking.reschedule',
    { bookingId: booking.id, version: booking.version, startsAt: fixture.at('14:00', 12), choices: {} },
    tang,
  );
  expect(stale.refusal).toMatchObject({ code: 'record.changed', facts: { version: booking.version + 1 } });
  const active = await shop.server.ports.db.prisma.reservation.count({ where: { bookingId: booking.id, releasedAt: null } });
  expect(active).toBe(4);
});

const staffWish = (startsAt: string) => ({
  storeId: fixture.storeId,
  serviceId: fixture.serviceId,
  startsAt,
  choices: {},
  contactName: '到店客户',
  contactPhone: '13912345678',
  weddingDate: null,
  note: '',
});

test('BK-15 check-in, start, finish go in order; a skipped step is refused with the possible ones', async () => {
  const { profile } = await shop.do(
    'customers.create',
    { name: '当天客户', phone: null, gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
    tang,
  );
  const { booking } = await shop.do(
    'booking.create',
    { ...staffWish(fixture.at('10:00', 13)), customerId: profile.id, awaitDeposit: false, source: 'sidebar' },
    tang,
  );
  const skipped = await shop.send('booking.finish', { bookingId: booking.id, version: booking.version }, boss);
  expect(skipped.refusal).toMatchObject({
    code: 'lifecycle.illegal_step',
    facts: { state: 'confirmed', possible: expect.arrayContaining(['checkIn', 'cancel']) },
  });
  let version = booking.version;
  for (const step of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
    version = (await shop.do(step, { bookingId: booking.id, version }, boss)).booking.version;
  const { booking: done } = await shop.do('booking.get', { bookingId: booking.id }, boss);
  expect(done).toMatchObject({ state: 'done', can: [] });
});

test('BK-02 a manager adds a resource type with three rows, a service needs it, and it is bookable', async () => {
  const { type } = await shop.do(
    'booking.saveResourceType',
    { typeId: null, key: 'car', name: '婚车', kind: 'thing', fields: [{ key: 'seats', label: '座位', type: 'number', required: true }] },
    boss,
  );
  const unit = (name: string, fields: Record<string, string | number>) => ({
    unitId: null,
    typeId: type.id,
    name,
    storeIds: [fixture.storeId],
    skills: [],
    fields,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    state: 'active' as const,
    introduction: '',
  });
  const wrong = await shop.send('booking.saveUnit', unit('一号车', { seats: '五' }), boss);
  expect(wrong.refusal).toMatchObject({ code: 'booking.field_value_invalid', facts: { field: 'seats' } });
  for (const name of ['一号车', '二号车', '三号车']) await shop.do('booking.saveUnit', unit(name, { seats: 5 }), boss);
  const { services } = await shop.do('booking.services', {});
  const roles = services[0]?.roles.map(({ typeName: _, kind: __, ...role }) => role) ?? [];
  await shop.do(
    'booking.saveServiceRoles',
    {
      serviceId: fixture.serviceId,
      roles: [...roles, { key: 'car', name: '婚车', typeId: type.id, skill: null, offsetMinutes: 0, durationMinutes: 60, customerPicks: false }],
    },
    boss,
  );
  const who = await shop.customer('孙佳宁');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('09:00', 14)), who);
  expect(booking.units.find((u) => u.roleKey === 'car')).toMatchObject({ name: '一号车', endsAt: fixture.at('10:00', 14) });
  const carId = booking.units.find((u) => u.roleKey === 'car')?.unitId ?? '';
  const retire = await shop.send('booking.saveUnit', { ...unit('一号车', { seats: 5 }), unitId: carId, state: 'retired' }, boss);
  expect(retire.refusal).toMatchObject({ code: 'booking.unit_in_use', facts: { bookings: [{ id: booking.id, code: booking.code }] } });
  await shop.do('booking.saveServiceRoles', { serviceId: fixture.serviceId, roles }, boss);
});

test('BK-07 leave offers no slot, and cannot be laid over a booking', async () => {
  const mei = fixture.unitIds.梅清 ?? '';
  await shop.do('booking.addAbsence', { unitId: mei, kind: 'leave', startsAt: fixture.at('00:00', 15), endsAt: fixture.at('00:00', 16), label: '年假' }, boss);
  const date = fixture.at('12:00', 15).slice(0, 10);
  const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date, choices: { photographer: mei } });
  expect(slots).toEqual([]);
  const sent = await shop.send('booking.request', wish(fixture, fixture.at('10:00', 15), { choices: { photographer: mei } }), await shop.customer('刘一鸣'));
  expect(sent.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ roleName: '摄影师', name: '梅清' }] } });
  const clash = await shop.send(
    'booking.addAbsence',
    { unitId: fixture.unitIds.阿月 ?? '', kind: 'leave', startsAt: fixture.at('00:00', 14), endsAt: fixture.at('00:00', 15), label: '事假' },
    boss,
  );
  expect(clash.refusal?.code === 'booking.unit_in_use' || clash.status === 200).toBe(true);
});

test('RP-17 the calendar shows a booking on every unit that it occupies, with the verbs of the reader', async () => {
  const { profile } = await shop.do(
    'customers.create',
    { name: '日历客户', phone: null, gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
    tang,
  );
  const { booking } = await shop.do(
    'booking.create',
    { ...staffWish(fixture.at('10:00', 17)), customerId: profile.id, awaitDeposit: false, source: 'sidebar' },
    tang,
  );
  const from = fixture.at('12:00', 17).slice(0, 10);
  const { calendar } = await shop.do('booking.calendar', { storeId: fixture.storeId, from, days: 1 }, boss);
  const items = calendar.items.filter((item) => item.bookingId === booking.id);
  expect(items).toHaveLength(4);
  expect(new Set(items.map((item) => item.unitId)).size).toBe(4);
  expect(items[0]).toMatchObject({ state: 'confirmed', customerName: '到店客户', can: expect.arrayContaining(['reschedule', 'checkIn']) });
  expect(calendar.units.find((unit) => unit.name === '梅清')?.working[0]).toMatchObject({ startsAt: fixture.at('09:00', 17) });
});

test("SC-03 another customer's booking does not exist for her", async () => {
  const chen = await shop.customer('陈思远');
  const sun = await shop.customer('孙佳宁');
  const { items } = await shop.do('booking.mine', { when: 'coming' }, chen);
  const id = items[0]?.id ?? '';
  for (const sent of [
    await shop.send('booking.get', { bookingId: id }, sun),
    await shop.send('booking.cancel', { bookingId: id, version: 1, reason: '', expectedRefundFen: 0 }, sun),
    await shop.send('orders.payDeposit', { bookingId: id }, sun),
    await shop.send('orders.checkDeposit', { bookingId: id }, sun),
  ])
    expect(sent.refusal?.code).toBe('record.not_found');
  expect(await bookings()).toBeGreaterThan(0);
});
