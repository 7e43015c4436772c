import { open, rename } from 'node:fs/promises';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes snapshots of one object to one file. A reader of the file sees a whole snapshot or the one before it, never half. */
export interface SnapshotStore {
  /** Something changed: it will be on disk within a moment. */
  changed(): void;
  /** Resolves when everything that was true at the call is on disk. Calls made together share one write. Rejects when it cannot be written. */
  flush(): Promise<void>;
  /** Flushes and stops. */
  close(): Promise<void>;
}

/** The stored snapshot, or null when there is none. Throws on a file that is no JSON: losing paid orders silently would be worse. */
export function readSnapshot(file: string): unknown {
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

/**
 * @param file null keeps everything in memory: both calls then do nothing
 * @param lasting false: only `close` writes, for what would begin anew after a crash anyhow
 */
export function snapshotStore(file: string | null, snapshot: () => unknown, { debounceMs = 200, lasting = true } = {}): SnapshotStore {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;

  async function write(target: string): Promise<void> {
    const text = JSON.stringify(snapshot());
    const handle = await open(`${target}.new`, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${target}.new`, target);
  }

  /** One write runs, at most one waits: the waiting one takes its snapshot when it starts and so covers all who joined it. */
  function flush(): Promise<void> {
    if (file === null) return Promise.resolve();
    if (timer) clearTimeout(timer);
    timer = null;
    queued ??= running.then(() => {
      queued = null;
      const writing = write(file);
      running = writing.catch(() => undefined);
      return writing;
    });
    return queued;
  }

  if (file !== null) mkdirSync(dirname(file), { recursive: true });
  return {
    changed() {
      if (file === null || !lasting || timer) return;
      timer = setTimeout(() => {
        timer = null;
        flush().catch((error: unknown) => console.error('the sandbox could not save its state:', error));
      }, debounceMs);
      timer.unref();
    },
    flush: () => (lasting ? flush() : Promise.resolve()),
    close: flush,
  };
}
