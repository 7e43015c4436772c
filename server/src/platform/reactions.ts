import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlOf } from './db';
import { handleJob, type JobHandler } from './jobs';
import type { Ports } from './ports';
import { deliverEvent, type Write } from './write';

/** An event as reactions see it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly bookingId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** The request that caused it; of what a rule does, the key of its effect. */
  readonly requestId: string | null;
  /** The member who caused it; null: a customer or the shop itself did. */
  readonly staffId?: string | null;
}

/** What a noun does when another noun's event arrives. Delivered at least once: each must be idempotent. */
export type Reactions = Readonly<Record<string, (event: StoredEvent, write: Write, ports: Ports) => Promise<void>>>;

/** The event types that somebody listens to. */
export function listenedTo(all: readonly Reactions[]): Set<string> {
  return new Set(all.flatMap((reactions) => Object.keys(reactions)));
}

interface EventRow extends Omit<StoredEvent, 'staffId'> {
  readonly actorKind: string;
  readonly actorId: string | null;
}

const EVENT = `SELECT id, type, at, store_id AS "storeId", customer_id AS "customerId", booking_id AS "bookingId", data, request_id AS "requestId",
    actor_kind AS "actorKind", actor_id AS "actorId"
  FROM events WHERE id = $1::uuid`;

/** The job that brings an event to every reaction, in one transaction. */
export function deliverEvents(all: readonly Reactions[], ports: Ports): JobHandler {
  const actor: Actor = { kind: 'system', job: deliverEvent.name };
  return handleJob(deliverEvent, async ({ eventId }) => {
    const [row] = await sqlOf(ports.db)<EventRow>(EVENT, [eventId]);
    if (!row) return;
    const { actorKind, actorId, ...rest } = row;
    const event: StoredEvent = { ...rest, staffId: actorKind === 'staff' ? actorId : null };
    await ports.writer.transaction({ actor, requestId: event.requestId }, async (write) => {
      for (const reactions of all) await reactions[event.type]?.(event, write, ports);
    });
  });
}
