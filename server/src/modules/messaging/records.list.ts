import type { MessageFate } from '@zhike/domain/messaging/contract';
import type { GateCategory } from '@zhike/domain/marketing/gate';
import type { MessageChannel, MessageTemplate } from '@zhike/domain/messaging/contract';
import type { Scope } from '@zhike/domain/kernel/access';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import type { Keyset } from '../../platform/cursor';
import { scopeSql } from '../../platform/scope-sql';

export interface ListedMessage {
  readonly id: string;
  readonly state: string;
  readonly templateKey: MessageTemplate;
  readonly channel: MessageChannel;
  readonly category: GateCategory;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly bookingId: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly decidedByName: string | null;
  /** Of the last time that the gate was asked. */
  readonly verdict: string | null;
  readonly why: string | null;
  readonly facts: Readonly<Record<string, string | number>> | null;
  readonly until: Date | null;
}

/** Which states of a row are which fate. */
export const FATES: Readonly<Record<MessageFate, readonly string[]>> = {
  held: ['held'],
  queued: ['queued', 'sending'],
  sent: ['sent'],
  kept_back: ['skipped'],
  failed: ['failed', 'unknown'],
};

/** Of its booking's store, of the one that it is sent for, or of the customer. */
const STORE = 'COALESCE(b.store_id, m.store_id, c.store_id)';
const ROW = `SELECT m.id, m.state, m.template_key AS "templateKey", m.channel, m.category, m.customer_id AS "customerId", c.name AS "customerName", ${STORE} AS "storeId", s.name AS "storeName",
    m.booking_id AS "bookingId", m.variables, m.reason, m.created_at AS "createdAt", m.sent_at AS "sentAt", w.name AS "decidedByName", d.verdict, d.reason AS why, d.facts, d.until
  FROM messages m LEFT JOIN bookings b ON b.id = m.booking_id LEFT JOIN customers c ON c.id = m.customer_id LEFT JOIN stores s ON s.id = ${STORE}
    LEFT JOIN staff_members w ON w.id = m.decided_by
    LEFT JOIN LATERAL (SELECT verdict, reason, facts, until FROM message_decisions x WHERE x.message_id = m.id ORDER BY x.at DESC, x.id DESC LIMIT 1) d ON true`;

const inScope = (scope: Scope, values: unknown[]): string => scopeSql(scope, values, { store: STORE, customer: null, own: () => 'FALSE' });

export function listMessages(
  sql: Sql,
  scope: Scope,
  { fate, search, after, limit }: { readonly fate: MessageFate; readonly search: string; readonly after: Keyset | null; readonly limit: number },
): Promise<ListedMessage[]> {
  const values: unknown[] = [FATES[fate]];
  const where = [`m.state = ANY($1::text[])`, `m.category <> 'internal'`, inScope(scope, values)];
  if (search !== '') where.push(`strpos(lower(c.name), lower($${values.push(search)}::text)) > 0`);
  if (after) where.push(`(m.created_at, m.id) < ($${values.push(after.at)}::timestamptz, $${values.push(after.id)}::uuid)`);
  return sql<ListedMessage>(`${ROW} WHERE ${where.join(' AND ')} ORDER BY m.created_at DESC, m.id DESC LIMIT ${limit}`, values);
}

export async function countHeld(sql: Sql, scope: Scope): Promise<number> {
  const values: unknown[] = [];
  const rows = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM messages m LEFT JOIN bookings b ON b.id = m.booking_id LEFT JOIN customers c ON c.id = m.customer_id WHERE m.state = 'held' AND ${inScope(scope, values)}`,
    values,
  );
  return rows[0]?.n ?? 0;
}

export async function findListed(sql: Sql, id: string, scope: Scope): Promise<ListedMessage | null> {
  const values: unknown[] = [id];
  return (await sql<ListedMessage>(`${ROW} WHERE m.id = $1::uuid AND ${inScope(scope, values)}`, values))[0] ?? null;
}

/** Lets a held message go on its way again, or drops it; false: it is held no more. Of two who decide at once one does. */
export async function decideHeld(tx: Tx, id: string, to: 'queued' | 'skipped', staffId: string, now: Date): Promise<boolean> {
  const text = `UPDATE messages SET state = $2, released = $2 = 'queued', reason = CASE WHEN $2 = 'skipped' THEN 'dropped_by_member' END, decided_by = $3::uuid, due_at = $4::timestamptz
    WHERE id = $1::uuid AND state = 'held'`;
  return (await changeIn(tx, text, [id, to, staffId, now.toISOString()])) === 1;
}
