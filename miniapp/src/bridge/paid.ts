import type { BookingView } from '@zhike/domain/booking/contract';
import { recall, remember } from './storage';

/**
 * WeChat told this phone that the payment went through; the server has not heard yet. No proof of anything,
 * but enough not to ask her for the same money again: the booking reads 待确认 instead of 待支付 meanwhile.
 */
export function noteGoneThrough(bookingId: string): void {
  remember('zk.paid', bookingId);
}

export function awaitsWechat(booking: BookingView): boolean {
  if (booking.state !== 'held') return false;
  return booking.deposit.state === 'paid' || (booking.deposit.state === 'paying' && recall('zk.paid') === booking.id);
}
