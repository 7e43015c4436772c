import type { Sql } from '../../platform/db';

export interface PointsHeld {
  readonly points: number;
  readonly owedPoints: number;
}

/** What her purse of points and her debt hold. */
export async function readPoints(sql: Sql, customerId: string): Promise<PointsHeld> {
  const rows = await sql<{ key: string; balance: number }>('SELECT key, balance::float8 FROM ledger_accounts WHERE key = ANY($1::text[])', [
    [`points:${customerId}`, `points_owed:${customerId}`],
  ]);
  const of = (key: string): number => rows.find((row) => row.key === key)?.balance ?? 0;
  return { points: of(`points:${customerId}`), owedPoints: of(`points_owed:${customerId}`) };
}

export interface PointsHistoryRow {
  readonly transactionId: string;
  readonly entryId: string;
  readonly at: Date;
  readonly act: string;
  readonly points: number;
  readonly owedPoints: number;
  readonly note: string;
  readonly byName: string | null;
  readonly actorKind: string;
  readonly orderId: string | null;
}

/** Every act on her points, the newest first, before the line `beforeId`. */
export function listPointsHistory(sql: Sql, customerId: string, beforeId: string | null, limit: number): Promise<PointsHistoryRow[]> {
  return sql(
    `SELECT t.id AS "transactionId", max(e.id)::text AS "entryId", t.at, t.act, t.note, m.name AS "byName", t.actor_kind AS "actorKind", t.order_id AS "orderId",
        COALESCE(sum(e.amount * a.side) FILTER (WHERE a.kind = 'points'), 0)::float8 AS points, COALESCE(sum(e.amount * a.side) FILTER (WHERE a.kind = 'points_owed'), 0)::float8 AS "owedPoints"
       FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id JOIN ledger_transactions t ON t.id = e.transaction_id
       LEFT JOIN staff_members m ON t.actor_kind = 'staff' AND m.id::text = t.actor_id
      WHERE a.key = ANY($1::text[]) GROUP BY t.id, m.name HAVING $2::bigint IS NULL OR max(e.id) < $2::bigint ORDER BY max(e.id) DESC LIMIT $3::int`,
    [[`points:${customerId}`, `points_owed:${customerId}`], beforeId, limit],
  );
}
