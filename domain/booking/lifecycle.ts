import { defineLifecycle } from '../kernel/lifecycle';

/**
 * held: the units are taken and a deposit is awaited until `holdExpiresAt`.
 * confirmed → checked_in → in_service → done; no_show from confirmed. expired and cancelled give the units back.
 * `pay` is the payment's own verb (an incoming deposit), `confirm` a person's (without a deposit, by right).
 */
export const BOOKING_STATES = ['held', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show', 'cancelled', 'expired'] as const;
export type BookingState = (typeof BOOKING_STATES)[number];
export const BOOKING_VERBS = ['pay', 'confirm', 'reschedule', 'cancel', 'expire', 'checkIn', 'start', 'finish', 'markNoShow'] as const;
export type BookingVerb = (typeof BOOKING_VERBS)[number];

export const bookingLifecycle = defineLifecycle<BookingState, BookingVerb>({
  name: 'booking',
  initial: ['held', 'confirmed'],
  table: {
    held: { pay: 'confirmed', confirm: 'confirmed', reschedule: 'held', cancel: 'cancelled', expire: 'expired' },
    confirmed: { reschedule: 'confirmed', cancel: 'cancelled', checkIn: 'checked_in', markNoShow: 'no_show' },
    checked_in: { start: 'in_service', cancel: 'cancelled' },
    in_service: { finish: 'done' },
    done: {},
    no_show: {},
    cancelled: {},
    // The money may arrive after the hold ran out: if the units are still free the booking comes back.
    expired: { pay: 'confirmed' },
  },
});
