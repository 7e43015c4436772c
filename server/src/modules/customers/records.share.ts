import type { SharePart } from '@zhike/domain/customers/contract';
import { changeIn, type Tx } from '../../platform/db';

/** Writes what is agreed with a store; who agreed, and when, is kept. */
export async function saveShare(
  tx: Tx,
  share: { readonly customerId: string; readonly storeId: string; readonly parts: readonly SharePart[]; readonly staffId: string; readonly now: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO customer_shares (customer_id, store_id, parts, staff_id, created_at) VALUES ($1::uuid, $2::uuid, $3::text[], $4::uuid, $5::timestamptz)
     ON CONFLICT (customer_id, store_id) DO UPDATE SET parts = EXCLUDED.parts, staff_id = EXCLUDED.staff_id, created_at = EXCLUDED.created_at`,
    [share.customerId, share.storeId, share.parts, share.staffId, share.now.toISOString()],
  );
}

/** Ends a share; false when there was none. */
export async function removeShare(tx: Tx, customerId: string, storeId: string): Promise<boolean> {
  return (await changeIn(tx, 'DELETE FROM customer_shares WHERE customer_id = $1::uuid AND store_id = $2::uuid', [customerId, storeId])) > 0;
}
