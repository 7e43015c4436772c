import { inspect } from 'node:util';
import type { StressLine, StressOptions } from './stress/index';

/* npm run stress -- <name> [--minutes m] [--seed s] [--customers n] [--active percent]: one JSON line on stdout, progress on stderr, exit code 1 when a promise broke. */

const runs: Readonly<Record<string, (options: StressOptions) => Promise<StressLine>>> = {
  race: async (options) => (await import('./stress/race')).race(options),
  crash: async (options) => (await import('./stress/crash')).crash(options),
  booking: async (options) => (await import('./stress/booking')).booking(options),
  money: async (options) => (await import('./stress/money')).money(options),
  oracle: async (options) => (await import('./stress/oracle')).oracle({ ...options, customers: option('customers', 20_000), active: option('active', 35) }),
  callbacks: async (options) => (await import('./stress/callbacks')).callbacks(options),
  flows: async (options) => (await import('./stress/flows')).flows(options),
};

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above zero`);
  return value;
}

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const run = runs[name];
  if (!run) throw new Error(`npm run stress -- <${Object.keys(runs).join('|')}> [--minutes m] [--seed s]`);
  const line = await run({ minutes: option('minutes', 2), seed: option('seed', Date.now() % 1_000_000), say: (text) => process.stderr.write(`${text}\n`) });
  process.stdout.write(`${JSON.stringify(line)}\n`);
  process.exitCode = line.pass ? 0 : 1;
}

main().catch((error: unknown) => {
  // With what a broken line was broken by.
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
});
