import type { ApiInput } from '@zhike/domain/api';
import { addDays, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import pg from 'pg';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** BK-07: what a shop writes about its hours decides every start, slot and calendar. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
let lin: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports, { copies: 2 });
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  lin = await shop.customer('林小雨');
}, 60_000);
const lines: pg.Client[] = [];
afterEach(async () => {
  for (const line of lines.splice(0)) await line.end();
});
afterAll(() => shop?.close());

const dayAt = (plus: number): string => addDays(fixture.day, plus);
const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));
const slots = async (date: string) => {
  const answer = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date, choices: {} });
  return { ...answer, times: answer.slots.map(({ startsAt }) => new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(11, 16)) };
};
const day = (date: string, over: Partial<ApiInput<'stores.saveSpecialDay'>> = {}): ApiInput<'stores.saveSpecialDay'> => ({
  dayId: null,
  storeId: fixture.storeId,
  date,
  name: '盘点',
  kind: 'other',
  hours: [],
  asWeekday: null,
  whenClashing: 'refuse',
  ...over,
});
const season = (over: Partial<ApiInput<'stores.saveSeason'>> = {}): ApiInput<'stores.saveSeason'> => ({
  seasonId: null,
  storeId: fixture.storeId,
  name: '冬令时',
  fromDate: dayAt(10),
  untilDate: dayAt(12),
  opening: everyDay('13:00', '18:00'),
  whenClashing: 'refuse',
  ...over,
});

test('BK-07 a closed day offers nothing, is refused to customers and staff alike, and has its name in the calendar of hours', async () => {
  const date = dayAt(1);
  expect((await slots(date)).times).toContain('10:00');
  const { day: saved } = await shop.do('stores.saveSpecialDay', day(date), manager);
  expect(await slots(date)).toMatchObject({ slots: [], reason: 'closed' });
  for (const as of [lin, boss]) {
    const call = as === lin ? shop.send('booking.request', wish(fixture, fixture.at('10:00', 1)), lin) : null;
    if (call) expect((await call).refusal).toMatchObject({ code: 'booking.outside_opening', facts: { opening: [] } });
  }
  const { days } = await shop.do('stores.openingDays', { storeId: fixture.storeId, from: date, days: 2 });
  expect(days.map(({ hours, notice, kind }) => [hours.length, notice, kind])).toEqual([
    [0, '盘点', 'special'],
    [1, null, 'week'],
  ]);
  const { calendar } = await shop.do('booking.calendar', { storeId: fixture.storeId, from: date, days: 1 }, boss);
  expect(calendar.opening).toEqual([]);
  await shop.do('stores.removeSpecialDay', { dayId: saved.id, whenClashing: 'refuse' }, manager);
  expect((await slots(date)).times).toContain('10:00');
});

test("BK-07 the store's day wins over the shop's, which wins over the season, which wins over the week", async () => {
  const date = dayAt(10);
  expect((await slots(date)).times[0]).toBe('09:00');
  const { season: saved } = await shop.do('stores.saveSeason', season(), manager);
  expect((await slots(date)).times[0]).toBe('13:00');
  const shops = await shop.do('stores.saveSpecialDay', day(date, { storeId: null, name: '年会', hours: [{ from: '15:00', to: '18:00' }] }), boss);
  expect((await slots(date)).times[0]).toBe('15:00');
  const own = await shop.do('stores.saveSpecialDay', day(date, { name: '本店照常', hours: [{ from: '11:00', to: '18:00' }] }), manager);
  expect((await slots(date)).times[0]).toBe('11:00');
  expect((await shop.do('stores.seasons', { storeId: fixture.storeId }, manager)).seasons).toEqual([saved]);
  const listed = await shop.do('stores.specialDays', { year: Number(date.slice(0, 4)) }, manager);
  expect(listed.days.map(({ name }) => name)).toEqual(['年会', '本店照常']);
  await shop.do('stores.removeSpecialDay', { dayId: own.day.id, whenClashing: 'refuse' }, manager);
  expect((await slots(date)).times[0]).toBe('15:00');
  await shop.do('stores.removeSpecialDay', { dayId: shops.day.id, whenClashing: 'refuse' }, boss);
  await shop.do('stores.removeSeason', { seasonId: saved.id, whenClashing: 'refuse' }, manager);
  expect((await slots(date)).times[0]).toBe('09:00');
});

test('BK-07 a make-up workday keeps the hours of the weekday that it stands for', async () => {
  const rest = dayAt(14);
  const weekday = isoWeekday(rest);
  const asked = (weekday % 7) + 1;
  const { season: saved } = await shop.do(
    'stores.saveSeason',
    season({ fromDate: dayAt(13), untilDate: dayAt(20), opening: everyDay('09:00', '18:00').filter((span) => span.weekday !== weekday) }),
    manager,
  );
  expect((await slots(rest)).reason).toBe('closed');
  const { day: works } = await shop.do('stores.saveSpecialDay', day(rest, { name: '调休上班', kind: 'workday', hours: null, asWeekday: asked }), manager);
  expect((await slots(rest)).times[0]).toBe('09:00');
  await shop.do('stores.removeSpecialDay', { dayId: works.id, whenClashing: 'refuse' }, manager);
  await shop.do('stores.removeSeason', { seasonId: saved.id, whenClashing: 'refuse' }, manager);
});

test('BK-07 hours past midnight: the start at half past midnight belongs to the evening, is offered there, and can be booked', async () => {
  const date = dayAt(16);
  const { prisma } = shop.server.ports.db;
  for (const name of ['摄影师 1', '化妆师 1'])
    await prisma.shift.create({
      data: {
        unitId: fixture.unitIds[name] ?? '',
        storeId: fixture.storeId,
        startsAt: new Date(instantOf(date, '20:00', 'Asia/Shanghai')),
        endsAt: new Date(instantOf(addDays(date, 1), '02:00', 'Asia/Shanghai')),
      },
    });
  const { day: night } = await shop.do('stores.saveSpecialDay', day(date, { name: '夜场', hours: [{ from: '20:00', to: '02:00' }] }), manager);
  expect((await slots(date)).times).toEqual(['20:00', '20:30', '21:00', '21:30', '22:00', '22:30', '23:00', '23:30', '00:00', '00:30']);
  expect((await slots(addDays(date, 1))).times[0]).toBe('09:00');
  const { days } = await shop.do('booking.days', { storeId: fixture.storeId, serviceId: fixture.serviceId, from: date, days: 1, choices: {} });
  expect(days[0]?.freeStarts).toBe(10);
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('00:30', 17)), lin);
  expect(booking.endsAt).toBe(fixture.at('02:00', 17));
  expect((await shop.send('booking.request', wish(fixture, fixture.at('01:00', 17)), lin)).refusal?.code).toBe('booking.outside_opening');
  const sent = await shop.send('stores.removeSpecialDay', { dayId: night.id, whenClashing: 'refuse' }, manager);
  expect(sent.refusal).toMatchObject({ code: 'stores.hours_clash', facts: { bookings: [{ id: booking.id }] } });
  await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
  await shop.do('stores.removeSpecialDay', { dayId: night.id, whenClashing: 'refuse' }, manager);
});

describe('BK-07 a change of hours lists the bookings that it would strand', () => {
  test('refused with their list; `keep` makes it, and a later change is not blamed for them', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('16:00', 3)), lin);
    const shorter = day(dayAt(3), { name: '早退', hours: [{ from: '09:00', to: '15:00' }] });
    const refused = await shop.send('stores.saveSpecialDay', shorter, manager);
    expect(refused.refusal).toEqual({
      code: 'stores.hours_clash',
      facts: { bookings: [{ id: booking.id, code: booking.code, startsAt: booking.startsAt, serviceName: '经典婚纱套系', contactName: '林小雨' }] },
    });
    expect((await slots(dayAt(3))).times).toContain('16:00');
    const { day: kept } = await shop.do('stores.saveSpecialDay', { ...shorter, whenClashing: 'keep' }, manager);
    expect((await slots(dayAt(3))).times).not.toContain('16:00');
    const evenShorter = await shop.send('stores.saveSpecialDay', { ...shorter, dayId: kept.id, hours: [{ from: '09:00', to: '12:00' }] }, manager);
    expect(evenShorter.status).toBe(200);
    const { clashes } = await shop.do('booking.clashes', { storeId: fixture.storeId }, manager);
    expect(clashes.map(({ bookingId, version }) => [bookingId, version])).toEqual([[booking.id, booking.version]]);
    await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
    await shop.do('stores.removeSpecialDay', { dayId: kept.id, whenClashing: 'refuse' }, manager);
    expect(await shop.server.ports.db.prisma.event.count({ where: { type: 'store.hours_changed', storeId: fixture.storeId } })).toBeGreaterThan(2);
  });

  test('the shop closes for a day: the bookings of every store are in the list', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 4)), lin);
    const sent = await shop.send('stores.saveSpecialDay', day(dayAt(4), { storeId: null, name: '春节', kind: 'holiday' }), boss);
    expect(sent.refusal).toMatchObject({ code: 'stores.hours_clash', facts: { bookings: [{ id: booking.id }] } });
    await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
  });

  test('a booking that is made in the same moment either is in the list or finds the store closed: never in between', async () => {
    // The window is held open by a lock of our own on the store's hours: first the manager takes her place behind it, then the booking.
    const line = new pg.Client({ connectionString: shop.env.DATABASE_URL });
    await line.connect();
    const waiting = async (count: number): Promise<boolean> => {
      const { rows } = await shop.server.ports.db.pool.query<{ n: number }>(
        `SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows[0]?.n === count;
    };
    lines.push(line);
    await line.query('BEGIN');
    await line.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [`hours/${fixture.storeId}`]);
    const closing = shop.send('stores.saveSpecialDay', day(dayAt(5)), manager);
    await shop.eventually(() => waiting(1));
    const booking = shop.send('booking.request', wish(fixture, fixture.at('10:00', 5)), lin);
    await shop.eventually(() => waiting(2));
    await line.query('COMMIT');
    expect((await closing).status).toBe(200);
    expect((await booking).refusal?.code).toBe('booking.outside_opening');
    expect(await shop.server.ports.db.prisma.booking.count({ where: { startsAt: fixture.at('10:00', 5) } })).toBe(0);
  });
});

describe('SC-02 whose hours', () => {
  test("a manager sets her own store's hours, neither another's nor the shop's, and cannot lead a day or a season over", async () => {
    const other = { storeId: fixture.otherStoreId };
    expect((await shop.send('stores.saveSpecialDay', day(dayAt(8), other), manager)).refusal).toEqual({
      code: 'access.forbidden',
      facts: { right: 'store.hours' },
    });
    expect((await shop.send('stores.saveSpecialDay', day(dayAt(8), { storeId: null }), manager)).refusal?.code).toBe('access.forbidden');
    expect((await shop.send('stores.saveSeason', season(other), manager)).refusal?.code).toBe('access.forbidden');
    const theirs = (await shop.do('stores.saveSeason', season(other), boss)).season.id;
    const theirDay = (await shop.do('stores.saveSpecialDay', day(dayAt(8), other), boss)).day.id;
    expect((await shop.send('stores.saveSeason', season({ seasonId: theirs }), manager)).refusal).toMatchObject({
      code: 'record.not_found',
      facts: { noun: 'season' },
    });
    expect((await shop.send('stores.removeSeason', { seasonId: theirs, whenClashing: 'refuse' }, manager)).status).toBe(404);
    expect((await shop.send('stores.saveSpecialDay', day(dayAt(8), { dayId: theirDay }), manager)).status).toBe(404);
    expect((await shop.send('stores.removeSpecialDay', { dayId: theirDay, whenClashing: 'refuse' }, manager)).status).toBe(404);
    const shops = (await shop.do('stores.saveSpecialDay', day(dayAt(9), { storeId: null, hours: null, name: '周年庆' }), boss)).day.id;
    expect((await shop.send('stores.removeSpecialDay', { dayId: shops, whenClashing: 'refuse' }, manager)).refusal?.code).toBe('access.forbidden');
    expect((await shop.do('stores.specialDays', { year: Number(dayAt(8).slice(0, 4)) }, manager)).days.map(({ id }) => id)).not.toContain(theirDay);
    await shop.do('stores.removeSpecialDay', { dayId: theirDay, whenClashing: 'refuse' }, boss);
    await shop.do('stores.removeSpecialDay', { dayId: shops, whenClashing: 'refuse' }, boss);
  });

  test('a reversed season and hours that cannot be are refused', async () => {
    expect((await shop.send('stores.saveSeason', season({ untilDate: dayAt(9) }), manager)).refusal).toEqual({
      code: 'request.invalid',
      facts: { issues: [{ path: 'untilDate', problem: 'before_start' }] },
    });
    expect((await shop.send('stores.saveSpecialDay', day('2027-01-01', { hours: [{ from: '24:30', to: '24:00' }] }), manager)).refusal).toEqual({
      code: 'stores.hours_invalid',
      facts: { weekday: 5, problem: 'not_a_time' },
    });
  });
});

describe('BK-07 public holidays', () => {
  test('a known year is proposed once, keeps what is there, and moves nobody; an unknown one is said to be unknown', async () => {
    expect(await shop.do('stores.specialDays', { year: 2026 }, manager)).toMatchObject({ proposable: true, unknown: false });
    expect((await shop.send('stores.proposeHolidays', { year: 2026 }, manager)).refusal?.code).toBe('access.forbidden');
    const mine = (
      await shop.do(
        'stores.saveSpecialDay',
        day('2026-10-01', { storeId: null, name: '国庆照常营业', hours: null, kind: 'holiday', whenClashing: 'keep' }),
        boss,
      )
    ).day;
    const added = await Promise.all([1, 2, 3].map(() => shop.do('stores.proposeHolidays', { year: 2026 }, boss)));
    expect(added.map((answer) => answer.added).sort((a, b) => a - b)).toEqual([0, 0, 38]);
    const listed = await shop.do('stores.specialDays', { year: 2026 }, manager);
    expect([listed.proposable, listed.days.filter(({ storeId }) => storeId === null).length]).toEqual([false, 39]);
    expect(listed.days.find(({ id }) => id === mine.id)?.name).toBe('国庆照常营业');
    expect(listed.days.find(({ date }) => date === '2026-02-14')).toMatchObject({ name: '调休上班', kind: 'workday', hours: null, asWeekday: 5 });
    expect(listed.days.find(({ date }) => date === '2026-09-27')).toMatchObject({ name: '中秋节', kind: 'holiday', hours: null });
    expect(await shop.do('stores.specialDays', { year: 2027 }, manager)).toMatchObject({ proposable: false, unknown: true });
    expect((await shop.send('stores.proposeHolidays', { year: 2027 }, boss)).refusal).toEqual({ code: 'stores.year_unknown', facts: { year: 2027 } });
  });
});
