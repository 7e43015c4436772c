import type { Sql } from '../../platform/db';

/** The debits of a store's accounts of these kinds since a moment. */
export function sumReceived(
  sql: Sql,
  storeId: string,
  kinds: readonly string[],
  since: Date | null,
): Promise<{ readonly kind: string; readonly fen: number }[]> {
  return sql(
    `SELECT a.kind, sum(e.amount)::float8 AS fen FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id AND e.amount > 0 JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE a.store_id = $1::uuid AND a.kind = ANY($2::text[]) AND ($3::timestamptz IS NULL OR t.at > $3::timestamptz) GROUP BY a.kind`,
    [storeId, kinds, since?.toISOString() ?? null],
  );
}
