import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process is named by its number and its start together: numbers are used again, also by strangers. */
export interface ProcessName {
  readonly pid: number;
  readonly started: string;
}

/** When the process started, as an opaque word; null when there is none. A zombie is dead: it holds no file, port or memory. */
export function startOf(pid: number): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8)}:${fields[19] ?? ''}`;
    } catch {
      return null;
    }
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** This very process. */
export function thisProcess(): ProcessName {
  return { pid: process.pid, started: startOf(process.pid) ?? 'unknown' };
}

/** True only when the number still belongs to the process that was named. */
export function isAlive(name: ProcessName): boolean {
  return startOf(name.pid) === name.started;
}

/** Every live process that works inside `directory`. PostgreSQL's processes all do; this is how survivors of a dead postmaster are found. */
export function processesIn(directory: string): number[] {
  let real: string;
  try {
    real = realpathSync(directory);
  } catch {
    return [];
  }
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid && startOf(pid) !== null && workingDirectory(pid) === real);
  try {
    const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
    return lines.filter((line) => line.includes(`-D ${directory}`) || line.includes(`-D ${real}`)).map((line) => Number.parseInt(line, 10));
  } catch {
    return [];
  }
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until `done` holds; false when the time is over first. */
export async function waitUntil(done: () => boolean | Promise<boolean>, withinMs: number, everyMs = 25): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (;;) {
    if (await done()) return true;
    if (performance.now() >= until) return false;
    await sleep(everyMs);
  }
}
