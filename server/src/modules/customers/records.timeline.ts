import { TIMELINE_KINDS, TIMELINE_TYPES, type TimelineKind } from '@zhike/domain/customers/rules';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Sql } from '../../platform/db';
import type { Keyset } from '../../platform/cursor';

export interface TimelineRow {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly actorKind: Actor['kind'];
  readonly staffName: string | null;
  readonly bookingId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly noteText: string | null;
}

const SELECT = `
SELECT e.id, e.at, e.type, e.actor_kind AS "actorKind", m.name AS "staffName", e.booking_id AS "bookingId", e.data, n.text AS "noteText"
FROM events e
LEFT JOIN staff_members m ON e.actor_kind = 'staff' AND m.id::text = e.actor_id
LEFT JOIN follow_up_notes n ON e.type = 'customer.note_added' AND n.id::text = e.data->>'noteId'`;

/** The types of some kinds as SQL over `events e`; a prefix leaves out the types that another kind names exactly. */
function kindsWhere(kinds: readonly TimelineKind[], add: (value: unknown) => string): string {
  const exact = kinds.flatMap((kind) => TIMELINE_TYPES[kind].exact);
  const ways = exact.length > 0 ? [`e.type = ANY(${add(exact)}::text[])`] : [];
  const named = TIMELINE_KINDS.flatMap((kind) => TIMELINE_TYPES[kind].exact);
  const prefixes = kinds.flatMap((kind) => TIMELINE_TYPES[kind].prefixes);
  if (prefixes.length > 0) ways.push(`(e.type LIKE ANY(${add(prefixes.map((prefix) => `${prefix}%`))}::text[]) AND e.type <> ALL(${add(named)}::text[]))`);
  return ways.length > 0 ? `(${ways.join(' OR ')})` : 'FALSE';
}

/** The ids whose events are this customer's: her own and those of every record that was merged into her, however deep. */
export async function findMergedIds(sql: Sql, customerId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `WITH RECURSIVE down AS (SELECT $1::uuid AS id UNION SELECT c.id FROM customers c JOIN down ON c.merged_into_id = down.id) SELECT id FROM down`,
    [customerId],
  );
  return rows.map((row) => row.id);
}

/** A page of events, newest first. */
export function listTimeline(
  sql: Sql,
  customerIds: readonly string[],
  filter: { kinds: readonly TimelineKind[]; after: Keyset | null; limit: number },
): Promise<TimelineRow[]> {
  const values: unknown[] = [customerIds];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where = ['e.customer_id = ANY($1::uuid[])', kindsWhere(filter.kinds, add)];
  if (filter.after) where.push(`(e.at, e.id) < (${add(filter.after.at)}::timestamptz, ${add(filter.after.id)}::uuid)`);
  return sql<TimelineRow>(`${SELECT} WHERE ${where.join(' AND ')} ORDER BY e.at DESC, e.id DESC LIMIT ${add(filter.limit)}::int`, values);
}

export async function findTimelineRow(sql: Sql, eventId: string): Promise<TimelineRow | null> {
  const rows = await sql<TimelineRow>(`${SELECT} WHERE e.id = $1::uuid`, [eventId]);
  return rows[0] ?? null;
}
