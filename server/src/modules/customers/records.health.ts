import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql, Tx } from '../../platform/db';
import { changeIn } from '../../platform/db';
import { customerWhere } from './records';

/** A row of customer_health; the content is opened by health.ts. Instants are of the database's clock type. */
export interface HealthRow {
  readonly customerId: string;
  readonly version: number;
  readonly contentCipher: string | null;
  readonly consentAt: Date | null;
  readonly consentSource: 'customer' | 'staff' | null;
  readonly withdrawnAt: Date | null;
  readonly updatedAt: Date;
  /** Null: she herself. */
  readonly updatedByStaffId: string | null;
  readonly updatedByName: string | null;
}

export type NewHealthRow = Omit<HealthRow, 'updatedByName'>;

const SELECT = `SELECT h.customer_id AS "customerId", h.version, h.content_cipher AS "contentCipher", h.consent_at AS "consentAt", h.consent_source AS "consentSource",
  h.withdrawn_at AS "withdrawnAt", h.updated_at AS "updatedAt", h.updated_by_staff_id AS "updatedByStaffId", m.name AS "updatedByName"
FROM customer_health h LEFT JOIN staff_members m ON m.id = h.updated_by_staff_id`;

export async function findHealthRow(sql: Sql, customerId: string): Promise<HealthRow | null> {
  const rows = await sql<HealthRow>(`${SELECT} WHERE h.customer_id = $1::uuid`, [customerId]);
  return rows[0] ?? null;
}

export function listHealthRows(sql: Sql, customerIds: readonly string[]): Promise<HealthRow[]> {
  return sql<HealthRow>(`${SELECT} WHERE h.customer_id = ANY($1::uuid[])`, [customerIds]);
}

/** What is stored of these customers (or of whom a merged record became), of those that the scope reaches. `asked`: the id it was asked by. */
export function listSealedIn(
  sql: Sql,
  customerIds: readonly string[],
  scope: Scope,
): Promise<(Pick<HealthRow, 'customerId' | 'contentCipher'> & { asked: string })[]> {
  const values: unknown[] = [customerIds];
  return sql(
    `WITH RECURSIVE up AS (
       SELECT id AS asked, id, merged_into_id, 0 AS depth FROM customers WHERE id = ANY($1::uuid[])
       UNION ALL SELECT up.asked, c.id, c.merged_into_id, up.depth + 1 FROM customers c JOIN up ON c.id = up.merged_into_id WHERE up.depth < 100)
     SELECT up.asked, c.id AS "customerId", h.content_cipher AS "contentCipher" FROM up JOIN customers c ON c.id = up.id JOIN customer_health h ON h.customer_id = c.id
     WHERE up.merged_into_id IS NULL AND h.content_cipher IS NOT NULL AND ${customerWhere(scope, values)} ORDER BY array_position($1::uuid[], up.asked)`,
    values,
  );
}

/** A record that was there before, as it was sealed. */
export interface HealthBefore {
  readonly customerId: string;
  readonly version: number;
  readonly contentCipher: string;
  readonly at: Date;
  readonly byName: string | null;
}

/** What was said of her (and of those who were merged into her) before it was changed, the newest first. */
export function listHealthBefore(sql: Sql, customerId: string): Promise<HealthBefore[]> {
  return sql(
    `WITH RECURSIVE one(id) AS (SELECT $1::uuid UNION SELECT m.id FROM customers m JOIN one ON m.merged_into_id = one.id)
     SELECT v.customer_id AS "customerId", v.version, v.content_cipher AS "contentCipher", v.at, m.name AS "byName"
     FROM customer_health_versions v LEFT JOIN staff_members m ON m.id = v.staff_id WHERE v.customer_id IN (SELECT id FROM one) ORDER BY v.at DESC, v.version DESC LIMIT 50`,
    [customerId],
  );
}

/** Keeps what the row says now; it is about to say something else, or to go. */
async function keepBefore(tx: Tx, customerId: string): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO customer_health_versions (customer_id, version, content_cipher, at, staff_id)
     SELECT customer_id, version, content_cipher, updated_at, updated_by_staff_id FROM customer_health WHERE customer_id = $1::uuid AND content_cipher IS NOT NULL
     ON CONFLICT (customer_id, version) DO UPDATE SET content_cipher = EXCLUDED.content_cipher, at = EXCLUDED.at, staff_id = EXCLUDED.staff_id`,
    [customerId],
  );
}

/** Consent that is taken back takes everything along: also what was said before, and of those who were merged into her. */
async function dropBefore(tx: Tx, customerId: string): Promise<void> {
  await changeIn(
    tx,
    `WITH RECURSIVE one(id) AS (SELECT $1::uuid UNION SELECT m.id FROM customers m JOIN one ON m.merged_into_id = one.id)
     DELETE FROM customer_health_versions WHERE customer_id IN (SELECT id FROM one)`,
    [customerId],
  );
}

/** Writes the row whole. The customer's row must be locked by this transaction: it is what two writers stand in line for. */
export async function putHealthRow(tx: Tx, row: NewHealthRow): Promise<void> {
  if (row.contentCipher === null) await dropBefore(tx, row.customerId);
  else await keepBefore(tx, row.customerId);
  await changeIn(
    tx,
    `INSERT INTO customer_health (customer_id, version, content_cipher, consent_at, consent_source, withdrawn_at, updated_at, updated_by_staff_id)
     VALUES ($1::uuid, $2::int, $3, $4::timestamptz, $5, $6::timestamptz, $7::timestamptz, $8::uuid)
     ON CONFLICT (customer_id) DO UPDATE SET version = EXCLUDED.version, content_cipher = EXCLUDED.content_cipher, consent_at = EXCLUDED.consent_at,
       consent_source = EXCLUDED.consent_source, withdrawn_at = EXCLUDED.withdrawn_at, updated_at = EXCLUDED.updated_at, updated_by_staff_id = EXCLUDED.updated_by_staff_id`,
    [
      row.customerId,
      row.version,
      row.contentCipher,
      row.consentAt?.toISOString() ?? null,
      row.consentSource,
      row.withdrawnAt?.toISOString() ?? null,
      row.updatedAt.toISOString(),
      row.updatedByStaffId,
    ],
  );
}

/** The row goes: what it said stays with what was said before, or (`erased`) everything goes. */
export async function deleteHealthRow(tx: Tx, customerId: string, erased: boolean): Promise<void> {
  if (erased) await dropBefore(tx, customerId);
  else await keepBefore(tx, customerId);
  await changeIn(tx, 'DELETE FROM customer_health WHERE customer_id = $1::uuid', [customerId]);
}
