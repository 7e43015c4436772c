import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { shiftedClock } from './shifted-clock';
import { choosePort, clearLeftovers } from './leftovers';
import { type Place, preparePlace } from './place';
import { signal, waitUntil } from './process-table';
import { takeLock } from './start-lock';

export interface PostgresOptions {
  /** Where everything of this database lies; made when absent. */
  readonly dir: string;
  readonly log?: (line: string) => void;
  /** The database to make and to connect to. */
  readonly database?: string;
  /** Settings on top of ours, e.g. `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  readonly url: string;
  readonly port: number;
  /** Where the files really lie (as root it may be another place than was asked for). */
  readonly dir: string;
  /** The postmaster's process now; it changes when it was killed and started again. */
  pid(): number | null;
  stop(): Promise<void>;
}

const USER = 'zhike';
const BACK_OFF_MS = [100, 250, 500, 1000, 2000];

/**
 * Starts the PostgreSQL that npm installed, in `dir`, and owns it: spawned directly, reaped, started again when it is
 * killed, stopped when its owner stops or dies. Listens on 127.0.0.1 only, with a password, without Unix sockets (whose
 * lock files outlive a crash) and without TLS. Durable: fsync and checksums are on.
 * Comes up after any dirty death of itself or of its owner, or says why not.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  const database = options.database ?? 'zhike';
  const place = preparePlace(options.dir, log);
  const lock = await takeLock(path.join(place.dir, 'owner.lock'), place.dir);
  try {
    const password = remember(place, 'password', () => randomBytes(18).toString('base64url'));
    if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) await initialise(place, password, log);
    let port = await settle(place, log);
    const url = (name: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${name}`;
    let child: ChildProcess | null = null;
    let handedOut = false;
    let stopping = false;
    let restarting: Promise<void> = Promise.resolve();

    const run = async (): Promise<void> => {
      for (let attempt = 0; ; attempt++) {
        try {
          const next = spawnPostmaster(place, port, options.settings ?? {});
          child = next;
          await untilReady(next, url('postgres'), place, log);
          next.once('exit', (code, by) => {
            child = null;
            if (!stopping) restarting = restart(`ended by ${by ?? `code ${code}`}`);
          });
          if (next.exitCode !== null || next.signalCode !== null) throw new Error('ended right after its start');
          return;
        } catch (error) {
          await endChild(child, place);
          child = null;
          const wait = BACK_OFF_MS[attempt];
          if (stopping || wait === undefined) throw error;
          log(`not up yet (${(error as Error).message.split('\n')[0]}); again in ${wait} ms`);
          await sleep(wait);
          const free = await settle(place, log, port);
          // Once people hold our URL the port may not change any more.
          if (!handedOut) port = free;
        }
      }
    };
    const restart = async (why: string): Promise<void> => {
      log(`PostgreSQL ${why}: starting it again`);
      try {
        await clearLeftovers(place.dataDir, log);
        await run();
        log('PostgreSQL is up again');
      } catch (error) {
        log(`PostgreSQL stays down: ${(error as Error).message}`);
      }
    };

    await run();
    writeFileSync(path.join(place.dir, 'port'), String(port));
    await ensureDatabase(url('postgres'), database);
    handedOut = true;
    return {
      url: url(database),
      port,
      dir: place.dir,
      pid: () => child?.pid ?? null,
      stop: async () => {
        stopping = true;
        await restarting;
        await endChild(child, place);
        child = null;
        lock.release();
      },
    };
  } catch (error) {
    await clearLeftovers(place.dataDir, log).catch(() => undefined);
    lock.release();
    throw error;
  }
}

/** Frees the directory and answers a port that is free now. */
async function settle(place: Place, log: (line: string) => void, wanted?: number): Promise<number> {
  await clearLeftovers(place.dataDir, log);
  const file = path.join(place.dir, 'port');
  const remembered = wanted ?? (existsSync(file) ? Number(readFileSync(file, 'utf8')) : null);
  return choosePort(remembered && Number.isInteger(remembered) && remembered > 1023 && remembered < 65536 ? remembered : null);
}

function remember(place: Place, name: string, make: () => string): string {
  const file = path.join(place.dir, name);
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, make(), { mode: 0o600 });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}

/** Makes the data directory beside its final name and moves it there whole: a start cut short leaves nothing half made. */
async function initialise(place: Place, password: string, log: (line: string) => void): Promise<void> {
  log('making a new database (first start, a few seconds)');
  const draft = path.join(place.dir, 'data.new');
  rmSync(draft, { recursive: true, force: true });
  rmSync(place.dataDir, { recursive: true, force: true });
  const passwordFile = path.join(place.dir, 'password.initdb');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid);
  if (place.user) {
    mkdirSync(draft, { mode: 0o700 });
    chownSync(draft, place.user.uid, place.user.gid);
  }
  try {
    const args = [
      `--pgdata=${draft}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
    ];
    const child = spawn(place.binaries.initdb, args, { ...place.user, cwd: place.dir, env: environment(place), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer) => (said += chunk.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const code = await new Promise<number | string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (exit, by) => resolve(by ?? exit ?? 'unknown'));
    });
    if (code !== 0) throw new Error(`initdb failed (${code}):\n${said.trim().split('\n').slice(-8).join('\n')}`);
    renameSync(draft, place.dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function spawnPostmaster(place: Place, port: number, extra: Readonly<Record<string, string>>): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ssl: 'off',
    fsync: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off',
    ...extra,
  };
  const file = path.join(place.dir, 'server.log');
  const tooLong = existsSync(file) && statSync(file).size > 5_000_000;
  // A file rather than a pipe: PostgreSQL outlives us for a moment, and must be able to write.
  const output = openSync(file, tooLong ? 'w' : 'a');
  try {
    const args = ['-D', place.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    // A session of its own: Ctrl-C in the terminal is for us, and we stop the server before the database.
    const child = spawn(place.binaries.postgres, args, {
      ...place.user,
      cwd: place.dir,
      env: environment(place),
      stdio: ['ignore', output, output],
      detached: true,
    });
    child.once('error', () => undefined);
    watchOver(child, place);
    return child;
  } finally {
    closeSync(output);
  }
}

/** A shell that waits for our end of a pipe to close, which the kernel does however we die, and then asks PostgreSQL to stop. */
function watchOver(child: ChildProcess, place: Place): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const watch = spawn('/bin/sh', ['-c', 'read _; kill -INT "$1" 2>/dev/null', 'zhike-postgres-watch', String(child.pid)], {
    ...place.user,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.on('error', () => undefined);
  watch.stdin?.on('error', () => undefined);
  watch.unref();
  (watch.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  child.once('exit', () => watch.kill('SIGKILL'));
}

function environment(place: Place): NodeJS.ProcessEnv {
  const linker = place.binaries.libraryPath ? { LD_LIBRARY_PATH: place.binaries.libraryPath, DYLD_LIBRARY_PATH: place.binaries.libraryPath } : {};
  return { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC', ...linker, ...shiftedClock() };
}

async function untilReady(child: ChildProcess, url: string, place: Place, log: (line: string) => void): Promise<void> {
  const begun = performance.now();
  let nextNote = 5000;
  for (;;) {
    if (child.pid === undefined) throw new Error(`${place.binaries.postgres} could not be started`);
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL ended at once:\n${lastWords(place)}`);
    const problem = await tryConnect(url);
    if (problem === null) return;
    if (problem.code === '28P01')
      throw new Error('the password file does not fit the database; delete the directory to begin anew, or restore the file "password"');
    const waited = performance.now() - begun;
    if (waited > 120_000) throw new Error(`PostgreSQL does not answer after two minutes:\n${lastWords(place)}`);
    if (waited > nextNote) {
      log(`still starting (${Math.round(waited / 1000)} s): ${lastWords(place).split('\n').at(-1) ?? ''}`);
      nextNote += 5000;
    }
    await sleep(40);
  }
}

async function tryConnect(url: string): Promise<{ code: string | undefined } | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } catch (error) {
    return { code: (error as { code?: string }).code };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function lastWords(place: Place): string {
  try {
    return readFileSync(path.join(place.dir, 'server.log'), 'utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '(no log)';
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Fast shutdown, then immediate, then kill; returns when no process of it is left. */
async function endChild(child: ChildProcess | null, place: Place): Promise<void> {
  if (child?.pid === undefined) return;
  const pid = child.pid;
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  for (const [name, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 3000],
    ['SIGKILL', 3000],
  ] as const) {
    if (gone()) break;
    signal(pid, name);
    await waitUntil(gone, patienceMs);
  }
  await clearLeftovers(place.dataDir, () => undefined);
}
