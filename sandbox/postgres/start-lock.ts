import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessName, thisProcess } from './process-table';

export class AlreadyRunningError extends Error {
  constructor(
    readonly directory: string,
    readonly owner: ProcessName,
  ) {
    super(`the database in ${directory} is already in use by process ${owner.pid}; stop that one first, or use another directory`);
  }
}

export interface StartLock {
  release(): void;
}

/**
 * One owner per directory, for as long as the owner lives. The file names its owner by pid and start time, so the lock of a
 * killed process is proven dead and taken over at once, and a stranger who got the same pid does not keep it.
 */
export async function takeLock(file: string, directory: string): Promise<StartLock> {
  const me = thisProcess();
  const token = `${process.pid}.${process.hrtime.bigint()}`;
  const mine = JSON.stringify({ ...me, token });
  const draft = `${file}.${token}`;
  writeFileSync(draft, mine);
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (tryLink(draft, file)) {
        // Another taker may have mistaken our fresh file for the dead one; look again before believing.
        await sleep(attempt === 0 ? 0 : 30);
        if (read(file) === mine) return { release: () => read(file) === mine && rmSync(file, { force: true }) };
        continue;
      }
      const seen = read(file);
      if (seen === null) continue;
      const owner = parse(seen);
      if (owner && isAlive(owner)) throw new AlreadyRunningError(directory, owner);
      const aside = `${draft}.dead`;
      try {
        renameSync(file, aside);
        if (read(aside) !== seen) tryLink(aside, file);
      } catch {
        // Somebody else moved it first.
      }
      rmSync(aside, { force: true });
    }
    throw new Error(`could not take ${file} in 50 attempts`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parse(text: string): ProcessName | null {
  try {
    const value = JSON.parse(text) as Partial<ProcessName>;
    return typeof value.pid === 'number' && typeof value.started === 'string' ? { pid: value.pid, started: value.started } : null;
  } catch {
    return null;
  }
}
