import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { countDeadlocks } from '../../bench/lib/audit';
import { openPlace, type Place } from '../../bench/lib/place';

/** A server of its own, because it is killed. */
let place: Place;
beforeAll(async () => {
  place = await openPlace(() => undefined, '');
}, 60_000);
afterAll(() => place.close());

/** Two sessions that take two locks crosswise; answers the SQLSTATE of the one that PostgreSQL gave up. */
async function provokeDeadlock(url: string): Promise<string | undefined> {
  const sessions = [new Client({ connectionString: url }), new Client({ connectionString: url })] as const;
  for (const session of sessions) {
    await session.connect();
    await session.query('BEGIN');
  }
  const [one, two] = sessions;
  try {
    await one.query('SELECT pg_advisory_xact_lock(1)');
    await two.query('SELECT pg_advisory_xact_lock(2)');
    const crossed = await Promise.allSettled([
      one.query('SELECT pg_advisory_xact_lock(2)').finally(() => one.query('ROLLBACK')),
      two.query('SELECT pg_advisory_xact_lock(1)').finally(() => two.query('ROLLBACK')),
    ]);
    return crossed.map((end) => (end.status === 'rejected' ? (end.reason as { code?: string }).code : undefined)).find((code) => code !== undefined);
  } finally {
    for (const session of sessions) await session.end();
  }
}

async function counterOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await countDeadlocks(client);
  } finally {
    await client.end();
  }
}

test('P2 the crash test counts every deadlock of its database, though a killed PostgreSQL forgets its own counters', async () => {
  const [watched, other] = [await place.createDatabase(), await place.createDatabase()];
  expect(await watched.countDeadlocks()).toBe(0);
  expect(await provokeDeadlock(watched.url)).toBe('40P01');
  expect(await provokeDeadlock(other.url)).toBe('40P01');
  expect(await watched.countDeadlocks()).toBe(1);
  await place.killDatabase?.();
  expect(await provokeDeadlock(watched.url)).toBe('40P01');
  await sleep(1200);
  expect([await watched.countDeadlocks(), await other.countDeadlocks()]).toEqual([2, 1]);
  // Why the counters of PostgreSQL are not asked: the first one is lost to them.
  expect(await counterOf(watched.url)).toBe(1);
}, 60_000);
