import type { Scope } from '@zhike/domain/kernel/access';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface DefinitionRecord {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly storeId: string | null;
  readonly current: number;
  readonly on: boolean;
  readonly draftRev: number;
  readonly editorId: string | null;
  readonly editorName: string | null;
  readonly editingUntil: Date | null;
  readonly retiredAt: Date | null;
  readonly updatedAt: Date;
  /** Who made its last step or version. */
  readonly byName: string;
}

export interface TextRecord {
  readonly title: string;
  readonly body: unknown;
  readonly byName: string;
  readonly at: Date;
}
export interface DraftRecord extends TextRecord {
  readonly rev: number;
}
export interface VersionRecord extends TextRecord {
  readonly version: number;
  readonly note: string;
  readonly restored: number | null;
}

const NAME = (column: string): string => `coalesce((SELECT m.name FROM staff_members m WHERE m.id = ${column}), '')`;
const DEFINITION = `SELECT d.id, d.kind, d.title, d.store_id AS "storeId", d.current, d."on", d.draft_rev AS "draftRev", d.editor_id AS "editorId",
  (SELECT m.name FROM staff_members m WHERE m.id = d.editor_id) AS "editorName", d.editing_until AS "editingUntil", d.retired_at AS "retiredAt",
  d.updated_at AS "updatedAt",
  CASE WHEN d.draft_rev > 0 THEN (SELECT ${NAME('f.staff_id')} FROM definition_drafts f WHERE f.definition_id = d.id AND f.rev = d.draft_rev)
    ELSE coalesce((SELECT ${NAME('v.staff_id')} FROM definition_versions v WHERE v.definition_id = d.id AND v.version = d.current), '') END AS "byName"
  FROM definitions d`;

/** Those of the whole shop are everybody's to read; those of a store its own people's. Adds its value to `values`. */
function reachSql(scope: Scope, values: unknown[]): string {
  if (scope.kind === 'all') return 'TRUE';
  return scope.kind === 'stores' ? `(d.store_id IS NULL OR d.store_id = ANY($${values.push(scope.storeIds)}::uuid[]))` : 'FALSE';
}

export async function findDefinition(sql: Sql, scope: Scope, id: string, lock = false): Promise<DefinitionRecord | null> {
  const values: unknown[] = [id];
  return (await sql<DefinitionRecord>(`${DEFINITION} WHERE d.id = $1 AND ${reachSql(scope, values)}${lock ? ' FOR UPDATE OF d' : ''}`, values))[0] ?? null;
}

export function listDefinitions(
  sql: Sql,
  scope: Scope,
  wanted: {
    readonly kind: string | null;
    readonly search: string;
    readonly retired: boolean;
    readonly after: Keyset | null;
    readonly limit: number;
  },
): Promise<DefinitionRecord[]> {
  const values: unknown[] = [];
  const where = [reachSql(scope, values), `(d.retired_at IS ${wanted.retired ? 'NOT NULL' : 'NULL'})`];
  if (wanted.kind) where.push(`d.kind = $${values.push(wanted.kind)}`);
  if (wanted.search) where.push(`strpos(lower(d.title), lower($${values.push(wanted.search)})) > 0`);
  if (wanted.after) where.push(`(d.updated_at, d.id) < ($${values.push(wanted.after.at)}::timestamptz, $${values.push(wanted.after.id)})`);
  return sql(`${DEFINITION} WHERE ${where.join(' AND ')} ORDER BY d.updated_at DESC, d.id DESC LIMIT $${values.push(wanted.limit)}::int`, values);
}

/** Drafts whose last step a member made. */
export function listDraftsOf(sql: Sql, scope: Scope, staffId: string, limit: number): Promise<DefinitionRecord[]> {
  const values: unknown[] = [staffId];
  return sql(
    `${DEFINITION} JOIN definition_drafts mine ON mine.definition_id = d.id AND mine.rev = d.draft_rev AND mine.staff_id = $1::uuid
     WHERE ${reachSql(scope, values)} AND d.retired_at IS NULL ORDER BY d.updated_at DESC, d.id DESC LIMIT $${values.push(limit)}::int`,
    values,
  );
}

export async function findDraft(sql: Sql, id: string, rev: number): Promise<DraftRecord | null> {
  return (
    (
      await sql<DraftRecord>(
        `SELECT f.rev, f.title, f.body, ${NAME('f.staff_id')} AS "byName", f.at FROM definition_drafts f WHERE f.definition_id = $1 AND f.rev = $2::int`,
        [id, rev],
      )
    )[0] ?? null
  );
}

/** The first and last step that is kept; null without any. */
export async function findDraftSpan(sql: Sql, id: string): Promise<{ first: number; last: number } | null> {
  const [row] = await sql<{ first: number | null; last: number | null }>(
    'SELECT min(rev) AS first, max(rev) AS last FROM definition_drafts WHERE definition_id = $1',
    [id],
  );
  return row && row.first !== null && row.last !== null ? { first: row.first, last: row.last } : null;
}

const VERSION = `SELECT v.version, v.title, v.body, v.note, v.restored, ${NAME('v.staff_id')} AS "byName", v.at FROM definition_versions v`;

export async function findVersion(sql: Sql, id: string, version: number): Promise<VersionRecord | null> {
  return (await sql<VersionRecord>(`${VERSION} WHERE v.definition_id = $1 AND v.version = $2::int`, [id, version]))[0] ?? null;
}

export function listVersions(sql: Sql, id: string): Promise<VersionRecord[]> {
  return sql(`${VERSION.replace('v.body', "'{}'::jsonb AS body")} WHERE v.definition_id = $1 ORDER BY v.version DESC`, [id]);
}

export async function insertDefinition(
  tx: Tx,
  made: { readonly id: string; readonly kind: string; readonly title: string; readonly storeId: string | null; readonly at: Date },
): Promise<boolean> {
  return (
    (await changeIn(
      tx,
      `INSERT INTO definitions (id, kind, title, store_id, created_at, updated_at) VALUES ($1, $2, $3, $4::uuid, $5::timestamptz, $5::timestamptz)
       ON CONFLICT (id) DO NOTHING`,
      [made.id, made.kind, made.title, made.storeId, made.at.toISOString()],
    )) === 1
  );
}

/** Writes the next step of a draft; later ones are dropped, and of the earlier ones `keep` are kept. */
export async function insertDraft(
  tx: Tx,
  step: { readonly id: string; readonly rev: number; readonly title: string; readonly body: unknown; readonly staffId: string | null; readonly at: Date },
  keep: number,
): Promise<void> {
  await changeIn(tx, 'DELETE FROM definition_drafts WHERE definition_id = $1 AND (rev >= $2::int OR rev <= $2::int - $3::int)', [step.id, step.rev, keep]);
  await changeIn(
    tx,
    'INSERT INTO definition_drafts (definition_id, rev, title, body, staff_id, at) VALUES ($1, $2::int, $3, $4::jsonb, $5::uuid, $6::timestamptz)',
    [step.id, step.rev, step.title, JSON.stringify(step.body), step.staffId, step.at.toISOString()],
  );
}

export async function deleteDrafts(tx: Tx, id: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM definition_drafts WHERE definition_id = $1', [id]);
}

export async function insertVersion(
  tx: Tx,
  made: {
    readonly id: string;
    readonly version: number;
    readonly title: string;
    readonly body: unknown;
    readonly note: string;
    readonly staffId: string | null;
    readonly at: Date;
    readonly restored: number | null;
  },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO definition_versions (definition_id, version, title, body, note, staff_id, at, restored)
     VALUES ($1, $2::int, $3, $4::jsonb, $5, $6::uuid, $7::timestamptz, $8::int)`,
    [made.id, made.version, made.title, JSON.stringify(made.body), made.note, made.staffId, made.at.toISOString(), made.restored],
  );
}

/** What changes of a definition itself; what is left out stays. `editor`: who has it open and until when, null: nobody. */
export async function updateDefinition(
  tx: Tx,
  id: string,
  change: {
    readonly at: Date;
    readonly title?: string;
    readonly current?: number;
    readonly on?: boolean;
    readonly draftRev?: number;
    readonly retired?: true;
    readonly editor?: { readonly staffId: string; readonly until: Date } | null;
  },
): Promise<void> {
  const values: unknown[] = [id, change.at.toISOString()];
  const sets = ['updated_at = $2::timestamptz'];
  const set = (column: string, value: unknown, type: string): void => void sets.push(`${column} = $${values.push(value)}::${type}`);
  if (change.title !== undefined) set('title', change.title, 'text');
  if (change.current !== undefined) set('current', change.current, 'int');
  if (change.on !== undefined) set('"on"', change.on, 'boolean');
  if (change.draftRev !== undefined) set('draft_rev', change.draftRev, 'int');
  if (change.retired) sets.push('retired_at = $2::timestamptz');
  if (change.editor !== undefined) {
    set('editor_id', change.editor?.staffId ?? null, 'uuid');
    set('editing_until', change.editor?.until.toISOString() ?? null, 'timestamptz');
  }
  await changeIn(tx, `UPDATE definitions SET ${sets.join(', ')} WHERE id = $1`, values);
}

/** Which versions are in force, by kind, without their texts. `at`: when that version was published. */
export function listStanding(
  sql: Sql,
  kinds: readonly string[],
): Promise<{ id: string; kind: string; version: number; title: string; storeId: string | null; on: boolean; at: Date }[]> {
  return sql(
    `SELECT d.id, d.kind, v.version, v.title, d.store_id AS "storeId", d."on", v.at
     FROM definitions d JOIN definition_versions v ON v.definition_id = d.id AND v.version = d.current
     WHERE d.retired_at IS NULL AND d.kind = ANY($1::text[]) ORDER BY d.id`,
    [kinds],
  );
}

/** The texts of some versions. */
export function listTexts(
  sql: Sql,
  wanted: readonly { readonly id: string; readonly version: number }[],
): Promise<{ id: string; version: number; body: unknown }[]> {
  return sql(
    `SELECT v.definition_id AS id, v.version, v.body FROM definition_versions v
     JOIN unnest($1::text[], $2::int[]) AS w(id, version) ON w.id = v.definition_id AND w.version = v.version`,
    [wanted.map((one) => one.id), wanted.map((one) => one.version)],
  );
}

/** Published texts in force, by kind: what engines run and what others may need. */
export function listInForce(
  sql: Sql,
  kinds: readonly string[] | null,
): Promise<{ id: string; kind: string; version: number; title: string; storeId: string | null; on: boolean; body: unknown }[]> {
  return sql(
    `SELECT d.id, d.kind, v.version, v.title, d.store_id AS "storeId", d."on", v.body
     FROM definitions d JOIN definition_versions v ON v.definition_id = d.id AND v.version = d.current
     WHERE d.retired_at IS NULL AND ($1::text[] IS NULL OR d.kind = ANY($1::text[])) ORDER BY d.id`,
    [kinds],
  );
}
