import { changeIn, type Sql, type Tx } from '../../platform/db';

/** The WeChat Pay merchant that a store names; null: the main one. */
export async function findStoreMerchant(sql: Sql, storeId: string): Promise<string | null> {
  const [row] = await sql<{ mchid: string | null }>('SELECT pay_mchid AS mchid FROM stores WHERE id = $1::uuid', [storeId]);
  return row?.mchid ?? null;
}

/** Every store with the merchant that it names, in the shop's order; closed ones too, for their payments may still go back. */
export function listStoreMerchants(sql: Sql): Promise<{ storeId: string; storeName: string; mchid: string | null }[]> {
  return sql('SELECT id AS "storeId", name AS "storeName", pay_mchid AS mchid FROM stores ORDER BY closed_at IS NOT NULL, position, name', []);
}

/** Payments that are opened from now on go through this merchant. False: there is no such store. */
export async function setStoreMerchantRow(tx: Tx, storeId: string, mchid: string | null): Promise<boolean> {
  return (await changeIn(tx, 'UPDATE stores SET pay_mchid = $2 WHERE id = $1::uuid', [storeId, mchid])) === 1;
}
