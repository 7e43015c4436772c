import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface PastVisitIn {
  readonly id: string;
  readonly customer_id: string;
  readonly store_id: string | null;
  readonly day: string;
  readonly title: string;
  readonly amount_fen: number | null;
  readonly staff_name: string;
  readonly note: string;
}

export async function insertVisits(tx: Tx, importId: string, visits: readonly PastVisitIn[]): Promise<void> {
  if (visits.length === 0) return;
  await changeIn(
    tx,
    `INSERT INTO past_visits (id, customer_id, store_id, "on", title, amount_fen, staff_name, note, import_id)
     SELECT v.id, v.customer_id, v.store_id, v.day, v.title, v.amount_fen, v.staff_name, v.note, $1::uuid
     FROM jsonb_to_recordset($2::jsonb) AS v(id uuid, customer_id uuid, store_id uuid, day date, title text, amount_fen int, staff_name text, note text)`,
    [importId, JSON.stringify(visits)],
  );
}

export async function dropVisits(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await changeIn(tx, 'DELETE FROM past_visits WHERE id = ANY($1::uuid[])', [ids]);
}

export interface PastVisitRow {
  readonly id: string;
  readonly on: string;
  readonly title: string;
  readonly amountFen: number | null;
  readonly staffName: string;
  readonly storeName: string | null;
  readonly note: string;
}

/** What a customer had before, also under records that were merged into hers, the newest first. */
export function listVisits(sql: Sql, customerId: string, limit: number): Promise<PastVisitRow[]> {
  return sql(
    `WITH RECURSIVE down AS (SELECT $1::uuid AS id UNION SELECT c.id FROM customers c JOIN down ON c.merged_into_id = down.id)
     SELECT v.id, v."on"::text AS "on", v.title, v.amount_fen AS "amountFen", v.staff_name AS "staffName", s.name AS "storeName", v.note
     FROM past_visits v LEFT JOIN stores s ON s.id = v.store_id WHERE v.customer_id IN (SELECT id FROM down) ORDER BY v."on" DESC, v.id LIMIT $2::int`,
    [customerId, limit],
  );
}
