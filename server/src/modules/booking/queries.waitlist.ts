import type { WaitlistView } from '@zhike/domain/booking/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { reachesStore } from './reach';
import { findStoreRow } from './records.services';
import { listOwnEntries, listStoreEntries, type EntryViewRow } from './records.waitlist';
import { offsetAt } from './store-clock';

/** The one place where an entry becomes what a reader sees. A wish whose time is over is over, also before the job has said so. */
export function toEntryView({ zone, ...row }: EntryViewRow, now: Date): WaitlistView {
  return {
    ...row,
    state: row.state === 'waiting' && row.untilAt <= now ? 'expired' : row.state,
    utcOffsetMinutes: offsetAt(zone, row.fromAt.getTime()),
    fromAt: row.fromAt.toISOString(),
    untilAt: row.untilAt.toISOString(),
    offerUntil: row.offerUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

const OWN = 30;
const PAGE = 30;

/** What the customer waits for, open wishes first. */
export async function listMyWaitlist(ask: Ask<ActorOf<'booking.myWaitlist'>>): Answer<'booking.myWaitlist'> {
  const { customerId } = ask.actor;
  const rows = customerId ? await listOwnEntries(sqlOf(ask.ports.db), customerId, OWN) : [];
  return allow({ entries: rows.map((row) => toEntryView(row, ask.now)) });
}

/** The waiting list of a store, as far as the reader reaches. */
export async function listWaitlist(
  ask: Ask<ActorOf<'booking.waitlist'>>,
  input: { storeId: string; open: boolean; cursor?: string | null | undefined },
): Answer<'booking.waitlist'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const store = await findStoreRow(sql, input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, input.storeId)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const rows = await listStoreEntries(sql, store.id, ask.scope, { which: input.open ? 'open' : 'closed', after: after.value, limit: PAGE + 1 });
  const items = rows.slice(0, PAGE);
  const last = items[items.length - 1];
  return allow({
    items: items.map((row) => toEntryView(row, ask.now)),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  });
}
