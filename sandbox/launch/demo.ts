import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '@zhike/server/platform/migrate';
import { choosePort } from '../postgres/leftovers';
import { type RunningPostgres, startPostgres } from '../postgres/supervisor';
import { loadWorldKeys } from '../world/keys';
import { createWorld } from '../world/world';
import { type House, openHouse } from './house';
import { demoPeople } from './people';
import { seedHouse } from './seeding';
import { databaseUrl, onServer } from './test-database';

const root = path.join(__dirname, '../..');
const dataDir = path.resolve(process.env.ZHIKE_DATA_DIR ?? path.join(root, '.data'));
const migrations = path.join(root, 'prisma/migrations');
const worldFile = path.join(dataDir, 'world.json');
const port = Number(process.env.PORT ?? 3000);
const began = performance.now();
const say = (line: string): void => void process.stdout.write(`[${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}\n`);
const systemClock = { now: () => new Date() };

/** What the demo's owner may set; the rest of the environment does not concern it. */
const PASSED_ON = [
  'HOST',
  'PUBLIC_BASE_URL',
  'REDIS_URL',
  'LOG_LEVEL',
  'HOLD_MINUTES',
  'SHOP_NAME',
  'SHOP_COLOUR',
  'DATABASE_POOL',
  'TRUSTED_PROXIES',
  'RATE_LIMIT_FACTOR',
];

/**
 * The embedded database, migrated, with half a year of a shop in it. The first start tells that story into a database (and a
 * world) of another name and renames both when it is whole, so that a start cut short begins anew instead of going on with half a shop.
 */
async function prepareEmbedded(postgres: RunningPostgres): Promise<string> {
  const server = postgres.url;
  const url = databaseUrl(server, 'zhike');
  const draft = `${worldFile}.seeding`;
  if (!(await databaseExists(server, 'zhike'))) {
    say('first start: telling half a year of a shop (about a minute)');
    await onServer(server, 'DROP DATABASE IF EXISTS zhike_seeding WITH (FORCE)', 'CREATE DATABASE zhike_seeding');
    for (const file of [draft, worldFile]) rmSync(file, { force: true });
    await seed(databaseUrl(server, 'zhike_seeding'), draft);
    renameSync(draft, worldFile);
    await onServer(server, 'ALTER DATABASE zhike_seeding RENAME TO zhike');
  } else await migrate(url, { dir: migrations, log: say });
  return url;
}

async function prepareGiven(url: string): Promise<string> {
  say('using DATABASE_URL');
  await seed(url, worldFile);
  return url;
}

async function seed(url: string, stateFile: string): Promise<void> {
  await migrate(url, { dir: migrations });
  const made = await seedHouse({
    databaseUrl: url,
    dataDir,
    keys: loadWorldKeys(path.join(dataDir, 'keys')),
    port,
    today: new Date(),
    openWorld: (clock) => createWorld({ clock, stateFile, people: demoPeople(), lasting: false }),
    log: (line) => say(`  ${line}`),
  });
  if (made) say(`${made.customers} customers, ${made.bookings} bookings`);
}

async function databaseExists(server: string, name: string): Promise<boolean> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    return (await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
  } finally {
    await client.end();
  }
}

/** `npm start` builds the clients beside us and says when they stand; alone we take them as they are. */
const clientsBuilt: Promise<void> = process.connected ? new Promise((resolve) => process.once('message', () => resolve())) : Promise.resolve();

function announce(house: House): void {
  const at = (where: string): string => `${house.url}${where}`;
  say('ready\n');
  process.stdout.write(
    [
      ['Start page', '/', 'phone, chat with sidebar and workbench side by side'],
      ['Phone', '/phone', 'the mini-program; choose who you are'],
      ['Chat', '/chat', 'WeCom with the sidebar; choose which colleague you are'],
      ['Workbench', '/workbench/', ''],
      ['Console', '/console', 'the next payment fails, a callback comes twice, late or never'],
      ['API', '/openapi.json', ''],
    ]
      .map(([name = '', where = '', what]) => `  ${name.padEnd(12)}${at(where).padEnd(38)}${what ?? ''}`)
      .join('\n'),
  );
  process.stdout.write('\n\n  Ctrl-C stops. The data lies in .data/; remove it to begin anew.\n');
}

async function main(): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  let postgres: RunningPostgres | null = null;
  let house: House | null = null;
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      await house?.close();
      await postgres?.stop();
    })());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      process.stdout.write('\nstopping\n');
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  try {
    if ((await choosePort(port)) !== port) throw Object.assign(new Error('in use'), { code: 'EADDRINUSE' });
    const given = process.env.DATABASE_URL;
    if (!given) {
      say('starting PostgreSQL');
      postgres = await startPostgres({ dir: path.join(dataDir, 'postgres'), database: 'postgres', log: (line) => say(`  ${line}`) });
    }
    const url = postgres ? await prepareEmbedded(postgres) : await prepareGiven(given ?? '');
    if (!existsSync(worldFile)) say('the world outside begins anew');
    await clientsBuilt;
    process.disconnect?.();
    const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]).filter(([, value]) => value));
    house = await openHouse({
      port,
      databaseUrl: url,
      keys: loadWorldKeys(path.join(dataDir, 'keys')),
      world: createWorld({ clock: systemClock, stateFile: worldFile, people: demoPeople() }),
      dataDir,
      env,
    });
    announce(house);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    process.stderr.write(
      `cannot start: ${taken ? `port ${port} is in use; choose another: PORT=${port + 1} npm start` : error instanceof Error ? error.message : String(error)}\n`,
    );
    await stop().catch(() => undefined);
    process.exit(1);
  }
}

void main();
