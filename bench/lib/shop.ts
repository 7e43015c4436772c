import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { readEnv } from '@zhike/config/env';
import { listen, type ListeningSimulators, type SimulatorOptions } from '../../sandbox/simulators/index';
import { createWorld, type World } from '../../sandbox/world/world';
import { closePorts, createPorts } from '../../server/src/composition';
import { seedFixture, type Fixture } from '../../server/test/fixture';
import { freePort, testEnv, testKeys } from '../../server/test/harness';
import { openApi, type Api } from './api';
import type { Place } from './place';
import { startProgram, type Program } from './program';

/** The fixture's shop with a real server in a process of its own; simulators and load live in ours. */
export interface Shop {
  readonly url: string;
  readonly databaseUrl: string;
  readonly api: Api;
  /** Plain pg on the same database: for baselines, seeding and audits. */
  readonly pool: pg.Pool;
  readonly fixture: Fixture;
  readonly world: World;
  readonly simulators: ListeningSimulators;
  readonly server: Program;
  /** A configuration for one more program of this shop, on another port or another road to the database. */
  envFor(port: number, over?: Readonly<Record<string, string>>): Record<string, string>;
  /** Faults that the server has logged, for a run that went wrong. */
  faults(): string[];
  close(): Promise<void>;
}

export interface ShopOptions {
  /** More units of each kind than the fixture's own. */
  readonly copies?: number;
  readonly depositFen?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly simulators?: Partial<SimulatorOptions>;
  /** Default: the bundle. */
  readonly from?: 'source' | 'bundle';
  readonly nodeArgs?: readonly string[];
}

/** Starts simulators and a server (WORKER=separate, LOG_LEVEL=info into a file) on a fresh database of `place`. */
export async function openShop(place: Place, options: ShopOptions = {}): Promise<Shop> {
  const database = await place.createDatabase();
  const keys = testKeys('public-key');
  const world = createWorld({ clock: { now: () => new Date() }, stateFile: null });
  const simulators = await listen(world, { keys, timeScale: 0.02, refundDelayMs: 100, ...options.simulators });
  const envFor: Shop['envFor'] = (port, over = {}) => ({
    ...testEnv(keys, simulators.baseUrl, port, database.url, { NODE_ENV: 'production', WORKER: 'separate', LOG_LEVEL: 'info', ...options.env }),
    ...over,
  });
  const port = await freePort();
  const env = envFor(port);
  const ports = createPorts(readEnv({ ...env, LOG_LEVEL: 'silent', DATABASE_POOL: '2' }));
  const fixture = await seedFixture(ports, { copies: options.copies ?? 0, ...(options.depositFen === undefined ? {} : { depositFen: options.depositFen }) });
  await closePorts(ports);
  const logFile = path.join(os.tmpdir(), `zhike-bench-${port}.log`);
  const server = await startProgram({
    entry: 'main',
    env,
    from: options.from ?? 'bundle',
    logFile,
    ...(options.nodeArgs ? { nodeArgs: options.nodeArgs } : {}),
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 20, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  const url = `http://127.0.0.1:${port}`;
  const api = openApi(url);
  return {
    url,
    databaseUrl: database.url,
    api,
    pool,
    fixture,
    world,
    simulators,
    server,
    envFor,
    faults: () =>
      readFileSync(logFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes('server.fault')),
    async close() {
      rmSync(logFile, { force: true });
      await api.close();
      await server.stop();
      await simulators.close();
      await world.close();
      await pool.end();
      await database.drop();
    },
  };
}
