import path from 'node:path';
import { type Env, readEnv } from '@zhike/config/env';
import { type RunningServer, startServer } from '@zhike/server/composition';
import { happenedStream, type ProductEvent } from '../console/happened-stream';
import { type MountedSimulators, mountSimulators, type SimulatorOptions } from '../simulators/index';
import { type WorldKeys, worldEnv } from '../world/keys';
import type { World } from '../world/world';
import { demoPages } from './pages';
import { demoSecrets } from './secrets';

export interface HouseOptions {
  readonly port: number;
  readonly databaseUrl: string;
  readonly world: World;
  readonly keys: WorldKeys;
  /** Where the demo keeps its secrets. */
  readonly dataDir: string;
  /** Configuration on top of the demo's, e.g. `{ HOLD_MINUTES: '1' }`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly simulators?: Partial<SimulatorOptions>;
  readonly clientsDir?: string;
}

/** The whole house on one port: production server, simulators, and the demo's pages. */
export interface House {
  readonly url: string;
  readonly env: Env;
  readonly server: RunningServer;
  readonly simulators: MountedSimulators;
  readonly world: World;
  close(): Promise<void>;
}

/** The configuration that a demo or a journey runs with; the product cannot tell it from a real one. */
export function houseEnv(options: Pick<HouseOptions, 'port' | 'databaseUrl' | 'keys' | 'dataDir' | 'env' | 'clientsDir'>): Env {
  const inside = `http://127.0.0.1:${options.port}`;
  const own = {
    NODE_ENV: 'production',
    PORT: String(options.port),
    HOST: '127.0.0.1',
    WORKER: 'inline',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_FACTOR: '50',
    SHOP_NAME: '拾光影像',
    DATABASE_URL: options.databaseUrl,
    CLIENTS_DIR: options.clientsDir ?? path.join(__dirname, '../../dist/clients'),
  };
  return readEnv({ ...own, ...demoSecrets(options.dataDir), ...worldEnv(options.keys, inside, inside), ...options.env });
}

/** Opens the house. The database must already have this build's schema. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const env = houseEnv(options);
  const { world, keys } = options;
  const pages = await demoPages();
  const simulators = mountSimulators(world, { keys, wecomCallbackUrl: `${env.PUBLIC_BASE_URL}/callbacks/wecom`, ...options.simulators });
  let readEvents: (after: ProductEvent | null) => Promise<readonly ProductEvent[]> = () => Promise.resolve([]);
  const happened = happenedStream(world, (after) => readEvents(after));
  const server = await startServer(env, {
    mount(app) {
      app.use((ctx, next) => (ctx.path === '/sandbox/happened' ? happened.stream(ctx, next) : next()));
      app.use(happened.requests);
      // First the pages: they answer the login page of WeCom for a framed desk.
      app.use(pages);
      app.use(simulators);
    },
  });
  const { prisma } = server.ports.db;
  const order = [{ at: 'asc' as const }, { id: 'asc' as const }];
  readEvents = async (after) => {
    if (after) return prisma.event.findMany({ where: { OR: [{ at: { gt: after.at } }, { at: after.at, id: { gt: after.id } }] }, orderBy: order, take: 100 });
    const newest = await prisma.event.findFirst({ orderBy: [{ at: 'desc' }, { id: 'desc' }] });
    return newest ? [newest] : [];
  };
  return {
    url: env.PUBLIC_BASE_URL,
    env,
    server,
    simulators,
    world,
    async close() {
      happened.close();
      await simulators.close();
      await server.close();
      await world.close();
    },
  };
}
