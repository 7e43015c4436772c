import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface LinkRecord {
  readonly id: string;
  readonly formId: string;
  readonly kind: 'open' | 'one_time' | 'bound';
  readonly customerId: string | null;
  /** What it is about beside her, by entity and id. */
  readonly aboutEntity: string | null;
  readonly aboutId: string | null;
  /** The step of a flow that waits for it. */
  readonly askToken: string | null;
  readonly channel: string;
  readonly storeId: string | null;
  readonly expiresAt: Date | null;
  readonly maxUses: number | null;
  readonly used: number;
  readonly opened: number;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  readonly byName: string;
}

/** The ids under which customer $1 is known: her own, and those that were merged into her. */
export const SAME_PERSON = `WITH RECURSIVE one(id) AS (SELECT $1::uuid UNION SELECT m.id FROM customers m JOIN one ON m.merged_into_id = one.id) SELECT id FROM one`;

const LINK = `SELECT l.id, l.form_id AS "formId", l.kind, l.customer_id AS "customerId", l.about_entity AS "aboutEntity", l.about_id AS "aboutId", l.ask_token AS "askToken", l.channel, l.store_id AS "storeId", l.expires_at AS "expiresAt", l.max_uses AS "maxUses", l.used, l.opened,
  l.revoked_at AS "revokedAt", l.created_at AS "createdAt", coalesce((SELECT m.name FROM staff_members m WHERE m.id = l.staff_id), '') AS "byName" FROM form_links l`;

export async function findLinkByHash(sql: Sql, hash: string): Promise<LinkRecord | null> {
  return (await sql<LinkRecord>(`${LINK} WHERE l.token_hash = $1`, [hash]))[0] ?? null;
}

export function listLinks(sql: Sql, formId: string): Promise<LinkRecord[]> {
  return sql(`${LINK} WHERE l.form_id = $1 ORDER BY l.created_at DESC LIMIT 200`, [formId]);
}

export async function findLink(sql: Sql, id: string): Promise<LinkRecord | null> {
  return (await sql<LinkRecord>(`${LINK} WHERE l.id = $1::uuid`, [id]))[0] ?? null;
}

export type NewLink = Pick<
  LinkRecord,
  'id' | 'formId' | 'kind' | 'customerId' | 'aboutEntity' | 'aboutId' | 'askToken' | 'channel' | 'storeId' | 'expiresAt' | 'maxUses'
> & {
  readonly tokenHash: string;
  readonly staffId: string | null;
  /** Of what a flow or a rule made. */
  readonly effectKey: string | null;
  readonly at: Date;
};

/** Of two with one effect's key only the first is there. */
export async function insertLink(tx: Tx, link: NewLink): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO form_links (id, token_hash, form_id, kind, channel, store_id, expires_at, max_uses, staff_id, created_at, customer_id, about_entity, about_id, effect_key, ask_token)
     VALUES ($1::uuid, $2, $3, $4, $5, $6::uuid, $7::timestamptz, $8::int, $9::uuid, $10::timestamptz, $11::uuid, $12, $13::uuid, $14, $15) ON CONFLICT (effect_key) DO NOTHING`,
    [
      link.id,
      link.tokenHash,
      link.formId,
      link.kind,
      link.channel,
      link.storeId,
      link.expiresAt?.toISOString() ?? null,
      link.maxUses,
      link.staffId,
      link.at.toISOString(),
      link.customerId,
      link.aboutEntity,
      link.aboutId,
      link.effectKey,
      link.askToken,
    ],
  );
}

/** Somebody looks at the form. A count for the eye: two at once may be one. */
export async function countOpened(sql: Sql, id: string): Promise<void> {
  await sql('UPDATE form_links SET opened = opened + 1 WHERE id = $1::uuid', [id]);
}

/** Uses a link once. False when it is over, taken back or used up: of two who come at once the second waits and is told so. */
export async function useLink(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (
    (await changeIn(
      tx,
      `UPDATE form_links SET used = used + 1 WHERE id = $1::uuid AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2::timestamptz)
         AND (kind = 'open' OR used = 0) AND (max_uses IS NULL OR used < max_uses)`,
      [id, at.toISOString()],
    )) === 1
  );
}

/** What was made for a customer (or for somebody who was merged into her) and waits to be filled in. */
export function listBound(
  sql: Sql,
  customerId: string,
  at: Date,
): Promise<(Pick<LinkRecord, 'id' | 'formId' | 'createdAt' | 'expiresAt'> & { storeName: string | null })[]> {
  return sql(
    `SELECT l.id, l.form_id AS "formId", l.created_at AS "createdAt", l.expires_at AS "expiresAt", (SELECT s.name FROM stores s WHERE s.id = l.store_id) AS "storeName"
     FROM form_links l JOIN customers c ON c.id = l.customer_id
     WHERE c.id IN (${SAME_PERSON}) AND l.kind = 'bound' AND l.used = 0 AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > $2::timestamptz)
     ORDER BY l.created_at DESC LIMIT 50`,
    [customerId, at.toISOString()],
  );
}

/** Whether a link was made for this customer. */
export async function isMadeFor(sql: Sql, linkId: string, customerId: string): Promise<boolean> {
  const rows = await sql(`SELECT 1 FROM form_links l WHERE l.id = $2::uuid AND l.kind = 'bound' AND l.customer_id IN (${SAME_PERSON})`, [customerId, linkId]);
  return rows.length > 0;
}

/** A newer one takes the place of what a customer was asked before about the same. */
export async function revokeBound(tx: Tx, formId: string, customerId: string, aboutId: string | null, at: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE form_links SET revoked_at = $3::timestamptz WHERE form_id = $1 AND customer_id = $2::uuid AND kind = 'bound' AND used = 0 AND revoked_at IS NULL
       AND about_id IS NOT DISTINCT FROM $4::uuid AND ask_token IS NULL`,
    [formId, customerId, at.toISOString(), aboutId],
  );
}

export async function revokeLink(tx: Tx, id: string, at: Date): Promise<void> {
  await changeIn(tx, 'UPDATE form_links SET revoked_at = coalesce(revoked_at, $2::timestamptz) WHERE id = $1::uuid', [id, at.toISOString()]);
}

export interface Submission {
  readonly id: string;
  readonly formId: string;
  readonly formVersion: number;
  readonly clientSubmissionId: string;
  readonly linkId: string | null;
  readonly recordId: string | null;
  readonly staffId: string | null;
  /** Of a form that writes customers; of what is held: whom the shop knows by that value. */
  readonly customerId: string | null;
  readonly consents: readonly { readonly slot: string; readonly text: string; readonly version: number }[];
  readonly held: string | null;
  readonly at: Date;
}

/** What a page has handed in before; null: nothing. */
export async function findSubmission(
  sql: Sql,
  formId: string,
  clientSubmissionId: string,
): Promise<Pick<Submission, 'recordId' | 'customerId' | 'linkId' | 'staffId'> | null> {
  const rows = await sql<Pick<Submission, 'recordId' | 'customerId' | 'linkId' | 'staffId'>>(
    `SELECT record_id AS "recordId", customer_id AS "customerId", link_id AS "linkId", staff_id AS "staffId" FROM form_submissions WHERE form_id = $1 AND client_submission_id = $2::uuid`,
    [formId, clientSubmissionId],
  );
  return rows[0] ?? null;
}

/** The last form that wrote a record. */
export async function lastSubmission(sql: Sql, recordId: string): Promise<{ formId: string; formVersion: number } | null> {
  const rows = await sql<{ formId: string; formVersion: number }>(
    `SELECT form_id AS "formId", form_version AS "formVersion" FROM form_submissions WHERE record_id = $1::uuid ORDER BY at DESC LIMIT 1`,
    [recordId],
  );
  return rows[0] ?? null;
}

export async function insertSubmission(tx: Tx, made: Submission): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO form_submissions (id, form_id, form_version, client_submission_id, link_id, record_id, staff_id, consents, held, at, customer_id)
     VALUES ($1::uuid, $2, $3::int, $4::uuid, $5::uuid, $6::uuid, $7::uuid, $8::jsonb, $9, $10::timestamptz, $11::uuid)`,
    [
      made.id,
      made.formId,
      made.formVersion,
      made.clientSubmissionId,
      made.linkId,
      made.recordId,
      made.staffId,
      JSON.stringify(made.consents),
      made.held,
      made.at.toISOString(),
      made.customerId,
    ],
  );
}

/** Takes back a record that was written a moment ago in this transaction. */
export async function dropRecord(tx: Tx, id: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM records WHERE id = $1::uuid', [id]);
}
