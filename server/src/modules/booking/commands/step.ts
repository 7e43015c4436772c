import type { BookingView } from '@zhike/domain/booking/contract';
import { bookingLifecycle, type BookingVerb } from '@zhike/domain/booking/lifecycle';
import type { ApiRefusal } from '@zhike/domain/api';
import type { EventOf } from '@zhike/domain/events';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import type { Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { readBack } from '../making';
import { findBookingRow, lockBooking, type BookingRow } from '../records.bookings';
import { moveBooking } from '../records.take';

/** Locks the booking, then checks scope and version. */
export async function openBooking(ask: Ask, write: Write, bookingId: string, version: number): Promise<Decision<BookingRow, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  return row.version === version ? allow(row) : refuse('record.changed', { noun: 'booking', id: bookingId, version: row.version });
}

/** The same, and the lifecycle: the head of every step. */
export async function openStep(ask: Ask, write: Write, bookingId: string, version: number, verb: BookingVerb): Promise<Decision<BookingRow, ApiRefusal>> {
  const open = await openBooking(ask, write, bookingId, version);
  if (!open.ok) return open;
  const step = decideStep(bookingLifecycle, open.value.state, verb);
  return step.ok ? open : step;
}

export interface StepEvent {
  readonly type: EventOf<'booking'>;
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Moves a locked booking along and tells it. */
export async function takeStep(write: Write, row: BookingRow, verb: BookingVerb, change: Record<string, unknown>, event: StepEvent): Promise<void> {
  const next = decideStep(bookingLifecycle, row.state, verb);
  if (!next.ok) throw new Error(`${verb} from ${row.state} was not looked at`);
  if (!(await moveBooking(write.tx, row.id, row.version, { state: next.value, ...change }))) throw new Error('a locked booking changed');
  await write.event({
    type: event.type,
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId: row.id,
    data: { serviceName: row.terms.serviceName, startsAt: row.startsAt.toISOString(), version: row.version + 1, ...event.data },
  });
}

/** The end of every step: the change, its event, and the booking as the reader now sees it. */
export async function closeStep(
  ask: Ask,
  write: Write,
  row: BookingRow,
  verb: BookingVerb,
  change: Record<string, unknown>,
  event: StepEvent,
): Promise<Decision<{ booking: BookingView }, ApiRefusal>> {
  await takeStep(write, row, verb, change, event);
  return readBack(write, ask.ports, ask.actor, row.id);
}
