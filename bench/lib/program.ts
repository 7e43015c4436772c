import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { shiftedClock } from '../../sandbox/postgres/shifted-clock';
import { bundlePrograms } from './bundle';
import { ROOT } from './place';

/** One of our two programs (`server/src/main.ts`, `server/src/worker.ts`) in a process of its own. */
export interface Program {
  readonly pid: number;
  readonly entry: 'main' | 'worker';
  /** Sends SIGKILL and resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL for one that does not listen within ten seconds. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly entry: 'main' | 'worker';
  /** The whole configuration; nothing of our own environment but PATH and HOME is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** source: by tsx, as a developer runs it. bundle: as `npm run build` makes it, which is what production runs. */
  readonly from: 'source' | 'bundle';
  /** More arguments for Node, e.g. `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  /** A file that takes the log, as a container's does. Without it, and without `say`, the log goes nowhere. */
  readonly logFile?: string;
  /** What the program writes to stderr, and to stdout when `listen` is set. */
  readonly say?: (line: string) => void;
}

const PATIENCE_MS = 60_000;

/** Starts a program and waits until it works: the server answers `/readyz`, the worker says that it is working. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { env, entry } = options;
  const log = options.logFile === undefined ? null : openSync(options.logFile, 'w');
  const program = options.from === 'bundle' ? [path.join(await bundlePrograms(), `${entry}.cjs`)] : ['--import', 'tsx', `server/src/${entry}.ts`];
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), ...program], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...shiftedClock(), ...env },
    stdio: ['ignore', log ?? (entry === 'worker' || options.say ? 'pipe' : 'ignore'), 'pipe'],
  });
  if (log !== null) closeSync(log);
  let lastWords = '';
  let works = false;
  const hear = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    lastWords = (lastWords + text).slice(-2000);
    if (text.includes('is working')) works = true;
    options.say?.(text.trimEnd());
  };
  child.stderr?.on('data', hear);
  child.stdout?.on('data', hear);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const until = Date.now() + PATIENCE_MS;
  while (!(entry === 'main' ? await answers(`http://127.0.0.1:${env.PORT ?? ''}/readyz`) : works)) {
    if (ended()) throw new Error(`${entry} ended while it started: ${lastWords}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${entry} did not come up: ${lastWords}`);
    }
    await sleep(25);
  }
  return {
    pid: child.pid ?? 0,
    entry,
    async kill() {
      end(child, 'SIGKILL');
      await gone;
    },
    async stop() {
      end(child, 'SIGTERM');
      const timer = setTimeout(() => end(child, 'SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
