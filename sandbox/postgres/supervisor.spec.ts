import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { isAlive, processesIn, startOf, thisProcess, waitUntil } from './process-table';
import { takeLock } from './start-lock';
import { type RunningPostgres, startPostgres } from './supervisor';

const asRoot = process.getuid?.() === 0;
const root = path.join(__dirname, '../..');
let dir: string;
const running: RunningPostgres[] = [];
const lines: string[] = [];

const start = async (where = dir) => {
  const postgres = await startPostgres({ dir: where, log: (line) => lines.push(line) });
  running.push(postgres);
  return postgres;
};
const ask = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
};
/** The pids in a data directory, of PostgreSQL itself. */
const postgresIn = (postgres: { dir: string }) => processesIn(path.join(postgres.dir, 'data'));

/** A Node process that starts the database, says so, and waits. */
const startInChild = async (): Promise<{ child: ChildProcess; url: string }> => {
  const script = `import { startPostgres } from ${JSON.stringify(path.join(__dirname, 'supervisor.ts'))};
    startPostgres({ dir: ${JSON.stringify(dir)} }).then((p) => { console.log('URL ' + p.url); setInterval(() => {}, 1000); });`;
  const file = path.join(dir, '..', `${path.basename(dir)}-child.ts`);
  writeFileSync(file, script);
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /URL (\S+)/.exec(chunk.toString());
      if (found?.[1]) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error('the child ended')));
  });
  rmSync(file, { force: true });
  return { child, url };
};

/** SIGKILLs a child and waits until it is gone: a large process takes a moment to leave. */
async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'zhike-supervisor-'));
  chmodSync(dir, 0o755);
  lines.length = 0;
});
afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  test('PF-01 starts fresh: durable, on loopback only, with checksums, and says what it does', async () => {
    const postgres = await start();
    const settings = await ask(
      postgres.url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync','full_page_writes','synchronous_commit','data_checksums','listen_addresses','unix_socket_directories','ssl','TimeZone') ORDER BY name`,
    );
    expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      ssl: 'off',
      synchronous_commit: 'on',
      TimeZone: 'UTC',
      unix_socket_directories: '',
    });
    await ask(postgres.url, 'CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm');
    expect(lines).toContain('making a new database (first start, a few seconds)');
    expect(statSync(path.join(postgres.dir, 'password')).mode & 0o077).toBe(0);
  });

  test('PF-01 refuses a wrong password', async () => {
    const { url } = await start();
    await expect(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('PF-01 starts warm in less than three seconds, on the same port, with its data', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    expect(postgresIn(first)).toEqual([]);
    const begun = performance.now();
    const second = await start();
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('P12 a SIGKILL of the postmaster while we run: up again at the same address, committed rows kept', async () => {
    const postgres = await start();
    await ask(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    for (let round = 0; round < 3; round++) {
      const before = postgres.pid();
      process.kill(before ?? 0, 'SIGKILL');
      expect(await waitUntil(() => postgres.pid() !== null && postgres.pid() !== before, 10_000)).toBe(true);
      expect(
        await waitUntil(
          () =>
            ask(postgres.url, 'SELECT n FROM kept').then(
              (rows) => rows.length === 1,
              () => false,
            ),
          10_000,
        ),
      ).toBe(true);
    }
  });

  test('P12 a SIGKILL of all its processes while stopped for good leaves it startable', async () => {
    const { child, url } = await startInChild();
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const owner = { pid: child.pid ?? 0, started: startOf(child.pid ?? 0) ?? '' };
    process.kill(owner.pid, 'SIGSTOP');
    for (const pid of processesIn(path.join(dir, 'data'))) process.kill(pid, 'SIGKILL');
    process.kill(owner.pid, 'SIGKILL');
    await waitUntil(() => !isAlive(owner), 5000);
    expect(existsSync(path.join(dir, 'data', 'postmaster.pid'))).toBe(true);
    const second = await start();
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('P12 a SIGKILL of the Node parent: PostgreSQL stops by itself, and the next start needs no help', async () => {
    const { child, url } = await startInChild();
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await killed(child);
    const second = await start();
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await second.stop();
    expect(processesIn(path.join(dir, 'data'))).toEqual([]);
  });

  test('P12 an orphan that nobody told to stop is found by its working directory and stopped', async () => {
    const { child, url } = await startInChild();
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const orphan = Number.parseInt(readFileSync(path.join(dir, 'data', 'postmaster.pid'), 'utf8'), 10);
    // The postmaster sleeps through the watch's signal, as one in a long checkpoint would.
    process.kill(orphan, 'SIGSTOP');
    await killed(child);
    setTimeout(() => process.kill(orphan, 'SIGCONT'), 700);
    const second = await start();
    expect(second.pid()).not.toBe(orphan);
    expect(startOf(orphan)).toBeNull();
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('P12 a postmaster.pid that names a stranger is proven wrong and removed', async () => {
    const first = await start();
    await first.stop();
    // PostgreSQL tests a pid with kill(pid, 0), which for another user's process fails; so the stranger is of its own user.
    const owner = statSync(path.join(first.dir, 'data'));
    const stranger = spawn('sleep', ['30'], { stdio: 'ignore', ...(asRoot ? { uid: owner.uid, gid: owner.gid } : {}) });
    writeFileSync(
      path.join(first.dir, 'data', 'postmaster.pid'),
      `${stranger.pid}\n${path.join(first.dir, 'data')}\n1700000000\n${first.port}\n\n127.0.0.1\n\nready\n`,
    );
    const second = await start();
    expect(lines).toContain(`postmaster.pid names process ${stranger.pid}, which is somebody else: removing the file`);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
    expect(await ask(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test.each([
    ['nonsense', 'not a number\n'],
    ['an empty file', ''],
    ['a pid that is gone', '4194303\n/elsewhere\n'],
  ])('P12 a postmaster.pid with %s does not keep it down', async (_, content) => {
    const first = await start();
    await first.stop();
    writeFileSync(path.join(first.dir, 'data', 'postmaster.pid'), content);
    expect(await ask((await start()).url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('P12 a first start cut short in the middle leaves nothing that is taken for a database', async () => {
    mkdirSync(path.join(dir, 'data.new'));
    writeFileSync(path.join(dir, 'data.new', 'PG_VERSION'), '18\n');
    expect(await ask((await start()).url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('P12 its port taken by somebody else: takes another and remembers that one', async () => {
    const first = await start();
    await first.stop();
    const squatter = await new Promise<Server>((resolve) => {
      const server = createServer().listen(first.port, '127.0.0.1', () => resolve(server));
    });
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    await new Promise((resolve) => squatter.close(resolve));
    expect((await start()).port).toBe(second.port);
  });

  test('PF-01 two owners at once: the second is told who has it, and the first is not disturbed', async () => {
    const first = await start();
    const { started } = thisProcess();
    await expect(startPostgres({ dir })).rejects.toThrow(`already in use by process ${process.pid}`);
    expect(started).not.toBe('unknown');
    expect(await ask(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('P12 a start that cannot succeed says why, with the last words of the server', async () => {
    await expect(startPostgres({ dir, settings: { shared_buffers: 'nonsense' } })).rejects.toThrow(/shared_buffers/);
    expect(processesIn(path.join(dir, 'data'))).toEqual([]);
  }, 30_000);

  // Only root has another user to run the database as: for others there is nothing to show, and nothing was left out.
  const ofRoot = asRoot ? test : () => undefined;
  ofRoot('PF-01 under a directory that its system user may not enter it moves, and says where', async () => {
    const closed = path.join(dir, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o700);
    const postgres = await start(path.join(closed, 'postgres'));
    expect(postgres.dir.startsWith(closed)).toBe(false);
    expect(lines.some((line) => line.includes('may not enter') && line.includes(postgres.dir))).toBe(true);
    await postgres.stop();
    rmSync(postgres.dir, { recursive: true, force: true });
  });
});

describe('the owner lock', () => {
  test('P12 of many takers of a dead lock exactly one gets it', async () => {
    const file = path.join(dir, 'owner.lock');
    writeFileSync(file, JSON.stringify({ pid: 4194303, started: 'gone' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(file, dir)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  test('P12 a lock with the pid of a living stranger is dead: the start time tells them apart', async () => {
    const file = path.join(dir, 'owner.lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another life' }));
    const lock = await takeLock(file, dir);
    lock.release();
    expect(existsSync(file)).toBe(false);
  });

  test('P12 a lock file that was cut short does not keep anybody out', async () => {
    const file = path.join(dir, 'owner.lock');
    writeFileSync(file, '{"pid": 12');
    (await takeLock(file, dir)).release();
  });
});
