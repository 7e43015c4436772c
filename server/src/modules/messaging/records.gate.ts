import type { GateChannel, GateVerdict, SentBefore } from '@zhike/domain/marketing/gate';
import { sendIn, sqlIn, type Tx } from '../../platform/db';
import { newId } from '../../platform/ids';

/** What the gate needs to know of a customer and a message of the shop's own wish. Read under her lock. */
export interface GateRow {
  readonly sent: readonly SentBefore[];
  /** Others to her that wait as well; one that nobody has fetched for ten minutes holds up nobody. */
  readonly waiting: readonly { readonly key: string; readonly priority: number; readonly at: number }[];
}

const WEEK = "interval '8 days'";

export async function findGateRow(tx: Tx, customerId: string, messageId: string, now: Date): Promise<GateRow> {
  const sql = sqlIn(tx);
  const values = [customerId, messageId, now.toISOString()];
  // What never went out does not count; what is on its way, or may have arrived, does: also what a member was asked to send her in WeCom.
  const sent = sql<{ at: Date; channel: GateChannel }>(
    `SELECT d.at, m.channel FROM messages m JOIN message_decisions d ON d.message_id = m.id AND d.verdict = 'send'
     WHERE m.customer_id = $1::uuid AND m.id <> $2::uuid AND m.category = 'marketing' AND m.state IN ('queued', 'sending', 'sent', 'unknown')
       AND d.at BETWEEN $3::timestamptz - ${WEEK} AND $3::timestamptz + ${WEEK}
     UNION ALL SELECT t.created_at, 'wecom' FROM push_recipients r JOIN push_tasks t ON t.id = r.task_id
      WHERE r.customer_id IN (SELECT c.id FROM customers c WHERE c.id = $1::uuid OR c.merged_into_id = $1::uuid) AND t.id <> $2::uuid
       AND r.member_state IN ('waiting', 'sent') AND t.state IN ('asking', 'waiting', 'sent', 'unknown') AND t.created_at BETWEEN $3::timestamptz - ${WEEK} AND $3::timestamptz + ${WEEK}`,
    values,
  );
  const waiting = sql<{ key: string; priority: number; at: Date }>(
    `SELECT occurrence_key AS key, priority, created_at AS at FROM messages
     WHERE customer_id = $1::uuid AND id <> $2::uuid AND category = 'marketing' AND state = 'queued' AND due_at BETWEEN $3::timestamptz - interval '10 minutes' AND $3::timestamptz`,
    values,
  );
  const at = <Row extends { at: Date }>(row: Row): Omit<Row, 'at'> & { at: number } => ({ ...row, at: row.at.getTime() });
  return { sent: (await sent).map(at), waiting: (await waiting).map(at) };
}

/** Whether a message has been let pass before: a try that gave no answer is tried again. */
export async function wasLetPass(tx: Tx, messageId: string): Promise<boolean> {
  return (await sqlIn(tx)(`SELECT 1 FROM message_decisions WHERE message_id = $1::uuid AND verdict = 'send' LIMIT 1`, [messageId])).length > 0;
}

/** Nobody waits for it; the transaction fails when it does. */
export function noteDecision(tx: Tx, messageId: string, verdict: GateVerdict, at: Date): void {
  const no = verdict.do === 'send' ? null : verdict;
  sendIn(
    tx,
    `INSERT INTO message_decisions (id, message_id, verdict, reason, facts, until, at) VALUES ($1::uuid, $2::uuid, $3, $4, $5::jsonb, $6::timestamptz, $7::timestamptz)`,
    [
      newId(at),
      messageId,
      verdict.do,
      no?.reason ?? null,
      JSON.stringify(no?.facts ?? {}),
      verdict.do === 'defer' ? new Date(verdict.until).toISOString() : null,
      at.toISOString(),
    ],
  );
}
