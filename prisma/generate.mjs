// Generates the typed client. Generation never starts the schema engine; naming a harmless program for it lets the
// Prisma CLI run on machines that cannot download that engine. Migrations are applied by server/platform/migrate.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const harmless = ['/bin/true', '/usr/bin/true'].find((file) => existsSync(file));
const env = { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
if (harmless && !env.PRISMA_SCHEMA_ENGINE_BINARY) env.PRISMA_SCHEMA_ENGINE_BINARY = harmless;
const done = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], { env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
if (done.status !== 0 || !/Generated Prisma Client/.test(done.stdout)) {
  process.stderr.write(done.stdout ?? '');
  process.exit(1);
}
