import type { AccountRef } from '@zhike/domain/ledger/accounts';
import { accountKey } from '@zhike/domain/ledger/accounts';
import type { Sql } from '../../platform/db';

/** What a purse holds; its row is locked until the transaction ends, so that what is decided upon it holds. 0 when there is no such purse. */
export async function lockHeld(sql: Sql, purse: AccountRef): Promise<number> {
  const [row] = await sql<{ balance: number }>('SELECT balance::float8 AS balance FROM ledger_accounts WHERE key = $1 AND guarded FOR UPDATE', [
    accountKey(purse),
  ]);
  return row?.balance ?? 0;
}
