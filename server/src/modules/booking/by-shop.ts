import type { ApiRefusal } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import { type Decision, refuse } from '@zhike/domain/kernel/decision';
import type { ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { cancelBooking } from './commands/steps';
import { findBookingRow } from './records.bookings';
import { depositKeptFen } from './view';

/** A flow takes a booking back for the shop: she gets back whatever she has paid. */
export async function cancelByShop(
  ask: Ask<ActorOf<'booking.cancel'>>,
  write: Write,
  bookingId: string,
  reason: string,
): Promise<Decision<{ readonly booking: BookingView }, ApiRefusal>> {
  const row = await findBookingRow(sqlIn(write.tx), bookingId, { kind: 'all' });
  if (!row) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  return cancelBooking(ask, { bookingId, version: row.version, reason, expectedRefundFen: depositKeptFen(row) }, write);
}
