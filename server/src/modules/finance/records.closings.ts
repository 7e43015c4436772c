import type { Till } from '@zhike/domain/ledger/accounts';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface TillSums {
  readonly till: Till;
  readonly inFen: number;
  readonly outFen: number;
}

export interface ClosingRow {
  readonly id: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly from: Date | null;
  readonly at: Date;
  readonly byName: string;
  readonly tills: readonly TillSums[];
  /** What the books said of each till after the count. */
  readonly balances: Readonly<Record<Till, number>>;
  readonly expectedFen: number;
  readonly countedFen: number;
  readonly bankedFen: number;
  readonly note: string;
}

const CLOSING = `SELECT k.id, k.store_id AS "storeId", st.name AS "storeName", (SELECT max(b.at) FROM till_closings b WHERE b.store_id = k.store_id AND (b.at, b.id) < (k.at, k.id)) AS "from", k.at, m.name AS "byName",
  k.tills, k.balances, k.expected_fen::float8 AS "expectedFen", k.counted_fen AS "countedFen", k.banked_fen AS "bankedFen", k.note
  FROM till_closings k JOIN stores st ON st.id = k.store_id JOIN staff_members m ON m.id = k.staff_id`;

export async function findLastClosing(sql: Sql, storeId: string): Promise<ClosingRow | null> {
  return (await sql<ClosingRow>(`${CLOSING} WHERE k.store_id = $1::uuid ORDER BY k.at DESC, k.id DESC LIMIT 1`, [storeId]))[0] ?? null;
}

export function listClosings(
  sql: Sql,
  scope: Scope,
  storeId: string | null,
  page: { readonly after: Keyset | null; readonly limit: number },
): Promise<ClosingRow[]> {
  const values: unknown[] = [storeId];
  const where = ['($1::uuid IS NULL OR k.store_id = $1::uuid)', scopeSql(scope, values, { store: 'k.store_id', customer: null, own: () => 'false' })];
  if (page.after) where.push(`(k.at, k.id) < ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)}::uuid)`);
  return sql(`${CLOSING} WHERE ${where.join(' AND ')} ORDER BY k.at DESC, k.id DESC LIMIT $${values.push(page.limit)}::int`, values);
}

export async function insertClosing(
  tx: Tx,
  closing: Pick<ClosingRow, 'id' | 'storeId' | 'tills' | 'balances' | 'expectedFen' | 'countedFen' | 'bankedFen' | 'note' | 'at'> & {
    readonly staffId: string;
  },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO till_closings (id, store_id, at, staff_id, tills, balances, expected_fen, counted_fen, banked_fen, note)
     VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::uuid, $5::jsonb, $6::jsonb, $7::bigint, $8::int, $9::int, $10)`,
    [
      closing.id,
      closing.storeId,
      closing.at.toISOString(),
      closing.staffId,
      JSON.stringify(closing.tills),
      JSON.stringify(closing.balances),
      closing.expectedFen,
      closing.countedFen,
      closing.bankedFen,
      closing.note,
    ],
  );
}
