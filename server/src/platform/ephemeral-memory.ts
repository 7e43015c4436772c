import type { Ephemeral } from './ephemeral';
import { createListeners } from './ephemeral-listeners';
import type { Log } from './log';

/** After so many writes the entries that have ended are swept out, so that keys made of addresses cannot pile up. */
const SWEEP_EVERY_WRITES = 1_000;

/**
 * The ephemeral store of a single process. Nothing survives a restart and nothing is shared with another node.
 * @param now epoch milliseconds; tests move it
 */
export function createMemoryEphemeral(log: Log, now: () => number = () => Date.now()): Ephemeral {
  const values = new Map<string, { value: string; until: number }>();
  const windows = new Map<string, { count: number; until: number }>();
  const tails = new Map<string, Promise<void>>();
  const listeners = createListeners(log);
  let writes = 0;

  function live(key: string): string | null {
    const entry = values.get(key);
    if (!entry) return null;
    if (entry.until > now()) return entry.value;
    values.delete(key);
    return null;
  }

  function sweep(): void {
    writes += 1;
    if (writes % SWEEP_EVERY_WRITES !== 0) return;
    const at = now();
    for (const [key, entry] of values) if (entry.until <= at) values.delete(key);
    for (const [key, entry] of windows) if (entry.until <= at) windows.delete(key);
  }

  return {
    async get(key) {
      return live(key);
    },
    async set(key, value, ttlSeconds) {
      values.set(key, { value, until: now() + ttlSeconds * 1000 });
      sweep();
    },
    async take(key) {
      const value = live(key);
      values.delete(key);
      return value;
    },
    async delete(key) {
      values.delete(key);
    },
    async single(key, waitMs, work) {
      const before = tails.get(key) ?? Promise.resolve();
      let release: () => void = () => undefined;
      const done = new Promise<void>((resolve) => {
        release = resolve;
      });
      const tail = before.then(() => done);
      tails.set(key, tail);
      try {
        await atMost(before, waitMs);
        return await work();
      } finally {
        release();
        void tail.then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      }
    },
    async hit(key, limit, windowSeconds) {
      const at = now();
      let window = windows.get(key);
      if (!window || window.until <= at) {
        window = { count: 0, until: at + windowSeconds * 1000 };
        windows.set(key, window);
        sweep();
      }
      window.count += 1;
      const allowed = window.count <= limit;
      return { allowed, retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((window.until - at) / 1000)) };
    },
    async publish(channel, message) {
      queueMicrotask(() => listeners.call(channel, message));
    },
    async subscribe(channel, listener) {
      const remove = listeners.add(channel, listener);
      return async () => {
        remove();
      };
    },
    async ping() {},
    async close() {
      values.clear();
      windows.clear();
      listeners.clear();
    },
  };
}

/** Waits for `promise`, but no longer than `waitMs`. */
async function atMost(promise: Promise<void>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
