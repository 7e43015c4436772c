import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createMemoryEphemeral } from '../src/platform/ephemeral-memory';
import { createRedisEphemeral } from '../src/platform/ephemeral-redis';
import { createLog } from '../src/platform/log';
import { describeEphemeral } from './ephemeral.contract';

const log = createLog('silent');
const memory = createMemoryEphemeral(log);
describeEphemeral('memory', async () => memory);

describe('the ephemeral store in memory alone', () => {
  it('PF-04 entries that have ended do not pile up [memory]', async () => {
    let now = 0;
    const store = createMemoryEphemeral(log, () => now);
    for (let i = 0; i < 3_000; i++) {
      await store.set(`k${i}`, 'v', 1);
      await store.hit(`h${i}`, 1, 1);
      now += 10;
    }
    expect(await store.get('k2999')).toBe('v');
    expect(await store.get('k2800')).toBeNull();
  });
});

const binary = [
  process.env.REDIS_SERVER_PATH,
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'redis-server')),
  '/usr/bin/redis-server',
].find((path) => path && existsSync(path));

if (!binary) {
  const title = 'PF-04 the store passes the same promises on a real redis-server [redis]';
  if (process.env.CI === 'true')
    it(title, () => {
      throw new Error('redis-server was not found; set REDIS_SERVER_PATH');
    });
  else it.skip(`${title} (skipped: redis-server was not found)`, () => undefined);
} else {
  const directory = mkdtempSync(join(tmpdir(), 'zhike-redis-'));
  let server: ChildProcess | null = null;
  let port = 0;
  /* Closed at the end also when a test fails: an open connection would keep the run from ending. */
  const opened: { close(): unknown }[] = [];
  const openRaw = () => {
    const raw = new Redis(port, '127.0.0.1');
    opened.push({ close: () => raw.disconnect() });
    return raw;
  };
  const open = async () => {
    server ??= await startRedis((port = await freePort()));
    const store = createRedisEphemeral(`redis://127.0.0.1:${port}`, log);
    opened.push(store);
    return store;
  };
  const startRedis = async (at: number) => {
    const child = spawn(binary, ['--port', String(at), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no', '--daemonize', 'no'], {
      stdio: 'ignore',
    });
    await answering(at);
    return child;
  };

  afterAll(async () => {
    for (const connection of opened) await connection.close();
    await stop(server);
    rmSync(directory, { recursive: true, force: true });
  });

  describeEphemeral('redis', open);

  describe('the lock of the ephemeral store on Redis', () => {
    it('PF-04 a holder that took too long does not open the lock that another node has by now [redis]', async () => {
      const store = await open();
      const raw = openRaw();
      await store.single('late', 1_000, async () => {
        await raw.set('zhike:lock:late', 'another node', 'PX', 60_000);
      });
      expect(await raw.get('zhike:lock:late')).toBe('another node');
      await raw.del('zhike:lock:late');
    });

    it('PF-04 the lock of a node that crashed opens by itself [redis]', async () => {
      const store = await open();
      const raw = openRaw();
      await raw.set('zhike:lock:crashed', 'a node that is gone', 'PX', 200);
      const began = performance.now();
      await store.single('crashed', 20_000, async () => {
        expect(await raw.pttl('zhike:lock:crashed')).toBeGreaterThan(1_000);
      });
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(await raw.exists('zhike:lock:crashed')).toBe(0);
    });
  });

  describe('the ephemeral store when Redis goes away', () => {
    it('PF-04 calls fail within seconds, single runs its work anyway, and all comes back with Redis, listeners included [redis]', async () => {
      const store = await open();
      const heard: string[] = [];
      await store.subscribe('outage', (message) => heard.push(message));
      await stop(server);
      const began = performance.now();
      await expect(store.get('x')).rejects.toThrow();
      await expect(store.ping()).rejects.toThrow();
      expect(await store.single('x', 1_000, async () => 'anyway')).toBe('anyway');
      expect(performance.now() - began).toBeLessThan(8_000);
      server = await startRedis(port);
      for (let i = 0; i < 100 && heard.length === 0; i++) {
        await store.publish('outage', 'back').catch(() => undefined);
        await pause(50);
      }
      expect(heard[0]).toBe('back');
      await store.set('x', 'y', 60);
      expect(await store.get('x')).toBe('y');
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (!address || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function answering(port: number): Promise<void> {
  const store = createRedisEphemeral(`redis://127.0.0.1:${port}`, log);
  try {
    for (let i = 0; i < 200; i++) {
      if (
        await store.ping().then(
          () => true,
          () => false,
        )
      )
        return;
      await pause(25);
    }
    throw new Error('redis-server did not start');
  } finally {
    await store.close();
  }
}

async function stop(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
