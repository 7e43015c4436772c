import { TILLS, type Till } from '@zhike/domain/ledger/accounts';
import type { Sql } from '../../platform/db';
import { tillBalances, tillReceipts } from '../ledger/tills';
import { findLastClosing, type TillSums } from './records.closings';

const NOTHING: Readonly<Record<Till, number>> = { wechat: 0, cash: 0, bank: 0, pos: 0 };

export interface TillNow {
  readonly from: Date | null;
  readonly tills: readonly TillSums[];
  readonly balances: Readonly<Record<Till, number>>;
  /** What must be in the drawer: all of the store's cash by the books. */
  readonly expectedFen: number;
}

/**
 * A store's tills since its last closing. net = balance now − balance then, so that closings together are the books; what came in is told by
 * the clock, and never less than the net: an entry of the closing's own millisecond may be on either side of it.
 */
export async function tillNow(sql: Sql, storeId: string): Promise<TillNow> {
  const last = await findLastClosing(sql, storeId);
  const balances = await tillBalances(sql, storeId);
  const received = await tillReceipts(sql, storeId, last?.at ?? null);
  const then = last?.balances ?? NOTHING;
  const tills = TILLS.map((till) => {
    const netFen = balances[till] - then[till];
    const inFen = Math.max(received[till], netFen);
    return { till, inFen, outFen: inFen - netFen };
  });
  return { from: last?.at ?? null, tills, balances, expectedFen: balances.cash };
}
