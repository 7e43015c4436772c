import { countOverbooked, countOverlaps } from '../../bench/lib/audit';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, type Booked } from './life.fixture';

/** Longer visits, and what is laid over something on purpose: by right, with a reason, and never by a customer. */
let shop: Harness;
let fixture: Fixture;
let lin: Login;
let boss: Login;
let manager: Login;
let reception: Login;
let customerId: string;

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  lin = await shop.customer('林小雨');
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  reception = await shop.staff('qianqian');
  customerId = await knownCustomer(shop, boss, fixture.storeId);
}, 90_000);
afterAll(() => shop.close());

const pool = () => shop.server.ports.db.pool;
const prisma = () => shop.server.ports.db.prisma;
const input = (startsAt: string, choices: Record<string, string> = {}) => ({
  storeId: fixture.storeId,
  serviceId: fixture.serviceId,
  startsAt,
  choices,
  contactName: '熟客',
  contactPhone: null,
  weddingDate: null,
  note: '',
  customerId,
  awaitDeposit: false,
  source: 'workbench' as const,
});
const create = async (startsAt: string, choices: Record<string, string> = {}): Promise<Booked> =>
  (await shop.do('booking.create', input(startsAt, choices), boss)).booking;
const unit = (name: string): string => fixture.unitIds[name] ?? '';
const rowsOf = async (bookingId: string) =>
  Object.fromEntries(
    (await prisma().reservation.findMany({ where: { bookingId, releasedAt: null } })).map((row) => [
      row.roleKey,
      { overbooked: row.overbooked, endsAt: row.endsAt.toISOString() },
    ]),
  );
const overbook = { reason: '老板的朋友' };

describe('BK-04 laying over', () => {
  test('RU-09 without it the clash is refused: by name, with the booking for whoever may read it, and nothing is written', async () => {
    const first = await create(fixture.at('10:00'));
    const before = await prisma().reservation.count();
    const refused = await shop.send('booking.create', input(fixture.at('10:30')), boss);
    expect(refused.refusal).toMatchObject({
      code: 'booking.slot_taken',
      facts: {
        units: expect.arrayContaining([expect.objectContaining({ name: expect.any(String), roleName: expect.any(String) })]),
        bookings: [{ id: first.id, code: first.code }],
      },
    });
    const byCustomer = await shop.send('booking.request', wish(fixture, fixture.at('10:30')), lin);
    expect(byCustomer.refusal?.code).toBe('booking.slot_taken');
    expect(byCustomer.refusal?.facts).not.toHaveProperty('bookings');
    // 唐小棠 sells for others: the unit is named, whose booking it is is not.
    const tang = await shop.staff('xiaotang');
    const hers = (
      await shop.do(
        'customers.create',
        { name: '小棠的', phone: '13700137000', gender: 'unknown', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
        tang,
      )
    ).profile.id;
    const bySales = await shop.send('booking.create', { ...input(fixture.at('10:30')), customerId: hers }, tang);
    expect(bySales.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { bookings: [] } });
    expect(await prisma().reservation.count()).toBe(before);
  });

  test('with it only what really clashes is marked, the reason is kept and shown to staff, and an event tells it', async () => {
    const startsAt = fixture.at('10:00', 1);
    await create(startsAt, { photographer: unit('梅清') });
    const { booking } = await shop.do('booking.create', { ...input(startsAt), overbook }, manager);
    expect(booking.overbooked).toEqual({ reason: '老板的朋友', by: '徐立' });
    expect(booking.units.find((one) => one.roleKey === 'photographer')?.name).toBe('许诺');
    const rows = await rowsOf(booking.id);
    expect(
      Object.entries(rows)
        .map(([key, row]) => [key, row.overbooked])
        .sort(),
    ).toEqual([
      ['dress', true],
      ['makeup', true],
      ['photographer', false],
      ['studio', true],
    ]);
    const event = await prisma().event.findFirstOrThrow({ where: { bookingId: booking.id, type: 'booking.overbooked' } });
    expect(JSON.stringify(event.data)).not.toContain('老板');
    expect((event.data as { unitIds: string[] }).unitIds).toHaveLength(3);
    expect(await countOverlaps(pool())).toBe(0);
    expect(await countOverbooked(pool())).toBe(3);
    // Everybody later sees the overbooked rows as taken.
    await shop.do('booking.cancel', { bookingId: (await firstAt(startsAt, booking.id)).id, version: 1, reason: '', expectedRefundFen: 0 }, boss);
    const still = await shop.send('booking.request', wish(fixture, startsAt), lin);
    expect(still.refusal?.code).toBe('booking.slot_taken');
  });
  const firstAt = async (startsAt: string, notId: string) =>
    prisma().booking.findFirstOrThrow({ where: { startsAt: new Date(startsAt), id: { not: notId }, state: 'confirmed' } });

  test('where nothing clashes it is an ordinary booking', async () => {
    const { booking } = await shop.do('booking.create', { ...input(fixture.at('10:00', 2)), overbook }, manager);
    expect(booking.overbooked).toBeNull();
    expect(Object.values(await rowsOf(booking.id)).some((row) => row.overbooked)).toBe(false);
    expect(await prisma().event.count({ where: { bookingId: booking.id, type: 'booking.overbooked' } })).toBe(0);
  });

  test('a wished person is laid over though others are free; a move takes the mark off again', async () => {
    const startsAt = fixture.at('10:00', 3);
    await create(startsAt, { photographer: unit('梅清') });
    const over = await create(fixture.at('14:00', 3));
    const move = (version: number, to: string, choices: Record<string, string>, more: object = {}) =>
      shop.do('booking.reschedule', { bookingId: over.id, version, startsAt: to, choices, ...more }, manager);
    const { booking: laid } = await move(over.version, startsAt, { photographer: unit('梅清') }, { overbook });
    expect(laid.overbooked?.reason).toBe('老板的朋友');
    expect((await rowsOf(over.id)).photographer?.overbooked).toBe(true);
    const { booking: back } = await move(laid.version, fixture.at('14:00', 3), {});
    expect(back.overbooked).toBeNull();
    expect(Object.values(await rowsOf(over.id)).some((row) => row.overbooked)).toBe(false);
  });

  test('is a right of its own: reception and sales have it not', async () => {
    const startsAt = fixture.at('10:00', 1);
    const refused = await shop.send('booking.create', { ...input(startsAt), awaitDeposit: true, overbook }, reception);
    expect(refused.refusal).toEqual({ code: 'access.forbidden', facts: { right: 'booking.overbook' } });
    const own = await create(fixture.at('10:00', 4));
    const move = await shop.send('booking.reschedule', { bookingId: own.id, version: own.version, startsAt, choices: {}, overbook }, reception);
    expect(move.refusal?.code).toBe('access.forbidden');
    expect((await shop.do('booking.get', { bookingId: own.id }, reception)).booking.can).not.toContain('overbook');
    expect((await shop.do('booking.get', { bookingId: own.id }, manager)).booking.can).toEqual(expect.arrayContaining(['overbook', 'resize']));
  });

  test('is out of a customer’s reach: her body may not even name it', async () => {
    const request = await shop.send('booking.request', { ...wish(fixture, fixture.at('10:00', 1)), overbook } as never, lin);
    expect([request.status, request.refusal?.code]).toEqual([422, 'request.invalid']);
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 5)), lin);
    const move = { bookingId: booking.id, version: booking.version, startsAt: fixture.at('10:00', 1), choices: {}, overbook };
    const moved = await shop.send('booking.reschedule', move, lin);
    expect([moved.status, moved.refusal]).toEqual([422, { code: 'request.invalid', facts: { issues: [{ path: 'overbook', problem: 'unknown_field' }] } }]);
    expect((await shop.do('booking.get', { bookingId: booking.id }, lin)).booking.overbooked).toBeNull();
    // What she booked herself a manager may move over something all the same.
    const byManager = await shop.do('booking.reschedule', { ...move, version: booking.version }, manager);
    expect(byManager.booking.overbooked?.by).toBe('徐立');
  });
});

describe('BK-14 a longer or shorter visit', () => {
  const resize = (booking: Booked, endsAt: string, more: object = {}, as: Login = manager) =>
    shop.send('booking.resize', { bookingId: booking.id, version: booking.version, endsAt, ...more }, as);

  test('lengthens the parts that end with it, cleaning included, and leaves price and the other parts alone', async () => {
    await prisma().serviceRole.updateMany({ where: { serviceId: fixture.serviceId, key: 'makeup' }, data: { durationMinutes: 60 } });
    const booking = await create(fixture.at('09:00', 6));
    await prisma().serviceRole.updateMany({ where: { serviceId: fixture.serviceId, key: 'makeup' }, data: { durationMinutes: 90 } });
    const longer = await resize(booking, fixture.at('11:00', 6));
    expect(longer.value.booking).toMatchObject({ endsAt: fixture.at('11:00', 6), priceFen: booking.priceFen, version: booking.version + 1 });
    const ends = (b: Booked) => Object.fromEntries(b.units.map((one) => [one.roleKey, one.endsAt]));
    expect(ends(longer.value.booking)).toEqual({
      photographer: fixture.at('11:00', 6),
      studio: fixture.at('11:00', 6),
      dress: fixture.at('11:00', 6),
      makeup: fixture.at('10:00', 6),
    });
    expect((await rowsOf(booking.id)).studio?.endsAt).toBe(fixture.at('11:30', 6));
    const shorter = await resize(longer.value.booking, fixture.at('10:15', 6));
    expect((await rowsOf(booking.id)).studio?.endsAt).toBe(fixture.at('10:45', 6));
    expect(shorter.value.booking.endsAt).toBe(fixture.at('10:15', 6));
    const event = await prisma().event.findFirstOrThrow({ where: { bookingId: booking.id, type: 'booking.resized' }, orderBy: { id: 'desc' } });
    expect(event.data).toMatchObject({ from: fixture.at('11:00', 6), to: fixture.at('10:15', 6) });
  });

  test('RU-09 a clash is refused with the booking in the way, or laid over by right, and marks only what clashes', async () => {
    const booking = await create(fixture.at('09:00', 7), { photographer: unit('梅清') });
    const next = await create(fixture.at('11:00', 7), { photographer: unit('许诺') });
    const refused = await resize(booking, fixture.at('11:30', 7));
    expect(refused.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { bookings: [{ id: next.id, code: next.code }] } });
    const parts = ['化妆师', '摄影棚', '礼服'].map((roleName) => expect.objectContaining({ roleName }));
    expect(refused.refusal).toMatchObject({ facts: { units: expect.arrayContaining(parts) } });
    expect(refused.refusal).not.toMatchObject({ facts: { units: expect.arrayContaining([expect.objectContaining({ roleName: '摄影师' })]) } });
    const forced = await resize(booking, fixture.at('11:30', 7), { overbook });
    expect(forced.value.booking.overbooked?.reason).toBe('老板的朋友');
    expect(
      Object.entries(await rowsOf(booking.id))
        .filter(([, row]) => row.overbooked)
        .map(([key]) => key)
        .sort(),
    ).toEqual(['dress', 'makeup', 'studio']);
    expect(await countOverlaps(pool())).toBe(0);
  });

  test.each([
    ['past closing time', '18:30', 'booking.outside_opening'],
    ['to nothing', '16:00', 'booking.slot_unavailable'],
    ['between two ticks', '17:02', 'booking.off_grid'],
  ])('%s is refused', async (_, time, code) => {
    const existing = await prisma().booking.findFirst({ where: { startsAt: new Date(fixture.at('16:00', 8)), state: 'confirmed' } });
    const booking = existing ? (await shop.do('booking.get', { bookingId: existing.id }, boss)).booking : await create(fixture.at('16:00', 8));
    expect((await resize(booking, fixture.at(time, 8))).refusal?.code).toBe(code);
  });

  test('a finished visit has its length; reception may resize, an unknown version may not', async () => {
    const booking = await create(fixture.at('09:00', 9));
    expect((await resize({ ...booking, version: 7 }, fixture.at('11:00', 9))).refusal?.code).toBe('record.changed');
    const longer = await resize(booking, fixture.at('11:00', 9), {}, reception);
    expect(longer.status).toBe(200);
    await prisma().booking.update({ where: { id: booking.id }, data: { state: 'done' } });
    expect((await resize(longer.value.booking, fixture.at('12:00', 9))).refusal).toMatchObject({ code: 'lifecycle.illegal_step', facts: { verb: 'resize' } });
  });

  test('BK-04 two who lengthen towards each other at the same moment: one of them is refused', async () => {
    for (const plus of [10, 11, 12, 13]) {
      const early = await create(fixture.at('09:00', plus));
      const late = await create(fixture.at('12:00', plus));
      const [longer, taken] = await Promise.all([
        resize(early, fixture.at('11:30', plus)),
        shop.send('booking.reschedule', { bookingId: late.id, version: late.version, startsAt: fixture.at('11:00', plus), choices: {} }, manager),
      ]);
      expect([longer.status, taken.status].sort()).toEqual([200, 409]);
    }
    expect(await countOverlaps(pool())).toBe(0);
  });
});
