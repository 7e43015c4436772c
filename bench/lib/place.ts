import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { databaseUrl, onServer } from '../../sandbox/launch/test-database';
import { startPostgres, type RunningPostgres } from '../../sandbox/postgres/supervisor';
import { migrate } from '../../server/src/platform/migrate';
import { countDeadlocks } from './audit';
import { LOG_LINE_PREFIX, openDeadlockLog } from './deadlock-log';

/** A migrated, empty database of its own. */
export interface OwnDatabase {
  readonly url: string;
  /** Deadlocks that PostgreSQL has broken in it; of a server that is ours to kill, those before a crash too. */
  countDeadlocks(): Promise<number>;
  drop(): Promise<void>;
}

/** A PostgreSQL to measure on, durable as in production (fsync and checksums on). */
export interface Place {
  createDatabase(): Promise<OwnDatabase>;
  /** For progress lines: whose server it is, and its version. */
  readonly about: string;
  /** SIGKILLs our own database server; its supervisor starts it again. Absent for one that is not ours. */
  readonly killDatabase?: () => Promise<void>;
  close(): Promise<void>;
}

const root = path.join(__dirname, '../..');

/** The repository; programs are started from here. */
export const ROOT = root;

/** The server that DATABASE_URL names (its user must be allowed to create databases), or the embedded one in a directory for temporary files. */
export async function openPlace(log: (line: string) => void, given = process.env.DATABASE_URL): Promise<Place> {
  let own: { postgres: RunningPostgres; dir: string } | null = null;
  if (!given) {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'zhike-bench-pg-'));
    chmodSync(dir, 0o755);
    const settings = { shared_buffers: '512MB', max_connections: '200', max_wal_size: '4GB', random_page_cost: '1.1', log_line_prefix: LOG_LINE_PREFIX };
    own = { postgres: await startPostgres({ dir, settings, log }), dir };
  }
  const deadlocks = own ? openDeadlockLog(path.join(own.postgres.dir, 'server.log')) : null;
  const server = own ? databaseUrl(own.postgres.url, 'postgres') : (given ?? '');
  const about = `${own ? 'embedded' : 'given'} PostgreSQL ${await versionOf(server)}`;
  log(about);
  return {
    about,
    ...(own ? { killDatabase: () => killAndWait(own.postgres, server) } : {}),
    async createDatabase() {
      const name = `zhike_bench_${randomBytes(5).toString('hex')}`;
      await onServer(server, `CREATE DATABASE ${name}`);
      const url = databaseUrl(server, name);
      await migrate(url, { dir: path.join(root, 'prisma/migrations') });
      return {
        url,
        countDeadlocks: async () => (deadlocks ? deadlocks(name) : await askForDeadlocks(url)),
        drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      };
    },
    async close() {
      await own?.postgres.stop();
      if (own) rmSync(own.dir, { recursive: true, force: true });
    },
  };
}

/** The dead one leaves its children behind for a moment; the supervisor waits for them, and so do we. */
async function killAndWait(postgres: RunningPostgres, url: string): Promise<void> {
  const pid = postgres.pid();
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  const until = Date.now() + 30_000;
  for (;;) {
    await sleep(100);
    const answers = postgres.pid() !== pid && postgres.pid() !== null && (await versionOf(url).catch(() => null)) !== null;
    if (answers) return;
    if (Date.now() > until) throw new Error('the database did not come back');
  }
}

/** Of a server whose log is not ours to read; nobody kills it either, so its counters hold. They are up to a second late. */
async function askForDeadlocks(url: string): Promise<number> {
  await sleep(1200);
  return withClient(url, countDeadlocks);
}

function versionOf(url: string): Promise<string> {
  return withClient(url, async (client) => (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version ?? 'unknown');
}

async function withClient<Value>(url: string, ask: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
