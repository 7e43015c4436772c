import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { CalledTicket } from '@zhike/domain/messaging/variables';
import { sqlIn, type Tx } from '../../platform/db';

/** A guest of the line who is called, and where she can be told. */
export interface Called {
  readonly ticket: CalledTicket;
  readonly customerId: string | null;
  /** Her identity in the mini-program: that which took the ticket, or one of hers that still allows the message. Null: she has none. */
  readonly recipientId: string | null;
}

/** A ticket that is called now; null when it is not (any more): whoever left or is being served need not come. */
export async function findCalled(tx: Tx, ticketId: string): Promise<Called | null> {
  const [row] = await sqlIn(tx)<{
    number: number;
    storeId: string;
    serviceName: string;
    storeName: string;
    zone: string;
    calledAt: Date;
    customerId: string | null;
    recipientId: string | null;
  }>(
    `SELECT q.number, q.store_id AS "storeId", sv.name AS "serviceName", st.name AS "storeName", st.zone, q.called_at AS "calledAt", q.customer_id AS "customerId",
       COALESCE(q.identity_id, (SELECT i.id FROM customer_identities i LEFT JOIN subscription_grants g ON g.identity_id = i.id AND g.template_key = 'queue_called'
         WHERE i.customer_id = q.customer_id AND i.provider = 'weapp' ORDER BY COALESCE(g.accepted > g.used, FALSE) DESC, i.created_at DESC LIMIT 1)) AS "recipientId"
     FROM queue_tickets q JOIN stores st ON st.id = q.store_id JOIN services sv ON sv.id = q.service_id WHERE q.id = $1::uuid AND q.state = 'called' AND q.called_at IS NOT NULL`,
    [ticketId],
  );
  if (!row) return null;
  const { number, storeId, serviceName, storeName, zone, customerId, recipientId } = row;
  const calledAt = row.calledAt.getTime();
  return {
    ticket: { number: String(number), storeId, serviceName, storeName, calledAt, offsetMinutes: offsetMinutesAt(zone, calledAt) },
    customerId,
    recipientId,
  };
}
