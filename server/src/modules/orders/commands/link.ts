import { compileScope } from '@zhike/domain/kernel/access';
import { refuse } from '@zhike/domain/kernel/decision';
import { decideShares } from '@zhike/domain/orders/money';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import type { Write } from '../../../platform/write';
import { bookingViewIn } from '../../booking/queries.bookings';
import { unknownMember } from '../../stores/queries.members';
import { sqlIn } from '../../../platform/db';
import type { Input } from '../input';
import { changeOrder, linkBookingRow, replaceShares, unlinkBookingRow } from '../records.orders.write';
import { aboutOf, answerOrder, openOrder } from './open';
import { walk } from './step';

/** A booking of the same customer belongs to the order; of one order only. */
export async function linkBooking(ask: Ask<ActorOf<'orders.linkBooking'>>, input: Input<'orders.linkBooking'>, write: Write): Answer<'orders.linkBooking'> {
  const opened = await openOrder(ask, write, input, 'link');
  if (!opened.ok) return opened;
  const row = opened.value;
  const booking = await bookingViewIn(compileScope(ask.actor, 'booking.read'), input.bookingId, ask.actor, ask.ports);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  if (booking.customerId !== row.customerId) return refuse('orders.other_customer', { bookingId: input.bookingId });
  const isNew = await linkBookingRow(write.tx, row.id, input.bookingId);
  if (!isNew && !row.bookings.some((one) => one.bookingId === input.bookingId)) return refuse('orders.booking_taken', { code: booking.code });
  if (isNew) {
    await changeOrder(write.tx, row.id, {});
    await write.event({ type: 'order.linked', ...aboutOf(row), bookingId: input.bookingId, data: { orderId: row.id } });
    await walk(write, row.id);
  }
  return answerOrder(ask, write, row.id);
}

export async function unlinkBooking(
  ask: Ask<ActorOf<'orders.unlinkBooking'>>,
  input: Input<'orders.unlinkBooking'>,
  write: Write,
): Answer<'orders.unlinkBooking'> {
  const opened = await openOrder(ask, write, input, 'link');
  if (!opened.ok) return opened;
  const row = opened.value;
  if (row.payments.some((payment) => payment.bookingId === input.bookingId)) return refuse('orders.deposit_in_use', { bookingId: input.bookingId });
  if (!(await unlinkBookingRow(write.tx, row.id, input.bookingId))) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  await changeOrder(write.tx, row.id, {});
  await write.event({ type: 'order.unlinked', ...aboutOf(row), bookingId: input.bookingId, data: { orderId: row.id } });
  return answerOrder(ask, write, row.id);
}

/** Whose performance it is. */
export async function setShares(ask: Ask<ActorOf<'orders.setShares'>>, input: Input<'orders.setShares'>, write: Write): Answer<'orders.setShares'> {
  const opened = await openOrder(ask, write, input, 'share');
  if (!opened.ok) return opened;
  const decided = decideShares(input.shares);
  if (!decided.ok) return decided;
  const stranger = await unknownMember(
    sqlIn(write.tx),
    input.shares.map((share) => share.staffId),
  );
  if (stranger) return refuse('record.not_found', { noun: 'staff', id: stranger });
  await replaceShares(write.tx, opened.value.id, input.shares);
  await changeOrder(write.tx, opened.value.id, {});
  await write.event({ type: 'order.shared', ...aboutOf(opened.value), data: { orderId: opened.value.id } });
  return answerOrder(ask, write, opened.value.id);
}
