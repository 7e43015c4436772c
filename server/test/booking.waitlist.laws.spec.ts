import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { countDeadlocks, countOverlaps } from '../../bench/lib/audit';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';
import { knownCustomer, runJob } from './life.fixture';

/** The waiting list of the real server against a small model of it, whatever comes and goes; and served by two workers at once. */
let database: TestDatabase;
let servers: readonly [Harness, Harness];
let fixture: Fixture;
let boss: Login;
let serviceId: string;
let holder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { WORKER: 'separate' };
  servers = [await startHarness({ databaseUrl: database.url, env }), await startHarness({ databaseUrl: database.url, env })];
  fixture = await seedFixture(servers[0].server.ports);
  boss = await servers[0].staff('zongbu');
  holder = await knownCustomer(servers[0], boss, fixture.storeId, '占座的');
  const { prisma } = servers[0].server.ports.db;
  const type = await prisma.resourceType.create({ data: { key: 'room', name: '房间', kind: 'place', position: 9 } });
  await prisma.resourceUnit.create({ data: { typeId: type.id, name: '一号房', number: 1, skills: [], stores: { create: [{ storeId: fixture.storeId }] } } });
  const service = await prisma.service.create({
    data: {
      name: '普通房',
      line: '养生',
      durationMinutes: 60,
      stepMinutes: 60,
      leadMinutes: 0,
      horizonDays: 60,
      priceFen: 9_900,
      depositFen: 0,
      includes: [],
      stores: { create: [{ storeId: fixture.storeId }] },
      roles: { create: [{ key: 'room', name: '房间', typeId: type.id, durationMinutes: 60, position: 0 }] },
    },
  });
  serviceId = service.id;
}, 90_000);
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.drop();
});

const prisma = () => servers[0].server.ports.db.prisma;
const HOURS = ['09:00', '10:00', '11:00', '12:00'];
const input = (customerId: string) => ({
  storeId: fixture.storeId,
  serviceId,
  choices: {},
  contactName: '等位的',
  contactPhone: '13800138001',
  weddingDate: null,
  note: '',
  customerId,
});
let numbers = 0;
const stranger = () => knownCustomer(servers[0], boss, fixture.storeId, '路过的', `1360013${String(5000 + numbers++)}`);
const newcomer = () => knownCustomer(servers[0], boss, fixture.storeId, '等位的', `1350013${String(5000 + numbers++)}`);
const join = async (fromAt: string, untilAt: string): Promise<string> =>
  (await servers[0].do('booking.joinWaitlistFor', { ...input(await newcomer()), fromAt, untilAt }, boss)).entry.id;
const fill = async (startsAt: string): Promise<string> =>
  (await servers[0].do('booking.create', { ...input(holder), startsAt, awaitDeposit: false, source: 'workbench' }, boss)).booking.id;
/** Somebody who waits for nothing asks for an hour; whether he got it. */
const passBy = async (startsAt: string, server = servers[1]): Promise<string | null> => {
  const body = { ...input(await stranger()), startsAt, awaitDeposit: false, source: 'workbench' as const };
  const sent = await server.send('booking.create', body, boss);
  if (sent.refusal && sent.refusal.code !== 'booking.slot_taken') throw new Error(`a passer-by was refused: ${sent.refusal.code}`);
  return sent.refusal ? null : (sent.value?.booking.id ?? null);
};
const cancel = async (bookingId: string): Promise<void> => {
  const { booking } = await servers[0].do('booking.get', { bookingId }, boss);
  await servers[0].do('booking.cancel', { bookingId, version: booking.version, reason: '', expectedRefundFen: 0 }, boss);
};
const serveTwice = () => Promise.all(servers.map((server) => runJob(server.server.ports, 'booking.serve_waitlist', { storeId: fixture.storeId })));
const offerOf = (entryId: string) => prisma().booking.findMany({ where: { waitlistId: entryId, state: { in: ['held', 'requested', 'confirmed'] } } });

type Act =
  | { readonly kind: 'join'; readonly from: number; readonly length: number }
  | { readonly kind: 'give_back'; readonly slot: number }
  | { readonly kind: 'pass_by'; readonly gives: number; readonly wants: number; readonly at: 'once' | 'the_same_moment' }
  | { readonly kind: 'take' | 'lapse' | 'leave'; readonly who: number };
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), from: fc.nat(3), length: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('give_back' as const), slot: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('pass_by' as const),
        gives: fc.nat(3),
        wants: fc.nat(3),
        at: fc.constantFrom('once' as const, 'the_same_moment' as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('take' as const, 'lapse' as const, 'leave' as const), who: fc.nat(5) }) },
  ),
  { minLength: 4, maxLength: 12 },
);

interface Modelled {
  readonly id: string;
  readonly wants: readonly number[];
  state: string;
  slot: number | null;
}

/** Serves the model: each free hour goes to the first who wants it. */
function serveModel(line: readonly Modelled[], free: Set<number>): void {
  for (const waiting of line) {
    if (waiting.state !== 'waiting') continue;
    const slot = waiting.wants.find((one) => free.has(one));
    if (slot === undefined) continue;
    free.delete(slot);
    Object.assign(waiting, { state: 'offered', slot });
  }
}

/**
 * One run: a day of four hours, all taken; then whatever happens, and after each act both workers look, and the model says what must
 * be. A passer-by asks before any worker has looked.
 */
async function run(sequence: readonly Act[], day: number): Promise<void> {
  const at = (slot: number) => fixture.at(HOURS[slot] ?? '', day);
  const holders: (string | null)[] = [];
  for (const slot of HOURS.keys()) holders.push(await fill(at(slot)));
  const line: Modelled[] = [];
  const free = new Set<number>();
  const givenUp = (entry: Modelled, state: string): void => {
    if (entry.slot !== null) free.add(entry.slot);
    entry.state = state;
    entry.slot = null;
  };
  for (const act of sequence) {
    const entry = 'who' in act ? line[act.who % Math.max(1, line.length)] : undefined;
    const offer = entry?.state === 'offered' ? (await offerOf(entry.id))[0] : undefined;
    if (act.kind === 'join') {
      const until = Math.min(3, act.from + act.length);
      line.push({ id: await join(at(act.from), at(until)), wants: HOURS.map((_, i) => i).slice(act.from, until + 1), state: 'waiting', slot: null });
    } else if (act.kind === 'give_back') {
      const there = holders[act.slot];
      if (!there) continue;
      await cancel(there);
      holders[act.slot] = null;
      free.add(act.slot);
    } else if (act.kind === 'pass_by') {
      const there = holders[act.gives];
      const given = async () => (there ? cancel(there) : undefined);
      if (act.at === 'once') await given();
      const [got] = await Promise.all([passBy(at(act.wants)), act.at === 'once' ? undefined : given()]);
      if (there) free.add(act.gives);
      if (there) holders[act.gives] = null;
      serveModel(line, free);
      // In the same moment he may have come before the hour was given back.
      if (act.at === 'once' || got || act.wants !== act.gives) expect([act, got !== null]).toEqual([act, free.has(act.wants)]);
      if (got) holders[act.wants] = got;
      if (got) free.delete(act.wants);
    } else if (act.kind === 'leave' && entry && (entry.state === 'waiting' || entry.state === 'offered')) {
      await servers[1].do('booking.leaveWaitlist', { entryId: entry.id }, boss);
      givenUp(entry, 'withdrawn');
    } else if (act.kind === 'take' && entry && offer) {
      await servers[0].do('booking.confirm', { bookingId: offer.id, version: offer.version, reason: '电话里答应了' }, boss);
      entry.state = 'taken';
    } else if (act.kind === 'lapse' && entry && offer) {
      await prisma().booking.update({ where: { id: offer.id }, data: { holdExpiresAt: new Date(Date.now() - 1000) } });
      await runJob(servers[0].server.ports, 'booking.hold_ends', { bookingId: offer.id });
      givenUp(entry, 'passed');
    }
    await serveTwice();
    serveModel(line, free);
    const found = await prisma().waitlistEntry.findMany({
      where: { id: { in: line.map(({ id }) => id) } },
      include: { bookings: { where: { state: { in: ['held', 'confirmed'] } } } },
    });
    const real = new Map(found.map((row) => [row.id, [row.state, row.bookings.map((booking) => booking.startsAt.toISOString())]]));
    expect(line.map(({ id }) => real.get(id))).toEqual(line.map(({ state, slot }) => [state, slot === null ? [] : [at(slot)]]));
  }
  // The next run has the day after; what is left here waits for nothing any more.
  await prisma().waitlistEntry.updateMany({ where: { state: { in: ['waiting', 'offered'] } }, data: { state: 'withdrawn', offerUntil: null } });
}

test('BK-13 over random sequences the list does what the model says: the first who can be served is, nobody twice, nobody skipped', async () => {
  let day = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => run(sequence, day++)),
    { numRuns: 15, endOnFailure: true },
  );
  expect(await countOverlaps(servers[0].server.ports.db.pool)).toBe(0);
  expect(await countDeadlocks(servers[0].server.ports.db.pool)).toBe(0);
}, 240_000);

test('BK-13 two workers at once: each hour is offered once, in the order of arrival', async () => {
  const at = (slot: number) => fixture.at(HOURS[slot] ?? '', 25);
  const there: string[] = [];
  for (const slot of HOURS.keys()) there.push(await fill(at(slot)));
  const line: string[] = [];
  for (let i = 0; i < 6; i++) line.push(await join(at(0), at(3)));
  await Promise.all(there.map(cancel));
  await Promise.all([serveTwice(), serveTwice(), serveTwice()]);
  const offers = await Promise.all(line.map(offerOf));
  expect(offers.map((rows) => rows.map((row) => row.startsAt.toISOString()))).toEqual([[at(0)], [at(1)], [at(2)], [at(3)], [], []]);
  expect(await countOverlaps(servers[0].server.ports.db.pool)).toBe(0);
});

test('BK-13 an hour is given back and a crowd of passers-by asks for it in the same moment: it goes to the first who waits, each time', async () => {
  const startsAt = fixture.at(HOURS[0] ?? '', 26);
  for (let round = 0; round < 8; round++) {
    const there = await fill(startsAt);
    const [first, second] = [await join(startsAt, startsAt), await join(startsAt, startsAt)];
    const asked = await Promise.all([cancel(there).then(() => null), ...Array.from({ length: 6 }, (_, i) => passBy(startsAt, servers[i % 2]))]);
    await serveTwice();
    expect(asked).toEqual([null, null, null, null, null, null, null]);
    const offers = [await offerOf(first), await offerOf(second)];
    expect(offers.map((rows) => rows.map((row) => row.state))).toEqual([['held'], []]);
    // Nobody waits any more: it is anybody's.
    await servers[0].do('booking.leaveWaitlist', { entryId: second }, boss);
    await servers[0].do('booking.leaveWaitlist', { entryId: first }, boss);
    const got = await passBy(startsAt);
    expect(got).not.toBeNull();
    await cancel(got ?? '');
  }
  expect(await countOverlaps(servers[0].server.ports.db.pool)).toBe(0);
  expect(await countDeadlocks(servers[0].server.ports.db.pool)).toBe(0);
});

test('BK-13 whoever waits herself may take the time that she waits for; she who waits before her may not be passed', async () => {
  const startsAt = fixture.at(HOURS[0] ?? '', 27);
  const there = await fill(startsAt);
  const [ahead, behind] = [await newcomer(), await newcomer()];
  const wait = async (customerId: string) =>
    (await servers[0].do('booking.joinWaitlistFor', { ...input(customerId), fromAt: startsAt, untilAt: startsAt }, boss)).entry.id;
  const book = (customerId: string) =>
    servers[1].send('booking.create', { ...input(customerId), startsAt, awaitDeposit: false, source: 'workbench' as const }, boss);
  await wait(ahead);
  await wait(behind);
  await cancel(there);
  expect((await book(behind)).refusal?.code).toBe('booking.slot_taken');
  expect(await prisma().waitlistEntry.count({ where: { customerId: ahead, state: 'offered' } })).toBe(1);
  const again = fixture.at(HOURS[1] ?? '', 27);
  const other = await fill(again);
  const alone = await newcomer();
  await servers[0].do('booking.joinWaitlistFor', { ...input(alone), fromAt: again, untilAt: again }, boss);
  await cancel(other);
  expect(
    (await servers[1].send('booking.create', { ...input(alone), startsAt: again, awaitDeposit: false, source: 'workbench' as const }, boss)).refusal,
  ).toBeNull();
});
