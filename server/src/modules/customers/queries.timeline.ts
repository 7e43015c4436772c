import type { TimelineItem } from '@zhike/domain/customers/contract';
import { readableKinds, sharedKinds, visibleParts } from '@zhike/domain/customers/policy';
import { TIMELINE_KINDS } from '@zhike/domain/customers/rules';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { readCursor, toCursor } from '../../platform/cursor';
import type { Input } from './input';
import { findReadable } from './records';
import { findMergedIds, findTimelineRow, listTimeline } from './records.timeline';
import { factsOf, toTimelineItem } from './view';

const PAGE = 30;

/** CU-03: everything that happened to a customer and to the records that became her, newest first. No kinds asked: all that the reader may see. */
export async function readTimeline(ask: Ask<ActorOf<'customers.timeline'>>, input: Input<'customers.timeline'>): Answer<'customers.timeline'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const record = await findReadable(sql, input.customerId, ask.scope);
  const parts = record && visibleParts(ask.scope, factsOf(record));
  if (!record || !parts) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const asked = input.kinds.length > 0 ? input.kinds : TIMELINE_KINDS;
  const kinds = readableKinds(ask.actor, parts === 'all' ? asked : sharedKinds(asked, parts));
  const rows = await listTimeline(sql, await findMergedIds(sql, record.id), { kinds, after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toTimelineItem), next: rows.length > PAGE && last ? toCursor(last) : null });
}

/** The line of an event that was written in this transaction. */
export async function timelineItemOf(sql: Sql, eventId: string): Promise<TimelineItem> {
  const row = await findTimelineRow(sql, eventId);
  if (!row) throw new Error('an event vanished inside its own transaction');
  return toTimelineItem(row);
}
