import type { Sql } from '../../platform/db';

export interface BooksFaults {
  /** Transactions whose lines do not sum up to zero in a unit. */
  readonly unbalanced: number;
  /** Transactions without a line. */
  readonly empty: number;
  /** Purses whose balance is not the sum of their entries. */
  readonly pursesOff: number;
  /** Entries whose remembered balance is not the sum up to them. */
  readonly entriesOff: number;
  /** Checkpoints that are not the sum up to them. */
  readonly checkpointsOff: number;
}

/** Recomputes everything that the database keeps up by itself. */
export async function countFaults(sql: Sql): Promise<BooksFaults> {
  const [row] = await sql<BooksFaults>(
    `SELECT
      (SELECT count(*) FROM (SELECT 1 FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY e.transaction_id, a.unit HAVING sum(e.amount) <> 0) x)::int AS unbalanced,
      (SELECT count(*) FROM ledger_transactions t WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.transaction_id = t.id))::int AS empty,
      (SELECT count(*) FROM ledger_accounts a WHERE a.guarded AND a.balance <> a.side * (SELECT COALESCE(sum(e.amount), 0) FROM ledger_entries e WHERE e.account_id = a.id))::int AS "pursesOff",
      (SELECT count(*) FROM (SELECT e.balance_after, a.guarded, a.side * sum(e.amount) OVER (PARTITION BY e.account_id ORDER BY e.id) AS running
         FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id) x WHERE guarded AND balance_after IS DISTINCT FROM running)::int AS "entriesOff",
      (SELECT count(*) FROM ledger_checkpoints k JOIN ledger_accounts a ON a.id = k.account_id
        WHERE k.balance <> a.side * (SELECT COALESCE(sum(e.amount), 0) FROM ledger_entries e WHERE e.account_id = k.account_id AND e.id <= k.entry_id))::int AS "checkpointsOff"`,
    [],
  );
  if (!row) throw new Error('the books did not answer');
  return row;
}
