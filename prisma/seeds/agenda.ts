import type { Clock } from '@zhike/server/platform/clock';
import type { JobHandler, JobKind, Jobs } from '@zhike/server/platform/jobs';

/**
 * Time that a program moves: a clock, and everything that is due in order of its time. Seeds live half a year in a minute
 * with it, and tests walk to "24 hours later"; jobs are the product's own handlers, run when their time has come.
 */
export interface Agenda {
  readonly clock: Clock;
  readonly jobs: Jobs;
  /** Plans an act. */
  at(when: Date, act: () => Promise<void>): void;
  /** Runs everything that is due until then, jobs included, and leaves the clock there. */
  runUntil(when: Date): Promise<void>;
  /** Jobs that are not due yet, for a real queue to take over. */
  pending(): { kind: JobKind<object>; data: object; at: Date }[];
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly act: () => Promise<void>;
  readonly job: { kind: JobKind<object>; data: object } | null;
}

/**
 * An agenda that begins at an instant. `hands`: so many jobs that are due may run at once, as the product's workers do; acts run alone. With
 * one hand everything happens in one order, which a test needs.
 */
export function createAgenda(start: Date, { hands = 1 } = {}): Agenda {
  let now = start.getTime();
  let order = 0;
  const entries: Entry[] = [];
  const handlers = new Map<string, JobHandler>();
  const add = (entry: Omit<Entry, 'order'>): void => {
    order += 1;
    const item = { ...entry, order };
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = entries[middle];
      if (other && (other.due < item.due || (other.due === item.due && other.order < item.order))) low = middle + 1;
      else high = middle;
    }
    entries.splice(low, 0, item);
  };
  const runJob = async (kind: JobKind<object>, data: object, attempt: number): Promise<void> => {
    const handler = handlers.get(kind.name);
    if (!handler) throw new Error(`nobody handles ${kind.name}`);
    try {
      await handler.run(data);
    } catch (error) {
      if (attempt >= kind.retries) throw error;
      add({ due: now + kind.retrySeconds * 1000 * Math.min(2 ** attempt, 64), act: () => runJob(kind, data, attempt + 1), job: { kind, data } });
    }
  };
  const jobs: Jobs = {
    prepare: () => Promise.resolve(),
    send(_tx, kind, data, at) {
      const loose = kind as JobKind<object>;
      add({ due: Math.max(at?.getTime() ?? now, now), act: () => runJob(loose, data, 0), job: { kind: loose, data } });
      return Promise.resolve();
    },
    wake: () => undefined,
    work(given) {
      for (const handler of given) handlers.set(handler.kind.name, handler);
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  };
  return {
    clock: { now: () => new Date(now) },
    jobs,
    at: (when, act) => add({ due: when.getTime(), act, job: null }),
    async runUntil(when) {
      const running = new Set<Promise<void>>();
      for (;;) {
        const next = entries[0];
        // Time stands still while anybody works: only jobs that are due by now may join.
        const joins = next && next.due <= when.getTime() && (running.size === 0 || (next.job !== null && next.due <= now && running.size < hands));
        if (joins) {
          entries.shift();
          now = Math.max(now, next.due);
          const work = next.act().finally(() => running.delete(work));
          running.add(work);
          // Whoever waits below hears of a failure; of a second one nobody needs to.
          work.catch(() => undefined);
          if (next.job === null || hands === 1) await work;
        } else if (running.size === 0) break;
        else await Promise.race(running);
      }
      now = Math.max(now, when.getTime());
    },
    pending: () => entries.flatMap((entry) => (entry.job ? [{ ...entry.job, at: new Date(entry.due) }] : [])),
  };
}
