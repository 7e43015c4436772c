import type { BookingRefusals, Clash, ClassClash } from '@zhike/domain/booking/contract';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { StrandedClass, StrandedRow } from './records.stranded';

/** How many clashes an answer lists. */
const LISTED = 100;

/** Clashes as a reader sees them: she can move what she may read; of others she learns that there is one, not whose. */
export function toClashes(rows: readonly StrandedRow[], actor: Actor): Clash[] {
  const readable = compileScope(actor, 'booking.read');
  return rows.slice(0, LISTED).map(({ staffIds, customerId, startsAt, endsAt, contactName, ...row }) => ({
    ...row,
    contactName: inScope(readable, { storeId: row.storeId, customerId, staffIds }) ? contactName : '其他客户',
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }));
}

/** Classes are nobody's secret: whoever sees the calendar sees them. */
export function toClassClashes(rows: readonly StrandedClass[]): ClassClash[] {
  return rows.slice(0, LISTED).map((row) => ({ ...row, startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString() }));
}

/** The same, as the refusal of a unit that is in use names them. */
export function toBookingsInUse(rows: readonly StrandedRow[], actor: Actor): BookingRefusals['booking.unit_in_use']['bookings'] {
  return toClashes(rows, actor).map(({ bookingId, code, version, storeId, serviceName, contactName, startsAt, endsAt }) => ({
    id: bookingId,
    code,
    version,
    storeId,
    serviceName,
    contactName,
    startsAt,
    endsAt,
  }));
}
