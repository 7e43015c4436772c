import path from 'node:path';
import { ConfigurationError, readEnv, type Env } from '@zhike/config/env';
import { migrate } from './platform/migrate';
import type { Ports } from './platform/ports';

/**
 * The head of both programs: configuration checked and the schema brought up to date before anything listens.
 * Exits with 1 and names what is wrong.
 */
export async function prepare(): Promise<Env> {
  try {
    const env = readEnv();
    await migrate(env.DATABASE_URL, { dir: path.resolve(env.MIGRATIONS_DIR), log: (line) => process.stdout.write(`${line}\n`) });
    return env;
  } catch (error) {
    process.stderr.write(
      `${error instanceof ConfigurationError ? error.message : `cannot start: ${error instanceof Error ? error.message : String(error)}`}\n`,
    );
    process.exit(1);
  }
}

/** Stops once, cleanly, on SIGTERM or Ctrl-C; a second signal ends at once. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}

/**
 * SIGHUP reads WeChat Pay's keys and merchants anew, from the environment's values and the files that they name, without a restart: while a
 * key changes both stand there. A configuration that is wrong changes nothing and is named in the log.
 */
export function reloadOnSignal(ports: Pick<Ports, 'merchants' | 'log'>): void {
  process.on('SIGHUP', () => reload(ports));
}

/** What SIGHUP does; `source` stands for the environment. */
export function reload({ merchants, log }: Pick<Ports, 'merchants' | 'log'>, source?: Record<string, string | undefined>): void {
  try {
    merchants.replace(readEnv(source));
    log.info({ merchants: merchants.list().length }, 'merchants.read_anew');
  } catch (error) {
    log.error({ problems: error instanceof ConfigurationError ? error.problems : [{ name: 'merchants', problem: 'cannot be used' }] }, 'merchants.not_read');
  }
}
