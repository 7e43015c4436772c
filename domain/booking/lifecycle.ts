import { defineLifecycle } from '../kernel/lifecycle';

/**
 * held: the units are taken and a deposit (or her yes) is awaited until `holdExpiresAt`.
 * requested: the units are taken and a technician's yes is awaited until `acceptBy`.
 * confirmed → checked_in → in_service → done; no_show from confirmed. expired, declined and cancelled give the units back.
 * `pay` and `submit` are the payment's own verbs (an incoming deposit; `submit` where somebody must still accept), `confirm` a person's
 * (without a deposit, by right), `accept` the technician's, `decline` the last technician's or the deadline's.
 */
export const BOOKING_STATES = ['held', 'requested', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show', 'cancelled', 'declined', 'expired'] as const;
export type BookingState = (typeof BOOKING_STATES)[number];
export const BOOKING_VERBS = [
  'pay',
  'submit',
  'confirm',
  'accept',
  'decline',
  'reschedule',
  'cancel',
  'expire',
  'checkIn',
  'start',
  'finish',
  'markNoShow',
] as const;
export type BookingVerb = (typeof BOOKING_VERBS)[number];

export const bookingLifecycle = defineLifecycle<BookingState, BookingVerb>({
  name: 'booking',
  initial: ['held', 'requested', 'confirmed'],
  table: {
    held: { pay: 'confirmed', submit: 'requested', confirm: 'confirmed', reschedule: 'held', cancel: 'cancelled', expire: 'expired' },
    requested: { accept: 'confirmed', decline: 'declined', confirm: 'confirmed', reschedule: 'requested', cancel: 'cancelled' },
    confirmed: { reschedule: 'confirmed', cancel: 'cancelled', checkIn: 'checked_in', markNoShow: 'no_show' },
    checked_in: { start: 'in_service', cancel: 'cancelled' },
    in_service: { finish: 'done' },
    done: {},
    no_show: {},
    cancelled: {},
    declined: {},
    // The money may arrive after the hold ran out: if the units are still free the booking comes back.
    expired: { pay: 'confirmed', submit: 'requested' },
  },
});

/** States in which the units are taken. */
export const HOLDING_STATES = ['held', 'requested', 'confirmed', 'checked_in', 'in_service'] as const satisfies readonly BookingState[];
