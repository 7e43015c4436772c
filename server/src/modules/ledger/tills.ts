import { TILLS, type Till } from '@zhike/domain/ledger/accounts';
import type { Sql } from '../../platform/db';
import { findAccounts } from './records';
import { sumReceived } from './records.tills';

/** What the books say of a store's tills now, in fen. */
export async function tillBalances(sql: Sql, storeId: string): Promise<Record<Till, number>> {
  const accounts = await findAccounts(sql, { kind: 'all' }, { kind: null, customerId: null, holderId: null, storeId });
  const balance = (till: Till): number => accounts.find((account) => account.kind === till)?.balance ?? 0;
  return { wechat: balance('wechat'), cash: balance('cash'), bank: balance('bank'), pos: balance('pos') };
}

/** What came into each till since a moment, in fen. */
export async function tillReceipts(sql: Sql, storeId: string, since: Date | null): Promise<Record<Till, number>> {
  const sums = await sumReceived(sql, storeId, TILLS, since);
  const of = (till: Till): number => sums.find((sum) => sum.kind === till)?.fen ?? 0;
  return { wechat: of('wechat'), cash: of('cash'), bank: of('bank'), pos: of('pos') };
}
