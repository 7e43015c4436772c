import { changeIn, type Sql, type Tx } from '../../platform/db';

/** What a flow asks of a customer. */
export interface AskRow {
  readonly token: string;
  readonly instanceId: string;
  readonly act: 'pick' | 'confirm' | 'review' | 'sign' | 'pay' | 'form';
  readonly title: string;
  readonly note: string;
  readonly about: string;
  readonly outcomes: readonly string[];
  readonly openedAt: Date;
  /** Of a form that she is asked to fill in: her link to it. */
  readonly linkId: string | null;
}

const ASK = `SELECT a.token, a.instance_id AS "instanceId", a.act, a.title, a.note, a.about, a.outcomes, a.opened_at AS "openedAt",
    (SELECT l.id FROM form_links l WHERE l.ask_token = a.token AND l.used = 0 AND l.revoked_at IS NULL ORDER BY l.created_at DESC LIMIT 1) AS "linkId"
  FROM flow_asks a JOIN flow_instances i ON i.id = a.instance_id
  WHERE (a.customer_id = $1::uuid OR EXISTS (SELECT 1 FROM customers c WHERE c.id = a.customer_id AND c.merged_into_id = $1::uuid))`;

/** Hers (also from before her record was merged) that are open and that the flow still stands at, the oldest first. */
export function listAsks(sql: Sql, customerId: string): Promise<AskRow[]> {
  return sql(
    `${ASK} AND a.state = 'open' AND i.state->'tokens' @> jsonb_build_array(jsonb_build_object('key', a.token)) ORDER BY a.opened_at, a.token LIMIT 50`,
    [customerId],
  );
}

export async function findAsk(sql: Sql, customerId: string, token: string): Promise<AskRow | null> {
  return (await sql<AskRow>(`${ASK} AND a.token = $2`, [customerId, token]))[0] ?? null;
}

export async function insertAsk(
  tx: Tx,
  row: Omit<AskRow, 'openedAt' | 'linkId'> & { readonly customerId: string; readonly storeId: string | null },
  now: Date,
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO flow_asks (token, instance_id, customer_id, store_id, act, title, note, about, outcomes, state, opened_at)
     VALUES ($1, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, $8, $9::text[], 'open', $10::timestamptz) ON CONFLICT (token) DO NOTHING`,
    [row.token, row.instanceId, row.customerId, row.storeId, row.act, row.title, row.note, row.about, row.outcomes, now.toISOString()],
  );
}

/** An answer, or (without one) the end of the question. */
export async function endAsk(tx: Tx, token: string, outcome: string | null, now: Date): Promise<void> {
  await changeIn(tx, `UPDATE flow_asks SET state = $2, outcome = $3, ended_at = $4::timestamptz WHERE token = $1 AND state = 'open'`, [
    token,
    outcome === null ? 'closed' : 'done',
    outcome,
    now.toISOString(),
  ]);
}

/** Whether a question is still open. */
export async function isAsked(sql: Sql, token: string): Promise<boolean> {
  return (await sql(`SELECT 1 FROM flow_asks WHERE token = $1 AND state = 'open'`, [token])).length > 0;
}
