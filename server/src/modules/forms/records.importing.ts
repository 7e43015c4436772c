import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';
import type { NewRecord } from './records';

/** Many new records that are no rows of others, with their links, in two statements. */
export async function insertRecords(tx: Tx, made: readonly Omit<NewRecord, 'parent'>[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map((one) => ({
    id: one.id,
    entity: one.entity,
    store_id: one.storeId,
    owner_id: one.ownerId,
    custom: one.custom,
    search: one.search,
    at: one.at.toISOString(),
    code: one.code ?? null,
    state: one.state ?? null,
  }));
  const links = made.flatMap(({ id, links }) => links.map((link) => ({ from_id: id, field_id: link.fieldId, ...idOf(link), position: link.position })));
  await Promise.all([
    changeIn(
      tx,
      `INSERT INTO records (id, entity, store_id, owner_id, position, custom, search, created_at, updated_at, code, state)
       SELECT n.id, n.entity, n.store_id, n.owner_id, 0, n.custom, n.search, n.at, n.at, n.code, n.state
       FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, entity text, store_id uuid, owner_id uuid, custom jsonb, search text, at timestamptz, code text, state text)`,
      [JSON.stringify(rows)],
    ),
    links.length === 0
      ? undefined
      : changeIn(
          tx,
          `INSERT INTO record_links (from_id, field_id, to_entity, to_id, position)
           SELECT l.from_id, l.field_id, l.to_entity, l.to_id, l.position
           FROM jsonb_to_recordset($1::jsonb) AS l(from_id uuid, field_id text, to_entity text, to_id text, position int) ON CONFLICT DO NOTHING`,
          [JSON.stringify(links)],
        ),
  ]);
}

const idOf = (link: NewRecord['links'][number]) => ({ to_entity: link.toEntity, to_id: link.toId });

export interface UniqueOf {
  readonly recordId: string;
  readonly fieldId: string;
  readonly scopeId: string;
  readonly value: string;
}

/** Takes unique values for many new records; false: at least one of them is another's. */
export async function takeUniquesOfMany(tx: Tx, entity: string, uniques: readonly UniqueOf[]): Promise<boolean> {
  if (uniques.length === 0) return true;
  const taken = await changeIn(
    tx,
    `INSERT INTO record_uniques (entity, field_id, scope_id, value, record_id)
     SELECT $1, u.field, u.scope, u.value, u.record FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) AS u(field, scope, value, record) ORDER BY 2, 3, 4
     ON CONFLICT DO NOTHING`,
    [entity, uniques.map((one) => one.fieldId), uniques.map((one) => one.scopeId), uniques.map((one) => one.value), uniques.map((one) => one.recordId)],
  );
  return taken === uniques.length;
}

/** Which records have unique values, in the order in which they are asked for; null: none. */
export async function findUniques(
  sql: Sql,
  entity: string,
  wanted: readonly { readonly fieldId: string; readonly value: string }[],
): Promise<(string | null)[]> {
  const rows = await sql<{ n: number; id: string }>(
    `SELECT DISTINCT ON (w.n) w.n::int AS n, u.record_id AS id FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w(field, value, n)
     JOIN record_uniques u ON u.entity = $1 AND u.field_id = w.field AND u.value = w.value ORDER BY w.n`,
    [entity, wanted.map((one) => one.fieldId), wanted.map((one) => one.value)],
  );
  const found = new Map(rows.map(({ n, id }) => [n, id]));
  return wanted.map((_, index) => found.get(index + 1) ?? null);
}

/** Tries something of which all or nothing may stay, within a transaction: what it wrote is gone again when it answers null. */
export async function allOrNothing<T>(tx: Tx, work: () => Promise<T | null>): Promise<T | null> {
  const sql = sqlIn(tx);
  await sql('SAVEPOINT all_or_nothing', []);
  const done = await work();
  await sql(done === null ? 'ROLLBACK TO SAVEPOINT all_or_nothing' : 'RELEASE SAVEPOINT all_or_nothing', []);
  return done;
}
