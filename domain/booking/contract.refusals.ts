import type { Clash, ClassClash } from './contract.rosters';

export interface BookingRefusals {
  /** Somebody else has one of the units. `alternatives` are the nearest free starts of that day. */
  'booking.slot_taken': {
    startsAt: string;
    units: { roleName: string; name: string }[];
    alternatives: string[];
    /** The bookings that are in the way: only for staff, and only those that she may read. */
    bookings?: { id: string; code: string }[];
  };
  /** No combination of units is free at that start. */
  'booking.slot_unavailable': { startsAt: string; roleName: string | null; alternatives: string[] };
  'booking.in_the_past': { startsAt: string; now: string };
  'booking.too_soon': { startsAt: string; earliest: string };
  'booking.too_far': { startsAt: string; latest: string };
  'booking.outside_opening': { startsAt: string; opening: { from: string; to: string }[] };
  'booking.off_grid': { startsAt: string; stepMinutes: number };
  /** The price or the deposit on the customer's screen is not the shop's (any more). */
  'booking.price_changed': { priceFen: number; depositFen: number };
  'booking.service_not_offered': { serviceId: string; storeId: string };
  'booking.choice_not_possible': { roleKey: string; unitId: string };
  'booking.hold_expired': { holdExpiresAt: string };
  /** The refund on the customer's screen is not what the policy gives now. */
  'booking.refund_changed': { refundFen: number; feeFen: number };
  'booking.too_late_to_cancel': { startsAt: string };
  /** One customer may hold this many unpaid slots at once. */
  'booking.too_many_holds': { limit: number };
  /** A unit with coming bookings cannot be retired or sent to repair. Each can be moved with what stands here. */
  'booking.unit_in_use': {
    unitId: string;
    bookings: { id: string; code: string; version: number; storeId: string; serviceName: string; contactName: string; startsAt: string; endsAt: string }[];
  };
  /** Coming classes use the unit, guests or none: they are given to somebody else or cancelled first. */
  'booking.unit_in_class': { unitId: string; classes: { id: string; label: string; serviceName: string; storeId: string; startsAt: string }[] };
  'booking.field_value_invalid': { field: string; problem: string };
  'booking.key_taken': { key: string };
  /** The customer's health record conflicts with the service. `block` cannot be booked; `warn` must be read first (acceptedCautions). */
  'booking.caution': { cautions: { kind: string; name: string; effect: 'warn' | 'block' }[] };
  'booking.addon_unknown': { addonId: string };
  'booking.party_too_large': { max: number };
  /** Her person may take no more of this service that day. */
  'booking.daily_limit': { limitName: string; unitName: string; maxPerDay: number };
  /** A class is only booked at the start of one of its sessions. */
  'booking.no_session': { startsAt: string };
  'booking.too_late_to_move': { movableUntil: string };
  'booking.too_many_moves': { max: number };
  'booking.accepted_by_other': { name: string };
  'booking.not_offered': { bookingId: string };
  'booking.deposit_due': { depositFen: number };
  'booking.roster_clashes': { clashes: Clash[]; classes: ClassClash[] };
  'booking.shifts_overlap': { date: string; storeName: string };
  'booking.not_a_person': { unitId: string };
  'booking.limit_without_target': { field: string };
  'booking.deposit_above_price': { priceFen: number; depositFen: number };
  'booking.role_unknown': { roleKey: string };
  'booking.not_enough_seats': { seats: number; available: number };
  'booking.wish_invalid': { field: string; problem: string };
  'booking.already_waiting': { entryId: string };
  'booking.too_many_waiting': { limit: number };
  'booking.queue_closed': { opensAt: string | null };
  /** A walk-in without a phone number cannot get a booking. */
  'booking.contact_needed': { ticketId: string };
}
