import type { Sql } from '../../platform/db';
import { inBooks, type Books } from './records';

export interface LineRow {
  readonly id: string;
  readonly transactionId: string;
  readonly businessDate: string;
  readonly at: Date;
  readonly act: string;
  readonly note: string;
  readonly kind: string;
  /** Positive: debit. */
  readonly amount: number;
  readonly storeName: string;
  readonly customerName: string;
  readonly actorKind: string;
  readonly actorName: string | null;
}

/** Lines of a span of business days in the reader's books after a line, the oldest first. */
export function listLines(
  sql: Sql,
  books: Books,
  span: { readonly from: string; readonly until: string },
  afterId: string | null,
  limit: number,
): Promise<LineRow[]> {
  const values: unknown[] = [span.from, span.until, afterId ?? '0', limit];
  return sql(
    `SELECT e.id::text, t.id AS "transactionId", t.business_date::text AS "businessDate", t.at, t.act, t.note, a.kind, e.amount::float8, COALESCE(st.name, '') AS "storeName",
        COALESCE(c.name, '') AS "customerName", t.actor_kind AS "actorKind", m.name AS "actorName"
       FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id JOIN ledger_transactions t ON t.id = e.transaction_id
       LEFT JOIN stores st ON st.id = a.store_id LEFT JOIN customers c ON c.id = a.customer_id
       LEFT JOIN staff_members m ON t.actor_kind = 'staff' AND m.id::text = t.actor_id
      WHERE e.id > $3::bigint AND t.business_date BETWEEN $1::date AND $2::date AND ${inBooks(books, 'a.store_id', values)} ORDER BY e.id LIMIT $4`,
    values,
  );
}
