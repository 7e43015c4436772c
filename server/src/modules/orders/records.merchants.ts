import { changeIn, type Tx } from '../../platform/db';

/** Names the merchant of payments that are over and name none. */
export async function nameMerchantRows(tx: Tx, mchid: string): Promise<void> {
  await changeIn(tx, `UPDATE payments SET mchid = $1 WHERE mchid IS NULL AND state IN ('paid', 'closed')`, [mchid]);
}
