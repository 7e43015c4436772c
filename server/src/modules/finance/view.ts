import type { BillView, ClosingView, DifferenceView } from '@zhike/domain/finance/contract';
import { ACCOUNT_KINDS } from '@zhike/domain/ledger/accounts';
import type { Merchants } from '../../gateways/wechat-pay/merchants';
import type { Sql } from '../../platform/db';
import { findMoves } from '../orders/queries.payments';
import type { BillRow, DifferenceRow } from './records.bills';
import type { ClosingRow, TillSums } from './records.closings';

/** What staff call a merchant: the main one by its number alone, one that is configured no more as well. */
export const merchantName = (mchid: string, merchants: Pick<Merchants, 'find'>): string => merchants.find(mchid)?.name || mchid;

export const toBillView = ({ id: _, fetchedAt, ...bill }: BillRow, merchants: Pick<Merchants, 'find'>): BillView => ({
  ...bill,
  merchantName: merchantName(bill.mchid, merchants),
  fetchedAt: fetchedAt.toISOString(),
});

/** Differences with whose money it is, where we know. */
export async function toDifferenceViews(sql: Sql, merchants: Pick<Merchants, 'find'>, rows: readonly DifferenceRow[]): Promise<DifferenceView[]> {
  const moves = await findMoves(
    sql,
    rows.map((row) => row.number),
    null,
  );
  return rows.map((row) => {
    const move = moves.find((one) => one.number === row.number && one.what === row.what);
    const { how, note, byName, settledAt, ...head } = row;
    return {
      ...head,
      merchantName: merchantName(row.mchid, merchants),
      customerId: move?.customerId ?? null,
      customerName: move?.customerName ?? '',
      storeName: move?.storeName ?? '',
      description: move?.description ?? '',
      settled: how && settledAt ? { how, note, byName, at: settledAt.toISOString() } : null,
    };
  });
}

/** A closing as a person reads it. */
export function toClosingView(row: ClosingRow): ClosingView {
  const { balances: _, from, at, tills, ...rest } = row;
  return {
    ...rest,
    from: from?.toISOString() ?? null,
    at: at.toISOString(),
    tills: tills.map(toTillView),
    differenceFen: row.countedFen - row.expectedFen,
    leftFen: row.countedFen - row.bankedFen,
  };
}

export const toTillView = (sums: TillSums) => ({ ...sums, name: ACCOUNT_KINDS[sums.till].name });
