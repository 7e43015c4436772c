import type { CardPurses } from '@zhike/domain/ledger/acts.cards';
import { changeIn, type Sql, type Tx } from '../../platform/db';

const EMPTY: CardPurses = { principalFen: 0, bonusFen: 0, unearnedFen: 0, sessions: 0 };
const FIELD = { principal: 'principalFen', bonus: 'bonusFen', unearned: 'unearnedFen', sessions: 'sessions' } as const;

/** What cards hold; one that never held anything holds nothing. */
export async function readCardPurses(sql: Sql, cardIds: readonly string[]): Promise<Map<string, CardPurses>> {
  const rows = await sql<{ cardId: string; kind: keyof typeof FIELD; balance: number }>(
    `SELECT holder_id AS "cardId", kind, balance::float8 FROM ledger_accounts WHERE holder_id = ANY($1::uuid[]) AND kind IN ('principal', 'bonus', 'unearned', 'sessions')`,
    [cardIds],
  );
  const found = new Map<string, CardPurses>(cardIds.map((id) => [id, EMPTY]));
  for (const { cardId, kind, balance } of rows) found.set(cardId, { ...(found.get(cardId) ?? EMPTY), [FIELD[kind]]: balance });
  return found;
}

/** The purses of one card become somebody else's. */
export async function giveCardPurses(tx: Tx, cardId: string, customerId: string): Promise<void> {
  await changeIn(
    tx,
    `UPDATE ledger_accounts SET customer_id = $2::uuid WHERE holder_id = $1::uuid AND kind IN ('principal', 'bonus', 'unearned', 'sessions')`,
    [cardId, customerId],
  );
}

/** The transaction that stands under a key. */
export async function findByKey(sql: Sql, key: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM ledger_transactions WHERE key = $1', [key]))[0]?.id ?? null;
}

export interface CardHistoryRow {
  readonly transactionId: string;
  /** Its last line: what the next page begins after. */
  readonly entryId: string;
  readonly at: Date;
  readonly act: string;
  readonly key: string;
  readonly sessions: number;
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly unearnedFen: number;
  /** Money that came by it; negative: went back. */
  readonly moneyFen: number;
  /** Whose card it was then; a card may have been given away since. */
  readonly payerId: string | null;
  readonly payerName: string;
  readonly storeName: string;
  readonly byName: string | null;
  readonly actorKind: string;
  readonly note: string;
  readonly bookingId: string | null;
  readonly reversed: boolean;
}

/** Where money is while it is nobody's purse. */
const MONEY = ['cash', 'bank', 'pos', 'wechat', 'refund_due'] as const;

/** What an act moved, pot by pot: received positive, given back negative; the largest first. */
export function listMoneyOf(sql: Sql, transactionId: string): Promise<{ readonly kind: (typeof MONEY)[number]; readonly amountFen: number }[]> {
  return sql(
    `SELECT a.kind, sum(e.amount)::float8 AS "amountFen" FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
      WHERE e.transaction_id = $1::uuid AND a.kind = ANY($2) GROUP BY a.kind HAVING sum(e.amount) <> 0 ORDER BY abs(sum(e.amount)) DESC, a.kind`,
    [transactionId, MONEY],
  );
}

/** The acts on a card, the newest first, before the line `beforeId`; `limit` null: all of them. */
export function listCardHistory(sql: Sql, cardId: string, beforeId: string | null, limit: number | null): Promise<CardHistoryRow[]> {
  const sum = (kind: string): string => `COALESCE(sum(e.amount * a.side) FILTER (WHERE a.kind = '${kind}'), 0)::float8`;
  return sql(
    `SELECT t.id AS "transactionId", max(e.id)::text AS "entryId", t.at, t.act, t.key, ${sum('sessions')} AS sessions, ${sum('principal')} AS "principalFen", ${sum('bonus')} AS "bonusFen", ${sum('unearned')} AS "unearnedFen",
        (SELECT COALESCE(sum(x.amount), 0) FROM ledger_entries x JOIN ledger_accounts y ON y.id = x.account_id WHERE x.transaction_id = t.id AND y.kind = ANY($4))::float8 AS "moneyFen",
        COALESCE(w.id, c.id) AS "payerId", COALESCE(w.name, c.name, '') AS "payerName",
        COALESCE(st.name, '') AS "storeName", m.name AS "byName", t.actor_kind AS "actorKind", t.note, t.booking_id AS "bookingId",
        EXISTS (SELECT 1 FROM ledger_transactions r WHERE r.reverses_id = t.id) AS reversed
       FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id JOIN ledger_transactions t ON t.id = e.transaction_id
       LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN customers w ON w.id = c.merged_into_id
       LEFT JOIN stores st ON st.id = t.store_id LEFT JOIN staff_members m ON t.actor_kind = 'staff' AND m.id::text = t.actor_id
      WHERE a.holder_id = $1::uuid AND a.kind IN ('principal', 'bonus', 'unearned', 'sessions')
      GROUP BY t.id, c.id, w.id, st.name, m.name HAVING $2::bigint IS NULL OR max(e.id) < $2::bigint ORDER BY max(e.id) DESC LIMIT $3::int`,
    [cardId, beforeId, limit, MONEY],
  );
}

export interface BetweenRow {
  readonly storeId: string;
  readonly storeName: string;
  readonly owedFen: number;
  readonly acts: number;
}

/** What others owe each store over a span of business days; negative: what it owes. */
export function sumBetweenStores(sql: Sql, span: { readonly from: string; readonly until: string }): Promise<BetweenRow[]> {
  return sql(
    `SELECT a.store_id AS "storeId", st.name AS "storeName", sum(e.amount)::float8 AS "owedFen", count(*)::int AS acts
       FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id JOIN ledger_transactions t ON t.id = e.transaction_id JOIN stores st ON st.id = a.store_id
      WHERE a.kind = 'interstore' AND t.business_date BETWEEN $1::date AND $2::date GROUP BY a.store_id, st.name, st.position ORDER BY st.position, st.name`,
    [span.from, span.until],
  );
}
