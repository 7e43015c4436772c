import type { ApiOutput } from '@zhike/domain/api';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, runJob, spaWish, type Booked } from './life.fixture';

/** 候补: one room, and more people than hours. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
type Guest = Login & { person: Parameters<Harness['pay']>[1] };
let people: readonly [Guest, Guest, Guest, Guest];
let free: string;
let paid: string;
let roomId: string;
let customerId: string;
type Entry = ApiOutput<'booking.joinWaitlist'>['entry'];

const prisma = () => shop.server.ports.db.prisma;

async function roomService(depositFen: number): Promise<string> {
  const type = await prisma().resourceType.upsert({ where: { key: 'room' }, create: { key: 'room', name: '房间', kind: 'place', position: 9 }, update: {} });
  const service = await prisma().service.create({
    data: {
      name: depositFen > 0 ? '定金房' : '普通房',
      line: '养生',
      durationMinutes: 60,
      stepMinutes: 30,
      leadMinutes: 60,
      horizonDays: 60,
      priceFen: 9_900,
      depositFen,
      includes: [],
      stores: { create: [{ storeId: fixture.storeId }] },
      roles: { create: [{ key: 'room', name: '房间', typeId: type.id, durationMinutes: 60, position: 0, customerPicks: true }] },
    },
  });
  return service.id;
}

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  free = await roomService(0);
  paid = await roomService(2_000);
  const type = await prisma().resourceType.findUniqueOrThrow({ where: { key: 'room' } });
  roomId = (
    await prisma().resourceUnit.create({ data: { typeId: type.id, name: '一号房', number: 1, skills: [], stores: { create: [{ storeId: fixture.storeId }] } } })
  ).id;
  customerId = await knownCustomer(shop, boss, fixture.storeId, '占座的');
  people = [await shop.customer('林小雨'), await shop.customer('陈思远'), await shop.customer('王梓涵'), await shop.customer('赵雅琪')];
}, 90_000);
afterAll(() => shop.close());

const fill = async (startsAt: string): Promise<Booked> =>
  (
    await shop.do(
      'booking.create',
      {
        storeId: fixture.storeId,
        serviceId: free,
        startsAt,
        choices: {},
        contactName: '占座的',
        contactPhone: null,
        weddingDate: null,
        note: '',
        customerId,
        awaitDeposit: false,
        source: 'workbench',
      },
      boss,
    )
  ).booking;
const giveBack = async (bookingId: string): Promise<void> => {
  const { booking } = await shop.do('booking.get', { bookingId }, boss);
  await shop.do('booking.cancel', { bookingId, version: booking.version, reason: '腾出来', expectedRefundFen: 0 }, boss);
};
const wish = (fromAt: string, untilAt: string, serviceId = free) => ({
  storeId: fixture.storeId,
  serviceId,
  fromAt,
  untilAt,
  choices: {},
  contactName: '等位的',
  contactPhone: '13800138001',
  weddingDate: null,
  note: '靠窗',
});
const join = async (who: Login, fromAt: string, untilAt = fromAt, serviceId = free): Promise<Entry> =>
  (await shop.do('booking.joinWaitlist', wish(fromAt, untilAt, serviceId), who)).entry;
const mine = async (who: Login, entryId: string): Promise<Entry> => {
  const entry = (await shop.do('booking.myWaitlist', {}, who)).entries.find((one) => one.id === entryId);
  if (!entry) throw new Error('her entry is not hers');
  return entry;
};
const becomes = (who: Login, entryId: string, state: Entry['state']): Promise<Entry> =>
  shop.eventually(async () => {
    const entry = await mine(who, entryId);
    return entry.state === state ? entry : null;
  });
/** The offer's time goes by. */
const lapse = async (bookingId: string): Promise<void> => {
  await prisma().booking.update({ where: { id: bookingId }, data: { holdExpiresAt: new Date(Date.now() - 1000) } });
  await runJob(shop.server.ports, 'booking.hold_ends', { bookingId });
};

test('BK-13 a time that comes free is offered in order, as a held booking with a deadline; her yes makes it hers', async () => {
  const [a, b] = people;
  const startsAt = fixture.at('10:00', 1);
  const there = await fill(startsAt);
  const first = await join(a, startsAt);
  const second = await join(b, startsAt);
  expect([first.state, first.before, second.before, first.bookingId]).toEqual(['waiting', 0, 1, null]);
  await giveBack(there.id);
  const offered = await becomes(a, first.id, 'offered');
  expect(Date.parse(offered.offerUntil ?? '')).toBeGreaterThan(Date.now() + 29 * 60_000);
  expect(await mine(b, second.id)).toMatchObject({ state: 'waiting', before: 0 });
  const { booking } = await shop.do('booking.get', { bookingId: offered.bookingId ?? '' }, a);
  expect(booking).toMatchObject({
    state: 'held',
    source: 'waitlist',
    fromWaitlist: true,
    startsAt,
    note: '靠窗',
    contactPhone: '13800138001',
    holdExpiresAt: offered.offerUntil,
  });
  expect(booking.can).toEqual(expect.arrayContaining(['takeOffer', 'cancel']));
  // Nobody else can say yes to it.
  expect((await shop.send('booking.takeOffer', { bookingId: booking.id, version: booking.version }, b)).refusal?.code).toBe('record.not_found');
  const { booking: taken } = await shop.do('booking.takeOffer', { bookingId: booking.id, version: booking.version }, a);
  expect(taken).toMatchObject({ state: 'confirmed', holdExpiresAt: null });
  expect((await mine(a, first.id)).state).toBe('taken');
  const events = await prisma().event.findMany({ where: { bookingId: booking.id }, orderBy: { id: 'asc' } });
  expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['booking.held', 'waitlist.offered', 'booking.confirmed', 'waitlist.taken']));
  expect(events.find((event) => event.type === 'waitlist.offered')?.data).toEqual({ deadline: offered.offerUntil });
  await shop.do('booking.leaveWaitlist', { entryId: second.id }, b);
  expect((await mine(b, second.id)).state).toBe('withdrawn');
});

test('BK-13 an offer that nobody takes passes on to the next, and no further back', async () => {
  const [a, b, c] = people;
  const startsAt = fixture.at('12:00', 1);
  const there = await fill(startsAt);
  const entries = [await join(a, startsAt), await join(b, startsAt), await join(c, startsAt)] as const;
  await giveBack(there.id);
  const first = await becomes(a, entries[0].id, 'offered');
  await lapse(first.bookingId ?? '');
  expect((await mine(a, entries[0].id)).state).toBe('passed');
  const second = await becomes(b, entries[1].id, 'offered');
  // She says no herself: the same.
  const { booking } = await shop.do('booking.get', { bookingId: second.bookingId ?? '' }, b);
  await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, b);
  expect((await mine(b, entries[1].id)).state).toBe('passed');
  const third = await becomes(c, entries[2].id, 'offered');
  await shop.do('booking.leaveWaitlist', { entryId: entries[2].id }, c);
  expect(await mine(c, entries[2].id)).toMatchObject({ state: 'withdrawn', bookingId: null });
  expect((await shop.do('booking.get', { bookingId: third.bookingId ?? '' }, c)).booking.state).toBe('cancelled');
  expect(await prisma().reservation.count({ where: { unitId: roomId, releasedAt: null, servesFrom: new Date(startsAt) } })).toBe(0);
});

test('BK-13 OR-02 where a deposit is asked it is paid for the offer; then it is taken', async () => {
  const [a] = people;
  const startsAt = fixture.at('14:00', 1);
  const there = await fill(startsAt);
  const entry = await join(a, startsAt, startsAt, paid);
  await giveBack(there.id);
  const offered = await becomes(a, entry.id, 'offered');
  const bookingId = offered.bookingId ?? '';
  const { booking } = await shop.do('booking.get', { bookingId }, a);
  expect(booking.can).toContain('payDeposit');
  const free = await shop.send('booking.takeOffer', { bookingId, version: booking.version }, a);
  expect(free.refusal).toEqual({ code: 'booking.deposit_due', facts: { depositFen: 2_000 } });
  const { requestPayment } = await shop.do('orders.payDeposit', { bookingId }, a);
  await shop.pay(requestPayment, a.person);
  await becomes(a, entry.id, 'taken');
  expect((await shop.do('booking.get', { bookingId }, a)).booking.state).toBe('confirmed');
});

describe('BK-13 whatever frees a time wakes the list', () => {
  const startsAt = () => fixture.at('10:00', 2);
  const offeredTo = async (who: Login, entryId: string) => {
    const entry = await becomes(who, entryId, 'offered');
    await shop.do('booking.leaveWaitlist', { entryId }, who);
    return entry;
  };
  test('a booking that moves away', async () => {
    const [a] = people;
    const there = await fill(startsAt());
    const entry = await join(a, startsAt());
    await shop.do('booking.reschedule', { bookingId: there.id, version: there.version, startsAt: fixture.at('16:00', 2), choices: {} }, boss);
    await offeredTo(a, entry.id);
  });
  test('a visit that becomes shorter', async () => {
    const [a] = people;
    const there = await fill(fixture.at('11:00', 2));
    const { booking: longer } = await shop.do('booking.resize', { bookingId: there.id, version: there.version, endsAt: fixture.at('13:00', 2) }, boss);
    const entry = await join(a, fixture.at('12:00', 2));
    await shop.do('booking.resize', { bookingId: there.id, version: longer.version, endsAt: fixture.at('12:00', 2) }, boss);
    await offeredTo(a, entry.id);
  });
  test('an absence that ends', async () => {
    const [a] = people;
    const { reservationId } = await shop.do(
      'booking.addAbsence',
      { unitId: roomId, kind: 'maintenance', startsAt: fixture.at('09:00', 3), endsAt: fixture.at('18:00', 3), label: '刷墙' },
      boss,
    );
    const entry = await join(a, fixture.at('09:00', 3), fixture.at('17:00', 3));
    await shop.do('booking.removeAbsence', { reservationId }, boss);
    expect((await offeredTo(a, entry.id)).bookingId).not.toBeNull();
  });
  test('a hold that nobody pays', async () => {
    const [a, b] = people;
    const held = await shop.do(
      'booking.request',
      spaWish({ serviceId: paid, startsAt: fixture.at('10:00', 4), storeId: fixture.storeId }, { priceFen: 9_900, depositFen: 2_000 }),
      b,
    );
    const entry = await join(a, fixture.at('10:00', 4));
    await lapse(held.booking.id);
    await offeredTo(a, entry.id);
  });
  test('a time that was free already when she joined: somebody else’s wish has only just gone', async () => {
    const [a] = people;
    const entry = await join(a, fixture.at('13:00', 4));
    await offeredTo(a, entry.id);
  });
});

test('BK-13 an open offer does not use up what she may hold by herself', async () => {
  const who = await shop.customer('周子墨');
  const entry = await join(who, fixture.at('09:00', 5));
  await becomes(who, entry.id, 'offered');
  const quoted = { priceFen: 9_900, depositFen: 2_000 };
  for (const time of ['11:00', '13:00', '15:00'])
    await shop.do('booking.request', spaWish({ serviceId: paid, startsAt: fixture.at(time, 5), storeId: fixture.storeId }, quoted), who);
  const fourth = await shop.send('booking.request', spaWish({ serviceId: paid, startsAt: fixture.at('17:00', 5), storeId: fixture.storeId }, quoted), who);
  expect(fourth.refusal?.code).toBe('booking.too_many_holds');
});

describe('BK-13 a wish is bounded', () => {
  test('five at once, one a service and time', async () => {
    const who = await shop.customer('高若曦');
    await fill(fixture.at('10:00', 7));
    const first = await join(who, fixture.at('10:00', 7));
    const same = await shop.send('booking.joinWaitlist', wish(fixture.at('09:30', 7), fixture.at('10:30', 7)), who);
    expect(same.refusal).toEqual({ code: 'booking.already_waiting', facts: { entryId: first.id } });
    for (const plus of [8, 9, 10, 11]) {
      await fill(fixture.at('10:00', plus));
      await join(who, fixture.at('10:00', plus));
    }
    const sixth = await shop.send('booking.joinWaitlist', wish(fixture.at('12:00', 12), fixture.at('12:00', 12)), who);
    expect(sixth.refusal).toEqual({ code: 'booking.too_many_waiting', facts: { limit: 5 } });
  });
  test.each([
    ['backwards', '12:00', '11:00', 0, { field: 'untilAt', problem: 'before_start' }],
    ['too long', '10:00', '12:00', 32, { field: 'untilAt', problem: 'too_long' }],
  ])('%s', async (_, from, until, plus, facts) => {
    const sent = await shop.send('booking.joinWaitlist', wish(fixture.at(from), fixture.at(until, plus)), people[0]);
    expect(sent.refusal).toEqual({ code: 'booking.wish_invalid', facts });
  });
  test('a wish whose last start is over is over', async () => {
    const [, , , d] = people;
    await fill(fixture.at('10:00', 14));
    const entry = await join(d, fixture.at('10:00', 14));
    const past = new Date(Date.now() - 60_000);
    await prisma().waitlistEntry.update({ where: { id: entry.id }, data: { fromAt: past, untilAt: past } });
    expect((await mine(d, entry.id)).state).toBe('expired');
    await runJob(shop.server.ports, 'booking.serve_waitlist', { storeId: fixture.storeId });
    expect((await prisma().waitlistEntry.findUniqueOrThrow({ where: { id: entry.id } })).state).toBe('expired');
  });
});

describe('BK-13 the list of a store', () => {
  test('staff put customers on it, see it in order, and take them off; others see what they may', async () => {
    const tang = await shop.staff('xiaotang');
    const laoxu = await shop.staff('laoxu');
    const startsAt = fixture.at('10:00', 16);
    await fill(startsAt);
    const hers = await shop.do(
      'customers.create',
      { name: '小棠的', phone: '13700137000', gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
      tang,
    );
    const body = { ...wish(startsAt, startsAt), contactPhone: null };
    const { entry: first } = await shop.do('booking.joinWaitlistFor', { ...body, customerId }, boss);
    const { entry: second } = await shop.do('booking.joinWaitlistFor', { ...body, customerId: hers.profile.id }, tang);
    const listed = async (as: Login) =>
      (await shop.do('booking.waitlist', { storeId: fixture.storeId, open: true, cursor: null }, as)).items
        .map((one) => one.id)
        .filter((id) => id === first.id || id === second.id);
    expect(await listed(laoxu)).toEqual([first.id, second.id]);
    expect(await listed(tang)).toEqual([second.id]);
    expect((await shop.send('booking.waitlist', { storeId: fixture.otherStoreId, open: true, cursor: null }, laoxu)).refusal?.code).toBe('record.not_found');
    expect((await shop.send('booking.leaveWaitlist', { entryId: first.id }, tang)).refusal?.code).toBe('record.not_found');
    expect((await shop.send('booking.leaveWaitlist', { entryId: first.id }, people[0])).refusal?.code).toBe('record.not_found');
    for (const entry of [first, second]) await shop.do('booking.leaveWaitlist', { entryId: entry.id }, laoxu);
    expect(await listed(laoxu)).toEqual([]);
    const closed = await shop.do('booking.waitlist', { storeId: fixture.storeId, open: false, cursor: null }, laoxu);
    expect(closed.items.slice(0, 2).map((one) => one.id)).toEqual([second.id, first.id]);
  });

  test('keeps her number encrypted, and her place and phone when her record is merged', async () => {
    const startsAt = fixture.at('12:00', 16);
    const there = await fill(startsAt);
    const a = await knownCustomer(shop, boss, fixture.storeId, '重复一', '13600136001');
    const b = await knownCustomer(shop, boss, fixture.storeId, '重复二', '13600136002');
    const { entry } = await shop.do('booking.joinWaitlistFor', { ...wish(startsAt, startsAt), contactPhone: null, customerId: b }, boss);
    const row = await prisma().waitlistEntry.findUniqueOrThrow({ where: { id: entry.id } });
    expect(JSON.stringify(row)).not.toContain('13600136002');
    await shop.do('customers.merge', { intoId: a, fromId: b }, boss);
    await giveBack(there.id);
    const offered = await shop.eventually(() => prisma().booking.findFirst({ where: { waitlistId: entry.id, state: 'held' } }));
    expect([offered.customerId, offered.contactLast4]).toEqual([a, '6002']);
    await shop.do('booking.leaveWaitlist', { entryId: entry.id }, boss);
  });
});
