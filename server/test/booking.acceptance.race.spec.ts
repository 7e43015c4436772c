import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { countDeadlocks, countOverlaps } from '../../bench/lib/audit';
import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { seedSpa, spaWish, type Booked, type Spa } from './life.fixture';
import { passDeadline, timersOf } from './running-out';

/** Two servers on one database, and two technicians with their fingers on the same button. */
let database: TestDatabase;
let servers: readonly [Harness, Harness];
let spa: Spa;
let mei: Login;
let ayue: Login;
const PRICE = { priceFen: 29_900, depositFen: 0 };

beforeAll(async () => {
  database = await createTestDatabase();
  servers = [await startHarness({ databaseUrl: database.url }), await startHarness({ databaseUrl: database.url })];
  spa = await seedSpa(servers[0].server.ports);
  mei = await servers[0].staff('mei');
  ayue = await servers[1].staff('ayue');
}, 300_000);
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.drop();
});

const pool = () => servers[0].server.ports.db.pool;
const times = ['09:00', '10:30', '12:00', '13:30', '15:00'];
const request = async (serviceId: string, round: number): Promise<Booked> => {
  const startsAt = spa.at(times[round % 5] ?? '', Math.floor(round / 5));
  const lin = await servers[0].customer('林小雨');
  return (await servers[0].do('booking.request', spaWish({ serviceId, startsAt, storeId: spa.storeId }, PRICE), lin)).booking;
};

test('BK-11 two technicians accept in the same second: exactly one wins, the other is told who', async () => {
  const service = { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'group' as const };
  const serviceId = await askingService(servers[0].server.ports, service);
  for (let round = 0; round < 20; round++) {
    const booking = await request(serviceId, round);
    const sent = await Promise.all([
      servers[0].send('booking.accept', { bookingId: booking.id }, mei),
      servers[1].send('booking.accept', { bookingId: booking.id }, ayue),
    ]);
    expect(sent.map((one) => one.status).sort()).toEqual([200, 409]);
    const winner = sent[0].status === 200 ? '梅清' : '阿月';
    expect(sent.find((one) => one.status === 409)?.refusal).toEqual({ code: 'booking.accepted_by_other', facts: { name: winner } });
    const { rows } = await pool().query<{ name: string; state: string }>(
      `SELECT u.name, b.state FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN bookings b ON b.id = r.booking_id WHERE b.id = $1 AND r.released_at IS NULL`,
      [booking.id],
    );
    expect(rows).toEqual([{ name: winner, state: 'confirmed' }]);
    const told = await pool().query(`SELECT 1 FROM events WHERE booking_id = $1 AND type = 'booking.confirmed'`, [booking.id]);
    expect(told.rowCount).toBe(1);
  }
  expect(await countOverlaps(pool())).toBe(0);
  expect(await countDeadlocks(pool())).toBe(0);
}, 300_000);

test('BK-11 a yes and a cancel at the same moment: one of them is true, and the units follow it', async () => {
  const service = { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'person' as const };
  const serviceId = await askingService(servers[0].server.ports, service);
  const lin = await servers[0].customer('林小雨');
  for (let round = 20; round < 30; round++) {
    const booking = await request(serviceId, round);
    const who = booking.units[0]?.name === '梅清' ? mei : ayue;
    const [yes, cancel] = await Promise.all([
      servers[0].send('booking.accept', { bookingId: booking.id }, who),
      servers[1].send('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin),
    ]);
    // The cancel names the version that she saw: after a yes it is refused, and she looks again.
    expect([yes.status, cancel.status].filter((status) => status === 200)).toHaveLength(1);
    const { rows } = await pool().query<{ state: string; live: number }>(
      `SELECT b.state, (SELECT count(*)::int FROM reservations r WHERE r.booking_id = b.id AND r.released_at IS NULL) AS live FROM bookings b WHERE b.id = $1`,
      [booking.id],
    );
    expect(rows).toEqual([yes.status === 200 ? { state: 'confirmed', live: 1 } : { state: 'cancelled', live: 0 }]);
  }
  expect(await countOverlaps(pool())).toBe(0);
}, 300_000);

test('BK-11 the deadline passes while no worker runs: at the next start the booking is given back', async () => {
  const own = await createTestDatabase();
  try {
    const asleep = await startHarness({ databaseUrl: own.url, env: { WORKER: 'separate' } });
    const here = await seedSpa(asleep.server.ports);
    const serviceId = await askingService(asleep.server.ports, { storeId: here.storeId, typeId: here.technicianTypeId, skill: '推拿', acceptance: 'person' });
    const lin = await asleep.customer('林小雨');
    const wish = spaWish({ serviceId, startsAt: here.at('10:00'), storeId: here.storeId }, PRICE);
    const { booking } = await asleep.do('booking.request', wish, lin);
    await passDeadline(asleep.server.ports, booking.id);
    expect(await timersOf(asleep.server.ports, booking.id)).toHaveLength(1);
    await asleep.close();
    const awake = await startHarness({ databaseUrl: own.url });
    const ended = await awake.eventually(async () => {
      const row = await awake.server.ports.db.prisma.booking.findUnique({ where: { id: booking.id }, include: { reservations: true } });
      return row?.state === 'declined' ? row : null;
    });
    expect(ended.reservations.every((row) => row.releasedAt !== null)).toBe(true);
    const { rows } = await awake.server.ports.db.pool.query('SELECT state FROM acceptance_offers WHERE booking_id = $1', [booking.id]);
    expect(rows).toEqual([{ state: 'expired' }]);
    await awake.close();
  } finally {
    await own.drop();
  }
}, 300_000);
