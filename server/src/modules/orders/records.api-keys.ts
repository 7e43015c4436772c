import type { ApiKeyView } from '@zhike/domain/orders/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface ApiKeyRow extends Omit<ApiKeyView, 'createdAt' | 'usedAt' | 'revokedAt'> {
  readonly createdAt: Date;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
}

const KEY = `SELECT k.id, k.name, k.hint, k.scopes, k.store_id AS "storeId", st.name AS "storeName", k.created_at AS "createdAt", k.used_at AS "usedAt", k.revoked_at AS "revokedAt"
  FROM api_keys k JOIN stores st ON st.id = k.store_id`;

export function listKeyRows(sql: Sql): Promise<ApiKeyRow[]> {
  return sql(`${KEY} ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC, k.id LIMIT 500`, []);
}

export async function findKeyRow(sql: Sql, by: { readonly id: string } | { readonly hash: string }): Promise<ApiKeyRow | null> {
  const rows = 'id' in by ? await sql<ApiKeyRow>(`${KEY} WHERE k.id = $1::uuid`, [by.id]) : await sql<ApiKeyRow>(`${KEY} WHERE k.key_hash = $1`, [by.hash]);
  return rows[0] ?? null;
}

export async function insertKey(
  tx: Tx,
  key: Pick<ApiKeyRow, 'id' | 'name' | 'hint' | 'scopes' | 'storeId' | 'createdAt'> & { readonly hash: string; readonly staffId: string },
): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO api_keys (id, name, hint, key_hash, scopes, store_id, staff_id, created_at) VALUES ($1::uuid, $2, $3, $4, $5::text[], $6::uuid, $7::uuid, $8::timestamptz)',
    [key.id, key.name, key.hint, key.hash, key.scopes, key.storeId, key.staffId, key.createdAt.toISOString()],
  );
}

export async function revokeKey(tx: Tx, id: string, now: Date): Promise<void> {
  await changeIn(tx, 'UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2::timestamptz) WHERE id = $1::uuid', [id, now.toISOString()]);
}

/** Notes that a key was used, unless it was revoked meanwhile: then false. Waits for whoever revokes it now. */
export async function useKey(tx: Tx, id: string, now: Date): Promise<boolean> {
  return (await changeIn(tx, 'UPDATE api_keys SET used_at = $2::timestamptz WHERE id = $1::uuid AND revoked_at IS NULL', [id, now.toISOString()])) === 1;
}

/** What a cashier posted under a number before. */
export async function findExternal(
  sql: Sql,
  keyId: string,
  number: string,
): Promise<{ readonly id: string; readonly orderId: string; readonly amountFen: number; readonly till: string; readonly note: string } | null> {
  const [row] = await sql<{ id: string; orderId: string; amountFen: number; till: string; note: string }>(
    'SELECT id, order_id AS "orderId", amount_fen AS "amountFen", till, note FROM order_payments WHERE api_key_id = $1::uuid AND external_no = $2',
    [keyId, number],
  );
  return row ?? null;
}

/** The order of a store by its code. */
export async function findOrderByCode(sql: Sql, storeId: string, code: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM orders WHERE code = $1 AND store_id = $2::uuid', [code, storeId]))[0]?.id ?? null;
}
