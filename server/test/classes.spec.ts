import type { ApiInput } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import pg from 'pg';
import { openApi, type Api } from '../../bench/lib/api';
import { countDeadlocks, countOverlaps } from '../../bench/lib/audit';
import { seedPeople, type Person } from '../../bench/lib/people';
import { addSeats, newClass, CLASS_FEN as PRICE } from './class-shop';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** A make-up class of two hours in studio 1, taught by Ayue, with twelve seats. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
let classId: string;
let seatTypeId: string;
let api: Api;
let people: readonly Person[];

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 1 });
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  seatTypeId = await addSeats(shop, boss, fixture, 12);
  classId = await newClass({ shop, boss, fixture, seatTypeId }, '新娘妆造体验课', 0);
  api = openApi(shop.url);
  people = await seedPeople(shop.server.ports.db.pool, fixture.storeId, 40);
}, 60_000);
afterAll(async () => {
  await api?.close();
  await shop?.close();
});

const unit = (name: string): string => fixture.unitIds[name] ?? '';
const session = (startsAt: string, over: Partial<ApiInput<'booking.saveClassSession'>> = {}): ApiInput<'booking.saveClassSession'> => ({
  storeId: fixture.storeId,
  serviceId: classId,
  startsAt,
  label: '周末班',
  unitIds: [unit('阿月'), unit('1 号棚')],
  seats: 12,
  repeatWeeks: 0,
  ...over,
});
const wanted = (startsAt: string, over: object = {}) => ({
  ...wish(fixture, startsAt, { quotedPriceFen: PRICE, quotedDepositFen: 0 }),
  serviceId: classId,
  ...over,
});
const slots = async (plus: number, serviceId = classId) =>
  (await shop.do('booking.slots', { storeId: fixture.storeId, serviceId, date: addDays(fixture.day, plus), choices: {} })).slots;
const who = (i: number): Person => people[i] as Person;
let key = 0;
const book = (i: number, startsAt: string, over: object = {}) => api.call('booking.request', wanted(startsAt, over), who(i).token, `class-key-${++key}`);

describe('BK-01 a class', () => {
  test('is offered at its start only, with the seats that are left; its teacher and room are taken by it', async () => {
    expect(await slots(0)).toEqual([]);
    const { sessions, missed } = await shop.do('booking.saveClassSession', session(fixture.at('10:10')), manager);
    expect(missed).toEqual([]);
    expect(sessions).toMatchObject([
      { serviceName: '新娘妆造体验课', startsAt: fixture.at('10:10'), endsAt: fixture.at('12:10'), label: '周末班', state: 'scheduled', seats: 12, taken: 0 },
    ]);
    expect(sessions[0]?.units.map(({ name }) => name).sort()).toEqual(['1 号棚', '阿月']);
    const [only, ...others] = await slots(0);
    expect([only?.startsAt, only?.endsAt, only?.session, others.length]).toEqual([
      fixture.at('10:10'),
      fixture.at('12:10'),
      { id: sessions[0]?.id, label: '周末班', seatsLeft: 12 },
      0,
    ]);
    // Ayue is the only make-up artist but one: with the other booked, the wedding set has no start beside the class.
    const { calendar } = await shop.do('booking.calendar', { storeId: fixture.storeId, from: fixture.day, days: 1 }, manager);
    expect(calendar.items.filter((item) => item.kind === 'class')).toMatchObject([
      { sessionId: sessions[0]?.id, bookingId: null, serviceName: '新娘妆造体验课', label: '周末班', bookingStartsAt: fixture.at('10:10') },
      { sessionId: sessions[0]?.id },
    ]);
    const clash = await shop.send(
      'booking.addAbsence',
      { unitId: unit('阿月'), kind: 'leave', startsAt: fixture.at('11:00'), endsAt: fixture.at('13:00'), label: '' },
      manager,
    );
    expect(clash.refusal?.code).toBe('booking.unit_in_class');
  });

  test('takes one seat a guest, three for three, and is refused at any other time', async () => {
    expect((await book(0, fixture.at('10:10'))).status).toBe(200);
    const three = await book(1, fixture.at('10:10'), { partySize: 3, quotedPriceFen: 3 * PRICE });
    expect([three.status, three.value.booking.units.length]).toEqual([200, 3]);
    expect((await slots(0))[0]?.session?.seatsLeft).toBe(8);
    const { sessions } = await shop.do('booking.classSessions', { storeId: fixture.storeId, from: fixture.day, days: 1 });
    expect(sessions).toMatchObject([{ taken: 4, seats: 12 }]);
    expect((await book(2, fixture.at('10:30'))).refusal).toEqual({ code: 'booking.no_session', facts: { startsAt: fixture.at('10:30') } });
    const { advice } = await shop.do('booking.advice', { storeId: fixture.storeId, serviceId: classId, startsAt: fixture.at('15:00'), choices: {} });
    expect(advice).toMatchObject({ possible: false, blockers: [{ reason: 'no_session' }] });
  });

  test('a guest moves from one class to another, and her seat is somebody else’s', async () => {
    await shop.do('booking.saveClassSession', session(fixture.at('14:00'), { seats: 1 }), manager);
    const rows = await shop.server.ports.db.prisma.booking.findMany({ where: { serviceId: classId, partySize: 1 } });
    const mine = rows[0]!;
    const move = (startsAt: string, version: number) => shop.send('booking.reschedule', { bookingId: mine.id, version, startsAt, choices: {} }, boss);
    expect((await move(fixture.at('15:00'), mine.version)).refusal?.code).toBe('booking.no_session');
    expect((await move(fixture.at('14:00'), mine.version)).status).toBe(200);
    expect((await slots(0)).map((slot) => [slot.startsAt, slot.session?.seatsLeft])).toEqual([[fixture.at('10:10'), 9]]);
    // One seat was on sale: the eleven others of the room are not this class's.
    expect((await book(3, fixture.at('14:00'))).refusal?.code).toBe('booking.slot_taken');
    const { advice } = await shop.do('booking.advice', { storeId: fixture.storeId, serviceId: classId, startsAt: fixture.at('14:00'), choices: {} });
    expect(advice.blockers.map(({ reason }) => reason)).toEqual(['taken']);
  });

  test('thirty people, twelve seats: exactly twelve sit, at once and without a deadlock', async () => {
    await shop.do('booking.saveClassSession', session(fixture.at('10:00', 3)), manager);
    const sent = await Promise.all(Array.from({ length: 30 }, (_, i) => book(i, fixture.at('10:00', 3))));
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(new Set(sent.filter(({ status }) => status !== 200).map(({ refusal }) => refusal?.code))).toEqual(new Set(['booking.slot_taken']));
    const seats = await shop.server.ports.db.prisma.reservation.findMany({ where: { servesFrom: fixture.at('10:00', 3), kind: 'booking', releasedAt: null } });
    expect(new Set(seats.map(({ unitId }) => unitId)).size).toBe(12);
    const { pool } = shop.server.ports.db;
    expect([await countOverlaps(pool), await countDeadlocks(pool)]).toEqual([0, 0]);
    expect(await slots(3)).toEqual([]);
  });
});

describe('BK-01 scheduling a class', () => {
  test('a teacher, a room, seats and hours decide: what clashes is refused by name', async () => {
    const no = async (over: Partial<ApiInput<'booking.saveClassSession'>>, startsAt = fixture.at('11:00')) =>
      (await shop.send('booking.saveClassSession', session(startsAt, over), manager)).refusal;
    expect(await no({})).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ name: '阿月' }] } });
    expect(await no({ unitIds: [unit('化妆师 1'), unit('1 号棚')] })).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ name: '1 号棚' }] } });
    // The morning class has all twelve seats.
    expect(await no({ unitIds: [unit('化妆师 1'), unit('棚 1')], seats: 1 })).toEqual({ code: 'booking.not_enough_seats', facts: { seats: 1, available: 0 } });
    expect(await no({ seats: 13 }, fixture.at('10:00', 1))).toEqual({ code: 'booking.not_enough_seats', facts: { seats: 13, available: 12 } });
    expect((await no({}, fixture.at('16:30', 1)))?.code).toBe('booking.outside_opening');
    expect((await no({}, '2026-01-01T02:00:00.000Z'))?.code).toBe('booking.in_the_past');
    expect((await no({ serviceId: fixture.serviceId }))?.code).toBe('booking.service_not_offered');
    expect((await no({ unitIds: [seatTypeId] }))?.code).toBe('record.not_found');
    await shop.server.ports.db.prisma.shift.deleteMany({
      where: { unitId: unit('化妆师 1'), startsAt: new Date(instantOf(addDays(fixture.day, 1), '09:00', 'Asia/Shanghai')) },
    });
    expect(await no({ unitIds: [unit('化妆师 1'), unit('棚 1')] }, fixture.at('10:00', 1))).toMatchObject({
      code: 'booking.slot_unavailable',
      facts: { roleName: '化妆师 1' },
    });
    expect((await shop.send('booking.saveClassSession', session(fixture.at('10:00', 1), { storeId: fixture.otherStoreId }), manager)).refusal?.code).toBe(
      'access.forbidden',
    );
  });

  test('BK-17 after a class its room is cleaned: nothing begins there within that time', async () => {
    await shop.do('booking.saveClassSession', session(fixture.at('09:00', 7), { seats: 2 }), manager);
    const use = (from: string, until: string) =>
      shop.send(
        'booking.addAbsence',
        { unitId: unit('1 号棚'), kind: 'maintenance', startsAt: fixture.at(from, 7), endsAt: fixture.at(until, 7), label: '' },
        manager,
      );
    expect((await use('11:10', '11:20')).refusal?.code).toBe('booking.unit_in_use');
    expect((await use('11:30', '11:40')).status).toBe(200);
    // The room needs half an hour before what comes next, the class included.
    expect(
      (await shop.send('booking.saveClassSession', session(fixture.at('11:40', 7), { unitIds: [unit('化妆师 1'), unit('1 号棚')], seats: 2 }), manager)).status,
    ).toBe(200);
  });

  test('BK-05 who teaches, houses or seats a class that is to come is not retired or sent on leave over it, guests or none', async () => {
    const { sessions } = await shop.do('booking.saveClassSession', session(fixture.at('16:00', 17), { label: '晨课', seats: 2 }), manager);
    const classes = expect.arrayContaining([
      { id: sessions[0]?.id, label: '晨课', serviceName: expect.any(String), storeId: fixture.storeId, startsAt: fixture.at('16:00', 17) },
    ]);
    const refused = { code: 'booking.unit_in_class', facts: { classes } };
    for (const name of ['阿月', '1 号棚']) {
      const id = unit(name);
      const kept = await shop.server.ports.db.prisma.resourceUnit.findUniqueOrThrow({ where: { id }, include: { stores: true } });
      const input = {
        unitId: id,
        typeId: kept.typeId,
        name,
        storeIds: kept.stores.map((one) => one.storeId),
        skills: kept.skills,
        fields: kept.values as Record<string, string>,
        bufferBeforeMinutes: kept.bufferBeforeMinutes,
        bufferAfterMinutes: kept.bufferAfterMinutes,
        state: 'retired' as const,
        introduction: kept.introduction,
      };
      expect((await shop.send('booking.saveUnit', input, boss)).refusal).toMatchObject(refused);
      const absence = { unitId: id, kind: 'leave' as const, startsAt: fixture.at('15:00', 17), endsAt: fixture.at('18:30', 17), label: '' };
      expect((await shop.send('booking.addAbsence', absence, boss)).refusal).toMatchObject(refused);
    }
  });

  test('every week at the same time: what does not fit is listed with its reason, the rest stands', async () => {
    const weeks = (n: number) => addDays(fixture.day, 2 + n * 7);
    const at = (n: number) => new Date(instantOf(weeks(n), '13:00', 'Asia/Shanghai')).toISOString();
    await shop.do(
      'stores.saveSpecialDay',
      { dayId: null, storeId: fixture.storeId, date: weeks(1), name: '盘点', kind: 'other', hours: [], asWeekday: null, whenClashing: 'refuse' },
      boss,
    );
    await shop.do(
      'booking.addAbsence',
      { unitId: unit('阿月'), kind: 'leave', startsAt: at(2), endsAt: new Date(Date.parse(at(2)) + 60_000).toISOString(), label: '' },
      boss,
    );
    const { sessions, missed } = await shop.do('booking.saveClassSession', session(at(0), { repeatWeeks: 4 }), manager);
    expect(sessions.map(({ startsAt }) => startsAt)).toEqual([at(0), at(3), at(4)]);
    expect(missed).toEqual([
      { startsAt: at(1), unitName: '', reason: 'closed' },
      { startsAt: at(2), unitName: '阿月', reason: 'taken' },
    ]);
  });

  test('two managers at once for one teacher: one class', async () => {
    const sent = await Promise.all(
      [1, 2, 3, 4].map((i) =>
        shop.send(
          'booking.saveClassSession',
          session(fixture.at('10:00', 5), { unitIds: [unit('阿月'), unit(i % 2 ? '1 号棚' : '棚 1')], seats: 3 }),
          i % 2 ? manager : boss,
        ),
      ),
    );
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    // Two classes side by side share the seats of the store, and none sits in both.
    const other = await shop.do('booking.saveClassSession', session(fixture.at('10:00', 5), { unitIds: [unit('化妆师 1')], seats: 9 }), boss);
    const rows = await shop.server.ports.db.prisma.classSession.findMany({ where: { startsAt: fixture.at('10:00', 5) } });
    expect(other.sessions).toHaveLength(1);
    expect(new Set(rows.flatMap(({ seatIds }) => seatIds)).size).toBe(12);
  });
});

describe('BK-14 a class that is cancelled', () => {
  test('gives every guest her whole deposit back, frees teacher and room, and is sold no more', async () => {
    const paid = await newClass({ shop, boss, fixture, seatTypeId }, '付费大师课', 5_000);
    const { sessions } = await shop.do('booking.saveClassSession', session(fixture.at('10:00', 6), { serviceId: paid }), manager);
    const lin = await shop.customer('林小雨');
    const { booking } = await shop.do('booking.request', { ...wanted(fixture.at('10:00', 6)), serviceId: paid, quotedDepositFen: 5_000 }, lin);
    const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
    expect(await shop.pay(requestPayment, lin.person)).toBe(true);
    await shop.eventually(async () => (await shop.do('booking.get', { bookingId: booking.id }, lin)).booking.state === 'confirmed');
    const waiting = await api.call(
      'booking.request',
      { ...wanted(fixture.at('10:00', 6)), serviceId: paid, quotedDepositFen: 5_000 },
      who(5).token,
      'unpaid-guest',
    );
    expect(waiting.value.booking.state).toBe('held');
    const cancelled = await shop.do('booking.cancelClassSession', { sessionId: sessions[0]?.id ?? '', reason: '老师生病' }, manager);
    expect([cancelled.cancelledBookings, cancelled.session.state, cancelled.session.taken]).toEqual([2, 'cancelled', 0]);
    const after = await shop.eventually(async () => {
      const found = (await shop.do('booking.get', { bookingId: booking.id }, lin)).booking;
      return found.deposit.state === 'refunded' && found;
    });
    expect(after).toMatchObject({ state: 'cancelled', cancelledReason: '老师生病', deposit: { refundedFen: 5_000 } });
    expect(await slots(6, paid)).toEqual([]);
    expect((await shop.do('booking.classSessions', { storeId: fixture.storeId, serviceId: paid, from: addDays(fixture.day, 6), days: 1 })).sessions).toEqual(
      [],
    );
    expect(
      (await shop.do('booking.classSessions', { storeId: fixture.storeId, serviceId: paid, from: addDays(fixture.day, 6), days: 1 }, manager)).sessions,
    ).toMatchObject([{ state: 'cancelled' }]);
    // Asked again, there is nothing left to cancel; the time is free for another class.
    expect((await shop.do('booking.cancelClassSession', { sessionId: sessions[0]?.id ?? '', reason: '再点一次' }, manager)).cancelledBookings).toBe(0);
    expect((await shop.send('booking.saveClassSession', session(fixture.at('10:00', 6)), manager)).status).toBe(200);
  });

  test('a guest who takes a seat in the same moment is cancelled with it or finds no class: nobody is left sitting', async () => {
    const { sessions } = await shop.do('booking.saveClassSession', session(fixture.at('10:00', 8), { seats: 1 }), manager);
    const { seatIds } = await shop.server.ports.db.prisma.classSession.findUniqueOrThrow({ where: { id: sessions[0]?.id ?? '' } });
    const line = new pg.Client({ connectionString: shop.env.DATABASE_URL });
    await line.connect();
    const waiting = async (count: number): Promise<boolean> => {
      const { rows } = await shop.server.ports.db.pool.query<{ n: number }>(
        `SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows[0]?.n === count;
    };
    try {
      await line.query('BEGIN');
      for (const seat of seatIds) await line.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [seat]);
      const cancelled = shop.send('booking.cancelClassSession', { sessionId: sessions[0]?.id ?? '', reason: '停课' }, manager);
      await shop.eventually(() => waiting(1));
      const booked = book(7, fixture.at('10:00', 8));
      await shop.eventually(() => waiting(2));
      await line.query('COMMIT');
      expect((await cancelled).status).toBe(200);
      expect((await booked).refusal?.code).toBe('booking.no_session');
    } finally {
      await line.end();
    }
    for (let round = 0; round < 4; round++) {
      const { sessions: again } = await shop.do('booking.saveClassSession', session(fixture.at('10:00', 17 + round), { seats: 12 }), manager);
      const [, ...guests] = await Promise.all([
        shop.do('booking.cancelClassSession', { sessionId: again[0]?.id ?? '', reason: '停课' }, manager),
        ...Array.from({ length: 8 }, (_, i) => book(10 + i, fixture.at('10:00', 17 + round))),
      ]);
      for (const { status, refusal } of guests) expect(status === 200 || refusal?.code === 'booking.no_session').toBe(true);
      const sitting = await shop.server.ports.db.prisma.booking.count({
        where: { serviceId: classId, startsAt: fixture.at('10:00', 17 + round), state: { not: 'cancelled' } },
      });
      expect(sitting).toBe(0);
    }
    const { pool } = shop.server.ports.db;
    expect([await countOverlaps(pool), await countDeadlocks(pool)]).toEqual([0, 0]);
  });

  test('SC-02 a class of another store is not found', async () => {
    await shop.server.ports.db.prisma.staffMember.create({
      data: { wecomUserId: 'hanmei', name: '韩梅', title: '店长', roles: ['manager'], stores: { create: [{ storeId: fixture.otherStoreId }] } },
    });
    const hanmei = await shop.staff('hanmei');
    const { id } = await shop.server.ports.db.prisma.classSession.findFirstOrThrow({ where: { state: 'scheduled' } });
    expect((await shop.send('booking.cancelClassSession', { sessionId: id, reason: 'x' }, hanmei)).status).toBe(404);
  });
});
