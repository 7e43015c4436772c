import type { Actor } from '@zhike/domain/kernel/actor';
import type { ImportKind, ImportState } from '@zhike/domain/imports/contract';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';

export interface ImportRow {
  readonly id: string;
  readonly kind: ImportKind;
  readonly formId: string | null;
  readonly formVersion: number | null;
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly staffId: string;
  readonly byName: string;
  readonly actor: Extract<Actor, { kind: 'staff' }>;
  readonly fileName: string;
  readonly parts: number;
  readonly haveParts: number;
  readonly state: ImportState;
  readonly problem: string | null;
  readonly headings: readonly string[];
  readonly mapping: readonly (string | null)[];
  readonly headRow: number;
  readonly mode: 'all' | 'good' | null;
  readonly heard: boolean;
  readonly existing: 'update' | 'skip';
  readonly checkedUntil: number;
  readonly writtenUntil: number;
  readonly undoneUntil: number;
  readonly checked: number;
  readonly bad: number;
  readonly written: number;
  readonly created: number;
  readonly changed: number;
  readonly same: number;
  readonly kept: number;
  readonly undoAs: 'cancelled' | 'undone' | 'failed' | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const SELECT = `SELECT i.id, i.kind, i.form_id AS "formId", i.form_version AS "formVersion", i.store_id AS "storeId", s.name AS "storeName", i.staff_id AS "staffId",
  coalesce((SELECT m.name FROM staff_members m WHERE m.id = i.staff_id), '') AS "byName", i.actor, i.file_name AS "fileName", i.parts,
  (SELECT count(*)::int FROM import_parts p WHERE p.import_id = i.id) AS "haveParts", i.state, i.problem, i.headings, i.mapping, i.head_row AS "headRow", i.mode, i.heard,
  i.existing, i.checked_until AS "checkedUntil", i.written_until AS "writtenUntil", i.undone_until AS "undoneUntil", i.checked, i.bad, i.written, i.created, i.changed, i.same,
  i.kept, i.undo_as AS "undoAs", i.created_at AS "createdAt", i.finished_at AS "finishedAt"
  FROM imports i LEFT JOIN stores s ON s.id = i.store_id`;

/** An import of a member, or anybody's for whom `staffId` is null. */
export async function findImport(sql: Sql, id: string, staffId: string | null = null): Promise<ImportRow | null> {
  return (await sql<ImportRow>(`${SELECT} WHERE i.id = $1::uuid AND ($2::uuid IS NULL OR i.staff_id = $2::uuid)`, [id, staffId]))[0] ?? null;
}

export async function lockImport(tx: Tx, id: string, staffId: string | null = null): Promise<ImportRow | null> {
  const [held] = await sqlIn(tx)<{ id: string }>('SELECT id FROM imports WHERE id = $1::uuid FOR UPDATE', [id]);
  return held ? findImport(sqlIn(tx), id, staffId) : null;
}

export function listImports(sql: Sql, staffId: string | null, after: Keyset | null, limit: number): Promise<ImportRow[]> {
  return sql(
    `${SELECT} WHERE ($1::uuid IS NULL OR i.staff_id = $1::uuid) AND ($2::timestamptz IS NULL OR (i.created_at, i.id) < ($2::timestamptz, $3::uuid))
     ORDER BY i.created_at DESC, i.id DESC LIMIT $4::int`,
    [staffId, after?.at ?? null, after?.id ?? null, limit],
  );
}

export async function insertImport(
  tx: Tx,
  made: Pick<ImportRow, 'id' | 'kind' | 'formId' | 'formVersion' | 'storeId' | 'actor' | 'fileName' | 'parts'> & { readonly at: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO imports (id, kind, form_id, form_version, store_id, staff_id, actor, file_name, parts, state, created_at)
     VALUES ($1::uuid, $2, $3, $4::int, $5::uuid, $6::uuid, $7::jsonb, $8, $9::int, 'uploading', $10::timestamptz)`,
    [
      made.id,
      made.kind,
      made.formId,
      made.formVersion,
      made.storeId,
      made.actor.staffId,
      JSON.stringify(made.actor),
      made.fileName,
      made.parts,
      made.at.toISOString(),
    ],
  );
}

const COLUMNS = {
  state: ['state', 'text'],
  problem: ['problem', 'text'],
  headings: ['headings', 'jsonb'],
  mapping: ['mapping', 'jsonb'],
  headRow: ['head_row', 'int'],
  mode: ['mode', 'text'],
  heard: ['heard', 'bool'],
  existing: ['existing', 'text'],
  checkedUntil: ['checked_until', 'int'],
  writtenUntil: ['written_until', 'int'],
  undoneUntil: ['undone_until', 'int'],
  checked: ['checked', 'int'],
  bad: ['bad', 'int'],
  written: ['written', 'int'],
  created: ['created', 'int'],
  changed: ['changed', 'int'],
  same: ['same', 'int'],
  kept: ['kept', 'int'],
  undoAs: ['undo_as', 'text'],
  actor: ['actor', 'jsonb'],
  finishedAt: ['finished_at', 'timestamptz'],
} as const;
export type ImportChange = { readonly [Key in keyof typeof COLUMNS]?: ImportRow[Key] };

export async function changeImport(tx: Tx, id: string, change: ImportChange): Promise<void> {
  const values: unknown[] = [id];
  const sets = Object.entries(change).map(([key, value]) => {
    const [column, type] = COLUMNS[key as keyof typeof COLUMNS];
    const given = value instanceof Date ? value.toISOString() : type === 'jsonb' ? JSON.stringify(value) : value;
    return `"${column}" = $${values.push(given)}::${type}`;
  });
  if (sets.length > 0) await changeIn(tx, `UPDATE imports SET ${sets.join(', ')} WHERE id = $1::uuid`, values);
}

/* ---- the file ---- */

export async function savePart(tx: Tx, importId: string, position: number, sealed: string): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO import_parts (import_id, position, sealed) VALUES ($1::uuid, $2::int, $3) ON CONFLICT (import_id, position) DO UPDATE SET sealed = excluded.sealed',
    [importId, position, sealed],
  );
}

export async function readPart(sql: Sql, importId: string, position: number): Promise<string | null> {
  const rows = await sql<{ sealed: string }>('SELECT sealed FROM import_parts WHERE import_id = $1::uuid AND position = $2::int', [importId, position]);
  return rows[0]?.sealed ?? null;
}

export async function dropParts(tx: Tx, importId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM import_parts WHERE import_id = $1::uuid', [importId]);
}

/* ---- its rows ---- */

export interface RowProblem {
  readonly slot: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}
export interface CheckedLine {
  readonly row: number;
  readonly key: string | null;
  readonly sealed: string | null;
  readonly problems: readonly RowProblem[];
}

export async function insertLines(tx: Tx, importId: string, lines: readonly CheckedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await changeIn(
    tx,
    `INSERT INTO import_rows (import_id, "row", key, sealed, problems)
     SELECT $1::uuid, r.n, r.key, r.sealed, r.problems FROM jsonb_to_recordset($2::jsonb) AS r(n int, key text, sealed text, problems jsonb)`,
    [importId, JSON.stringify(lines.map(({ row, problems, ...rest }) => ({ n: row, ...rest, problems: problems.length > 0 ? problems : null })))],
  );
}

export async function dropLines(tx: Tx, importId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM import_rows WHERE import_id = $1::uuid', [importId]);
}

/** The first rows of an import that have these keys, and how many have them, among those until row `until`. */
export async function findKeyRows(sql: Sql, importId: string, keys: readonly string[], until: number): Promise<Map<string, { row: number; count: number }>> {
  // As a condition "row <= until" would tempt the planner to read the whole import by its primary key, once a batch.
  const rows = await sql<{ key: string; row: number; count: number }>(
    `SELECT key, min("row") FILTER (WHERE "row" <= $3::int) AS "row", count(*) FILTER (WHERE "row" <= $3::int)::int AS count
     FROM import_rows WHERE import_id = $1::uuid AND key = ANY($2::text[]) GROUP BY key HAVING min("row") <= $3::int`,
    [importId, keys, until],
  );
  return new Map(rows.map(({ key, row, count }) => [key, { row, count }]));
}

/** Rows in order that wait to be written. `nth`: how many rows before it have the same key. */
export function listGood(sql: Sql, importId: string, after: number, limit: number): Promise<{ row: number; key: string; nth: number; sealed: string }[]> {
  return sql(
    `SELECT r."row", r.key, r.sealed, (SELECT count(*)::int FROM import_rows b WHERE b.import_id = r.import_id AND b.key = r.key AND b."row" < r."row") AS nth FROM import_rows r WHERE r.import_id = $1::uuid AND r."row" > $2::int AND r.problems IS NULL ORDER BY r."row" LIMIT $3::int`,
    [importId, after, limit],
  );
}

export interface Outcome {
  readonly row: number;
  readonly id: string | null;
  readonly outcome: 'created' | 'changed' | 'same' | null;
  readonly before: string | null;
  readonly problem: RowProblem | null;
}

/** What became of rows. What they said is not kept any longer. */
export async function saveOutcomes(tx: Tx, importId: string, outcomes: readonly Outcome[]): Promise<void> {
  await changeIn(
    tx,
    `UPDATE import_rows r SET outcome = o.outcome, record_id = o.id, before = o.before, problems = o.problems, sealed = NULL
     FROM jsonb_to_recordset($2::jsonb) AS o(n int, id uuid, outcome text, before text, problems jsonb) WHERE r.import_id = $1::uuid AND r."row" = o.n`,
    [
      importId,
      JSON.stringify(
        outcomes.map(({ row, id, outcome, before, problem }) => ({
          n: row,
          id,
          outcome: problem ? null : outcome,
          before,
          problems: problem ? [problem] : null,
        })),
      ),
    ],
  );
}

/** Rows that are to be taken back, the last first. */
export function listWritten(
  sql: Sql,
  importId: string,
  before: number,
  limit: number,
): Promise<{ row: number; recordId: string; outcome: 'created' | 'changed'; before: string | null }[]> {
  return sql(
    `SELECT "row", record_id AS "recordId", outcome, before FROM import_rows
     WHERE import_id = $1::uuid AND "row" < $2::int AND outcome IN ('created', 'changed') ORDER BY "row" DESC LIMIT $3::int`,
    [importId, before, limit],
  );
}

export function listMadeIds(sql: Sql, importId: string, after: number, limit: number): Promise<{ row: number; id: string }[]> {
  return sql(
    `SELECT "row", record_id AS id FROM import_rows WHERE import_id = $1::uuid AND "row" > $2::int AND outcome = 'created' ORDER BY "row" LIMIT $3::int`,
    [importId, after, limit],
  );
}

export function listBad(sql: Sql, importId: string, after: number, limit: number): Promise<{ row: number; problems: RowProblem[] }[]> {
  return sql(`SELECT "row", problems FROM import_rows WHERE import_id = $1::uuid AND "row" > $2::int AND problems IS NOT NULL ORDER BY "row" LIMIT $3::int`, [
    importId,
    after,
    limit,
  ]);
}

/* ---- what is remembered ---- */

export async function findKeys(sql: Sql, kind: string, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await sql<{ key: string; id: string }>('SELECT key, record_id AS id FROM import_keys WHERE kind = $1 AND key = ANY($2::text[])', [kind, keys]);
  return new Map(rows.map((row) => [row.key, row.id]));
}

export async function saveKeys(tx: Tx, kind: string, keys: readonly { readonly key: string; readonly id: string; readonly made: boolean }[]): Promise<void> {
  if (keys.length === 0) return;
  await changeIn(
    tx,
    `INSERT INTO import_keys (kind, key, record_id, made) SELECT $1, k.key, k.id, k.made FROM unnest($2::text[], $3::uuid[], $4::bool[]) AS k(key, id, made) ORDER BY 2
     ON CONFLICT (kind, key) DO UPDATE SET record_id = excluded.record_id`,
    [kind, keys.map((one) => one.key), keys.map((one) => one.id), keys.map((one) => one.made)],
  );
}

export async function dropKeys(tx: Tx, kind: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await changeIn(tx, 'DELETE FROM import_keys WHERE kind = $1 AND record_id = ANY($2::uuid[])', [kind, ids]);
}

export async function findHeadings(sql: Sql, target: string): Promise<Record<string, string | null>> {
  const rows = await sql<{ heading: string; key: string | null }>('SELECT heading, column_key AS key FROM import_headings WHERE target = $1', [target]);
  return Object.fromEntries(rows.map((row) => [row.heading, row.key]));
}

export async function saveHeadings(tx: Tx, target: string, pairs: readonly { readonly heading: string; readonly key: string | null }[]): Promise<void> {
  const unique = [...new Map(pairs.map((pair) => [pair.heading, pair])).values()];
  if (unique.length === 0) return;
  await changeIn(
    tx,
    `INSERT INTO import_headings (target, heading, column_key) SELECT $1, h.heading, h.key FROM unnest($2::text[], $3::text[]) AS h(heading, key)
     ON CONFLICT (target, heading) DO UPDATE SET column_key = excluded.column_key`,
    [target, unique.map((pair) => pair.heading), unique.map((pair) => pair.key)],
  );
}

/* ---- what names lead to ---- */

/** Stores, members, tags, kinds of cards: few enough to know all of them. Retired ones are not picked anew. */
export function listLabels(sql: Sql, entity: 'staff' | 'store' | 'tag' | 'card_product'): Promise<{ id: string; name: string }[]> {
  const from = {
    staff: 'SELECT id, name FROM staff_members WHERE left_at IS NULL',
    store: 'SELECT id, name FROM stores WHERE closed_at IS NULL',
    tag: 'SELECT id, name FROM tags WHERE archived_at IS NULL',
    card_product: 'SELECT id, name FROM card_products WHERE active',
  }[entity];
  return sql(`${from} ORDER BY name, id LIMIT 20000`, []);
}
