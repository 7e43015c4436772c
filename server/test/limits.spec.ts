import type { ApiInput } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import { openApi, type Api } from '../../bench/lib/api';
import { countDeadlocks, countOverlaps } from '../../bench/lib/audit';
import { seedPeople, type Person } from '../../bench/lib/people';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** Lasers of half an hour, by one doctor: at most six a day. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
let laserId: string;
let doctorId: string;
let typeId: string;
let api: Api;
let people: readonly Person[];
const ZONE = 'Asia/Shanghai';

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  const { prisma } = shop.server.ports.db;
  typeId = (await prisma.resourceType.create({ data: { key: 'doctor', name: '医生', kind: 'person', position: 9 } })).id;
  doctorId = await doctor('周医生');
  laserId = (
    await prisma.service.create({
      data: {
        name: '激光',
        line: '医美',
        durationMinutes: 30,
        stepMinutes: 30,
        leadMinutes: 0,
        horizonDays: 60,
        priceFen: 100_000,
        depositFen: 0,
        stores: { create: [{ storeId: fixture.storeId }] },
        roles: { create: [{ key: 'doctor', name: '医生', typeId, durationMinutes: 30, customerPicks: true }] },
      },
    })
  ).id;
  api = openApi(shop.url);
  people = await seedPeople(shop.server.ports.db.pool, fixture.storeId, 24);
}, 60_000);
afterAll(async () => {
  await api?.close();
  await shop?.close();
});

async function doctor(name: string): Promise<string> {
  const { prisma } = shop.server.ports.db;
  const { id } = await prisma.resourceUnit.create({
    data: { typeId, name, number: (await prisma.resourceUnit.count({ where: { typeId } })) + 1, stores: { create: [{ storeId: fixture.storeId }] } },
  });
  await prisma.shift.createMany({
    data: Array.from({ length: 30 }, (_, i) => ({
      unitId: id,
      storeId: fixture.storeId,
      startsAt: new Date(instantOf(addDays(fixture.day, i), '09:00', ZONE)),
      endsAt: new Date(instantOf(addDays(fixture.day, i), '18:00', ZONE)),
    })),
  });
  return id;
}
const limit = (over: Partial<ApiInput<'booking.saveDailyLimit'>> = {}): ApiInput<'booking.saveDailyLimit'> => ({
  limitId: null,
  name: '激光每天 6 台',
  typeId,
  unitId: null,
  skill: null,
  serviceIds: [laserId],
  maxPerDay: 6,
  active: true,
  ...over,
});
const laser = (startsAt: string, choices: Record<string, string> = {}) => ({
  ...wish(fixture, startsAt, { quotedPriceFen: 100_000, quotedDepositFen: 0 }),
  serviceId: laserId,
  choices,
});
const slots = async (plus: number, choices: Record<string, string> = {}) =>
  (await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: laserId, date: addDays(fixture.day, plus), choices })).slots.map(
    ({ startsAt }) => startsAt,
  );
const TIMES = Array.from({ length: 18 }, (_, i) => `${String(9 + (i >> 1)).padStart(2, '0')}:${i % 2 ? '30' : '00'}`);
const who = (i: number): Person => people[i % people.length] as Person;
let key = 0;
const book = async (i: number, startsAt: string, choices: Record<string, string> = {}) =>
  api.call('booking.request', laser(startsAt, choices), who(i).token, `limit-key-${++key}`);

describe('BK-08 max 6 laser sessions a day', () => {
  let limitId: string;
  test('removes the slots after the sixth, of that day only, and names the rule to who asks all the same', async () => {
    limitId = (await shop.do('booking.saveDailyLimit', limit(), boss)).limit.id;
    for (let i = 0; i < 6; i++) {
      expect(await slots(0)).toHaveLength(18 - i);
      expect((await book(i, fixture.at(TIMES[i * 2] ?? ''))).status).toBe(200);
    }
    expect(await slots(0)).toEqual([]);
    expect(await slots(1)).toHaveLength(18);
    const no = await book(7, fixture.at('17:30'));
    expect(no.refusal).toEqual({ code: 'booking.daily_limit', facts: { limitName: '激光每天 6 台', unitName: '周医生', maxPerDay: 6 } });
    const advice = await shop.do('booking.advice', { storeId: fixture.storeId, serviceId: laserId, startsAt: fixture.at('17:30'), choices: {} });
    expect(advice.advice.blockers).toMatchObject([{ reason: 'daily_limit', unitName: '周医生', until: fixture.at('24:00') }]);
  });

  test('a cancelled one gives its place back; a moved one stands in nobody’s way on its own day', async () => {
    const { prisma } = shop.server.ports.db;
    const rows = await prisma.booking.findMany({ where: { serviceId: laserId }, orderBy: { startsAt: 'asc' } });
    const [first, second] = rows as [(typeof rows)[number], (typeof rows)[number]];
    // Moved within the full day: it is one of the six.
    expect(
      (await shop.send('booking.reschedule', { bookingId: second.id, version: second.version, startsAt: fixture.at('17:30'), choices: {} }, boss)).status,
    ).toBe(200);
    await shop.do('booking.cancel', { bookingId: first.id, version: first.version, reason: '', expectedRefundFen: 0 }, boss);
    expect(await slots(0)).toHaveLength(18 - 5);
    // From another day into this one takes the sixth place, the next finds none.
    const [other, late] = [await book(1, fixture.at('09:00', 1)), await book(2, fixture.at('10:00', 1))];
    const move = (booking: { id: string; version: number }, time: string) =>
      shop.send('booking.reschedule', { bookingId: booking.id, version: booking.version, startsAt: fixture.at(time), choices: {} }, boss);
    expect((await move(other.value.booking, '09:30')).status).toBe(200);
    expect((await move(late.value.booking, '10:30')).refusal?.code).toBe('booking.daily_limit');
  });

  test('another doctor has six of her own; one person may have a limit for herself', async () => {
    const second = await doctor('吴医生');
    expect(await slots(0)).toHaveLength(18);
    const { limit: hers } = await shop.do(
      'booking.saveDailyLimit',
      limit({ name: '吴医生每天 1 台', typeId: null, unitId: second, serviceIds: [], maxPerDay: 1 }),
      manager,
    );
    expect((await book(3, fixture.at('09:00'))).status).toBe(200);
    expect(await slots(0)).toEqual([]);
    expect((await book(4, fixture.at('12:30'), { doctor: second })).refusal).toMatchObject({
      code: 'booking.daily_limit',
      facts: { limitName: '吴医生每天 1 台', unitName: '吴医生', maxPerDay: 1 },
    });
    await shop.do('booking.removeDailyLimit', { limitId: hers.id }, manager);
    expect((await slots(0)).length).toBeGreaterThan(0);
    await shop.server.ports.db.prisma.resourceUnit.update({ where: { id: second }, data: { state: 'repair' } });
  });

  test('what she does elsewhere that day counts: another store, before this one opens', async () => {
    const { prisma } = shop.server.ports.db;
    await prisma.unitStore.create({ data: { unitId: doctorId, storeId: fixture.otherStoreId } });
    await prisma.serviceStore.create({ data: { serviceId: laserId, storeId: fixture.otherStoreId } });
    const date = addDays(fixture.day, 3);
    await prisma.store.update({
      where: { id: fixture.otherStoreId },
      data: { opening: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '05:00', to: '09:00' })) },
    });
    await prisma.shift.create({
      data: {
        unitId: doctorId,
        storeId: fixture.otherStoreId,
        startsAt: new Date(instantOf(date, '05:00', ZONE)),
        endsAt: new Date(instantOf(date, '09:00', ZONE)),
      },
    });
    for (const [i, time] of ['05:00', '05:30', '06:00', '07:00', '07:30', '08:30'].entries()) {
      const sent = await api.call('booking.request', { ...laser(fixture.at(time, 3)), storeId: fixture.otherStoreId }, who(10 + i).token, `elsewhere-${i}`);
      expect([time, sent.status]).toEqual([time, 200]);
    }
    expect(await slots(3)).toEqual([]);
    expect((await book(5, fixture.at('10:00', 3))).refusal?.code).toBe('booking.daily_limit');
  });

  test('twenty at once for many free slots: exactly six get one, nobody waits for nothing, nothing deadlocks', async () => {
    const rows = await Promise.all(Array.from({ length: 20 }, (_, i) => book(i, fixture.at(TIMES[i % 18] ?? '', 5))));
    expect(rows.filter(({ status }) => status === 200)).toHaveLength(6);
    // Two ask for a start that somebody else has; all others only meet the limit.
    const told = rows.flatMap(({ refusal }) => refusal?.code ?? []);
    expect(told.every((code) => code === 'booking.daily_limit' || code === 'booking.slot_taken')).toBe(true);
    expect(told.filter((code) => code === 'booking.slot_taken').length).toBeLessThanOrEqual(2);
    const { pool } = shop.server.ports.db;
    expect([await countOverlaps(pool), await countDeadlocks(pool)]).toEqual([0, 0]);
  });

  test('switched off or taken away, the slots are back', async () => {
    await shop.do('booking.saveDailyLimit', limit({ limitId, active: false }), boss);
    expect((await slots(5)).length).toBeGreaterThan(0);
    await shop.do('booking.saveDailyLimit', limit({ limitId }), boss);
    expect(await slots(5)).toEqual([]);
    await shop.do('booking.removeDailyLimit', { limitId }, boss);
    expect((await slots(5)).length).toBeGreaterThan(0);
    expect((await shop.do('booking.dailyLimits', {}, manager)).limits).toEqual([]);
  });
});

describe('BK-08 who may limit whom', () => {
  const never = '0190c5a0-0000-7000-8000-00000000dead';
  test('a limit needs somebody to limit; what it names must be there', async () => {
    const no = async (over: Partial<ApiInput<'booking.saveDailyLimit'>>, as = boss) => (await shop.send('booking.saveDailyLimit', limit(over), as)).refusal;
    expect(await no({ typeId: null })).toEqual({ code: 'booking.limit_without_target', facts: { field: 'typeId' } });
    expect(await no({ typeId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'resource_type', id: never } });
    expect(await no({ unitId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'unit', id: never } });
    expect(await no({ serviceIds: [never] })).toEqual({ code: 'record.not_found', facts: { noun: 'service', id: never } });
    expect(await no({ limitId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'limit', id: never } });
    // A type is in every store.
    expect(await no({}, manager)).toEqual({ code: 'access.forbidden', facts: { right: 'resource.manage' } });
    const { limit: shops } = await shop.do('booking.saveDailyLimit', limit(), boss);
    expect((await shop.send('booking.removeDailyLimit', { limitId: shops.id }, manager)).status).toBe(404);
  });
});
