import type { AccountRef, Unit } from '@zhike/domain/ledger/accounts';
import type { Posting } from '@zhike/domain/ledger/posting';
import { changeIn, sendIn, sqlIn, type Sql, type Tx } from '../../platform/db';

/** A posting as the database function `ledger_post` takes it. */
export interface StoredPosting extends Omit<Posting, 'lines'> {
  readonly id: string;
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly lines: readonly (AccountRef & {
    readonly key: string;
    readonly unit: Unit;
    readonly side: 1 | -1;
    readonly guarded: boolean;
    readonly amount: number;
  })[];
}

const POST = 'SELECT ledger_post($1::jsonb) AS written';

/** Writes it; false when its key stood there already. */
export async function writePosting(tx: Tx, posting: StoredPosting): Promise<boolean> {
  const [row] = await sqlIn(tx)<{ written: boolean }>(POST, [JSON.stringify(posting)]);
  return row?.written ?? false;
}

/** As `writePosting`, without waiting. */
export function sendPosting(tx: Tx, posting: StoredPosting): void {
  sendIn(tx, POST, [JSON.stringify(posting)]);
}

/** Gives one customer's purses to another; points stay. */
export async function giveAccounts(tx: Tx, intoId: string, fromId: string): Promise<void> {
  await changeIn(tx, `UPDATE ledger_accounts SET customer_id = $1::uuid WHERE customer_id = $2::uuid AND kind <> 'points'`, [intoId, fromId]);
}

export interface AccountRow {
  readonly id: string;
  readonly kind: string;
  readonly side: number;
  readonly balance: number;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly holderId: string | null;
  readonly customerName: string | null;
  readonly holderCode: string;
}

/** Which accounts a reader reaches: all, or those in the books of some stores. */
export type Books = { readonly kind: 'all' } | { readonly kind: 'stores'; readonly storeIds: readonly string[] };
export const inBooks = (books: Books, column: string, values: unknown[]): string =>
  books.kind === 'all' ? 'true' : `${column} = ANY($${values.push([...books.storeIds])}::uuid[])`;

/** A pot's balance: its last checkpoint and what came after. */
const BALANCE = `CASE WHEN a.guarded THEN a.balance ELSE (
    SELECT COALESCE(k.balance, 0) + a.side * COALESCE((SELECT sum(e.amount) FROM ledger_entries e WHERE e.account_id = a.id AND e.id > COALESCE(k.entry_id, 0)), 0)
      FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT entry_id, balance FROM ledger_checkpoints WHERE account_id = a.id ORDER BY entry_id DESC LIMIT 1) k ON true) END::float8`;
const ACCOUNT = `a.id, a.kind, a.side, ${BALANCE} AS balance, a.store_id AS "storeId", a.customer_id AS "customerId", a.holder_id AS "holderId",
  (SELECT name FROM customers WHERE id = a.customer_id) AS "customerName",
  COALESCE((SELECT code FROM cards WHERE id = a.holder_id), (SELECT code FROM orders WHERE id = a.holder_id), (SELECT code FROM bookings WHERE id = a.holder_id), '') AS "holderCode"`;
const MOST_ACCOUNTS = 500;

/** The accounts of somebody or of a store; without either, the pots that the reader reaches. What holds something comes first. */
export async function findAccounts(
  sql: Sql,
  books: Books,
  by: { readonly kind: string | null; readonly customerId: string | null; readonly holderId: string | null; readonly storeId: string | null },
): Promise<AccountRow[]> {
  const values: unknown[] = [];
  const where = [inBooks(books, 'a.store_id', values)];
  if (by.kind) where.push(`a.kind = $${values.push(by.kind)}`);
  if (by.customerId) where.push(`a.customer_id = $${values.push(by.customerId)}::uuid`);
  if (by.holderId) where.push(`a.holder_id = $${values.push(by.holderId)}::uuid`);
  if (by.storeId) where.push(`a.store_id = $${values.push(by.storeId)}::uuid`);
  if (!by.kind && !by.customerId && !by.holderId) where.push('NOT a.guarded');
  return sql<AccountRow>(
    `SELECT * FROM (SELECT ${ACCOUNT} FROM ledger_accounts a WHERE ${where.join(' AND ')}) x ORDER BY balance = 0, balance DESC, kind, id LIMIT ${MOST_ACCOUNTS}`,
    values,
  );
}

/** One account, when it stands in the reader's books. */
export async function findAccount(sql: Sql, books: Books, id: string): Promise<AccountRow | null> {
  const values: unknown[] = [id];
  const rows = await sql<AccountRow>(`SELECT ${ACCOUNT} FROM ledger_accounts a WHERE a.id = $1::uuid AND ${inBooks(books, 'a.store_id', values)}`, values);
  return rows[0] ?? null;
}

export interface TransactionRow {
  readonly id: string;
  readonly at: Date;
  readonly businessDate: string;
  readonly act: string;
  readonly note: string;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly customerId: string | null;
  readonly bookingId: string | null;
  readonly orderId: string | null;
  readonly cardId: string | null;
  readonly reversesId: string | null;
  readonly reversedById: string | null;
}

const TRANSACTION = `t.at, t.business_date::text AS "businessDate", t.act, t.note, t.actor_kind AS "actorKind", m.name AS "actorName", t.customer_id AS "customerId",
  t.booking_id AS "bookingId", t.order_id AS "orderId", t.card_id AS "cardId", t.reverses_id AS "reversesId", r.id AS "reversedById"`;
const WHO = `LEFT JOIN staff_members m ON t.actor_kind = 'staff' AND m.id::text = t.actor_id LEFT JOIN ledger_transactions r ON r.reverses_id = t.id`;

export interface EntryRow extends Omit<TransactionRow, 'id'> {
  readonly id: string;
  readonly transactionId: string;
  readonly amount: number;
}

/** Newest first; `beforeId` null: from the newest. One more than a page tells that there is another. */
export function findEntries(sql: Sql, accountId: string, beforeId: string | null, limit: number): Promise<EntryRow[]> {
  return sql<EntryRow>(
    `SELECT e.id::text, e.transaction_id AS "transactionId", (e.amount * a.side)::float8 AS amount, ${TRANSACTION}
       FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id JOIN ledger_transactions t ON t.id = e.transaction_id ${WHO}
      WHERE e.account_id = $1::uuid AND ($2::bigint IS NULL OR e.id < $2::bigint) ORDER BY e.id DESC LIMIT $3`,
    [accountId, beforeId, limit],
  );
}

/** What an account held after one of its lines: its last checkpoint up to there and what came after. */
export async function balanceThrough(sql: Sql, accountId: string, entryId: string): Promise<number> {
  const [row] = await sql<{ balance: number }>(
    `SELECT (COALESCE(k.balance, 0) + a.side * COALESCE((SELECT sum(e.amount) FROM ledger_entries e
         WHERE e.account_id = a.id AND e.id > COALESCE(k.entry_id, 0) AND e.id <= $2::bigint), 0))::float8 AS balance
       FROM ledger_accounts a
       LEFT JOIN LATERAL (SELECT entry_id, balance FROM ledger_checkpoints WHERE account_id = a.id AND entry_id <= $2::bigint ORDER BY entry_id DESC LIMIT 1) k ON true
      WHERE a.id = $1::uuid`,
    [accountId, entryId],
  );
  return row?.balance ?? 0;
}

/** A transaction of which at least one line stands in the reader's books. */
export async function findTransaction(sql: Sql, books: Books, id: string): Promise<TransactionRow | null> {
  const values: unknown[] = [id];
  const rows = await sql<TransactionRow>(
    `SELECT t.id, ${TRANSACTION} FROM ledger_transactions t ${WHO} WHERE t.id = $1::uuid
       AND EXISTS (SELECT 1 FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE e.transaction_id = t.id AND ${inBooks(books, 'a.store_id', values)})`,
    values,
  );
  return rows[0] ?? null;
}

/** All lines of a transaction: what was debited first. */
export function findLines(sql: Sql, transactionId: string): Promise<{ accountId: string; kind: string; amount: number }[]> {
  return sql(
    `SELECT a.id AS "accountId", a.kind, e.amount::float8 FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE e.transaction_id = $1::uuid ORDER BY e.amount < 0, a.key`,
    [transactionId],
  );
}

export interface KindSums {
  readonly kind: string;
  /** Debit minus credit before the span. */
  readonly before: number;
  readonly debit: number;
  readonly credit: number;
}

/** What every kind had before a span of business days and what moved in it. */
export function sumKinds(sql: Sql, books: Books, span: { readonly from: string; readonly until: string }): Promise<KindSums[]> {
  const values: unknown[] = [span.from, span.until];
  return sql<KindSums>(
    `SELECT a.kind, COALESCE(sum(e.amount) FILTER (WHERE t.business_date < $1::date), 0)::float8 AS before,
        COALESCE(sum(e.amount) FILTER (WHERE t.business_date >= $1::date AND e.amount > 0), 0)::float8 AS debit,
        COALESCE(-sum(e.amount) FILTER (WHERE t.business_date >= $1::date AND e.amount < 0), 0)::float8 AS credit
       FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE t.business_date <= $2::date AND ${inBooks(books, 'a.store_id', values)} GROUP BY a.kind`,
    values,
  );
}

/** The newest line; lines with a smaller number may still be on their way in transactions that run now. */
export async function newestEntry(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ id: string | null }>('SELECT max(id)::text AS id FROM ledger_entries', []);
  return row?.id ?? null;
}

/** Sums up the pots through a line. Every transaction with a line up to it must be over. Answers how many checkpoints were written. */
export function writeCheckpoints(tx: Tx, throughId: string, now: Date): Promise<number> {
  return changeIn(
    tx,
    `INSERT INTO ledger_checkpoints (account_id, entry_id, balance, at)
     SELECT a.id, n.last, COALESCE(k.balance, 0) + a.side * n.moved, $2::timestamptz
       FROM ledger_accounts a
       LEFT JOIN LATERAL (SELECT entry_id, balance FROM ledger_checkpoints WHERE account_id = a.id ORDER BY entry_id DESC LIMIT 1) k ON true
       CROSS JOIN LATERAL (SELECT max(e.id) AS last, sum(e.amount) AS moved FROM ledger_entries e
          WHERE e.account_id = a.id AND e.id > COALESCE(k.entry_id, 0) AND e.id <= $1::bigint) n
      WHERE NOT a.guarded AND n.last IS NOT NULL ON CONFLICT DO NOTHING`,
    [throughId, now.toISOString()],
  );
}
