import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { sqlIn, type Tx } from '../../platform/db';

/** The mini-program identity of a customer to write to: one that allows this template first, then the newest. Null: she has never been in the mini-program. */
export async function findRecipientOf(tx: Tx, customerId: string, templateKey: MessageTemplate): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ id: string }>(
    `SELECT i.id FROM customer_identities i LEFT JOIN subscription_grants g ON g.identity_id = i.id AND g.template_key = $2
      WHERE i.customer_id = $1::uuid AND i.provider = 'weapp' ORDER BY COALESCE(g.accepted > g.used, FALSE) DESC, i.created_at DESC LIMIT 1`,
    [customerId, templateKey],
  );
  return row?.id ?? null;
}
