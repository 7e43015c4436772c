import { setTimeout as after } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { sqlIn, type Tx } from './db';
import type { Log } from './log';

/** A kind of job: its name, how patient it is. Data must be ids only. */
export interface JobKind<Data extends object> {
  readonly name: string;
  /** Retries after a throw, with doubling pauses that start at `retrySeconds`. */
  readonly retries: number;
  readonly retrySeconds: number;
  /** A job whose worker died is given to another one after this long. */
  readonly expireSeconds: number;
  /** Never set: ties the kind to the shape of its data, so that a sender cannot send another. */
  readonly example?: Data;
}

/** Declares a kind of job once; senders and the handler share it. */
export function defineJob<Data extends object>(name: string, options: { retries?: number; retrySeconds?: number; expireSeconds?: number } = {}): JobKind<Data> {
  return { name, retries: options.retries ?? 12, retrySeconds: options.retrySeconds ?? 2, expireSeconds: options.expireSeconds ?? 45 };
}

export interface JobHandler<Data extends object = object> {
  readonly kind: JobKind<Data>;
  /** Idempotent: a job may be delivered more than once. A throw means "try again later". */
  readonly run: (data: Data) => Promise<void>;
  /** Runs without being sent, too: when a worker begins, which makes up for any standstill, and at these times (cron, UTC). */
  readonly cron?: string;
}

/** Ties a handler to its kind. */
export function handleJob<Data extends object>(kind: JobKind<Data>, run: (data: Data) => Promise<void>): JobHandler {
  return { kind: kind as JobKind<object>, run: (data) => run(data as Data) };
}

/** A job that nobody sends: housekeeping that looks for itself what there is to do. */
export function repeatJob(name: string, cron: string, run: () => Promise<void>): JobHandler {
  return { kind: defineJob(name, { expireSeconds: 900 }), run, cron };
}

export interface Jobs {
  /** Enqueues in the causing transaction: commit leaves both, rollback neither. Runs at `at`, or as soon as possible. */
  send<Data extends object>(tx: Tx, kind: JobKind<Data>, data: Data, at?: Date): Promise<void>;
  /** A job of this kind was committed: whoever works in this process looks at once, instead of at the next poll. */
  wake(kind: JobKind<object>): void;
  /** Begins to work; resolves when queues exist. */
  work(handlers: readonly JobHandler[]): Promise<void>;
  /** Creates the queues so that jobs may be sent before any worker runs. */
  prepare(kinds: readonly JobKind<object>[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A worker that dies is noticed by its missing heartbeat at the latest BEAT + LOOK seconds later, and its jobs begin anew: well
 * within the minute in which a paid booking must be settled. Both are pg-boss's; a beat below ten seconds is not accepted.
 */
const HEARTBEAT_SECONDS = 15;
const LOOK_SECONDS = 10;
/** Jobs that are running when the server stops have so long to end; then they are given back, and begin anew elsewhere. */
const STOP_MS = 6_000;

/** Jobs in PostgreSQL through pg-boss, in the same database as everything else. */
export function createPgBossJobs(databaseUrl: string, log: Log, options: { pollSeconds?: number } = {}): Jobs {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    superviseIntervalSeconds: LOOK_SECONDS,
    monitorIntervalSeconds: LOOK_SECONDS,
    application_name: 'zhike-jobs',
  });
  boss.on('error', (error) => log.error({ err: { message: error.message } }, 'jobs.error'));
  let started: Promise<unknown> | null = null;
  const start = () => (started ??= boss.start());
  const known = new Set<string>();
  const workers = new Map<string, string>();
  /** Each job of a batch ends by itself: one that fails takes no neighbour along, and a slow service holds up nobody else. */
  const runJob = async (handler: JobHandler, id: string, data: object): Promise<{ id: string; status: 'completed' | 'failed'; output?: object }> => {
    try {
      await handler.run(data);
      return { id, status: 'completed' };
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      log.warn({ job: handler.kind.name, jobId: id, reason }, 'job.failed');
      return { id, status: 'failed', output: { message: reason } };
    }
  };
  return {
    async prepare(kinds) {
      await start();
      const there = new Set((await boss.getQueues()).map((queue) => queue.name));
      for (const kind of kinds) {
        if (known.has(kind.name)) continue;
        const settings = {
          retryLimit: kind.retries,
          retryDelay: kind.retrySeconds,
          retryBackoff: true,
          retryDelayMax: 900,
          expireInSeconds: kind.expireSeconds,
          heartbeatSeconds: HEARTBEAT_SECONDS,
          retentionSeconds: 14 * 86_400,
          deleteAfterSeconds: 3 * 86_400,
        };
        if (there.has(kind.name)) await boss.updateQueue(kind.name, settings);
        else await boss.createQueue(kind.name, settings);
        known.add(kind.name);
      }
    },
    async send(tx, kind, data, at) {
      const id = await boss.send(kind.name, data, {
        db: { executeSql: async (text, values) => ({ rows: await sqlIn(tx)(text, values ?? []) }) },
        ...(at ? { startAfter: at } : {}),
      });
      if (!id) throw new Error(`job ${kind.name} was not accepted`);
    },
    wake(kind) {
      const worker = workers.get(kind.name);
      if (worker) boss.notifyWorker(worker);
    },
    async work(handlers) {
      await this.prepare(handlers.map((handler) => handler.kind));
      for (const { kind, cron } of handlers) {
        if (!cron) continue;
        await boss.schedule(kind.name, cron, {}, { tz: 'UTC' });
        // Several workers that begin together make one run of it.
        await boss.send(kind.name, {}, { singletonKey: 'worker-begins', singletonSeconds: 60 });
      }
      // A full batch means that more are waiting: the next is fetched at once. Without it a rush would be worked off at ten jobs a second.
      const how = { pollingIntervalSeconds: options.pollSeconds ?? 0.5, batchSize: 8, burstWhenBatchFull: true, perJobResults: true } as const;
      for (const handler of handlers) {
        const run = (batch: readonly { readonly id: string; readonly data: unknown }[]) =>
          Promise.all(batch.map((job) => runJob(handler, job.id, job.data as object)));
        workers.set(handler.kind.name, await boss.work(handler.kind.name, how, run));
      }
    },
    async stop() {
      if (!started) return;
      // By itself pg-boss looks only every half second whether its workers have ended.
      const ended = Promise.allSettled([...known].map((name) => boss.offWork(name, { wait: true })));
      await Promise.race([ended, after(STOP_MS, undefined, { ref: false })]);
      await boss.stop({ graceful: false });
    },
  };
}
