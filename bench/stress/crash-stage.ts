import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readEnv } from '@zhike/config/env';
import { listen } from '../../sandbox/simulators/index';
import { createWorld } from '../../sandbox/world/world';
import { closePorts, createPorts } from '../../server/src/composition';
import { seedFixture } from '../../server/test/fixture';
import { freePort, testEnv, testKeys } from '../../server/test/harness';
import { openApi } from '../lib/api';
import { findWrongs } from '../lib/audit';
import { startPgProxy } from '../lib/pg-proxy';
import { startProgram, type Program } from '../lib/program';
import type { Chance } from '../lib/random';
import { live, type Life } from './customer-life';

export interface CrashOptions {
  readonly databaseUrl: string;
  readonly chance: Chance;
  readonly customers: number;
  /** How many customers are at it at once. */
  readonly width: number;
  /** No more kills than this; they stop when the last customer is done. */
  readonly mostKills: number;
  /** Longest pause between two kills; the shortest is a third of it. */
  readonly killEveryMs: number;
  /** Share of the product's commits whose answer is cut off. */
  readonly cutShare: number;
  /** Minutes that a hold lasts, chosen anew at each start of the server. */
  readonly holdMinutes: readonly number[];
  readonly from: 'source' | 'bundle';
  /** Whether a repeated call keeps its idempotency key; `renewed` is the negative control. */
  readonly keys: 'kept' | 'renewed';
  /** Everything must be well this long after the last kill. */
  readonly recoveryMs: number;
  readonly say: (line: string) => void;
  /** SIGKILLs the database, where it is ours to kill. */
  readonly killDatabase?: () => Promise<void>;
}

export interface CrashReport {
  readonly lives: readonly Life[];
  readonly kills: { readonly server: number; readonly worker: number; readonly database: number };
  /** Lines cut after PostgreSQL had committed and before the program heard of it. */
  readonly cuts: number;
  readonly commits: number;
  readonly recoveredAfterMs: number | null;
  /** Messages of which nobody can know whether they arrived. */
  readonly unknownMessages: number;
  readonly wrongs: readonly string[];
}

/**
 * One server and one worker, the database behind a proxy, the simulators in our own process (the outside world does not die).
 * While customers book and pay, processes are killed and started again at once and commits lose their answers; afterwards
 * everything must become right by itself.
 */
export async function playCrashes(options: CrashOptions): Promise<CrashReport> {
  const { chance, say } = options;
  const keys = testKeys('public-key');
  const world = createWorld({ clock: { now: () => new Date() }, stateFile: null });
  const simulators = await listen(world, { keys, timeScale: 0.1, refundDelayMs: 500 });
  let chaos = false;
  const proxy = await startPgProxy({ target: options.databaseUrl, shouldCut: () => chaos && chance.next() < options.cutShare });
  const port = await freePort();
  const env = (holdMinutes: number): Record<string, string> =>
    testEnv(keys, simulators.baseUrl, port, proxy.url, { NODE_ENV: 'production', WORKER: 'separate', LOG_LEVEL: 'error', HOLD_MINUTES: String(holdMinutes) });
  const ports = createPorts(readEnv({ ...env(15), DATABASE_URL: options.databaseUrl, LOG_LEVEL: 'silent', DATABASE_POOL: '2' }));
  const fixture = await seedFixture(ports, { copies: 4 });
  await closePorts(ports);

  const start = (entry: 'main' | 'worker'): Promise<Program> => startProgram({ entry, env: env(chance.pick(options.holdMinutes)), from: options.from, say });
  const programs = { main: await start('main'), worker: await start('worker') };
  const api = openApi(`http://127.0.0.1:${port}`);
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  const kills = { server: 0, worker: 0, database: 0 };

  const killer = async (): Promise<void> => {
    while (chaos && kills.server + kills.worker + kills.database < options.mostKills) {
      await sleep(options.killEveryMs * (1 / 3 + (2 / 3) * chance.next()));
      if (!chaos) return;
      const dice = chance.next();
      if (dice < 0.1 && options.killDatabase) {
        kills.database += 1;
        await options.killDatabase();
        continue;
      }
      const entry = dice < 0.6 ? 'main' : 'worker';
      kills[entry === 'main' ? 'server' : 'worker'] += 1;
      await programs[entry].kill();
      programs[entry] = await startAgain(start, entry);
    }
  };

  try {
    chaos = true;
    const killing = killer();
    const lives: Life[] = [];
    const stage = { api, world, worldKeys: keys, keys: options.keys, simulators, fixture, chance, days: 25, say };
    let next = 0;
    await Promise.all(
      Array.from({ length: options.width }, async () => {
        while (next < options.customers) {
          const index = next++;
          const dice = chance.next();
          lives.push(await live(index, stage, dice < 0.75 ? 'pays' : dice < 0.85 ? 'walks away' : 'pays late'));
          if (lives.length % 20 === 0)
            say(`${lives.length} of ${options.customers} lives, ${kills.server}+${kills.worker}+${kills.database} kills, ${proxy.cuts()} cuts`);
        }
      }),
    );
    chaos = false;
    await killing;
    const begun = performance.now();
    const recovered = await becomesRight(() => findWrongs(pool, world), options.recoveryMs, say);
    const recoveredAfterMs = recovered ? Math.round(performance.now() - begun) : null;
    // Short holds that nobody paid end while we look on: their units must come free, and what is right must stay right.
    await sleep(await untilShortHoldsEnd(pool));
    const stillRight = await becomesRight(() => findWrongs(pool, world), options.recoveryMs, say);
    const wrongs = recovered && stillRight ? [] : await findWrongs(pool, world);
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE state = 'unknown'`);
    return { lives, kills, cuts: proxy.cuts(), commits: proxy.commits(), recoveredAfterMs, unknownMessages: rows[0]?.n ?? 0, wrongs };
  } finally {
    chaos = false;
    await api.close();
    await Promise.all([programs.main.kill(), programs.worker.kill()]);
    await simulators.close();
    await world.close();
    await pool.end();
    await proxy.close();
  }
}

/** Milliseconds until the last hold of a minute is over; holds of a quarter of an hour are not waited for. */
async function untilShortHoldsEnd(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM max(hold_expires_at) - now()) * 1000)::float8 AS ms FROM bookings WHERE state = 'held' AND hold_expires_at < now() + interval '90 seconds'`,
  );
  return Math.max(0, (rows[0]?.ms ?? 0) + 1000);
}

/** A program that finds its database gone at the start ends; as a supervisor would, we start it again. */
async function startAgain(start: (entry: 'main' | 'worker') => Promise<Program>, entry: 'main' | 'worker'): Promise<Program> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(entry);
    } catch (error) {
      if (attempt === 8) throw error;
      await sleep(300);
    }
  }
}

async function becomesRight(look: () => Promise<string[]>, withinMs: number, say: (line: string) => void): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (;;) {
    const wrongs = await look();
    if (wrongs.length === 0) return true;
    if (performance.now() > until) {
      for (const wrong of wrongs) say(wrong);
      return false;
    }
    await sleep(500);
  }
}
