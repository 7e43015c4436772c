import { RESIZABLE_STATES } from '@zhike/domain/booking/policy';
import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import type { BookingRefusal } from '@zhike/domain/booking/rules';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import { TICK_MS } from '@zhike/domain/booking/ticks';
import { compileScope } from '@zhike/domain/kernel/access';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { verbsFrom } from '@zhike/domain/kernel/lifecycle';
import { covers } from '@zhike/domain/kernel/time-range';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { readBack, tellOverbooked } from '../making';
import { decideOverbook } from '../overbooking';
import type { BookingRow } from '../records.bookings';
import { findBookingsInTheWay, findClashing, findHeldRows, resizeReservations } from '../records.clashes';
import { findStoreRow } from '../records.services';
import { lockTakings, moveBooking, type Taking } from '../records.take';
import { offsetAt, openDayAt } from '../store-clock';
import { bookingFacts } from '../view';
import { yieldToWaiting } from '../yielding';
import { openBooking } from './step';

type Input = ParsedInputOf<(typeof bookingEndpoints)['booking.resize']>;

/**
 * A longer or shorter visit: the parts that end with it are lengthened or cut, the others stay. What is added is locked and looked at; what
 * somebody else has is refused, or laid over by right. The price stays; whether she stays past a shift is the member's word.
 */
export async function resizeBooking(ask: Ask<ActorOf<'booking.resize'>>, input: Input, write: Write): Answer<'booking.resize'> {
  const open = await openBooking(ask, write, input.bookingId, input.version);
  if (!open.ok) return open;
  const row = open.value;
  const overbook = decideOverbook(ask, input.overbook, bookingFacts(row));
  if (!overbook.ok) return overbook;
  const rows = await findHeldRows(write.tx, row.id);
  const endsAt = Date.parse(input.endsAt);
  const parts = rows.filter((part) => part.serves.end === row.endsAt.getTime());
  const may = await decideResize(ask, row, parts, endsAt);
  if (!may.ok) return may;

  const resized = parts.map(
    (part): Taking => ({ ...part, serves: { ...part.serves, end: endsAt }, blocked: { ...part.blocked, end: part.blocked.end + endsAt - part.serves.end } }),
  );
  // Only what is added can clash: the rest was theirs before, whatever was laid over it.
  const added = resized.flatMap((part, i) => {
    const before = parts[i]?.blocked.end ?? part.blocked.end;
    return part.blocked.end > before ? [{ ...part, blocked: { start: before, end: part.blocked.end } }] : [];
  });
  await lockTakings(write.tx, resized, row.storeId);
  const clashing = await findClashing(write.tx, added);
  if (clashing.size > 0 && !overbook.value)
    return refuseClash(
      ask,
      write,
      row,
      added.filter((part) => clashing.has(part.reservationId)),
    );
  if (!overbook.value) await yieldToWaiting(write, ask.ports, added, row.customerId);
  await resizeReservations(
    write.tx,
    resized.map((part) => ({
      reservationId: part.reservationId,
      endsAt: part.blocked.end,
      servesUntil: part.serves.end,
      overbooked: clashing.has(part.reservationId),
    })),
  );
  const laidOver = clashing.size > 0 ? overbook.value : null;
  const change = { state: row.state, endsAt: new Date(endsAt), ...(laidOver ? { overbookReason: laidOver.reason, overbookStaffId: laidOver.staffId } : {}) };
  if (!(await moveBooking(write.tx, row.id, row.version, change))) throw new Error('a locked booking changed');
  const about = { storeId: row.storeId, customerId: row.customerId, bookingId: row.id };
  await write.event({
    type: 'booking.resized',
    ...about,
    data: {
      serviceName: row.terms.serviceName,
      startsAt: row.startsAt.toISOString(),
      from: row.endsAt.toISOString(),
      to: new Date(endsAt).toISOString(),
      version: row.version + 1,
    },
  });
  await tellOverbooked(write, about, { takings: resized.map((part) => ({ ...part, overbooked: clashing.has(part.reservationId) })) }, row.version + 1);
  return readBack(write, ask.ports, ask.actor, row.id);
}

async function decideResize(ask: Ask, row: BookingRow, parts: readonly Taking[], endsAt: number): Promise<Decision<null, BookingRefusal | IllegalResize>> {
  if (!RESIZABLE_STATES.includes(row.state) || parts.length === 0)
    return refuse('lifecycle.illegal_step', { state: row.state, verb: 'resize', possible: verbsFrom(bookingLifecycle, row.state) });
  if (row.serviceMode === 'class') return refuse('booking.no_session', { startsAt: row.startsAt.toISOString() });
  const iso = new Date(endsAt).toISOString();
  if (endsAt % TICK_MS !== 0) return refuse('booking.off_grid', { startsAt: iso, stepMinutes: TICK_MS / 60_000 });
  if (parts.some((part) => endsAt <= part.serves.start))
    return refuse('booking.slot_unavailable', { startsAt: iso, roleName: parts[0]?.roleName ?? null, alternatives: [] });
  if (endsAt < ask.now.getTime()) return refuse('booking.in_the_past', { startsAt: iso, now: ask.now.toISOString() });
  const store = await findStoreRow(sqlOf(ask.ports.db), row.storeId);
  const { openings } = store ? openDayAt(row.startsAt.getTime(), store.opening, store.zone) : { openings: [] };
  const range = { start: row.startsAt.getTime(), end: endsAt };
  if (endsAt > row.endsAt.getTime() && !openings.some((open) => covers(open, range))) {
    const offset = offsetAt(row.zone, range.start);
    return refuse('booking.outside_opening', {
      startsAt: row.startsAt.toISOString(),
      opening: openings.map((open) => ({ from: timeAt(open.start, offset), to: timeAt(open.end, offset) })),
    });
  }
  return allow(null);
}

type IllegalResize = { readonly code: 'lifecycle.illegal_step'; readonly facts: { state: string; verb: string; possible: readonly string[] } };

async function refuseClash(ask: Ask, write: Write, row: BookingRow, parts: readonly Taking[]) {
  const bookings = new Map<string, { id: string; code: string }>();
  for (const part of parts)
    for (const one of await findBookingsInTheWay(sqlIn(write.tx), compileScope(ask.actor, 'booking.read'), [part.unitId], part.blocked))
      bookings.set(one.id, one);
  return refuse('booking.slot_taken', {
    startsAt: row.startsAt.toISOString(),
    units: parts.map((part) => ({ roleName: part.roleName, name: row.units.find((unit) => unit.unitId === part.unitId)?.name ?? '' })),
    alternatives: [],
    bookings: [...bookings.values()],
  });
}
