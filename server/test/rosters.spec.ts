import { createAgenda } from '../../prisma/seeds/agenda';
import type { ApiInput } from '@zhike/domain/api';
import { addDays, dateAt, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { instantOf } from '@zhike/domain/kernel/zone';
import pg from 'pg';
import { extendRosters } from '../src/modules/booking/jobs.rosters';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** Time stands still unless a test moves it: Wednesday, 10:00 in the store. */
const NOW = new Date('2027-03-10T02:00:00.000Z');
const TODAY = '2027-03-10';
const agenda = createAgenda(NOW);
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
let lin: Login;
let mei: string;
beforeAll(async () => {
  shop = await startHarness({ clock: agenda.clock, jobs: agenda.jobs });
  fixture = await seedFixture(shop.server.ports, { now: NOW });
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  lin = await shop.customer('林小雨');
  mei = fixture.unitIds.梅清 ?? '';
  // Only Mei photographs, so that her roster decides.
  await shop.server.ports.db.prisma.resourceUnit.update({ where: { id: fixture.unitIds.许诺 ?? '' }, data: { state: 'repair' } });
}, 60_000);
afterAll(() => shop?.close());

const everyDay = (from: string, to: string, week = 1) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week, weekday, from, to }));
const pattern = (over: Partial<ApiInput<'booking.saveRosterPattern'>> = {}): ApiInput<'booking.saveRosterPattern'> => ({
  patternId: null,
  unitId: mei,
  storeId: fixture.storeId,
  fromDate: TODAY,
  untilDate: null,
  cycleWeeks: 1,
  days: everyDay('09:00', '18:00'),
  whenClashing: 'refuse',
  ...over,
});
const exception = (date: string, over: Partial<ApiInput<'booking.saveRosterException'>> = {}): ApiInput<'booking.saveRosterException'> => ({
  unitId: mei,
  storeId: fixture.storeId,
  date,
  spans: [],
  reason: '调休',
  whenClashing: 'refuse',
  ...over,
});
const shifts = (unitId = mei) => shop.server.ports.db.prisma.shift.findMany({ where: { unitId }, orderBy: { startsAt: 'asc' } });
const times = async (date: string) => {
  const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date, choices: {} });
  return slots.map(({ startsAt }) => new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(11, 16));
};
const cancel = async (bookingId: string) => {
  const { booking } = await shop.do('booking.get', { bookingId }, boss);
  await shop.do('booking.cancel', { bookingId, version: booking.version, reason: '', expectedRefundFen: 0 }, boss);
};
const waiting = async (count: number): Promise<boolean> => {
  const { rows } = await shop.server.ports.db.pool.query<{ n: number }>(
    `SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows[0]?.n === count;
};
let patternId: string;

describe('BK-07 a roster pattern', () => {
  test('writes shifts a year and more ahead, replaces those written by hand from its first day on, and leaves the past alone', async () => {
    const before = await shifts();
    const past = before.filter((shift) => shift.startsAt < new Date(instantOf(TODAY, '00:00', 'Asia/Shanghai')));
    expect([before.length, past.length]).toEqual([40, 2]);
    const saved = await shop.do('booking.saveRosterPattern', pattern({ days: [...everyDay('09:00', '12:00'), ...everyDay('13:00', '20:00')] }), manager);
    patternId = saved.pattern.id;
    expect(saved.clashes).toEqual([]);
    const after = await shifts();
    expect(after.filter(({ localDate }) => localDate === null).map(({ id }) => id)).toEqual(past.map(({ id }) => id));
    const last = after[after.length - 1]!;
    expect(last.startsAt.getTime() - NOW.getTime()).toBeGreaterThan(365 * DAY_MS);
    expect(after.filter(({ localDate }) => localDate?.toISOString().startsWith('2027-03-11')).map(({ startsAt }) => startsAt.toISOString())).toEqual([
      '2027-03-11T01:00:00.000Z',
      '2027-03-11T05:00:00.000Z',
    ]);
    // Nobody is booked over her break, though the shop is open.
    expect((await times(addDays(TODAY, 2))).filter((time) => time > '10:00' && time < '14:00')).toEqual(['10:30', '13:00', '13:30']);
  });

  test('saved again as it is, not one row is written', async () => {
    const ids = (await shifts()).map(({ id }) => id);
    await shop.do('booking.saveRosterPattern', pattern({ patternId, days: [...everyDay('09:00', '12:00'), ...everyDay('13:00', '20:00')] }), manager);
    expect((await shifts()).map(({ id }) => id)).toEqual(ids);
    await shop.do('booking.saveRosterPattern', pattern({ patternId }), manager);
    expect(await shifts()).toHaveLength(ids.length / 2 + 1);
  });

  test('early and late weeks take turns', async () => {
    const days = [...everyDay('09:00', '13:00', 1), ...everyDay('14:00', '18:00', 2)];
    await shop.do('booking.saveRosterPattern', pattern({ patternId, cycleWeeks: 2, days }), manager);
    const monday = addDays(TODAY, 1 - isoWeekday(TODAY));
    expect(await times(addDays(monday, 4))).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00', '11:30']);
    expect(await times(addDays(monday, 7))).toEqual(['14:00', '14:30', '15:00', '15:30', '16:00', '16:30']);
    expect(await times(addDays(monday, 14))).toContain('09:00');
    await shop.do('booking.saveRosterPattern', pattern({ patternId }), manager);
  });
});

describe('BK-07 a roster change with existing bookings lists the clashes', () => {
  test('refused with all that a mover needs; `keep` makes it, the list stays until each is moved', async () => {
    const date = addDays(TODAY, 5);
    const { booking } = await shop.do('booking.request', wish(fixture, `${date}T06:00:00.000Z`), lin);
    const refused = await shop.send('booking.saveRosterException', exception(date, { spans: [{ from: '09:00', to: '13:00' }] }), manager);
    const clash = {
      bookingId: booking.id,
      code: booking.code,
      version: booking.version,
      storeId: fixture.storeId,
      serviceName: '经典婚纱套系',
      contactName: '林小雨',
      startsAt: booking.startsAt,
      endsAt: booking.endsAt,
      unitId: mei,
      unitName: '梅清',
      roleKey: 'photographer',
    };
    expect(refused.refusal).toEqual({ code: 'booking.roster_clashes', facts: { clashes: [clash], classes: [] } });
    expect(await times(date)).toContain('16:00');
    const kept = await shop.do('booking.saveRosterException', exception(date, { spans: [{ from: '09:00', to: '13:00' }], whenClashing: 'keep' }), manager);
    expect(kept.clashes).toEqual([clash]);
    expect(await times(date)).not.toContain('16:00');
    expect((await shop.do('booking.clashes', { storeId: fixture.storeId }, manager)).clashes).toEqual([clash]);
    // A later change is not blamed for it.
    expect((await shop.send('booking.saveRosterException', exception(addDays(date, 1)), manager)).status).toBe(200);
    // Moved with what the list carries, it is gone from the list.
    await shop.do('booking.reschedule', { bookingId: clash.bookingId, version: clash.version, startsAt: `${date}T02:00:00.000Z`, choices: {} }, manager);
    expect((await shop.do('booking.clashes', { storeId: fixture.storeId }, manager)).clashes).toEqual([]);
    await cancel(booking.id);
    const events = await shop.server.ports.db.prisma.event.findMany({ where: { type: 'roster.changed' }, orderBy: { id: 'desc' }, take: 2 });
    expect(events.map(({ data }) => data)).toMatchObject([
      { unitId: mei, clashes: 0 },
      { unitId: mei, clashes: 1 },
    ]);
    for (const day of [date, addDays(date, 1)]) await shop.do('booking.saveRosterException', exception(day, { spans: null }), manager);
    expect(await times(date)).toContain('16:00');
  });

  test('a pattern that ends lists who is left; ended, its past stays and its future is gone', async () => {
    const date = addDays(TODAY, 6);
    const { booking } = await shop.do('booking.request', wish(fixture, `${date}T02:00:00.000Z`), lin);
    expect((await shop.send('booking.removeRosterPattern', { patternId, whenClashing: 'refuse' }, manager)).refusal).toMatchObject({
      code: 'booking.roster_clashes',
      facts: { clashes: [{ bookingId: booking.id }] },
    });
    await cancel(booking.id);
    const begun = (await shop.do('booking.saveRosterPattern', pattern({ patternId, fromDate: addDays(TODAY, -9) }), manager)).pattern;
    await shop.do('booking.removeRosterPattern', { patternId: begun.id, whenClashing: 'refuse' }, manager);
    expect((await shifts()).filter(({ startsAt }) => startsAt >= new Date(instantOf(TODAY, '00:00', 'Asia/Shanghai')))).toEqual([]);
    const { roster } = await shop.do('booking.roster', { storeId: fixture.storeId, from: addDays(TODAY, -3), days: 14 }, manager);
    expect(roster.patterns).toMatchObject([{ id: begun.id, untilDate: addDays(TODAY, -1) }]);
    ({ id: patternId } = (await shop.do('booking.saveRosterPattern', pattern(), manager)).pattern);
    // One that has not begun vanishes whole.
    const later = await shop.do(
      'booking.saveRosterPattern',
      pattern({ fromDate: addDays(TODAY, 400), untilDate: addDays(TODAY, 410), days: everyDay('19:00', '20:00') }),
      manager,
    );
    await shop.do('booking.removeRosterPattern', { patternId: later.pattern.id, whenClashing: 'refuse' }, manager);
    expect(await shop.server.ports.db.prisma.rosterPattern.count({ where: { id: later.pattern.id } })).toBe(0);
  });

  test('a booking that has chosen her while her day is changed: refused, never outside of her shifts without anybody being told', async () => {
    const date = addDays(TODAY, 8);
    const line = new pg.Client({ connectionString: shop.env.DATABASE_URL });
    await line.connect();
    try {
      // First the change takes its place behind a lock of our own, then the booking; then the line moves.
      await line.query('BEGIN');
      await line.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [mei]);
      const changed = shop.send('booking.saveRosterException', exception(date, { spans: [{ from: '09:00', to: '12:00' }] }), manager);
      await shop.eventually(() => waiting(1));
      const booked = shop.send('booking.request', wish(fixture, `${date}T06:00:00.000Z`, { choices: { photographer: mei } }), lin);
      await shop.eventually(() => waiting(2));
      await line.query('COMMIT');
      expect((await changed).status).toBe(200);
      expect((await booked).refusal).toMatchObject({ code: 'booking.slot_unavailable', facts: { roleName: '摄影师' } });
    } finally {
      await line.end();
    }
    await shop.do('booking.saveRosterException', exception(date, { spans: null }), manager);
    expect((await shop.do('booking.clashes', { storeId: fixture.storeId }, manager)).clashes).toEqual([]);
  });
});

describe('BK-16 a photographer of two stores', () => {
  test('is never rostered in both at once, is shown in both, and is bookable only where she works', async () => {
    const { prisma } = shop.server.ports.db;
    await prisma.unitStore.create({ data: { unitId: mei, storeId: fixture.otherStoreId } });
    const there = { storeId: fixture.otherStoreId, days: everyDay('17:00', '20:00') };
    const overlapping = await shop.send('booking.saveRosterPattern', pattern(there), boss);
    expect(overlapping.refusal).toEqual({ code: 'booking.shifts_overlap', facts: { date: TODAY, storeName: '徐汇店' } });
    // A Monday far beyond the shifts that are written down is seen all the same.
    const far = await shop.send('booking.saveRosterPattern', pattern({ ...there, fromDate: addDays(TODAY, 500) }), boss);
    expect(far.refusal).toMatchObject({ code: 'booking.shifts_overlap', facts: { storeName: '徐汇店' } });
    const { pattern: evening } = await shop.do('booking.saveRosterPattern', pattern({ ...there, days: everyDay('18:00', '20:00') }), boss);
    const day = addDays(TODAY, 3);
    await shop.do('booking.saveRosterException', exception(day, { storeId: fixture.otherStoreId, spans: [{ from: '10:00', to: '19:00' }] }), boss);
    expect(await times(day)).toEqual([]);
    const { roster } = await shop.do('booking.roster', { storeId: fixture.storeId, from: day, days: 1 }, manager);
    expect(roster.shifts.filter(({ unitId }) => unitId === mei)).toEqual([
      { unitId: mei, storeId: fixture.otherStoreId, startsAt: `${day}T02:00:00.000Z`, endsAt: `${day}T11:00:00.000Z`, date: day, from: 'exception' },
    ]);
    // The day speaks for both stores, so a manager of one cannot take it away.
    expect((await shop.send('booking.saveRosterException', exception(day), manager)).refusal?.code).toBe('access.forbidden');
    expect((await shop.send('booking.removeRosterPattern', { patternId: evening.id, whenClashing: 'refuse' }, manager)).status).toBe(404);
    await shop.do('booking.saveRosterException', exception(day, { storeId: fixture.otherStoreId, spans: null }), boss);
    await shop.do('booking.removeRosterPattern', { patternId: evening.id, whenClashing: 'refuse' }, boss);
    await prisma.unitStore.delete({ where: { unitId_storeId: { unitId: mei, storeId: fixture.otherStoreId } } });
  });
});

describe('BK-07 a person who changes stores', () => {
  test('her shifts go with her: none is left where she is not any more, and the plan there hinders no new one', async () => {
    const { units } = await shop.do('booking.units', {}, boss);
    const { id: unitId, typeName: _, kind: __, number: ___, photoUrl: ____, ...unit } = units.find(({ id }) => id === mei)!;
    const work = (storeIds: string[]) => shop.do('booking.saveUnit', { ...unit, unitId, storeIds }, boss);
    const coming = async (storeId: string) => (await shifts()).filter((shift) => shift.storeId === storeId && shift.startsAt > NOW).length;
    expect(await coming(fixture.storeId)).toBeGreaterThan(300);
    await work([fixture.otherStoreId]);
    expect(await coming(fixture.storeId)).toBe(0);
    const { pattern: there } = await shop.do('booking.saveRosterPattern', pattern({ storeId: fixture.otherStoreId }), boss);
    expect(await coming(fixture.otherStoreId)).toBeGreaterThan(300);
    await shop.do('booking.removeRosterPattern', { patternId: there.id, whenClashing: 'refuse' }, boss);
    await work([fixture.storeId]);
    expect([(await coming(fixture.storeId)) > 300, await coming(fixture.otherStoreId)]).toEqual([true, 0]);
  });
});

describe('BK-07 what cannot be rostered is refused by name', () => {
  const never = '0190c5a0-0000-7000-8000-00000000dead';
  test.each([
    ['a room', () => pattern({ unitId: fixture.unitIds['1 号棚'] ?? '' }), 'booking.not_a_person'],
    ['nobody', () => pattern({ unitId: never }), 'record.not_found'],
    ['a store that is not hers', () => pattern({ storeId: fixture.otherStoreId }), 'request.invalid'],
    ['a pattern that is not there', () => pattern({ patternId: never }), 'record.not_found'],
    ['an end before the beginning', () => pattern({ untilDate: addDays(TODAY, -1) }), 'request.invalid'],
    ['a week beyond the cycle', () => pattern({ days: everyDay('09:00', '18:00', 2) }), 'request.invalid'],
    ['no time at all', () => pattern({ days: everyDay('09:00', '09:00') }), 'request.invalid'],
  ])('%s', async (_, input, code) => expect((await shop.send('booking.saveRosterPattern', input(), boss)).refusal?.code).toBe(code));

  test('an exception of yesterday, and one to take away that is not there', async () => {
    expect((await shop.send('booking.saveRosterException', exception(addDays(TODAY, -1)), boss)).refusal).toEqual({
      code: 'request.invalid',
      facts: { issues: [{ path: 'date', problem: 'in_the_past' }] },
    });
    expect((await shop.send('booking.saveRosterException', exception(addDays(TODAY, 9), { spans: null }), boss)).status).toBe(404);
  });

  test('SC-02 a manager of another store does not find her, and reads no roster', async () => {
    await shop.server.ports.db.prisma.staffMember.create({
      data: { wecomUserId: 'hanmei', name: '韩梅', title: '店长', roles: ['manager'], stores: { create: [{ storeId: fixture.otherStoreId }] } },
    });
    const hanmei = await shop.staff('hanmei');
    expect((await shop.send('booking.saveRosterPattern', pattern(), hanmei)).status).toBe(404);
    expect((await shop.send('booking.saveRosterException', exception(addDays(TODAY, 9)), hanmei)).status).toBe(404);
    expect((await shop.send('booking.roster', { storeId: fixture.storeId, from: TODAY, days: 1 }, hanmei)).refusal?.code).toBe('access.forbidden');
    expect((await shop.send('booking.clashes', { storeId: fixture.storeId }, hanmei)).refusal?.code).toBe('access.forbidden');
  });
});

describe('BK-07 the shifts never run out', () => {
  test('after a standstill of ninety days one run writes them a year ahead again, and a second run writes nothing', async () => {
    const end = async () => dateAt((await shifts()).pop()!.startsAt.getTime(), 480);
    const before = await end();
    await agenda.runUntil(new Date(NOW.getTime() + 90 * DAY_MS));
    await Promise.all([extendRosters(shop.server.ports), extendRosters(shop.server.ports)]);
    expect(await end()).toBe(addDays(before, 90));
    const ids = (await shifts()).map(({ id }) => id);
    await extendRosters(shop.server.ports);
    expect((await shifts()).map(({ id }) => id)).toEqual(ids);
    const days = (await shifts()).map(({ localDate }) => localDate?.toISOString().slice(0, 10)).filter(Boolean);
    expect(new Set(days).size).toBe(days.length);
  });

  test('BK-19 a store that moves to another zone keeps its wall clock: nine in the morning there', async () => {
    boss = await shop.staff('zongbu');
    const { stores } = await shop.do('stores.tree', {}, boss);
    const { id: storeId, photoUrl: _, can: __, ...store } = stores.find(({ id }) => id === fixture.storeId)!;
    await shop.do('stores.saveStore', { ...store, storeId, zone: 'Asia/Tokyo', whenClashing: 'refuse' }, boss);
    await agenda.runUntil(agenda.clock.now());
    const next = (await shifts()).find(({ startsAt }) => startsAt.getTime() > agenda.clock.now().getTime() + DAY_MS)!;
    expect(next.startsAt.toISOString().slice(11, 16)).toBe('00:00');
  });
});
