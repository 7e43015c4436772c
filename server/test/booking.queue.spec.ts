import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, runJob, seedSpa, type Spa } from './life.fixture';

/** 取号排队: walk-ins at the door of a store that is open from nine to six. The clock is ours. */
let shop: Harness;
let spa: Spa;
let boss: Login;
let reception: Login;
let serviceId: string;
let customerId: string;
const today = addDays(dateAt(Date.now(), 480), 1);
let clock = instantOf(today, '12:00', 'Asia/Shanghai');
const setClock = (time: string, plus = 0): void => {
  clock = instantOf(addDays(today, plus), time, 'Asia/Shanghai');
};
const at = (time: string, plus = 0) => new Date(instantOf(addDays(today, plus), time, 'Asia/Shanghai')).toISOString();

beforeAll(async () => {
  shop = await startHarness({ clock: { now: () => new Date(clock) }, env: { WORKER: 'separate' } });
  spa = await seedSpa(shop.server.ports, { now: new Date(clock) });
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  serviceId = await askingService(shop.server.ports, { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'person' });
  await prisma().service.update({ where: { id: serviceId }, data: { leadMinutes: 600, stepMinutes: 60 } });
  customerId = await knownCustomer(shop, boss, spa.storeId);
}, 90_000);
afterAll(() => shop.close());
afterEach(async () => {
  await prisma().queueTicket.updateMany({ where: { state: { in: ['waiting', 'called'] } }, data: { state: 'left' } });
  await prisma().reservation.updateMany({ where: { releasedAt: null }, data: { releasedAt: new Date(clock) } });
  setClock('12:00');
});

const prisma = () => shop.server.ports.db.prisma;
const walkIn = (name: string, over: object = {}) => ({ storeId: spa.storeId, serviceId, name, ...over });
const take = async (name: string, as: Login = reception, over: object = {}) => (await shop.do('booking.takeTicket', walkIn(name, over), as)).ticket;
const length = () => shop.do('booking.queueLength', { storeId: spa.storeId, serviceId });
const line = async () => (await shop.do('booking.queue', { storeId: spa.storeId }, reception)).tickets;

test('BK-18 the guest sees how many are before her and when her turn comes; the desk sees the line', async () => {
  expect(await length()).toEqual({ waiting: 0, expectedAt: at('12:00'), open: true });
  // Two technicians, an hour each.
  const tickets = [await take('甲'), await take('乙')];
  const lin = await shop.customer('林小雨');
  const hers = await take('林小雨', lin);
  expect([...tickets, hers].map((one) => [one.before, one.expectedAt])).toEqual([
    [0, at('12:00')],
    [1, at('12:00')],
    [2, at('13:00')],
  ]);
  expect(hers.number).toBe((tickets[1]?.number ?? 0) + 1);
  expect(await length()).toEqual({ waiting: 3, expectedAt: at('13:00'), open: true });
  const { tickets: own } = await shop.do('booking.myTickets', {}, lin);
  expect(own.map((one) => [one.id, one.before, one.expectedAt])).toEqual([[hers.id, 2, at('13:00')]]);
  expect((await line()).slice(0, 3).map((one) => one.name)).toEqual(['甲', '乙', '林小雨']);
  // A second tap gives the first ticket back; a colleague of another store sees no line here.
  expect((await take('林小雨', lin)).id).toBe(hers.id);
  const elsewhere = await shop.send('booking.queue', { storeId: spa.otherStoreId }, reception);
  expect(elsewhere.refusal?.code).toBe('record.not_found');
});

test('BK-18 what is booked and what goes on counts: nobody is promised a technician who has no time', async () => {
  const book = (startsAt: string, therapist: string) =>
    shop.do(
      'booking.create',
      {
        storeId: spa.storeId,
        serviceId,
        startsAt,
        choices: { therapist },
        contactName: '预约的',
        contactPhone: null,
        weddingDate: null,
        note: '',
        customerId,
        awaitDeposit: false,
        source: 'workbench',
      },
      boss,
    );
  await book(at('12:00'), spa.mei);
  await book(at('13:00'), spa.ayue);
  // 阿月 is free for her hour now, 梅清 at one; after that 阿月 at two.
  expect((await take('甲')).expectedAt).toBe(at('12:00'));
  expect((await take('乙')).expectedAt).toBe(at('13:00'));
  expect((await take('丙')).expectedAt).toBe(at('14:00'));
});

test('BK-18 she is called, served at once, and her technician is nobody else’s meanwhile', async () => {
  setClock('12:03');
  const ticket = await take('熟客', reception, { customerId });
  const { ticket: called } = await shop.do('booking.callTicket', { ticketId: ticket.id }, reception);
  expect(called).toMatchObject({ state: 'called', calledAt: at('12:03') });
  const event = await prisma().event.findFirstOrThrow({ where: { type: 'queue.called', customerId } });
  expect([event.storeId, event.data]).toEqual([spa.storeId, { ticketId: ticket.id, number: ticket.number, serviceName: '推拿服务' }]);
  const { ticket: served, bookingId } = await shop.do('booking.serveTicket', { ticketId: ticket.id, unitIds: { therapist: spa.mei } }, reception);
  expect(served.state).toBe('served');
  const { booking } = await shop.do('booking.get', { bookingId }, boss);
  // Off the grid, inside the lead time, and nobody has to accept what is happening already.
  expect(booking).toMatchObject({
    state: 'in_service',
    source: 'queue',
    startsAt: at('12:00'),
    endsAt: at('13:00'),
    contactName: '熟客',
    units: [{ name: '梅清' }],
  });
  const second = await take('同时来的', reception, { customerId });
  const taken = await shop.send('booking.serveTicket', { ticketId: second.id, unitIds: { therapist: spa.mei } }, reception);
  expect(taken.refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ name: '梅清' }], bookings: [{ id: bookingId }] } });
  expect((await line()).find((one) => one.id === second.id)?.state).toBe('waiting');
  // Delivered twice, served once.
  const again = await shop.send('booking.serveTicket', { ticketId: ticket.id }, reception);
  expect(again.refusal).toMatchObject({ code: 'lifecycle.illegal_step', facts: { state: 'served' } });
  const finished = await shop.do('booking.finish', { bookingId, version: booking.version }, boss);
  expect(finished.booking.state).toBe('done');
});

test('BK-18 a guest who is called is told on her phone, once for every call', async () => {
  const lin = await shop.customer('林小雨');
  const ticket = await take('林小雨', lin);
  await shop.do('booking.callTicket', { ticketId: ticket.id }, reception);
  const calls = () => prisma().event.findMany({ where: { type: 'queue.called', data: { path: ['ticketId'], equals: ticket.id } } });
  const [event] = await calls();
  for (let times = 0; times < 2; times++) await runJob(shop.server.ports, 'event.deliver', { eventId: event?.id ?? '' });
  const told = () => prisma().message.findMany({ where: { occurrenceKey: { startsWith: `queue.called:${ticket.id}` } } });
  expect((await told()).map((one) => [one.templateKey, one.recipientId, one.variables])).toEqual([
    ['queue_called', lin.identityId, expect.objectContaining({ queueNumber: String(ticket.number), storeId: spa.storeId, storeName: '静安店' })],
  ]);
  // Called once more, and gone before the news is delivered: nobody is called who has left.
  await shop.do('booking.callTicket', { ticketId: ticket.id }, reception);
  await shop.do('booking.closeTicket', { ticketId: ticket.id, how: 'left' }, lin);
  const second = (await calls()).find((one) => one.id !== event?.id);
  await runJob(shop.server.ports, 'event.deliver', { eventId: second?.id ?? '' });
  expect(await told()).toHaveLength(1);
});

test('BK-18 who has no number cannot be booked, until reception says who she is', async () => {
  const ticket = await take('生客');
  const refused = await shop.send('booking.serveTicket', { ticketId: ticket.id }, reception);
  expect(refused.refusal).toEqual({ code: 'booking.contact_needed', facts: { ticketId: ticket.id } });
  const { ticket: served, bookingId } = await shop.do('booking.serveTicket', { ticketId: ticket.id, customerId }, reception);
  expect([served.state, served.customerId]).toEqual(['served', customerId]);
  expect((await shop.do('booking.get', { bookingId }, boss)).booking).toMatchObject({ customerId, contactName: '生客' });
  // A guest of the mini-program who never booked has no number either.
  const sun = await shop.customer('孙佳宁');
  const hers = await take('孙佳宁', sun);
  expect((await shop.send('booking.serveTicket', { ticketId: hers.id }, reception)).refusal?.code).toBe('booking.contact_needed');
});

test('CU-09 a walk-in’s cautions are read like anybody’s', async () => {
  await prisma().service.update({ where: { id: serviceId }, data: { cautions: [{ kind: 'body_part', name: '腰部', effect: 'warn' }] } });
  const record = {
    allergies: [],
    chronicConditions: [],
    recentStates: [],
    aims: [],
    taboos: [{ kind: 'body_part' as const, name: '腰部', severity: 'warn' as const, note: '' }],
  };
  await shop.do('customers.saveHealth', { customerId, version: 0, consent: 'given', record }, boss);
  const ticket = await take('熟客', reception, { customerId });
  const unread = await shop.send('booking.serveTicket', { ticketId: ticket.id }, reception);
  expect(unread.refusal).toMatchObject({ code: 'booking.caution', facts: { cautions: [{ name: '腰部' }] } });
  expect((await shop.do('booking.serveTicket', { ticketId: ticket.id, acceptedCautions: ['腰部'] }, reception)).ticket.state).toBe('served');
  await prisma().service.update({ where: { id: serviceId }, data: { cautions: [] } });
});

test('BK-18 she leaves by herself or is skipped by the desk; others cannot touch her ticket', async () => {
  const lin = await shop.customer('林小雨');
  const chen = await shop.customer('陈思远');
  const hers = await take('林小雨', lin);
  expect((await shop.send('booking.closeTicket', { ticketId: hers.id, how: 'left' }, chen)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('booking.closeTicket', { ticketId: hers.id, how: 'skipped' }, lin)).refusal?.code).toBe('access.forbidden');
  expect((await shop.do('booking.closeTicket', { ticketId: hers.id, how: 'left' }, lin)).ticket.state).toBe('left');
  expect((await shop.send('booking.callTicket', { ticketId: hers.id }, reception)).refusal).toMatchObject({
    code: 'lifecycle.illegal_step',
    facts: { state: 'left' },
  });
  expect((await shop.do('booking.myTickets', {}, lin)).tickets).toEqual([]);
  const other = await take('散客');
  expect((await shop.do('booking.closeTicket', { ticketId: other.id, how: 'skipped' }, reception)).ticket.state).toBe('skipped');
  // After leaving she may come back, to the end of the line.
  expect((await take('林小雨', lin)).number).toBeGreaterThan(other.number);
});

test('BK-18 the line is closed with the store, and when nobody skilled is on shift any more; every day begins at one', async () => {
  setClock('08:30');
  const early = await shop.send('booking.takeTicket', walkIn('早到的'), reception);
  expect(early.refusal).toEqual({ code: 'booking.queue_closed', facts: { opensAt: at('09:00') } });
  setClock('18:00');
  expect((await shop.send('booking.takeTicket', walkIn('晚到的'), reception)).refusal).toEqual({
    code: 'booking.queue_closed',
    facts: { opensAt: at('09:00', 1) },
  });
  expect(await length()).toMatchObject({ open: false, expectedAt: null });
  // Too late for a whole hour, though the store is open: she is told that nobody can serve her today any more.
  setClock('17:30');
  expect((await take('最后的')).expectedAt).toBeNull();
  setClock('15:00');
  const shifts = await prisma().shift.findMany({
    where: { unitId: { in: [spa.mei, spa.ayue] }, startsAt: { gte: new Date(at('00:00')), lt: new Date(at('00:00', 1)) } },
  });
  await prisma().shift.updateMany({ where: { id: { in: shifts.map(({ id }) => id) } }, data: { endsAt: new Date(at('14:00')) } });
  expect((await shop.send('booking.takeTicket', walkIn('没人的'), reception)).refusal?.code).toBe('booking.queue_closed');
  await prisma().shift.updateMany({ where: { id: { in: shifts.map(({ id }) => id) } }, data: { endsAt: new Date(at('18:00')) } });

  const lin = await shop.customer('林小雨');
  const stale = await take('林小雨', lin);
  setClock('10:00', 1);
  const next = await take('林小雨', lin);
  expect([next.number, next.id === stale.id]).toEqual([1, false]);
  expect((await prisma().queueTicket.findUniqueOrThrow({ where: { id: stale.id } })).state).toBe('skipped');
  expect((await shop.do('booking.myTickets', {}, lin)).tickets.map((one) => one.id)).toEqual([next.id]);
});

test('BK-18 fifty at the door at once get fifty numbers, none twice and none left out; one guest’s ten taps are one ticket', async () => {
  setClock('10:00', 2);
  // Her session of the first day is over by then.
  const desk = await shop.staff('qianqian');
  const lin = await shop.customer('林小雨');
  const sent = await Promise.all([
    ...Array.from({ length: 50 }, (_, i) => shop.send('booking.takeTicket', walkIn(`客${i}`), desk)),
    ...Array.from({ length: 10 }, () => shop.send('booking.takeTicket', walkIn('林小雨'), lin)),
  ]);
  expect(new Set(sent.map((one) => one.status))).toEqual(new Set([200]));
  const ids = new Set(sent.map((one) => one.value.ticket.id));
  expect(ids.size).toBe(51);
  const rows = await prisma().queueTicket.findMany({ where: { id: { in: [...ids] } }, orderBy: { number: 'asc' } });
  expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
}, 90_000);

test('BK-18 only whoever keeps the line takes tickets for others, and only a member may name a customer', async () => {
  const tang = await shop.staff('xiaotang');
  expect((await shop.send('booking.takeTicket', { ...walkIn('甲'), storeId: spa.otherStoreId }, reception)).refusal?.code).toBe('access.forbidden');
  expect((await shop.send('booking.takeTicket', walkIn('甲'), tang)).status).toBe(200);
  const lin = await shop.customer('林小雨');
  const named = await shop.send('booking.takeTicket', walkIn('甲', { customerId }), lin);
  expect(named.refusal).toMatchObject({ code: 'request.invalid', facts: { issues: [{ path: 'customerId' }] } });
  const party = await shop.send('booking.takeTicket', walkIn('一家人', { partySize: 4 }), reception);
  expect(party.refusal).toEqual({ code: 'booking.party_too_large', facts: { max: 1 } });
});
