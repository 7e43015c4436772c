import { addDays } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
}, 60_000);
afterAll(() => shop?.close());

const calendar = async (as: Login, from = fixture.day, days = 1, storeId = fixture.storeId) =>
  (await shop.do('booking.calendar', { storeId, from, days }, as)).calendar;

describe('RP-17 the calendar', () => {
  test('an item tells its part of the service and the whole visit, its party, its service and whether it lies over another', async () => {
    const lin = await shop.customer('林小雨');
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00')), lin);
    const items = (await calendar(boss)).items.filter((item) => item.bookingId === booking.id);
    expect(items.map(({ roleKey }) => roleKey).sort()).toEqual(['dress', 'makeup', 'photographer', 'studio']);
    for (const item of items)
      expect(item).toMatchObject({
        kind: 'booking',
        state: 'held',
        serviceId: fixture.serviceId,
        partySize: 1,
        overbooked: false,
        sessionId: null,
        bookingStartsAt: booking.startsAt,
        bookingEndsAt: booking.endsAt,
        customerId: booking.customerId,
        customerName: '林小雨',
      });
    expect(items[0]?.can).toEqual(expect.arrayContaining(['confirm', 'reschedule', 'cancel']));
    await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
  });

  test('an absence that began weeks ago is shown on each of its days, a booking of yesterday is not', async () => {
    const unitId = fixture.unitIds['缎面鱼尾 S'] ?? '';
    const { reservationId } = await shop.do(
      'booking.addAbsence',
      { unitId, kind: 'maintenance', startsAt: fixture.at('00:00', 5), endsAt: fixture.at('00:00', 30), label: '送洗' },
      boss,
    );
    const shown = (await calendar(boss, addDays(fixture.day, 25), 2)).items.filter((item) => item.unitId === unitId);
    expect(shown).toMatchObject([{ kind: 'maintenance', label: '送洗', bookingId: null, roleKey: '', can: [] }]);
    await shop.do('booking.removeAbsence', { reservationId }, boss);
    expect((await calendar(boss, addDays(fixture.day, 25), 2)).items).toEqual([]);
  });

  test('special days have their names, and shifts of several stretches are the hours of a person', async () => {
    const date = addDays(fixture.day, 7);
    await shop.do(
      'stores.saveSpecialDay',
      { dayId: null, storeId: null, date, name: '国庆节', kind: 'holiday', hours: [{ from: '10:00', to: '16:00' }], asWeekday: null, whenClashing: 'refuse' },
      boss,
    );
    const view = await calendar(boss, date, 2);
    expect(view.special).toEqual([{ date, name: '国庆节', kind: 'holiday' }]);
    expect(view.opening.map(({ startsAt }) => startsAt)).toEqual([
      new Date(instantOf(date, '10:00', 'Asia/Shanghai')).toISOString(),
      new Date(instantOf(addDays(date, 1), '09:00', 'Asia/Shanghai')).toISOString(),
    ]);
    const units = new Map(view.units.map((unit) => [unit.name, unit]));
    expect(units.get('1 号棚')?.working).toEqual(view.opening);
    expect(units.get('梅清')?.working).toHaveLength(2);
  });
});

describe('RP-17 a month at a glance', () => {
  test('bookings by state, load of people, rest days and holidays; of one type or skill, when asked', async () => {
    const lin = await shop.customer('林小雨');
    const date = addDays(fixture.day, 10);
    const at = (time: string) => new Date(instantOf(date, time, 'Asia/Shanghai')).toISOString();
    const { booking: first } = await shop.do('booking.request', wish(fixture, at('09:00')), lin);
    await shop.do('booking.confirm', { bookingId: first.id, version: first.version, reason: '老客户' }, boss);
    await shop.do('booking.request', wish(fixture, at('14:00')), lin);
    const { booking: gone } = await shop.do('booking.request', wish(fixture, at('16:30')), lin);
    await shop.do('booking.cancel', { bookingId: gone.id, version: gone.version, reason: '', expectedRefundFen: 0 }, lin);
    await shop.do(
      'stores.saveSpecialDay',
      { dayId: null, storeId: fixture.storeId, date: addDays(date, 1), name: '盘点', kind: 'other', hours: [], asWeekday: null, whenClashing: 'refuse' },
      boss,
    );
    const month = async (filter: { typeIds?: string[]; skill?: string } = {}) =>
      (await shop.do('booking.monthLoad', { storeId: fixture.storeId, from: date, days: 2, ...filter }, boss)).days;
    // Three people of nine hours each; two visits of ninety minutes by two of them.
    expect(await month()).toEqual([
      { date, special: null, closed: false, bookings: 2, byState: { confirmed: 1, held: 1 }, loadPercent: Math.round((4 * 90 * 100) / (3 * 540)) },
      { date: addDays(date, 1), special: { name: '盘点', kind: 'other' }, closed: true, bookings: 0, byState: {}, loadPercent: 0 },
    ]);
    expect((await month({ typeIds: [fixture.typeIds.makeup_artist ?? ''] }))[0]).toMatchObject({ bookings: 2, loadPercent: Math.round((2 * 90 * 100) / 540) });
    expect((await month({ skill: '婚纱' }))[0]).toMatchObject({ bookings: 2, loadPercent: Math.round((2 * 90 * 100) / (2 * 540)) });
    expect((await month({ skill: '没人会' }))[0]).toMatchObject({ bookings: 0, loadPercent: null });
    // Rooms have no roster, but bookings that need them are counted.
    expect((await month({ typeIds: [fixture.typeIds.studio ?? ''] }))[0]).toMatchObject({ bookings: 2, loadPercent: null });
  });

  test('BK-19 a visit just before midnight is of that day of the store, wherever the server is', async () => {
    await shop.server.ports.db.prisma.store.update({ where: { id: fixture.otherStoreId }, data: { zone: 'America/New_York' } });
    const { prisma } = shop.server.ports.db;
    const customer = await prisma.customer.create({ data: { memberCode: 'NIGHT', name: '夜场客户' } });
    // Half past eleven in the evening before the clocks go forward, and half past midnight after it.
    for (const [code, start] of [
      ['N-1', '2027-03-14T04:30:00.000Z'],
      ['N-2', '2027-03-15T04:30:00.000Z'],
    ] as const)
      await prisma.booking.create({
        data: {
          code,
          state: 'confirmed',
          storeId: fixture.otherStoreId,
          serviceId: fixture.serviceId,
          customerId: customer.id,
          startsAt: start,
          endsAt: new Date(Date.parse(start) + 3_600_000),
          contactName: '夜',
          contactCipher: 'x',
          contactIndex: code,
          contactLast4: '0000',
          source: 'workbench',
          priceFen: 1,
          depositFen: 0,
          terms: {},
        },
      });
    const { days } = await shop.do('booking.monthLoad', { storeId: fixture.otherStoreId, from: '2027-03-13', days: 3 }, boss);
    expect(days.map(({ date, bookings }) => [date, bookings])).toEqual([
      ['2027-03-13', 1],
      ['2027-03-14', 0],
      ['2027-03-15', 1],
    ]);
  });

  test('SC-02 of a store out of reach nothing is told', async () => {
    const manager = await shop.staff('laoxu');
    for (const send of [
      shop.send('booking.calendar', { storeId: fixture.otherStoreId, from: fixture.day, days: 1 }, manager),
      shop.send('booking.monthLoad', { storeId: fixture.otherStoreId, from: fixture.day, days: 1 }, manager),
    ])
      expect((await send).refusal).toEqual({ code: 'access.forbidden', facts: { right: 'calendar.read' } });
  });
});
