import type { BulkChange, BulkView, Kind } from '@zhike/domain/bulk/contract';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';

export interface BulkRow {
  readonly id: string;
  readonly staffId: string;
  readonly of: Kind;
  readonly byName: string;
  readonly actor: StaffActor;
  /** The value of a `set` is sealed. */
  readonly change: BulkChange;
  readonly words: string;
  readonly state: BulkView['state'];
  readonly total: number;
  readonly changed: number;
  readonly same: number;
  readonly refused: number;
  readonly undone: number;
  readonly waiting: number;
  readonly createdAt: Date;
}

const count = (test: string): string => `(SELECT count(*)::int FROM bulk_rows r WHERE r.run_id = b.id AND ${test})`;
const SELECT = `SELECT b.id, b.of, b.staff_id AS "staffId", coalesce((SELECT m.name FROM staff_members m WHERE m.id = b.staff_id), '') AS "byName", b.actor, b.change, b.words, b.state, b.total,
  ${count("r.outcome IN ('changed', 'kept')")} AS changed, ${count("r.outcome = 'same'")} AS same, ${count("r.outcome IN ('refused', 'kept')")} AS refused,
  ${count("r.outcome = 'undone'")} AS undone, ${count('r.outcome IS NULL')} AS waiting, b.created_at AS "createdAt" FROM bulk_runs b`;

export async function findBulk(sql: Sql, id: string, staffId: string | null): Promise<BulkRow | null> {
  return (await sql<BulkRow>(`${SELECT} WHERE b.id = $1::uuid AND ($2::uuid IS NULL OR b.staff_id = $2::uuid)`, [id, staffId]))[0] ?? null;
}

export async function lockBulk(tx: Tx, id: string, staffId: string | null): Promise<BulkRow | null> {
  await sqlIn(tx)('SELECT id FROM bulk_runs WHERE id = $1::uuid FOR UPDATE', [id]);
  return findBulk(sqlIn(tx), id, staffId);
}

export function listBulks(sql: Sql, staffId: string, limit: number): Promise<BulkRow[]> {
  return sql(`${SELECT} WHERE b.staff_id = $1::uuid ORDER BY b.created_at DESC, b.id DESC LIMIT $2::int`, [staffId, limit]);
}

export async function insertBulk(
  tx: Tx,
  made: Pick<BulkRow, 'id' | 'of' | 'actor' | 'change' | 'words'> & { readonly ids: readonly string[]; readonly at: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO bulk_runs (id, staff_id, actor, change, words, state, total, created_at, of) VALUES ($1::uuid, $2::uuid, $3::jsonb, $4::jsonb, $5, 'running', $6::int, $7::timestamptz, $8)`,
    [made.id, made.actor.staffId, JSON.stringify(made.actor), JSON.stringify(made.change), made.words, made.ids.length, made.at.toISOString(), made.of],
  );
  await changeIn(
    tx,
    'INSERT INTO bulk_rows (run_id, position, customer_id) SELECT $1::uuid, n.position, n.id FROM unnest($2::uuid[]) WITH ORDINALITY AS n(id, position)',
    [made.id, made.ids],
  );
}

/** Customers that wait for the step, or (going back) that it changed. */
export function nextRows(sql: Sql, id: string, back: boolean, limit: number): Promise<{ position: number; customerId: string; before: string | null }[]> {
  return sql(
    `SELECT position, customer_id AS "customerId", before FROM bulk_rows WHERE run_id = $1::uuid AND ${back ? `outcome = 'changed'` : 'outcome IS NULL'}
     ORDER BY position ${back ? 'DESC' : 'ASC'} LIMIT $2::int`,
    [id, limit],
  );
}

export async function settleRows(
  tx: Tx,
  id: string,
  rows: readonly { readonly position: number; readonly outcome: string; readonly reason: string | null; readonly before: string | null }[],
): Promise<void> {
  await changeIn(
    tx,
    `UPDATE bulk_rows r SET outcome = o.outcome, reason = o.reason, before = o.before
     FROM jsonb_to_recordset($2::jsonb) AS o(position int, outcome text, reason text, before text) WHERE r.run_id = $1::uuid AND r.position = o.position`,
    [id, JSON.stringify(rows)],
  );
}

export async function setState(tx: Tx, id: string, state: BulkView['state'], at: Date | null): Promise<void> {
  await changeIn(tx, 'UPDATE bulk_runs SET state = $2, finished_at = $3::timestamptz WHERE id = $1::uuid', [id, state, at?.toISOString() ?? null]);
}

export function listRefused(sql: Sql, id: string, limit: number): Promise<{ customerId: string; name: string; reason: string }[]> {
  return sql(
    `SELECT r.customer_id AS "customerId", coalesce(c.name, b.code, o.code, k.code, m.code, left(split_part(m.search, E'\\n', 1), 40), '') AS name, coalesce(r.reason, '') AS reason
     FROM bulk_rows r LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN bookings b ON b.id = r.customer_id LEFT JOIN orders o ON o.id = r.customer_id
       LEFT JOIN cards k ON k.id = r.customer_id LEFT JOIN records m ON m.id = r.customer_id
     WHERE r.run_id = $1::uuid AND r.outcome IN ('refused', 'kept') ORDER BY r.position LIMIT $2::int`,
    [id, limit],
  );
}

/** Those that stand still because their worker died. */
export async function listStuck(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT b.id FROM bulk_runs b WHERE b.state IN ('running', 'undoing') AND NOT EXISTS (
       SELECT 1 FROM pgboss.job j WHERE j.name = 'bulk.go_on' AND j.state IN ('created', 'retry', 'active') AND j.data->>'bulkId' = b.id::text) LIMIT 100`,
    [],
  );
  return rows.map((row) => row.id);
}

export function listStaff(sql: Sql): Promise<{ id: string; name: string }[]> {
  return sql('SELECT id, name FROM staff_members WHERE left_at IS NULL ORDER BY name, id LIMIT 2000', []);
}

export async function staffName(sql: Sql, id: string): Promise<string | null> {
  return (await sql<{ name: string }>('SELECT name FROM staff_members WHERE id = $1::uuid AND left_at IS NULL', [id]))[0]?.name ?? null;
}

export function tagNames(sql: Sql, ids: readonly string[]): Promise<{ id: string; name: string; archived: boolean }[]> {
  return sql('SELECT id, name, archived_at IS NOT NULL AS archived FROM tags WHERE id = ANY($1::uuid[])', [ids]);
}
