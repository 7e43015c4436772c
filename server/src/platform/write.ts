import { actorRef, type Actor } from '@zhike/domain/kernel/actor';
import type { LiveMessage } from '@zhike/domain/api';
import type { EventType } from '@zhike/domain/events';
import type { Clock } from './clock';
import { sendIn, type Db, type Tx } from './db';
import { newId } from './ids';
import { defineJob, type JobKind, type Jobs } from './jobs';
import { type Live, messagesOf } from './live';

/** What happened, told once; the row is written in the transaction that caused it. */
export interface NewEvent {
  readonly type: EventType;
  readonly storeId?: string | null;
  readonly customerId?: string | null;
  readonly bookingId?: string | null;
  /** Facts without personal data. */
  readonly data?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  /** Of this one nothing follows, although others of its type are listened to: no job carries it to anybody. */
  readonly unheard?: boolean;
}

export const deliverEvent = defineJob<{ eventId: string }>('event.deliver');

const INSERT_EVENT = `INSERT INTO events (id, type, at, actor_kind, actor_id, store_id, customer_id, booking_id, data, request_id)
  VALUES ($1::uuid, $2, $3::timestamptz, $4, $5, $6::uuid, $7::uuid, $8::uuid, $9::jsonb, $10)`;

const INSERT_PAST = `INSERT INTO events (id, type, at, actor_kind, actor_id, store_id, customer_id, data, request_id)
  SELECT e.id, e.type, $1::timestamptz, $2, $3, e.store_id, e.customer_id, e.data, $4
  FROM jsonb_to_recordset($5::jsonb) AS e(id uuid, type text, store_id uuid, customer_id uuid, data jsonb)`;

/** One transaction's pen: rows, the events they cause and the jobs that follow, all or nothing. */
export interface Write {
  readonly tx: Tx;
  readonly now: Date;
  readonly actor: Actor;
  event(event: NewEvent): Promise<string>;
  /**
   * What came along from before (an import): in the timeline and the audit like everything, but brought to nobody. No reaction, rule, flow or
   * message ever hears of it, because nothing carries it there. Marked `history`.
   */
  past(events: readonly NewEvent[]): void;
  enqueue<Data extends object>(kind: JobKind<Data>, data: Data, at?: Date): Promise<void>;
  /** For what only this process cares about, once everything is committed; must not throw. */
  afterCommit(then: () => void): void;
}

/** What a transaction has done so far beside its rows. */
export interface Written {
  readonly requestId: string | null;
  readonly events: readonly NewEvent[];
  readonly accepted: AcceptedWarnings;
}

/** Warnings of checks before saving that whoever asks has read and passes, by the check's id; with a reason where one is asked for. */
export type AcceptedWarnings = ReadonlyMap<string, string>;
export const NOTHING_ACCEPTED: AcceptedWarnings = new Map();

export interface WriteMeta {
  readonly actor: Actor;
  readonly requestId: string | null;
  readonly accepted?: AcceptedWarnings;
}

export interface Writer {
  transaction<T>(meta: WriteMeta, work: (write: Write) => Promise<T>): Promise<T>;
}

/** `beforeCommit` looks at what was written and may throw: then nothing was. `listenedTo`: the event types that a reaction waits for; others need no job. Live messages go out after the commit and may be lost; the event's job is in the transaction and may not. */
export function createWriter(
  ports: { db: Db; jobs: Jobs; live: Live; clock: Clock },
  listenedTo: ReadonlySet<string>,
  beforeCommit?: (write: Write, written: Written) => Promise<void>,
): Writer {
  return {
    async transaction(meta, work) {
      const told = new Map<string, LiveMessage>();
      const then: (() => void)[] = [];
      const result = await ports.db.transaction(async (tx) => {
        told.clear();
        // Nobody waits for an event's row or a job's, but the commit does.
        const underWay: Promise<void>[] = [];
        const events: NewEvent[] = [];
        const now = ports.clock.now();
        const enqueue: Write['enqueue'] = (kind, data, at) => {
          const sent = ports.jobs.send(tx, kind, data, at);
          sent.catch(() => undefined);
          underWay.push(sent);
          if (!at || at <= now) then.push(() => ports.jobs.wake(kind as JobKind<object>));
          return Promise.resolve();
        };
        const ref = actorRef(meta.actor);
        const write: Write = {
          tx,
          now,
          actor: meta.actor,
          async event(event) {
            const id = newId(now);
            events.push(event);
            sendIn(tx, INSERT_EVENT, [
              id,
              event.type,
              now.toISOString(),
              ref.kind,
              ref.id,
              event.storeId ?? null,
              event.customerId ?? null,
              event.bookingId ?? null,
              JSON.stringify(event.data ?? {}),
              meta.requestId,
            ]);
            if (listenedTo.has(event.type) && !event.unheard) await enqueue(deliverEvent, { eventId: id });
            for (const message of messagesOf(event)) told.set(JSON.stringify(message), message);
            return id;
          },
          past(events) {
            if (events.length === 0) return;
            const rows = events.map((event) => ({
              id: newId(now),
              type: event.type,
              store_id: event.storeId ?? null,
              customer_id: event.customerId ?? null,
              data: { ...event.data, history: true },
            }));
            sendIn(tx, INSERT_PAST, [now.toISOString(), ref.kind, ref.id, meta.requestId, JSON.stringify(rows)]);
          },
          enqueue,
          afterCommit: (step) => void then.push(step),
        };
        const answer = await work(write);
        await beforeCommit?.(write, { requestId: meta.requestId, events, accepted: meta.accepted ?? NOTHING_ACCEPTED });
        await Promise.all(underWay);
        return answer;
      });
      for (const step of then) step();
      for (const message of told.values()) ports.live.tell(message);
      return result;
    },
  };
}
