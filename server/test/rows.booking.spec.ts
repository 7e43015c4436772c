import { addDays } from '@zhike/domain/kernel/calendar-date';
import { seedFixture, staffWish, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/* Promises of booking by the very example that the shop was given, through the API. */

let shop: Harness;
let fixture: Fixture;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports, { copies: 3, depositFen: 0 });
  boss = await shop.staff('zongbu');
}, 120_000);
afterAll(() => shop?.close());

const cancel = (login: Login, booking: { id: string; version: number }) =>
  shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, login);
const free = { quotedDepositFen: 0 };

test('BK-06 for an item of 90 minutes each of the first five offers books with every needed resource, and says whom it takes', async () => {
  const { slots } = await shop.do('booking.nextSlots', { storeId: fixture.storeId, serviceId: fixture.serviceId, count: 5, choices: {} });
  expect(slots).toHaveLength(5);
  const lin = await shop.customer('林小雨');
  for (const { startsAt } of slots) {
    const { booking } = await shop.do('booking.request', wish(fixture, startsAt, free), lin);
    expect([booking.startsAt, Date.parse(booking.endsAt) - Date.parse(booking.startsAt)]).toEqual([startsAt, 90 * 60_000]);
    expect(booking.units.map((unit) => unit.roleKey).sort()).toEqual(['dress', 'makeup', 'photographer', 'studio']);
    await cancel(lin, booking);
  }
});

test('BK-10 a day of random bookings for anybody: the photographers end with one booking of difference at most', async () => {
  const { prisma } = shop.server.ports.db;
  const typeId = fixture.typeIds.photographer ?? '';
  const service = await prisma.service.create({
    data: {
      name: '证件照',
      line: '证件照',
      durationMinutes: 30,
      stepMinutes: 30,
      leadMinutes: 0,
      horizonDays: 60,
      priceFen: 9_900,
      depositFen: 0,
      stores: { create: [{ storeId: fixture.storeId }] },
      roles: { create: [{ key: 'photographer', name: '摄影师', typeId, durationMinutes: 30 }] },
    },
  });
  const team = await prisma.resourceUnit.findMany({ where: { typeId, state: 'active' }, select: { id: true } });
  expect(team).toHaveLength(5);
  // The day's eighteen half hours in an order that has nothing to do with the clock: at each of them everybody is free.
  const order = Array.from({ length: 18 }, (_, i) => (i * 7 + 3) % 18);
  expect(new Set(order).size).toBe(18);
  const taken = new Map(team.map((unit) => [unit.id, 0]));
  for (const half of order) {
    const time = `${String(9 + Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
    const { booking } = await shop.do(
      'booking.create',
      { ...staffWish(fixture, fixture.at(time, 7)), serviceId: service.id, customerId: await herself(), awaitDeposit: false },
      boss,
    );
    const unitId = booking.units[0]?.unitId ?? '';
    taken.set(unitId, (taken.get(unitId) ?? 0) + 1);
    expect(Math.max(...taken.values()) - Math.min(...taken.values())).toBeLessThanOrEqual(1);
  }
  expect([...taken.values()].reduce((sum, n) => sum + n, 0)).toBe(18);
});
let herId: Promise<string> | undefined;
const herself = (): Promise<string> =>
  (herId ??= shop
    .do(
      'customers.create',
      { name: '随便约', phone: null, gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
      boss,
    )
    .then(({ profile }) => profile.id));

test('BK-17 thirty minutes of cleaning after the room was used refuse a booking that begins ten minutes later, and allow one after thirty', async () => {
  const { prisma } = shop.server.ports.db;
  const room = await prisma.resourceUnit.create({
    data: {
      typeId: fixture.typeIds.studio ?? '',
      name: '护理室',
      number: 77,
      skills: ['护理'],
      bufferAfterMinutes: 30,
      stores: { create: [{ storeId: fixture.storeId }] },
    },
  });
  const service = await prisma.service.create({
    data: {
      name: '面部护理',
      line: '护理',
      durationMinutes: 60,
      stepMinutes: 10,
      leadMinutes: 0,
      horizonDays: 60,
      priceFen: 19_900,
      depositFen: 0,
      stores: { create: [{ storeId: fixture.storeId }] },
      roles: { create: [{ key: 'room', name: '房间', typeId: room.typeId, skill: '护理', durationMinutes: 60 }] },
    },
  });
  const ask = (login: Login, time: string) =>
    shop.send('booking.request', { ...wish(fixture, fixture.at(time, 8), { quotedPriceFen: 19_900, ...free }), serviceId: service.id }, login);
  const [chen, wang] = [await shop.customer('陈思远'), await shop.customer('王梓涵')];
  expect((await ask(chen, '10:00')).status).toBe(200);
  const tooSoon = await ask(wang, '11:10');
  expect(tooSoon.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ name: '护理室' }] } });
  const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: service.id, date: addDays(fixture.day, 8), choices: {} });
  const starts = slots.map((slot) => slot.startsAt);
  expect([starts.includes(fixture.at('11:10', 8)), starts.includes(fixture.at('11:20', 8)), starts.includes(fixture.at('11:30', 8))]).toEqual([
    false,
    false,
    true,
  ]);
  expect((await ask(wang, '11:30')).status).toBe(200);
});

test('RU-09 a clashing 档期预约单 is refused with words that name the resource and the booking in the way, and no row is written', async () => {
  const { prisma } = shop.server.ports.db;
  const customerId = await herself();
  const unitId = fixture.unitIds.梅清 ?? '';
  const input = { ...staffWish(fixture, fixture.at('10:00', 9)), customerId, awaitDeposit: false, choices: { photographer: unitId } };
  const { booking } = await shop.do('booking.create', input, boss);
  const counted = () => Promise.all([prisma.booking.count(), prisma.reservation.count(), prisma.event.count(), prisma.message.count()]);
  const before = await counted();
  const refused = await shop.send('booking.create', { ...input, startsAt: fixture.at('10:30', 9) }, boss);
  expect(refused.refusal).toMatchObject({
    code: 'booking.slot_taken',
    facts: { units: [{ roleName: '摄影师', name: '梅清' }], bookings: [{ id: booking.id, code: booking.code }] },
  });
  expect(await counted()).toEqual(before);
});
