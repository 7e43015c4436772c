import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPgBossJobs } from '../../server/src/platform/jobs';
import { createLog } from '../../server/src/platform/log';
import { migrate } from '../../server/src/platform/migrate';
import { isAlive, type ProcessName } from '../postgres/process-table';
import { type RunningPostgres, startPostgres } from '../postgres/supervisor';
import { databaseUrl, onServer, TEMPLATE, TEST_SERVER } from './test-database';
import { dropKeep, openKeep } from './test-keep';

const PREFIX = 'zhike-test-pg-';
const held = globalThis as { zhikeTestPostgres?: { postgres: RunningPostgres; dir: string } | undefined };

/**
 * One PostgreSQL for the whole run, in a directory for temporary files and without fsync (a crash of the machine may lose a
 * test's rows, nothing else differs), or the one TEST_DATABASE_URL names. It gets a migrated template that tests copy.
 */
export default async function globalSetup(): Promise<void> {
  if (held.zhikeTestPostgres || process.env[TEST_SERVER]) return;
  openKeep();
  const given = process.env.TEST_DATABASE_URL;
  process.env[TEST_SERVER] = given ?? (await startOwn());
  const server = process.env[TEST_SERVER];
  await onServer(
    server,
    ...(given ? [`UPDATE pg_database SET datistemplate = false WHERE datname = '${TEMPLATE}'`] : []),
    `DROP DATABASE IF EXISTS ${TEMPLATE}`,
    `CREATE DATABASE ${TEMPLATE}`,
  );
  const template = databaseUrl(server, TEMPLATE);
  await migrate(template, { dir: path.join(__dirname, '../../prisma/migrations') });
  // With the tables of the job queue: each test's server finds them instead of making them.
  const jobs = createPgBossJobs(template, createLog('error'));
  await jobs.prepare([]);
  await jobs.stop();
  await onServer(server, `ALTER DATABASE ${TEMPLATE} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
}

async function startOwn(): Promise<string> {
  sweep();
  const dir = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  chmodSync(dir, 0o755);
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    autovacuum_naptime: '10s',
  };
  const postgres = await startPostgres({ dir, settings, log: (line) => process.stderr.write(`test database: ${line}\n`) });
  held.zhikeTestPostgres = { postgres, dir };
  return databaseUrl(postgres.url, 'postgres');
}

/** Directories of runs that were killed: their lock names an owner that is no more. */
function sweep(): void {
  for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX)))
    try {
      const dir = path.join(os.tmpdir(), name);
      if (!isAlive(JSON.parse(readFileSync(path.join(dir, 'owner.lock'), 'utf8')) as ProcessName)) rmSync(dir, { recursive: true, force: true });
    } catch {
      // Not ours to judge: just being made, or another user's.
    }
}

/** Stops what `globalSetup` started. */
export async function stopTestDatabase(): Promise<void> {
  dropKeep();
  const own = held.zhikeTestPostgres;
  if (!own) return;
  held.zhikeTestPostgres = undefined;
  await own.postgres.stop();
  rmSync(own.dir, { recursive: true, force: true });
}
