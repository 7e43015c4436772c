import { randomUUID } from 'node:crypto';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, seedSpa, type Spa } from './life.fixture';

/** Ten sessions, every week at the same time. */
let database: TestDatabase;
let servers: readonly [Harness, Harness];
let shop: Harness;
let spa: Spa;
let boss: Login;
let customerId: string;
let serviceId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  servers = [await startHarness({ databaseUrl: database.url }), await startHarness({ databaseUrl: database.url })];
  shop = servers[0];
  spa = await seedSpa(shop.server.ports);
  boss = await shop.staff('zongbu');
  customerId = await knownCustomer(shop, boss, spa.storeId);
  // A horizon that ends before the series does: members plan further than customers may look.
  serviceId = await askingService(shop.server.ports, {
    storeId: spa.storeId,
    typeId: spa.technicianTypeId,
    skill: '推拿',
    acceptance: 'person',
    horizonDays: 7,
  });
}, 90_000);
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.drop();
});

const prisma = () => shop.server.ports.db.prisma;
const plan = (time: string, over: object = {}) => ({
  storeId: spa.storeId,
  serviceId,
  firstDate: addDays(spa.day, 1),
  time,
  everyWeeks: 1,
  count: 5,
  choices: { therapist: spa.mei },
  ...over,
});
const book = (time: string, over: object = {}) => ({ ...plan(time), customerId, note: '调理课程', instead: [], ...over });
const at = (time: string, week: number) => spa.at(time, 1 + 7 * week);

test('BK-14 a series is previewed, and booked where it fits; what does not is listed with its reason and a way out', async () => {
  const clash = await shop.do(
    'booking.create',
    {
      storeId: spa.storeId,
      serviceId,
      startsAt: at('15:00', 0),
      choices: { therapist: spa.mei },
      contactName: '别人',
      contactPhone: null,
      weddingDate: null,
      note: '',
      customerId,
      awaitDeposit: false,
      source: 'workbench',
    },
    boss,
  );
  await shop.do('booking.addAbsence', { unitId: spa.mei, kind: 'leave', startsAt: spa.at('00:00', 15), endsAt: spa.at('00:00', 16), label: '年假' }, boss);
  const { sessions } = await shop.do('booking.previewSeries', plan('15:00'), boss);
  expect(sessions.map((one) => [one.startsAt, one.fits, one.reason])).toEqual([
    [at('15:00', 0), false, 'booking.slot_taken'],
    [at('15:00', 1), true, null],
    [at('15:00', 2), false, 'booking.slot_taken'],
    [at('15:00', 3), true, null],
    [at('15:00', 4), true, null],
  ]);
  expect([sessions[0]?.nearest?.startsAt, sessions[2]?.nearest]).toEqual([at('14:00', 0), null]);

  const input = book('15:00', { instead: [{ startsAt: at('15:00', 0), takes: at('14:00', 0) }] });
  const { seriesId, booked, missed } = await shop.do('booking.bookSeries', input, boss);
  expect(booked.map((one) => one.startsAt)).toEqual([at('14:00', 0), at('15:00', 1), at('15:00', 3), at('15:00', 4)]);
  expect(missed).toEqual([{ startsAt: at('15:00', 2), code: 'booking.slot_taken' }]);
  for (const one of booked) expect(one).toMatchObject({ state: 'confirmed', seriesId, note: '调理课程', contactName: '熟客', units: [{ name: '梅清' }] });
  expect(clash.booking.seriesId).toBeNull();

  const { cancelled } = await shop.do('booking.cancelSeries', { seriesId: seriesId ?? '', reason: '客户搬家' }, boss);
  expect(cancelled).toBe(4);
  expect(await prisma().booking.groupBy({ by: ['state'], where: { seriesId }, _count: true })).toEqual([{ state: 'cancelled', _count: 4 }]);
  expect((await shop.do('booking.cancelSeries', { seriesId: seriesId ?? '', reason: '' }, boss)).cancelled).toBe(0);
  expect((await shop.send('booking.cancelSeries', { seriesId: randomUUID(), reason: '' }, boss)).refusal?.code).toBe('record.not_found');
});

test('BK-14 OR-02 the same command twice, on two servers at once, books every session once', async () => {
  const key = randomUUID();
  const input = book('09:00');
  const sent = await Promise.all(servers.map((server) => server.send('booking.bookSeries', input, boss, { key })));
  expect(sent.map((one) => one.status)).toEqual([200, 200]);
  const again = await shop.send('booking.bookSeries', input, boss, { key });
  const ids = sent.map((one) => one.value.booked.map((booking) => booking.id).sort());
  expect(ids[0]).toHaveLength(4);
  expect(ids[1]).toEqual(ids[0]);
  expect(again.value).toEqual({ ...sent[0]?.value, booked: expect.anything() });
  expect(await prisma().booking.count({ where: { seriesId: again.value.seriesId } })).toBe(4);
  const other = await shop.send('booking.bookSeries', { ...input, note: '别的' }, boss, { key });
  expect(other.refusal?.code).toBe('request.idempotency_key_reused');
  // Another key is another wish: now every time is taken.
  const second = await shop.do('booking.bookSeries', input, boss);
  expect([second.seriesId, second.booked, second.missed.length]).toEqual([null, [], 5]);
});

test('BK-14 a crash in the middle: the repeat finds what exists, books the rest and doubles nothing', async () => {
  const key = randomUUID();
  const input = book('11:00', { choices: { therapist: spa.ayue } });
  const { seriesId } = (await shop.send('booking.bookSeries', input, boss, { key })).value;
  // What a crash after two sessions leaves behind: the series without its end, and two of its bookings (one was moved meanwhile).
  const rows = await prisma().booking.findMany({ where: { seriesId }, orderBy: { startsAt: 'asc' } });
  expect(rows).toHaveLength(5);
  for (const row of rows.slice(2)) {
    await prisma().reservation.deleteMany({ where: { bookingId: row.id } });
    await prisma().booking.delete({ where: { id: row.id } });
  }
  await prisma().$executeRawUnsafe(`UPDATE booking_series SET plan = jsonb_set(plan, '{missed}', 'null') WHERE id = '${seriesId}'`);
  const moved = rows[0];
  await shop.do('booking.reschedule', { bookingId: moved?.id ?? '', version: 1, startsAt: at('16:00', 0), choices: { therapist: spa.ayue } }, boss);
  const repeat = await servers[1].send('booking.bookSeries', input, boss, { key });
  expect(repeat.value.booked.map((one) => one.startsAt)).toEqual([at('16:00', 0), at('11:00', 1), at('11:00', 2), at('11:00', 3), at('11:00', 4)]);
  expect(repeat.value.booked.map((one) => one.id)).toEqual(expect.arrayContaining(rows.map((row) => row.id)));
});

test('BK-14 a series needs somebody whom it is for, and a number that she can be reached on', async () => {
  const nobody = await shop.send('booking.bookSeries', book('13:00', { customerId: randomUUID() }), boss);
  expect(nobody.refusal?.code).toBe('record.not_found');
  const draft = { name: '没有电话的', phone: null, gender: 'unknown' as const, birthday: null, weddingDate: null, source: '', note: '', storeId: spa.storeId };
  const { profile } = await shop.do('customers.create', draft, boss);
  const mute = await shop.send('booking.bookSeries', book('13:00', { customerId: profile.id }), boss);
  expect(mute.refusal).toEqual({ code: 'request.invalid', facts: { issues: [{ path: 'customerId', problem: 'no_phone' }] } });
  const reception = await shop.staff('qianqian');
  expect((await shop.send('booking.bookSeries', book('13:00'), reception)).refusal).toEqual({ code: 'access.forbidden', facts: { right: 'booking.confirm' } });
});

test('CU-09 a series is stopped by a warning until it is read, and leaves out what is blocked', async () => {
  await prisma().service.update({
    where: { id: serviceId },
    data: {
      cautions: [
        { kind: 'condition', name: '高血压', effect: 'warn' },
        { kind: 'recent_state', name: '孕期', effect: 'block' },
      ],
    },
  });
  const record = { allergies: [], chronicConditions: ['高血压'], recentStates: [{ name: '孕期', until: addDays(spa.day, 9) }], aims: [], taboos: [] };
  await shop.do('customers.saveHealth', { customerId, version: 0, consent: 'given', record }, boss);
  const unread = await shop.send('booking.bookSeries', book('13:00', { count: 3 }), boss);
  expect(unread.refusal).toMatchObject({ code: 'booking.caution', facts: { cautions: [{ name: '高血压', effect: 'warn' }] } });
  const { booked, missed } = await shop.do(
    'booking.bookSeries',
    book('13:00', { count: 3, choices: { therapist: spa.ayue }, acceptedCautions: ['高血压'] }),
    boss,
  );
  expect(booked.map((one) => one.startsAt)).toEqual([at('13:00', 2)]);
  expect(missed.map((one) => one.code)).toEqual(['booking.caution', 'booking.caution']);
});
