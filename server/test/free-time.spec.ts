import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { candidatesOf, freeDays, lookAt, type Dates, type FreeDay } from '../src/modules/booking/facts';
import { readDayFacts } from '../src/modules/booking/free-time';
import { findVersions, foldVersions, seenValues, stillSeen, VERSIONS_KEPT_DAYS } from '../src/modules/booking/records.free-time';
import { findOfferRow } from '../src/modules/booking/records.services';
import { sqlOf } from '../src/platform/db';
import type { Ports } from '../src/platform/ports';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { seedPeople } from '../../bench/lib/people';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

/* BK-06: what two processes remember of free time, against the same asked anew of the database. */

let database: TestDatabase;
let servers: readonly [Harness, Harness];
let fixture: Fixture;
let sql: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  servers = [await startHarness({ databaseUrl: database.url }), await startHarness({ databaseUrl: database.url })];
  fixture = await seedFixture(servers[0].server.ports, { copies: 1 });
  sql = new pg.Client({ connectionString: database.url, options: '-c timezone=UTC' });
  await sql.connect();
}, 60_000);
afterAll(async () => {
  await sql.end();
  for (const server of servers) await server.close();
  await database.drop();
});

const portsOf = (server: 0 | 1): Ports => servers[server].server.ports;
const unit = (name: string): string => fixture.unitIds[name] ?? '';

/** Starts, and who could fill each role at each of them. */
function told(days: readonly FreeDay[]): string[] {
  return days.flatMap((day) =>
    day.free.starts.map(
      (start) => `${new Date(start).toISOString()} ${day.question.roles.map((role) => day.free.unitsFor(role.key, start).sort().join()).join(' / ')}`,
    ),
  );
}

async function remembered(ports: Ports, dates: Dates, storeId = fixture.storeId): Promise<string[]> {
  const look = await lookAt(ports, { serviceId: fixture.serviceId, storeId, dates: () => dates });
  const candidates = look.offer && candidatesOf(look.offer);
  return candidates ? told(freeDays(look, candidates, dates, {})) : ['no such store'];
}

async function anew(dates: Dates, storeId = fixture.storeId): Promise<string[]> {
  const read = sqlOf(portsOf(0).db);
  const offer = await findOfferRow(read, fixture.serviceId, storeId);
  const candidates = offer && candidatesOf({ ...offer, units: [...offer.units] });
  if (!candidates) return ['no such store'];
  const from = Math.floor(Date.parse(dates.from) / DAY_MS) - 2;
  const days = await readDayFacts(read, { storeId, from, until: from + dates.days + 4 }, null);
  return told(freeDays({ days, isRemembered: false }, candidates, dates, {}));
}

/** How this process sees the week now; `holds` asks in one short statement, as a booking does under its locks, whether that is still so. */
async function seenBy(ports: Ports): Promise<{ holds(): Promise<boolean> }> {
  const { seen } = await lookAt(ports, { serviceId: fixture.serviceId, storeId: fixture.storeId, dates: week });
  if (!seen) throw new Error('a look that nobody counted');
  return { holds: async () => (await sqlOf(ports.db)<{ same: boolean }>(`SELECT ${stillSeen(1)} AS same`, seenValues(seen)))[0]?.same === true };
}

const week = (): Dates => ({ from: fixture.day, days: 7 });
/** Takes a unit, `plus` days after the fixture's day, for `more` days longer. */
const insert = (name: string, from: string, until: string, plus = 0, more = 0): [string, unknown[]] => [
  `INSERT INTO reservations (id, unit_id, kind, starts_at, ends_at, serves_from, serves_until) VALUES (gen_random_uuid(), $1, 'maintenance', $2, $3, $2, $3) RETURNING id`,
  [unit(name), fixture.at(from, plus), fixture.at(until, plus + more)],
];

const FREE_ALL = `DELETE FROM reservations WHERE label <> 'stays'`;

describe('BK-06 whatever decides free time, the other process knows it at its next question', () => {
  const run = (text: string, values: unknown[] = []) => sql.query(text, values);
  beforeAll(async () => {
    for (const name of ['1 号棚', '棚 1']) await sql.query(...insert(name, '12:00', '13:00', 6));
    await run(`UPDATE reservations SET label = 'stays'`);
  });
  const changes: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ['a unit is taken', () => sql.query(...insert('1 号棚', '10:00', '12:00')), () => run(FREE_ALL)],
    ['a unit is taken for days', () => sql.query(...insert('梅清', '09:00', '18:00', 0, 5)), () => run(FREE_ALL)],
    [
      'a shift ends earlier',
      () => run(`UPDATE shifts SET ends_at = ends_at - interval '3 hours'`),
      () => run(`UPDATE shifts SET ends_at = ends_at + interval '3 hours'`),
    ],
    [
      'a shift moves far away',
      () => run(`UPDATE shifts SET starts_at = starts_at + interval '90 days', ends_at = ends_at + interval '90 days'`),
      () => run(`UPDATE shifts SET starts_at = starts_at - interval '90 days', ends_at = ends_at - interval '90 days'`),
    ],
    [
      'a unit goes to repair',
      () => run(`UPDATE resource_units SET state = 'repair' WHERE id = $1`, [unit('棚 1')]),
      () => run(`UPDATE resource_units SET state = 'active'`),
    ],
    [
      'cleaning takes longer',
      () => run('UPDATE resource_units SET buffer_after_minutes = buffer_after_minutes + 300'),
      () => run('UPDATE resource_units SET buffer_after_minutes = buffer_after_minutes - 300'),
    ],
    ['a service takes longer', () => run('UPDATE services SET duration_minutes = 120'), () => run('UPDATE services SET duration_minutes = 90')],
    ['starts are further apart', () => run('UPDATE services SET step_minutes = 60'), () => run('UPDATE services SET step_minutes = 30')],
    [
      'a skill is asked for',
      () => run(`UPDATE service_roles SET skill = '高级' WHERE key = 'makeup'`),
      () => run(`UPDATE service_roles SET skill = NULL WHERE key = 'makeup'`),
    ],
    [
      'a part begins later',
      () => run(`UPDATE service_roles SET offset_minutes = 600 WHERE key = 'dress'`),
      () => run(`UPDATE service_roles SET offset_minutes = 0 WHERE key = 'dress'`),
    ],
    [
      'the store closes earlier',
      () => run(`UPDATE stores SET opening = replace(opening::text, '18:00', '15:00')::jsonb`),
      () => run(`UPDATE stores SET opening = replace(opening::text, '15:00', '18:00')::jsonb`),
    ],
    [
      'a holiday',
      () => run(`INSERT INTO special_days (id, local_date, name, kind, hours) VALUES (gen_random_uuid(), $1, '盘点', 'holiday', '[]')`, [fixture.day]),
      () => run('DELETE FROM special_days'),
    ],
    [
      'a season',
      () =>
        run(
          `INSERT INTO store_seasons (id, store_id, name, from_date, until_date, opening) SELECT gen_random_uuid(), id, '淡季', '2020-01-01', '2100-01-01', '[]' FROM stores`,
        ),
      () => run('DELETE FROM store_seasons'),
    ],
    [
      'the store gives a unit away',
      () => run('DELETE FROM unit_stores WHERE unit_id = $1', [unit('棚 1')]),
      () => run('INSERT INTO unit_stores (unit_id, store_id) VALUES ($1, $2)', [unit('棚 1'), fixture.storeId]),
    ],
  ];
  test.each(changes)('%s, and back', async (_, change, undo) => {
    // Both have it in mind before.
    const before = await remembered(portsOf(0), week());
    expect(await remembered(portsOf(1), week())).toEqual(before);
    const views = [await seenBy(portsOf(0)), await seenBy(portsOf(1))];
    for (const seen of views) expect(await seen.holds()).toBe(true);
    await change();
    const now = await anew(week());
    expect(now).not.toEqual(before);
    for (const seen of views) expect(await seen.holds()).toBe(false);
    for (const server of [0, 1] as const) expect(await remembered(portsOf(server), week())).toEqual(now);
    await undo();
    for (const server of [0, 1] as const) expect(await remembered(portsOf(server), week())).toEqual(before);
  });

  test('everything is emptied at once', async () => {
    const before = await remembered(portsOf(0), week());
    await sql.query('TRUNCATE reservations CASCADE');
    expect(await remembered(portsOf(0), week())).not.toEqual(before);
    expect(await remembered(portsOf(0), week())).toEqual(await anew(week()));
  });
});

describe('BK-06 what is remembered is true of one moment', () => {
  const other = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.url, options: '-c timezone=UTC' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const both = async (dates: Dates): Promise<void> => {
    const now = await anew(dates);
    for (const server of [0, 1] as const) expect(await remembered(portsOf(server), dates)).toEqual(now);
  };

  test('who asks while a booking is not committed yet remembers nothing of it, and knows it afterwards', async () => {
    const writer = await other();
    const dates = { from: fixture.day, days: 3 };
    await writer.query('BEGIN');
    await writer.query(...insert('1 号棚', '13:00', '15:00', 1));
    // Remembered from nothing, in the middle of it.
    await sql.query('UPDATE stores SET name = name');
    const during = await remembered(portsOf(0), dates);
    expect(during).toEqual(await anew(dates));
    await writer.query('COMMIT');
    expect(await remembered(portsOf(0), dates)).not.toEqual(during);
    await both(dates);
    await writer.query('BEGIN');
    await writer.query(...insert('1 号棚', '09:00', '11:00', 1));
    await both(dates);
    await writer.query('ROLLBACK');
    await both(dates);
    await writer.end();
  });

  test('a unit that is taken in one transaction and given to another store in a second one is taken in both stores', async () => {
    const [writer, manager] = [await other(), await other()];
    const dates = { from: fixture.day, days: 3 };
    await sql.query('INSERT INTO service_stores (service_id, store_id) VALUES ($1, $2)', [fixture.serviceId, fixture.otherStoreId]);
    for (const name of ['梅清', '阿月', '缎面鱼尾 S'])
      await sql.query('INSERT INTO unit_stores (unit_id, store_id) VALUES ($1, $2)', [unit(name), fixture.otherStoreId]);
    await sql.query(`INSERT INTO shifts (id, unit_id, store_id, starts_at, ends_at) SELECT gen_random_uuid(), unit_id, $1, starts_at, ends_at FROM shifts`, [
      fixture.otherStoreId,
    ]);
    const there = fixture.otherStoreId;
    const same = async (): Promise<void> => {
      const now = await anew(dates, there);
      for (const server of [0, 1] as const) expect(await remembered(portsOf(server), dates, there)).toEqual(now);
    };
    const joins = (): Promise<unknown> => manager.query('INSERT INTO unit_stores (unit_id, store_id) VALUES ($1, $2)', [unit('1 号棚'), there]);
    // Taken, not yet committed: whoever gives it to a second store waits, or that store would never hear that it is taken.
    await writer.query('BEGIN');
    await writer.query(...insert('1 号棚', '09:00', '12:00', 1));
    const given = joins();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await same();
    await writer.query('COMMIT');
    await given;
    await same();
    expect((await anew(dates, there)).length).toBeGreaterThan(0);
    // And the other way round: given back, not yet committed, while a second store joins.
    await sql.query('DELETE FROM unit_stores WHERE unit_id = $1 AND store_id = $2', [unit('1 号棚'), there]);
    await writer.query('BEGIN');
    await writer.query('UPDATE reservations SET released_at = now() WHERE unit_id = $1', [unit('1 号棚')]);
    const again = joins();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await same();
    await writer.query('COMMIT');
    await again;
    await same();
    await writer.end();
    await manager.end();
  });

  test("the control: without its trigger a change stays unseen, so what is seen above is the versions' work", async () => {
    const dates = { from: fixture.day, days: 3 };
    await sql.query(FREE_ALL);
    await both(dates);
    await sql.query('ALTER TABLE reservations DISABLE TRIGGER reservations_free_time_more');
    try {
      await sql.query(...insert('缎面鱼尾 S', '09:00', '18:00', 2));
      await sql.query(...insert('礼服 1', '09:00', '18:00', 2));
      await expect(both(dates)).rejects.toThrow();
    } finally {
      await sql.query('ALTER TABLE reservations ENABLE TRIGGER reservations_free_time_more');
    }
    await sql.query('UPDATE stores SET name = name');
    await both(dates);
  });

  test('what a process booked itself it knows without reading it again; what the other booked in between it reads', async () => {
    await sql.query(FREE_ALL);
    await sql.query('DELETE FROM service_stores WHERE store_id = $1', [fixture.otherStoreId]);
    const people = await seedPeople(portsOf(0).db.pool, fixture.storeId, 6);
    const dates = { from: fixture.day, days: 1 };
    let reads = 0;
    const { pool } = portsOf(0).db;
    const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
    const listening = (connection: pg.PoolClient): pg.PoolClient => {
      const query = connection.query.bind(connection) as (...args: unknown[]) => unknown;
      return Object.create(connection, {
        query: {
          value(...args: unknown[]) {
            if (JSON.stringify(args[0]).includes('units AS MATERIALIZED')) reads += 1;
            return query(...args);
          },
        },
        release: { value: () => connection.release() },
      }) as pg.PoolClient;
    };
    const counted = jest.spyOn(pool, 'connect').mockImplementation((() => connect().then(listening)) as never);
    const book = async (server: 0 | 1, who: number, time: string): Promise<void> => {
      const sent = await servers[server].send('booking.request', wish(fixture, fixture.at(time)), people[who]);
      expect(sent.refusal).toBeNull();
    };
    await remembered(portsOf(0), dates);
    reads = 0;
    await book(0, 0, '09:00');
    await book(0, 1, '13:00');
    expect(await remembered(portsOf(0), dates)).toEqual(await remembered(portsOf(1), dates));
    expect(reads).toBe(0);
    await book(1, 2, '15:00');
    expect(await remembered(portsOf(0), dates)).toEqual(await remembered(portsOf(1), dates));
    expect(reads).toBe(1);
    counted.mockRestore();
    await both(dates);
  });

  test('folding what ended connections have counted changes no sum; old days go', async () => {
    const from = Math.floor(Date.parse(fixture.day) / DAY_MS) - 2;
    const ask = [{ storeId: fixture.storeId, from, until: from + 10 }];
    for (let i = 0; i < 3; i++) {
      const client = await other();
      await client.query(...insert('礼服 1', '09:00', '10:00', 3 + i));
      await client.query(`UPDATE resource_units SET name = name`);
      await client.end();
    }
    await sql.query(...insert('礼服 1', '09:00', '10:00', -VERSIONS_KEPT_DAYS - 10));
    await servers[0].eventually(
      async () =>
        (await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1', ['']))
          .rows.length > 0,
    );
    const read = sqlOf(portsOf(0).db);
    const count = async (): Promise<number> => (await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM free_time_versions')).rows[0]?.n ?? 0;
    const [sums, rows] = [await findVersions(read, ask), await count()];
    await foldVersions(read, new Date());
    expect(await findVersions(read, ask)).toEqual(sums);
    expect(await count()).toBeLessThan(rows);
    expect(
      (await sql.query(`SELECT 1 FROM free_time_versions WHERE day > '1970-01-01' AND day < now() - interval '${VERSIONS_KEPT_DAYS + 1} days'`)).rows,
    ).toEqual([]);
    await both({ from: fixture.day, days: 7 });
  });
});
