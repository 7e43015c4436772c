import type { CustomerRow, TimelineItem } from '@zhike/domain/customers/contract';
import { visibleParts, type CustomerFacts } from '@zhike/domain/customers/policy';
import { timelineKindOf } from '@zhike/domain/customers/rules';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Ports } from '../../platform/ports';
import { maskedPhone } from './phone';
import type { CustomerLine, CustomerRecord } from './records';
import type { TimelineRow } from './records.timeline';

/** A line of the list; of another store's customer only what is shared with one of these stores. */
export function toCustomerRow(line: CustomerLine, ports: Ports, scope: Scope): CustomerRow {
  const parts = line.reached ? 'all' : (visibleParts(scope, { customerId: line.id, storeId: null, staffIds: [], shares: line.shares }) ?? []);
  const shared = parts === 'all' ? null : parts;
  return {
    ...(shared ? { sharedParts: [...shared] } : {}),
    id: line.id,
    name: line.name,
    maskedPhone: maskedPhone(ports, line),
    tags: [...line.tags],
    ownerName: shared ? null : line.ownerName,
    storeName: line.storeName,
    lastVisitAt: shared && !shared.includes('bookings') ? null : (line.lastVisitAt?.toISOString() ?? null),
    nextBookingAt: shared && !shared.includes('bookings') ? null : (line.nextBookingAt?.toISOString() ?? null),
    createdAt: line.createdAt.toISOString(),
  };
}

/** What policy needs to know of a record. */
export function factsOf(record: CustomerRecord): CustomerFacts {
  return { customerId: record.id, storeId: record.storeId, staffIds: record.staffIds, shares: record.shares };
}

const ACTOR_NAMES: Record<Actor['kind'], string> = { customer: '顾客', system: '系统', anonymous: '访客', staff: '员工' };

/** One line of a customer's life. Throws when the event's type is none of the timeline's: the query asks for those only. */
export function toTimelineItem(row: TimelineRow): TimelineItem {
  const kind = timelineKindOf(row.type);
  if (!kind) throw new Error(`event type ${row.type} has no place in a timeline`);
  return {
    id: row.id,
    at: row.at.toISOString(),
    type: row.type,
    kind,
    actorName: row.staffName ?? ACTOR_NAMES[row.actorKind],
    actorKind: row.actorKind,
    facts: { ...row.data },
    text: row.noteText,
    bookingId: row.bookingId,
  };
}
