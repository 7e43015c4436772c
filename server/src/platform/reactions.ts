import type { Actor } from '@zhike/domain/kernel/actor';
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

/** The job that brings an event to every reaction, in one transaction. */
export function deliverEvents(all: readonly Reactions[], ports: Ports): JobHandler {
  const actor: Actor = { kind: 'system', job: deliverEvent.name };
  return handleJob(deliverEvent, async ({ eventId }) => {
    const row = await ports.db.prisma.event.findUnique({ where: { id: eventId } });
    if (!row) return;
    const event: StoredEvent = {
      id: row.id,
      type: row.type,
      at: row.at,
      storeId: row.storeId,
      customerId: row.customerId,
      bookingId: row.bookingId,
      data: row.data as Record<string, unknown>,
      requestId: row.requestId,
      staffId: row.actorKind === 'staff' ? row.actorId : null,
    };
    await ports.writer.transaction({ actor, requestId: row.requestId }, async (write) => {
      for (const reactions of all) await reactions[event.type]?.(event, write, ports);
    });
  });
}
