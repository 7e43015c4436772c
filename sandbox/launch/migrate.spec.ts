import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { MigrationError, migrate, migrationNames } from '../../server/src/platform/migrate';
import { databaseUrl, onServer, TEST_SERVER } from './test-database';

const server = () => process.env[TEST_SERVER] ?? '';
let dir: string;
let url: string;
let name: string;

const write = (migration: string, sql: string) => {
  mkdirSync(path.join(dir, migration), { recursive: true });
  writeFileSync(path.join(dir, migration, 'migration.sql'), sql);
};
const ask = async (sql: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'zhike-migrate-'));
  name = `m_${path.basename(dir).replace(/\W/g, '').toLowerCase()}`;
  await onServer(server(), `CREATE DATABASE ${name}`);
  url = databaseUrl(server(), name);
  write('20260101000000_first', 'CREATE TABLE a (n int); INSERT INTO a VALUES (1);');
  write('20260102000000_second', 'ALTER TABLE a ADD COLUMN m int DEFAULT 2;');
});
afterEach(async () => {
  await onServer(server(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  rmSync(dir, { recursive: true, force: true });
});

describe('the start-up migrator', () => {
  test('P11 applies what is missing, in order, once', async () => {
    expect(await migrate(url, { dir })).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await migrate(url, { dir })).toEqual([]);
    write('20260103000000_third', 'INSERT INTO a VALUES (3, 3);');
    expect(await migrate(url, { dir })).toEqual(['20260103000000_third']);
    expect(await ask('SELECT n, m FROM a ORDER BY n')).toEqual([
      { n: 1, m: 2 },
      { n: 3, m: 3 },
    ]);
    expect(
      await ask('SELECT migration_name, applied_steps_count, finished_at IS NOT NULL AS done, length(checksum) AS hash FROM _prisma_migrations ORDER BY 1'),
    ).toHaveLength(3);
  });

  test('P11 five processes that start together migrate once', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(url, { dir })));
    expect(applied.filter((names) => names.length === 2)).toHaveLength(1);
    expect(applied.filter((names) => names.length === 0)).toHaveLength(4);
    expect(await ask('SELECT count(*)::int AS n FROM a')).toEqual([{ n: 1 }]);
  });

  test('P11 a migration that fails in the middle leaves nothing of itself, and the next start says so instead of going on', async () => {
    write('20260102000000_second', 'CREATE TABLE b (n int); SELECT 1 / 0;');
    await expect(migrate(url, { dir })).rejects.toThrow(/20260102000000_second failed: division by zero/);
    expect(await ask(`SELECT to_regclass('b') AS b`)).toEqual([{ b: null }]);
    await expect(migrate(url, { dir })).rejects.toThrow(/failed earlier/);
    expect(await ask(`SELECT logs LIKE '%division by zero%' AS said FROM _prisma_migrations WHERE finished_at IS NULL`)).toEqual([{ said: true }]);
  });

  test('P11 a database that a newer build has migrated is refused before anything is changed', async () => {
    write('20270101000000_future', 'CREATE TABLE future (n int);');
    await migrate(url, { dir });
    rmSync(path.join(dir, '20270101000000_future'), { recursive: true });
    write('20260103000000_third', 'CREATE TABLE third (n int);');
    await expect(migrate(url, { dir })).rejects.toThrow(/20270101000000_future, which this build does not know/);
    expect(await ask(`SELECT to_regclass('third') AS t`)).toEqual([{ t: null }]);
  });

  test("P11 somebody else's database is refused", async () => {
    await ask('CREATE TABLE payroll (n int)');
    await expect(migrate(url, { dir })).rejects.toThrow(MigrationError);
    expect(await ask(`SELECT to_regclass('_prisma_migrations') AS t`)).toEqual([{ t: null }]);
  });

  test('P11 an edited migration is named and not applied again', async () => {
    await migrate(url, { dir });
    write('20260101000000_first', 'DROP TABLE a;');
    const lines: string[] = [];
    expect(await migrate(url, { dir, log: (line) => lines.push(line) })).toEqual([]);
    expect(lines).toEqual(['migration 20260101000000_first was edited after it had been applied here']);
  });

  test('P11 the migrations of this build apply to an empty database', async () => {
    const own = path.join(__dirname, '../../prisma/migrations');
    expect(await migrate(url, { dir: own })).toEqual(await migrationNames(own));
  });
});
