import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { passDeadline, timersOf } from './running-out';
import { knownCustomer, runJob, seedSpa, spaWish, type Booked, type Spa } from './life.fixture';

/** 接单: a technician says yes before a booking is confirmed. */
let shop: Harness;
let spa: Spa;
let lin: Login & { person: Parameters<Harness['pay']>[1] };
let boss: Login;
let mei: Login;
let ayue: Login;
let customerId: string;
const PRICE = { priceFen: 29_900, depositFen: 0 };

beforeAll(async () => {
  shop = await startHarness();
  spa = await seedSpa(shop.server.ports);
  lin = await shop.customer('林小雨');
  boss = await shop.staff('zongbu');
  mei = await shop.staff('mei');
  ayue = await shop.staff('ayue');
  customerId = await knownCustomer(shop, boss, spa.storeId);
}, 90_000);
afterAll(() => shop.close());

const prisma = () => shop.server.ports.db.prisma;
const service = (over: Partial<Parameters<typeof askingService>[1]> = {}) =>
  askingService(shop.server.ports, { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'person', ...over });
const get = async (bookingId: string, as: Login = boss): Promise<Booked> => (await shop.do('booking.get', { bookingId }, as)).booking;
const request = async (serviceId: string, startsAt: string, over: Parameters<typeof spaWish>[2] = {}, quoted = PRICE): Promise<Booked> =>
  (await shop.do('booking.request', spaWish({ serviceId, startsAt, storeId: spa.storeId }, quoted, over), lin)).booking;
const statesOf = (booking: Booked) => Object.fromEntries(booking.offers.map((offer) => [offer.unitName, offer.state]));
const takenBy = async (unitId: string, startsAt: string) =>
  prisma().reservation.count({ where: { unitId, releasedAt: null, servesFrom: new Date(startsAt), bookingId: { not: null } } });
const eventsOf = async (bookingId: string) => (await prisma().event.findMany({ where: { bookingId }, orderBy: { id: 'asc' } })).map((event) => event.type);

test('BK-11 the chosen technician is asked, the slot is held meanwhile, and her yes confirms it', async () => {
  const serviceId = await service();
  const startsAt = spa.at('10:00');
  const booking = await request(serviceId, startsAt, { choices: { therapist: spa.mei } });
  expect(booking).toMatchObject({ state: 'requested', offers: [], can: ['reschedule', 'cancel'], confirmedAt: null });
  expect(Date.parse(booking.acceptBy ?? '') - Date.now()).toBeGreaterThan(59 * 60_000);
  expect(await takenBy(spa.mei, startsAt)).toBe(1);
  const other = await shop.customer('陈思远');
  const refused = await shop.send('booking.request', spaWish({ serviceId, startsAt, storeId: spa.storeId }, PRICE, { choices: { therapist: spa.mei } }), other);
  expect(refused.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ roleName: '技师', name: '梅清' }] } });
  expect(refused.refusal?.facts).not.toHaveProperty('bookings');

  const { bookings } = await shop.do('booking.toAccept', {}, mei);
  expect(bookings.map((one) => [one.id, one.can, one.offers[0]?.mine])).toEqual([[booking.id, ['accept', 'decline'], true]]);
  expect((await shop.do('booking.toAccept', {}, ayue)).bookings).toEqual([]);
  const { items } = await shop.do('booking.mine', { when: 'coming' }, lin);
  expect(items.map((one) => one.id)).toContain(booking.id);

  const { booking: accepted } = await shop.do('booking.accept', { bookingId: booking.id }, mei);
  expect(accepted).toMatchObject({ state: 'confirmed', acceptBy: null, offers: [{ unitName: '梅清', roleName: '技师', state: 'accepted', mine: true }] });
  expect(accepted.confirmedAt).not.toBeNull();
  expect(await eventsOf(booking.id)).toEqual(expect.arrayContaining(['booking.requested', 'booking.accepted', 'booking.confirmed']));
  // Her yes said twice is the same yes.
  expect((await shop.do('booking.accept', { bookingId: booking.id }, mei)).booking.version).toBe(accepted.version);
});

test('BK-11 a deposit is paid first, then the technician is asked; when she declines everything goes back', async () => {
  const serviceId = await service({ depositFen: 10_000 });
  const quoted = { priceFen: 29_900, depositFen: 10_000 };
  const booking = await request(serviceId, spa.at('13:00'), { choices: { therapist: spa.mei } }, quoted);
  expect(booking.state).toBe('held');
  expect((await shop.do('booking.toAccept', {}, mei)).bookings).toEqual([]);
  const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
  await shop.pay(requestPayment, lin.person);
  const paid = await shop.eventually(async () => {
    const now = await get(booking.id, lin);
    return now.state === 'requested' ? now : null;
  });
  expect(paid).toMatchObject({ deposit: { state: 'paid' }, holdExpiresAt: null });

  const { booking: declined } = await shop.do('booking.decline', { bookingId: booking.id, reason: '那天请假' }, mei);
  expect(declined).toMatchObject({ state: 'declined', offers: [{ state: 'declined' }] });
  expect(await takenBy(spa.mei, spa.at('13:00'))).toBe(0);
  const told = await get(booking.id, lin);
  expect([told.deposit.state, told.cancelledReason]).toEqual([expect.stringMatching(/^refund/), null]);
  const refunded = await shop.eventually(async () => {
    const now = await get(booking.id, lin);
    return now.deposit.state === 'refunded' ? now : null;
  });
  expect(refunded.deposit.refundedFen).toBe(10_000);
  const [refund] = await prisma().refund.findMany({ where: { payment: { bookingId: booking.id } } });
  expect(refund).toMatchObject({ amountFen: 10_000, reason: 'declined' });
  // Money is never given back twice, whatever is delivered again.
  const event = await prisma().event.findFirstOrThrow({ where: { bookingId: booking.id, type: 'booking.declined' } });
  await runJob(shop.server.ports, 'event.deliver', { eventId: event.id });
  expect(await prisma().refund.count({ where: { payment: { bookingId: booking.id } } })).toBe(1);
});

test('BK-11 after a no the next free one is asked, least loaded first, and nobody twice', async () => {
  const serviceId = await service({ acceptTimeout: 'next' });
  const startsAt = spa.at('09:00', 1);
  const booking = await request(serviceId, startsAt, { choices: { therapist: spa.mei } });
  const { booking: next } = await shop.do('booking.decline', { bookingId: booking.id, reason: '' }, mei);
  expect([next.state, statesOf(next)]).toEqual(['requested', { 梅清: 'declined', 阿月: 'open' }]);
  expect([await takenBy(spa.mei, startsAt), await takenBy(spa.ayue, startsAt)]).toEqual([0, 1]);
  expect((await shop.do('booking.toAccept', {}, ayue)).bookings.map((one) => one.id)).toContain(booking.id);
  // She said no; asked again for nothing.
  expect((await shop.send('booking.accept', { bookingId: booking.id }, mei)).refusal?.code).toBe('booking.not_offered');
  const { booking: nobody } = await shop.do('booking.decline', { bookingId: booking.id, reason: '' }, ayue);
  expect([nobody.state, statesOf(nobody)]).toEqual(['declined', { 梅清: 'declined', 阿月: 'declined' }]);
  expect(await takenBy(spa.ayue, startsAt)).toBe(0);
  const declined = await prisma().event.findFirstOrThrow({ where: { bookingId: booking.id, type: 'booking.declined' } });
  expect(declined.data).toMatchObject({ reason: 'nobody', refundFen: 0 });
});

test('BK-11 whoever does not answer in time is passed over: the next one is asked, then it is released', async () => {
  const serviceId = await service({ acceptTimeout: 'next', acceptMinutes: 30 });
  const startsAt = spa.at('11:00', 1);
  const booking = await request(serviceId, startsAt, { choices: { therapist: spa.ayue } });
  const ring = async () => {
    for (const key of await timersOf(shop.server.ports, booking.id)) await runJob(shop.server.ports, 'flows.timer', { key });
  };
  // Before its time it does not ring: the deadline may have moved.
  await ring();
  expect((await get(booking.id)).state).toBe('requested');
  await prisma().booking.update({ where: { id: booking.id }, data: { acceptBy: new Date(Date.now() - 1000) } });
  expect((await shop.send('booking.accept', { bookingId: booking.id }, ayue)).refusal?.code).toBe('booking.not_offered');
  await passDeadline(shop.server.ports, booking.id);
  const next = await shop.eventually(async () => {
    const now = await get(booking.id);
    return statesOf(now).梅清 === 'open' ? now : null;
  });
  expect([next.state, statesOf(next)]).toEqual(['requested', { 阿月: 'expired', 梅清: 'open' }]);
  expect(Date.parse(next.acceptBy ?? '')).toBeGreaterThan(Date.now() + 29 * 60_000);
  await passDeadline(shop.server.ports, booking.id);
  // Rung twice, it is over once.
  await Promise.all([ring(), ring()]);
  await shop.eventually(async () => ((await get(booking.id)).state === 'declined' ? true : null));
  const told = await prisma().event.findMany({ where: { bookingId: booking.id, type: 'booking.declined' } });
  expect(told.map((event) => event.data)).toEqual([expect.objectContaining({ reason: 'timeout' })]);
});

test('BK-11 a group is asked all at once; whoever says yes first gets it, and the other is told who', async () => {
  const serviceId = await service({ acceptance: 'group' });
  const startsAt = spa.at('14:00', 1);
  const booking = await request(serviceId, startsAt);
  const asked = await get(booking.id);
  expect(statesOf(asked)).toEqual({ 梅清: 'open', 阿月: 'open' });
  const held = asked.units[0]?.unitId;
  const [first, second, winner] = held === spa.mei ? [ayue, mei, '阿月'] : [mei, ayue, '梅清'];
  // The one who is not held for it says yes: she takes the other's place.
  const { booking: won } = await shop.do('booking.accept', { bookingId: booking.id }, first);
  expect([won.state, won.units.map((unit) => unit.name)]).toEqual(['confirmed', [winner]]);
  expect(held && (await takenBy(held, startsAt))).toBe(0);
  const lost = await shop.send('booking.accept', { bookingId: booking.id }, second);
  expect(lost.refusal).toEqual({ code: 'booking.accepted_by_other', facts: { name: winner } });
  expect((await get(booking.id)).offers.map((offer) => offer.state).sort()).toEqual(['accepted', 'lost']);
});

test('BK-11 of a group she who was chosen by name is asked alone, also after the deposit and after a move; the others hear of it after her no', async () => {
  const serviceId = await service({ acceptance: 'group', acceptTimeout: 'next' });
  const booking = await request(serviceId, spa.at('11:00', 2), { choices: { therapist: spa.ayue } });
  expect(statesOf(await get(booking.id))).toEqual({ 阿月: 'open' });
  const moved = { bookingId: booking.id, version: booking.version, startsAt: spa.at('12:00', 2), choices: { therapist: spa.ayue } };
  await shop.do('booking.reschedule', moved, boss);
  expect(statesOf(await get(booking.id))).toEqual({ 阿月: 'open' });
  await shop.do('booking.decline', { bookingId: booking.id, reason: '有课' }, ayue);
  expect(statesOf(await get(booking.id))).toEqual({ 阿月: 'declined', 梅清: 'open' });
});

test('BK-11 a request of a group that is dragged along with whoever it is kept for still asks everybody', async () => {
  const serviceId = await service({ acceptance: 'group' });
  const booking = await request(serviceId, spa.at('13:00', 2));
  const held = (await get(booking.id)).units[0]?.unitId ?? '';
  const move = { bookingId: booking.id, version: booking.version, startsAt: spa.at('14:00', 2), choices: { therapist: held } };
  await shop.do('booking.reschedule', move, boss);
  expect(statesOf(await get(booking.id))).toEqual({ 梅清: 'open', 阿月: 'open' });
});

test('BK-11 somebody of the group who was taken meanwhile is told so; her offer ends, the others stay', async () => {
  const serviceId = await service({ acceptance: 'group' });
  const startsAt = spa.at('16:00', 1);
  const booking = await request(serviceId, startsAt);
  const held = (await get(booking.id)).units[0]?.unitId;
  const [other, otherLogin, heldLogin, name] = held === spa.mei ? [spa.ayue, ayue, mei, '阿月'] : [spa.mei, mei, ayue, '梅清'];
  const direct = await service({ acceptance: 'person' });
  await shop.do(
    'booking.create',
    {
      ...spaWish({ serviceId: direct, startsAt, storeId: spa.storeId }, PRICE, { choices: { therapist: other } }),
      quotedPriceFen: undefined,
      quotedDepositFen: undefined,
      customerId,
      awaitDeposit: false,
      source: 'workbench',
    } as never,
    boss,
  );
  const gone = await shop.send('booking.accept', { bookingId: booking.id }, otherLogin);
  expect(gone.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ roleName: '技师', name }] } });
  const now = await get(booking.id);
  expect([now.state, statesOf(now)[name]]).toEqual(['requested', 'expired']);
  expect((await shop.do('booking.accept', { bookingId: booking.id }, heldLogin)).booking.state).toBe('confirmed');
});

test('BK-11 with two guests both technicians must say yes', async () => {
  const serviceId = await service({ acceptance: 'person', maxParty: 2 });
  const startsAt = spa.at('10:00', 2);
  const booking = await request(serviceId, startsAt, { partySize: 2 }, { priceFen: 59_800, depositFen: 0 });
  expect(booking).toMatchObject({ state: 'requested', partySize: 2, priceFen: 59_800 });
  expect(booking.units.map((unit) => unit.roleKey).sort()).toEqual(['therapist', 'therapist#2']);
  const { booking: half } = await shop.do('booking.accept', { bookingId: booking.id }, mei);
  expect([half.state, statesOf(half)]).toEqual(['requested', { 梅清: 'accepted', 阿月: 'open' }]);
  const { booking: whole } = await shop.do('booking.accept', { bookingId: booking.id }, ayue);
  expect(whole.state).toBe('confirmed');
});

test('BK-11 a cancelled request can be accepted no more', async () => {
  const serviceId = await service();
  const booking = await request(serviceId, spa.at('15:00', 2), { choices: { therapist: spa.mei } });
  await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
  const late = await shop.send('booking.accept', { bookingId: booking.id }, mei);
  expect(late.refusal).toMatchObject({ code: 'lifecycle.illegal_step', facts: { state: 'cancelled', verb: 'accept' } });
  expect((await shop.send('booking.decline', { bookingId: booking.id, reason: '' }, mei)).refusal?.code).toBe('lifecycle.illegal_step');
  expect(statesOf(await get(booking.id))).toEqual({ 梅清: 'withdrawn' });
});

test('BK-11 a request that moves is asked anew, of whoever is chosen then', async () => {
  const serviceId = await service();
  const booking = await request(serviceId, spa.at('09:00', 3), { choices: { therapist: spa.mei } });
  const input = { bookingId: booking.id, version: booking.version, startsAt: spa.at('12:00', 3), choices: { therapist: spa.ayue } };
  const { booking: moved } = await shop.do('booking.reschedule', input, lin);
  expect([moved.state, moved.moves, moved.startsAt]).toEqual(['requested', 1, spa.at('12:00', 3)]);
  expect(statesOf(await get(booking.id))).toEqual({ 梅清: 'withdrawn', 阿月: 'open' });
  expect((await shop.send('booking.accept', { bookingId: booking.id }, mei)).refusal?.code).toBe('booking.not_offered');
  // And back: she is asked once more, in the same row.
  const back = { bookingId: booking.id, version: moved.version, startsAt: spa.at('09:00', 3), choices: { therapist: spa.mei } };
  await shop.do('booking.reschedule', back, boss);
  expect(statesOf(await get(booking.id))).toEqual({ 梅清: 'open', 阿月: 'withdrawn' });
  expect((await shop.do('booking.accept', { bookingId: booking.id }, mei)).booking.state).toBe('confirmed');
});

test('BK-11 a manager may confirm in her place, with a reason; then nobody is asked any more', async () => {
  const serviceId = await service();
  const booking = await request(serviceId, spa.at('16:00', 3), { choices: { therapist: spa.mei } });
  const { booking: confirmed } = await shop.do('booking.confirm', { bookingId: booking.id, version: booking.version, reason: '电话里答应了' }, boss);
  expect([confirmed.state, statesOf(confirmed)]).toEqual(['confirmed', { 梅清: 'withdrawn' }]);
});

test('BK-11 accepting is nobody’s but hers who was asked: strangers do not see it, a manager is told that she was not', async () => {
  const serviceId = await service();
  const booking = await request(serviceId, spa.at('16:00', 4), { choices: { therapist: spa.mei } });
  expect((await shop.send('booking.accept', { bookingId: booking.id }, ayue)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('booking.decline', { bookingId: booking.id, reason: '' }, ayue)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('booking.get', { bookingId: booking.id }, ayue)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('booking.accept', { bookingId: booking.id }, boss)).refusal?.code).toBe('booking.not_offered');
  expect((await shop.send('booking.accept', { bookingId: booking.id }, lin)).refusal?.code).toBe('access.forbidden');
});

test('BK-11 staff who book for a customer need no right to confirm where the technician does', async () => {
  const serviceId = await service();
  const qianqian = await shop.staff('qianqian');
  const input = {
    storeId: spa.storeId,
    serviceId,
    startsAt: spa.at('11:00', 5),
    choices: { therapist: spa.mei },
    contactName: '熟客',
    contactPhone: null,
    weddingDate: null,
    note: '',
    customerId,
    awaitDeposit: false,
    source: 'workbench' as const,
  };
  const { booking } = await shop.do('booking.create', input, qianqian);
  expect(booking.state).toBe('requested');
  const plain = await askingService(shop.server.ports, { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'person' });
  await prisma().service.update({ where: { id: plain }, data: { acceptance: 'none' } });
  const refused = await shop.send('booking.create', { ...input, serviceId: plain, startsAt: spa.at('14:00', 5) }, qianqian);
  expect(refused.refusal).toEqual({ code: 'access.forbidden', facts: { right: 'booking.confirm' } });
});
