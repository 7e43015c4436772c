import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { createChance } from '../../bench/lib/random';
import { playCrashes } from '../../bench/stress/crash-stage';

/** The short version of `npm run stress -- crash`: real processes, a few deaths, and commits whose answer never arrives. */
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('P1 P2 P4 paid bookings survive killed processes and cut commits: no money lost, nothing twice', async () => {
  const report = await playCrashes({
    databaseUrl: database.url,
    chance: createChance(20_261_122),
    customers: 24,
    width: 4,
    mostKills: 3,
    killEveryMs: 2500,
    // Dense enough for at least five of about 150 commits, whatever the timing.
    cutShare: 0.12,
    holdMinutes: [15],
    from: 'source',
    keys: 'kept',
    recoveryMs: 90_000,
    say: () => undefined,
  });
  expect(report.wrongs).toEqual([]);
  expect(report.recoveredAfterMs).not.toBeNull();
  expect(report.cuts).toBeGreaterThanOrEqual(5);
  expect(report.kills.server + report.kills.worker).toBeGreaterThanOrEqual(1);
  expect(report.lives).toHaveLength(24);
  expect(report.lives.filter((life) => life.outcome === 'paid').length).toBeGreaterThan(10);
  expect(report.lives.reduce((sum, life) => sum + life.repeats, 0)).toBeGreaterThan(0);
}, 240_000);
