import type { Actor } from '@zhike/domain/kernel/actor';
import { startByEvent } from '../../engines/flows/start';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';

/** Orders that wait for a yes while no flow has ever asked for it: from before there was one, or while it was switched off. */
const UNASKED = `SELECT o.id, o.store_id AS "storeId", o.seller_id AS "sellerId",
    COALESCE((SELECT e.id::text FROM events e WHERE e.type = 'order.created' AND e.customer_id = o.customer_id AND e.data->>'orderId' = o.id::text ORDER BY e.at LIMIT 1), o.id::text) AS "eventId"
  FROM orders o WHERE o.phase = 'waiting' AND NOT EXISTS (SELECT 1 FROM flow_instances i WHERE i.entity = 'order' AND i.subject_id = o.id::text)
  ORDER BY o.id LIMIT 200`;

interface Row {
  readonly id: string;
  readonly storeId: string;
  readonly sellerId: string | null;
  readonly eventId: string;
}

/** Begins for them whatever begins with a new order. The cause is the event itself, so that its own delivery begins nothing a second time. */
export async function askUnasked(ports: Ports, actor: Actor): Promise<number> {
  const rows = await sqlOf(ports.db)<Row>(UNASKED, []);
  let begun = 0;
  for (const { id, storeId, sellerId, eventId } of rows) {
    const started = await ports.writer.transaction({ actor, requestId: null }, (write) =>
      startByEvent(write, ports, {
        type: 'order.created',
        storeId,
        starterId: sellerId,
        cause: `event:${eventId}`,
        subjectOf: (entity) => (entity === 'order' ? id : null),
      }),
    );
    begun += started.length;
  }
  return begun;
}
