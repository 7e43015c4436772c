import { startHarness, type Harness, type Login } from './harness';
import { seedFixture, wish, type Fixture } from './fixture';
import { knownCustomer, type Booked } from './life.fixture';

/** What is agreed with a booking: add-ons, party, terms, and what her health record has to say. */
let shop: Harness;
let fixture: Fixture;
let lin: Login & { person: Parameters<Harness['pay']>[1] };
let boss: Login;
let tang: Login;
let addons: { massage: string; photos: string; old: string };

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 2 });
  lin = await shop.customer('林小雨');
  boss = await shop.staff('zongbu');
  tang = await shop.staff('xiaotang');
  const { prisma } = shop.server.ports.db;
  await prisma.service.update({ where: { id: fixture.serviceId }, data: { maxParty: 2, moveUntilHours: 24, maxMoves: 1, noShowPercent: 60 } });
  // One studio for everybody; each guest has her own photographer, make-up artist and dress.
  await prisma.serviceRole.updateMany({ where: { serviceId: fixture.serviceId, key: 'studio' }, data: { perPerson: false } });
  const addon = async (name: string, minutes: number, priceFen: number, roleKeys: string[], active = true) =>
    (await prisma.serviceAddon.create({ data: { serviceId: fixture.serviceId, name, minutes, priceFen, roleKeys, active } })).id;
  addons = {
    massage: await addon('加洗造型', 30, 20_000, ['makeup']),
    photos: await addon('加拍一组', 30, 50_000, []),
    old: await addon('停售的', 30, 1_000, [], false),
  };
}, 90_000);
afterAll(() => shop.close());

const prisma = () => shop.server.ports.db.prisma;
const at = (booking: Booked, roleKey: string) => {
  const unit = booking.units.find((one) => one.roleKey === roleKey);
  return unit && [unit.startsAt, unit.endsAt];
};
/** Puts a booking's start where a test needs it, as if time had passed. */
const begins = async (bookingId: string, hoursFromNow: number): Promise<void> => {
  const startsAt = new Date(Date.now() + hoursFromNow * 3_600_000);
  await prisma().booking.update({ where: { id: bookingId }, data: { startsAt, endsAt: new Date(startsAt.getTime() + 5_400_000) } });
};
const get = async (bookingId: string, as: Login = lin): Promise<Booked> => (await shop.do('booking.get', { bookingId }, as)).booking;

describe('BK-14 add-ons and party', () => {
  test('lengthen the parts they name, multiply what each guest needs, and are quoted as they are charged', async () => {
    const startsAt = fixture.at('10:00');
    const plain = { ...wish(fixture, startsAt), addonIds: [addons.massage, addons.photos], partySize: 2 };
    const wrong = await shop.send('booking.request', plain, lin);
    expect(wrong.refusal).toEqual({ code: 'booking.price_changed', facts: { priceFen: (399_900 + 70_000) * 2, depositFen: 100_000 } });
    const input = { ...plain, quotedPriceFen: 939_800, quotedDepositFen: 100_000 };
    const { booking } = await shop.do('booking.request', input, lin);
    expect(booking).toMatchObject({
      partySize: 2,
      priceFen: 939_800,
      deposit: { amountFen: 100_000 },
      endsAt: fixture.at('12:30'),
      addons: [
        { name: '加洗造型', minutes: 30, priceFen: 20_000 },
        { name: '加拍一组', minutes: 30, priceFen: 50_000 },
      ],
    });
    expect(booking.units.map((unit) => unit.roleKey).sort()).toEqual(['dress', 'dress#2', 'makeup', 'makeup#2', 'photographer', 'photographer#2', 'studio']);
    // 加洗造型 lengthens the make-up, 加拍一组 whatever ended with the service then: only the make-up did.
    expect(at(booking, 'makeup')).toEqual([startsAt, fixture.at('12:30')]);
    expect(at(booking, 'photographer#2')).toEqual([startsAt, fixture.at('11:30')]);
    const { booking: gone } = await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
    expect(gone.state).toBe('cancelled');
  });

  test('free time is offered for what it is shaped to', async () => {
    const ask = { storeId: fixture.storeId, serviceId: fixture.serviceId, date: fixture.day, choices: {} };
    const [plain, longer] = [await shop.do('booking.slots', ask), await shop.do('booking.slots', { ...ask, addonIds: [addons.photos] })];
    expect(plain.slots.at(-1)?.startsAt).toBe(fixture.at('16:30'));
    expect(longer.slots.at(-1)).toMatchObject({ startsAt: fixture.at('16:00'), endsAt: fixture.at('18:00') });
    const two = await shop.do('booking.slots', { ...ask, partySize: 2 });
    expect(Object.keys(two.slots[0]?.pickable ?? {}).sort()).toEqual(['photographer', 'photographer#2']);
  });

  test('what is not sold any more and too many guests are refused by name', async () => {
    const input = wish(fixture, fixture.at('10:00'));
    const old = await shop.send('booking.request', { ...input, addonIds: [addons.old] }, lin);
    expect(old.refusal).toEqual({ code: 'booking.addon_unknown', facts: { addonId: addons.old } });
    const many = await shop.send('booking.request', { ...input, partySize: 3 }, lin);
    expect(many.refusal).toEqual({ code: 'booking.party_too_large', facts: { max: 2 } });
    const { refusal } = await shop.send('booking.days', {
      storeId: fixture.storeId,
      serviceId: fixture.serviceId,
      from: fixture.day,
      days: 1,
      choices: {},
      partySize: 3,
    });
    expect(refusal?.code).toBe('booking.party_too_large');
  });

  test('a move keeps what was agreed, though the shop has dropped the add-on and changed its price', async () => {
    const input = { ...wish(fixture, fixture.at('09:00', 1)), addonIds: [addons.photos], quotedPriceFen: 449_900 };
    const { booking } = await shop.do('booking.request', input, lin);
    await prisma().serviceAddon.update({ where: { id: addons.photos }, data: { active: false } });
    await prisma().service.update({ where: { id: fixture.serviceId }, data: { priceFen: 499_900 } });
    const { booking: moved } = await shop.do(
      'booking.reschedule',
      { bookingId: booking.id, version: booking.version, startsAt: fixture.at('13:00', 1), choices: {} },
      lin,
    );
    expect(moved).toMatchObject({ priceFen: 449_900, endsAt: fixture.at('15:00', 1), addons: [{ name: '加拍一组' }], moves: 1 });
    await prisma().serviceAddon.update({ where: { id: addons.photos }, data: { active: true } });
    await prisma().service.update({ where: { id: fixture.serviceId }, data: { priceFen: 399_900 } });
    await shop.do('booking.cancel', { bookingId: moved.id, version: moved.version, reason: '', expectedRefundFen: 0 }, lin);
  });
});

describe('BK-14 moving her booking herself', () => {
  const move = (booking: Booked, startsAt: string, as: Login) =>
    shop.send('booking.reschedule', { bookingId: booking.id, version: booking.version, startsAt, choices: {} }, as);

  test('goes as often as the terms say; staff move it all the same, and that does not count', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('09:00', 2)), lin);
    expect(booking.can).toContain('reschedule');
    const first = await move(booking, fixture.at('11:00', 2), lin);
    expect([first.value.booking.moves, first.value.booking.can.includes('reschedule')]).toEqual([1, false]);
    const second = await move(first.value.booking, fixture.at('13:00', 2), lin);
    expect(second.refusal).toEqual({ code: 'booking.too_many_moves', facts: { max: 1 } });
    const byStaff = await move(first.value.booking, fixture.at('13:00', 2), boss);
    expect(byStaff.value.booking).toMatchObject({ moves: 1, startsAt: fixture.at('13:00', 2) });
    await shop.do('booking.cancel', { bookingId: booking.id, version: byStaff.value.booking.version, reason: '', expectedRefundFen: 0 }, lin);
  });

  test('ends when the terms say; the deposit moves along when staff move it', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('09:00', 3)), lin);
    await begins(booking.id, 23);
    const late = await move(booking, fixture.at('11:00', 3), lin);
    expect(late.refusal).toMatchObject({ code: 'booking.too_late_to_move', facts: { movableUntil: expect.any(String) } });
    expect((await get(booking.id)).can).not.toContain('reschedule');
    expect((await move(booking, fixture.at('11:00', 3), boss)).status).toBe(200);
  });

  test('bookings from before there were such terms may be moved until they begin', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('14:00', 3)), lin);
    const old = { serviceName: '经典婚纱套系', whatToBring: '', policy: { freeUntilHours: 24, latePercent: 50 } };
    await prisma().booking.update({ where: { id: booking.id }, data: { terms: old, moves: 5 } });
    await begins(booking.id, 1);
    const now = await get(booking.id);
    expect(now.policy).toEqual({ freeUntilHours: 24, latePercent: 50, noShowPercent: 100, moveUntilHours: 0, maxMoves: 20 });
    expect(now.can).toContain('reschedule');
    expect((await move(now, fixture.at('16:00', 3), lin)).status).toBe(200);
  });
});

test('BK-14 a customer level has terms of its own, kept with the booking', async () => {
  const gold = { freeUntilHours: 2, latePercent: 10, noShowPercent: 50, moveUntilHours: 2, maxMoves: 9 };
  await prisma().service.update({ where: { id: fixture.serviceId }, data: { levelPolicies: { gold } } });
  const customerId = await knownCustomer(shop, boss, fixture.storeId, '金卡客户');
  await prisma().customer.update({ where: { id: customerId }, data: { level: 'gold' } });
  const create = (id: string, startsAt: string) =>
    shop.do(
      'booking.create',
      {
        storeId: fixture.storeId,
        serviceId: fixture.serviceId,
        startsAt,
        choices: {},
        contactName: '客户',
        contactPhone: '13900139001',
        weddingDate: null,
        note: '',
        customerId: id,
        awaitDeposit: false,
        source: 'workbench',
      },
      boss,
    );
  const plain = await knownCustomer(shop, boss, fixture.storeId, '普通客户', '13900139002');
  expect((await create(customerId, fixture.at('09:00', 4))).booking.policy).toEqual(gold);
  expect((await create(plain, fixture.at('12:00', 4))).booking.policy).toMatchObject({ freeUntilHours: 24, latePercent: 50, maxMoves: 1 });
  await prisma().service.update({ where: { id: fixture.serviceId }, data: { levelPolicies: {} } });
});

test('BK-15 OR-02 a no-show keeps the share that the terms say, and the rest goes back once', async () => {
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('09:00', 5)), lin);
  const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
  await shop.pay(requestPayment, lin.person);
  const paid = await shop.eventually(async () => {
    const now = await get(booking.id);
    return now.state === 'confirmed' ? now : null;
  });
  await begins(booking.id, -1);
  const { booking: missed } = await shop.do('booking.markNoShow', { bookingId: booking.id, version: paid.version }, boss);
  expect([missed.state, missed.deposit.state]).toEqual(['no_show', 'refunding']);
  const settled = await shop.eventually(async () => {
    const now = await get(booking.id);
    return now.deposit.state === 'partly_refunded' ? now : null;
  });
  expect(settled.deposit).toMatchObject({ amountFen: 50_000, refundedFen: 20_000 });
  expect(await prisma().refund.findMany({ where: { payment: { bookingId: booking.id } }, select: { amountFen: true, reason: true } })).toEqual([
    { amountFen: 20_000, reason: 'no_show' },
  ]);
});

describe('CU-09 what her health record says about a service', () => {
  let suri: Login & { person: Parameters<Harness['pay']>[1] };
  beforeAll(async () => {
    suri = await shop.customer('赵雅琪');
    await prisma().service.update({
      where: { id: fixture.serviceId },
      data: {
        cautions: [
          { kind: 'ingredient', name: '水杨酸', effect: 'warn' },
          { kind: 'recent_state', name: '孕期', effect: 'block' },
        ],
      },
    });
  });
  const record = { allergies: ['水杨酸'], chronicConditions: [], recentStates: [] as { name: string; until: string | null }[], aims: [], taboos: [] };
  let version = 0;
  const save = async (over: Partial<typeof record>) => {
    const saved = await shop.do('customers.saveMyHealth', { version, consent: 'given', record: { ...record, ...over } }, suri);
    version = saved.health.version;
  };
  const input = (startsAt: string, accepted?: string[]) => ({ ...wish(fixture, startsAt), acceptedCautions: accepted });

  test('a warning is refused until she has read it; what is kept is how many, never which', async () => {
    // Her first booking makes her record; then there is something to write into.
    const { booking: first } = await shop.do('booking.request', wish(fixture, fixture.at('09:00', 6)), suri);
    expect(first.cautions).toEqual([]);
    await save({});
    const refused = await shop.send('booking.request', input(fixture.at('11:00', 6)), suri);
    expect([refused.status, refused.refusal]).toEqual([
      409,
      { code: 'booking.caution', facts: { cautions: [{ kind: 'ingredient', name: '水杨酸', effect: 'warn' }] } },
    ]);
    const { booking } = await shop.do('booking.request', input(fixture.at('11:00', 6), ['水杨酸']), suri);
    expect(booking.cautions).toEqual([{ kind: 'ingredient', name: '水杨酸', effect: 'warn' }]);
    const event = await prisma().event.findFirstOrThrow({ where: { bookingId: booking.id, type: 'booking.held' } });
    expect(event.data).toMatchObject({ cautionsRead: 1 });
    expect(JSON.stringify(event.data)).not.toContain('水杨酸');
  });

  test('staff with the right see it beside the booking, and cannot book past a block', async () => {
    const { items } = await shop.do('booking.mine', { when: 'coming' }, suri);
    const bookingId = items[0]?.id ?? '';
    const customerId = items[0]?.customerId ?? '';
    expect((await get(bookingId, boss)).cautions).toEqual([{ kind: 'ingredient', name: '水杨酸', effect: 'warn' }]);
    await save({ recentStates: [{ name: '孕期', until: fixture.at('12:00', 8).slice(0, 10) }] });
    const create = (startsAt: string, acceptedCautions?: string[]) =>
      shop.send(
        'booking.create',
        {
          storeId: fixture.storeId,
          serviceId: fixture.serviceId,
          startsAt,
          choices: {},
          contactName: '赵雅琪',
          contactPhone: null,
          weddingDate: null,
          note: '',
          customerId,
          awaitDeposit: false,
          source: 'workbench',
          acceptedCautions,
        },
        boss,
      );
    const blocked = await create(fixture.at('14:00', 7), ['孕期', '水杨酸']);
    expect(blocked.refusal).toMatchObject({
      code: 'booking.caution',
      facts: {
        cautions: [
          { name: '孕期', effect: 'block' },
          { name: '水杨酸', effect: 'warn' },
        ],
      },
    });
    // A state that has ended by then blocks nothing.
    expect((await create(fixture.at('14:00', 9), ['水杨酸'])).status).toBe(200);
  });

  test('CU-09 a booking that moves is held to what has come to be blocked meanwhile; what she has read once stands', async () => {
    const { items } = await shop.do('booking.mine', { when: 'coming' }, suri);
    const { id, version: now } = items[0] ?? { id: '', version: 0 };
    const move = (startsAt: string) => shop.send('booking.reschedule', { bookingId: id, version: now, startsAt, choices: {} }, boss);
    const refused = await move(fixture.at('16:30', 7));
    expect(refused.refusal).toEqual({ code: 'booking.caution', facts: { cautions: [{ kind: 'recent_state', name: '孕期', effect: 'block' }] } });
    expect((await get(id, boss)).version).toBe(now);
    expect((await move(fixture.at('16:30', 9))).status).toBe(200);
  });

  test('who may not know the health record does not learn it from a booking', async () => {
    const { items } = await shop.do('booking.mine', { when: 'coming' }, suri);
    const bookingId = items[0]?.id ?? '';
    expect((await shop.send('booking.get', { bookingId }, tang)).refusal?.code).toBe('record.not_found');
    expect((await get(bookingId, suri)).cautions).not.toBeNull();
  });
});
