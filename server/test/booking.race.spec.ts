import { openApi, type Api } from '../../bench/lib/api';
import { countDeadlocks, countOverlaps } from '../../bench/lib/audit';
import { raceWithoutGuard } from '../../bench/lib/control';
import { seedPeople, type Person } from '../../bench/lib/people';
import { giveBack, isAllOrNone, rush, seedServices, type Services } from '../../bench/lib/rush';
import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

/** Two servers on one database, and a crowd. The same with more rounds and real processes: `npm run stress -- race`. */
let database: TestDatabase;
let servers: readonly [Harness, Harness];
let apis: readonly Api[];
let fixture: Fixture;
let services: Services;
let people: readonly Person[];

const pool = () => servers[0].server.ports.db.pool;

beforeAll(async () => {
  database = await createTestDatabase();
  servers = [await startHarness({ databaseUrl: database.url }), await startHarness({ databaseUrl: database.url })];
  apis = servers.map((server) => openApi(server.url));
  fixture = await seedFixture(servers[0].server.ports);
  services = await seedServices(pool(), fixture);
  people = await seedPeople(pool(), fixture.storeId, 100);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.close()));
  for (const server of servers) await server.close();
  await database.drop();
});

async function nothingOverlaps(): Promise<void> {
  expect(await countOverlaps(pool())).toBe(0);
  expect(await countDeadlocks(pool())).toBe(0);
}

test('BK-04 a hundred people, one slot: exactly one yes', async () => {
  for (const [plus, time] of [
    [0, '10:00'],
    [1, '13:00'],
    [2, '09:00'],
  ] as const) {
    const rushed = await rush({ apis, people }, fixture, fixture.at(time, plus), () => fixture.serviceId);
    expect(rushed.wrong).toEqual([]);
    expect(rushed.won).toHaveLength(1);
    expect(rushed.refused).toBe(99);
    await nothingOverlaps();
    await giveBack(apis[0] as Api, rushed);
  }
});

test('BK-03 five units in one booking, one contested: all or none', async () => {
  for (const plus of [3, 4, 5]) {
    const rushed = await rush({ apis, people }, fixture, fixture.at('10:00', plus), (i) =>
      i % 2 === 0 ? services.five : (services.singles[(i >> 1) % services.singles.length] ?? ''),
    );
    expect(rushed.wrong).toEqual([]);
    expect(isAllOrNone(rushed, services)).toBe(true);
    await nothingOverlaps();
    const { rows } = await pool().query<{ parts: number; roles: number }>(
      `SELECT (SELECT count(*)::int FROM reservations r WHERE r.booking_id = b.id AND r.released_at IS NULL) AS parts, (SELECT count(*)::int FROM service_roles s WHERE s.service_id = b.service_id) AS roles
       FROM bookings b WHERE b.id = ANY($1::uuid[])`,
      [rushed.won.map((winner) => winner.bookingId)],
    );
    for (const row of rows) expect(row.parts).toBe(row.roles);
    await giveBack(apis[1] as Api, rushed);
  }
});

test('BK-04 the ten-thousandth booking has a code of its own', async () => {
  await pool().query(`SELECT setval('booking_code_seq', 9998)`);
  const codes: string[] = [];
  for (const [i, person] of people.slice(0, 3).entries()) {
    const answer = await (apis[0] as Api).call('booking.request', wish(fixture, fixture.at('16:30', 10 + i)), person.token, `code-test-${i}`);
    codes.push(answer.value.booking.code.split('-')[1] ?? '');
  }
  expect(codes).toEqual(['9999', '10000', '10001']);
});

test('BK-04 the audit finds what an unguarded race lets in: check, then insert, without lock and constraint', async () => {
  const starts = Array.from({ length: 8 }, (_, i) => fixture.at('15:00', i));
  const written = await raceWithoutGuard(database.url, fixture.unitIds['1 号棚'] ?? '', starts, 30);
  expect(written).toBeGreaterThan(starts.length);
  expect(await countOverlaps(pool(), 'reservations_control')).toBeGreaterThan(0);
});
