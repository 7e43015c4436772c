import type { Scope } from '@zhike/domain/kernel/access';
import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';
import { customerWhere } from './records';

/** A customer whom a row of a file may be. */
export interface KnownCustomer {
  readonly id: string;
  /** The id that was asked for: another one when she was merged. */
  readonly askedId: string;
  readonly phoneIndex: string | null;
  readonly reached: boolean;
  readonly name: string;
  readonly gender: string;
  readonly birthday: string | null;
  readonly weddingDate: string | null;
  readonly source: string;
  readonly note: string;
  readonly ownerStaffId: string | null;
  readonly storeId: string | null;
  readonly custom: Readonly<Record<string, unknown>>;
}

const COLUMNS = `c.id, c.phone_index AS "phoneIndex", c.name, c.gender, c.birthday::text AS birthday, c.wedding_date::text AS "weddingDate", c.source, c.note,
  c.owner_staff_id AS "ownerStaffId", c.store_id AS "storeId", c.custom`;

/** Those with these numbers or ids (a merged one's survivor), locked in the order of their ids. */
export async function lockKnown(
  tx: Tx,
  scope: Scope,
  wanted: { readonly phones: readonly string[]; readonly ids: readonly string[] },
): Promise<KnownCustomer[]> {
  if (wanted.phones.length + wanted.ids.length === 0) return [];
  const values: unknown[] = [wanted.phones, wanted.ids];
  return sqlIn(tx)<KnownCustomer>(
    `WITH RECURSIVE asked AS (SELECT id, id AS asked, merged_into_id, 0 AS depth FROM customers WHERE phone_index = ANY($1::text[]) OR id = ANY($2::uuid[])
       UNION ALL SELECT n.id, a.asked, n.merged_into_id, a.depth + 1 FROM asked a JOIN customers n ON n.id = a.merged_into_id WHERE a.depth < 100),
     held AS (SELECT c.* FROM customers c WHERE c.id IN (SELECT id FROM asked WHERE merged_into_id IS NULL) ORDER BY c.id FOR UPDATE)
     SELECT ${COLUMNS}, a.asked AS "askedId", ${customerWhere(scope, values)} AS reached FROM held c JOIN asked a ON a.id = c.id ORDER BY c.id`,
    values,
  );
}

/** Which customers have these numbers, within a scope or not. */
export function findByPhones(sql: Sql, scope: Scope, phones: readonly string[]): Promise<{ id: string; phoneIndex: string; name: string; reached: boolean }[]> {
  const values: unknown[] = [phones];
  return sql(
    `SELECT c.id, c.phone_index AS "phoneIndex", c.name, ${customerWhere(scope, values)} AS reached FROM customers c WHERE c.phone_index = ANY($1::text[]) AND c.merged_into_id IS NULL`,
    values,
  );
}

/** Customers of a scope with one of these names, and what tells them apart. */
export function findByNames(
  sql: Sql,
  scope: Scope,
  names: readonly string[],
): Promise<{ id: string; name: string; phoneIndex: string | null; phoneLast4: string | null }[]> {
  const values: unknown[] = [names];
  return sql(
    `SELECT c.id, c.name, c.phone_index AS "phoneIndex", c.phone_last4 AS "phoneLast4" FROM customers c
     WHERE c.name = ANY($1::text[]) AND c.merged_into_id IS NULL AND ${customerWhere(scope, values)} ORDER BY c.created_at LIMIT 5000`,
    values,
  );
}

export interface CustomerLineIn {
  readonly id: string;
  readonly member_code: string;
  readonly name: string;
  readonly name_pinyin: string;
  readonly phone_cipher: string | null;
  readonly phone_index: string | null;
  readonly phone_last4: string | null;
  readonly gender: string;
  readonly birthday: string | null;
  readonly wedding_date: string | null;
  readonly source: string;
  readonly note: string;
  readonly owner_staff_id: string | null;
  readonly store_id: string | null;
  /** The shop's own fields, as the column holds them. */
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Writes new customers in one statement; answers the ids of those whose number and code were free. */
export async function insertMany(tx: Tx, lines: readonly CustomerLineIn[], at: Date): Promise<Set<string>> {
  if (lines.length === 0) return new Set();
  const rows = await sqlIn(tx)<{ id: string }>(
    `INSERT INTO customers (id, member_code, name, name_pinyin, phone_cipher, phone_index, phone_last4, gender, birthday, wedding_date, source, note, owner_staff_id, store_id, custom, created_at)
     SELECT n.id, n.member_code, n.name, n.name_pinyin, n.phone_cipher, n.phone_index, n.phone_last4, n.gender, n.birthday, n.wedding_date, n.source, n.note,
       n.owner_staff_id, n.store_id, n.custom, $2::timestamptz
     FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, member_code text, name text, name_pinyin text, phone_cipher text, phone_index text, phone_last4 text, gender text,
       birthday date, wedding_date date, source text, note text, owner_staff_id uuid, store_id uuid, custom jsonb) ORDER BY n.phone_index, n.id
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(lines), at.toISOString()],
  );
  return new Set(rows.map((row) => row.id));
}

/** Gives many customers tags; answers the pairs that are new, as `customer/tag`. */
export async function giveMany(tx: Tx, pairs: readonly { readonly customerId: string; readonly tagId: string }[], at: Date): Promise<Set<string>> {
  if (pairs.length === 0) return new Set();
  const rows = await sqlIn(tx)<{ pair: string }>(
    `INSERT INTO customer_tags (customer_id, tag_id, at) SELECT DISTINCT p.customer, p.tag, $3::timestamptz FROM unnest($1::uuid[], $2::uuid[]) AS p(customer, tag)
     ON CONFLICT DO NOTHING RETURNING customer_id || '/' || tag_id AS pair`,
    [pairs.map((pair) => pair.customerId), pairs.map((pair) => pair.tagId), at.toISOString()],
  );
  return new Set(rows.map((row) => row.pair));
}

/** Whatever has a foreign key to customers, asked of the database itself: a table that is added tomorrow counts from then on. */
async function dependants(sql: Sql): Promise<{ table: string; column: string }[]> {
  return sql(
    `SELECT c.conrelid::regclass::text AS "table", quote_ident(a.attname) AS "column" FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'customers'::regclass AND array_length(c.conkey, 1) = 1 AND c.conrelid <> 'customer_tags'::regclass ORDER BY 1, 2`,
    [],
  );
}

/** Of these customers those about whom there is more than an import brought: rows elsewhere, links of records, things that happened. */
export async function listUsed(sql: Sql, ids: readonly string[], importId: string): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  const ways = (await dependants(sql)).map(({ table, column }) => `EXISTS (SELECT 1 FROM ${table} d WHERE d.${column} = c.id)`);
  return sql(
    `SELECT c.id, c.name FROM customers c WHERE c.id = ANY($1::uuid[]) AND (${[
      ...ways,
      `EXISTS (SELECT 1 FROM record_links l WHERE l.to_entity = 'customer' AND l.to_id = c.id::text)`,
      `EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.id AND e.data->>'importId' IS DISTINCT FROM $2)`,
    ].join(' OR ')}) ORDER BY c.id`,
    [ids, importId],
  );
}

/** Empties the shop's own fields of customers who were made a moment ago, so that they are written one by one. */
export async function emptyCustom(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await changeIn(tx, `UPDATE customers SET custom = '{}' WHERE id = ANY($1::uuid[])`, [ids]);
}

/** Takes customers away of whom nothing but their own fields and tags is left. */
export async function dropMany(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await changeIn(tx, 'DELETE FROM customer_tags WHERE customer_id = ANY($1::uuid[])', [ids]);
  await changeIn(tx, `DELETE FROM field_uniques WHERE entity = 'customer' AND record_id = ANY($1::uuid[])`, [ids]);
  await changeIn(tx, 'DELETE FROM customers WHERE id = ANY($1::uuid[])', [ids]);
}
