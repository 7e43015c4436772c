import * as z from 'zod/mini';
import { CivilDate, Cursor, Empty, endpoint, FenAmount, Id, Instant, page, Phone, text } from '../kernel/contract';
import { ResourceKind } from './contract.resources';
import { CancelPolicy } from './contract.services';
import { AddonIds, Choices, PartySize, SLOT_REFUSALS } from './contract.slots';
import { BOOKING_STATES, BOOKING_VERBS } from './lifecycle';

export const BookingStateName = z.enum(BOOKING_STATES);
export const DepositView = z.object({
  amountFen: FenAmount,
  /** none: no deposit asked. unpaid: may be paid. paying: WeChat knows the order, the outcome is not settled yet. */
  state: z.enum(['none', 'unpaid', 'paying', 'paid', 'closed', 'refunding', 'refunded', 'partly_refunded', 'refund_failed']),
  paidAt: z.nullable(Instant),
  refundedFen: FenAmount,
});
export type DepositView = z.infer<typeof DepositView>;
export const BookingView = z.object({
  id: Id,
  /** What people say on the phone: `1128-0042`. */
  code: z.string(),
  state: BookingStateName,
  version: z.int(),
  storeId: Id,
  storeName: z.string(),
  storeAddress: z.string(),
  storePhone: z.string(),
  storeDirections: z.string(),
  utcOffsetMinutes: z.int(),
  serviceId: Id,
  serviceName: z.string(),
  whatToBring: z.string(),
  imageUrl: z.nullable(z.string()),
  startsAt: Instant,
  endsAt: Instant,
  holdExpiresAt: z.nullable(Instant),
  /** Every unit that the booking occupies. */
  units: z.array(z.object({ unitId: Id, roleKey: z.string(), roleName: z.string(), name: z.string(), kind: ResourceKind, startsAt: Instant, endsAt: Instant })),
  customerId: z.nullable(Id),
  contactName: z.string(),
  /** Masked for everyone but its owner and staff with the right. */
  contactPhone: z.string(),
  weddingDate: z.nullable(CivilDate),
  note: z.string(),
  source: z.enum(['miniapp', 'sidebar', 'workbench', 'queue', 'waitlist', 'seed']),
  priceFen: FenAmount,
  deposit: DepositView,
  policy: CancelPolicy,
  partySize: z.int(),
  addons: z.array(z.object({ id: Id, name: z.string(), minutes: z.int(), priceFen: FenAmount })),
  /** While somebody must accept it: until when, and who was asked. Customers see the deadline only. */
  acceptBy: z.nullable(Instant),
  offers: z.array(
    z.object({
      unitId: Id,
      unitName: z.string(),
      roleName: z.string(),
      state: z.enum(['open', 'accepted', 'declined', 'lost', 'expired', 'withdrawn']),
      mine: z.boolean(),
    }),
  ),
  /** How often the customer moved it herself. */
  moves: z.int(),
  seriesId: z.nullable(Id),
  /** Offered from the waiting list: the hold is hers until `holdExpiresAt`. */
  fromWaitlist: z.boolean(),
  /** Laid over another booking on purpose; null for customers and for ordinary bookings. */
  overbooked: z.nullable(z.object({ reason: z.string(), by: z.string() })),
  /** What of the customer's health record conflicts with the service; null without the right to see it. */
  cautions: z.nullable(z.array(z.object({ kind: z.string(), name: z.string(), effect: z.enum(['warn', 'block']) }))),
  cancelledReason: z.nullable(z.string()),
  createdAt: Instant,
  confirmedAt: z.nullable(Instant),
  /** What this reader may do now: lifecycle ∩ rights. Clients draw buttons from it and decide nothing. */
  can: z.array(z.enum([...BOOKING_VERBS, 'payDeposit', 'takeOffer', 'resize', 'overbook'])),
});
export type BookingView = z.infer<typeof BookingView>;

export const CancelPreview = z.object({ depositPaidFen: FenAmount, feeFen: FenAmount, refundFen: FenAmount, freeUntil: Instant, late: z.boolean() });
export type CancelPreview = z.infer<typeof CancelPreview>;

const RequestFields = {
  storeId: Id,
  serviceId: Id,
  startsAt: Instant,
  choices: Choices,
  addonIds: AddonIds,
  partySize: PartySize,
  contactName: text(20, 1),
  contactPhone: Phone,
  weddingDate: z.nullable(CivilDate),
  note: text(500),
};
/** What the booker has read of her health cautions: names; without them a warning is a refusal, a block always is. */
export const AcceptedCautions = z.optional(z.array(text(20, 1)).check(z.maxLength(30)));
/** Lays it over what is there. Needs booking.overbook; the reason is kept and shown. */
const Overbook = z.optional(z.strictObject({ reason: text(200, 1) }));

export const TAKE_REFUSALS = [
  'booking.slot_taken',
  'booking.slot_unavailable',
  'booking.in_the_past',
  'booking.too_soon',
  'booking.too_far',
  'booking.outside_opening',
  'booking.off_grid',
  'booking.daily_limit',
  'booking.no_session',
  ...SLOT_REFUSALS,
] as const;
export const STEP_REFUSALS = ['record.not_found', 'record.changed', 'lifecycle.illegal_step'] as const;
const ById = z.strictObject({ bookingId: Id });
const Step = z.strictObject({ bookingId: Id, version: z.int() });
const BookingOut = z.object({ booking: BookingView });

export const lifeEndpoints = {
  'booking.request': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Take a slot: all units or none, held while the deposit is paid.',
    input: z.strictObject({
      ...RequestFields,
      /** As shown to the customer; a difference is refused. */ quotedPriceFen: FenAmount,
      quotedDepositFen: FenAmount,
      acceptedCautions: AcceptedCautions,
    }),
    output: BookingOut,
    refusals: [...TAKE_REFUSALS, 'booking.price_changed', 'booking.too_many_holds', 'booking.caution'],
  }),
  'booking.mine': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'My bookings.',
    input: z.strictObject({ when: z.enum(['coming', 'past']), cursor: Cursor }),
    output: page(BookingView),
    refusals: [],
  }),
  'booking.get': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'booking.read',
    summary: 'One booking that the reader may see.',
    input: ById,
    output: BookingOut,
    refusals: ['record.not_found'],
  }),
  'booking.cancelPreview': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'booking.cancel',
    summary: 'What cancelling now would cost and give back.',
    input: ById,
    output: z.object({ preview: CancelPreview }),
    refusals: ['record.not_found', 'lifecycle.illegal_step'],
  }),
  'booking.cancel': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'booking.cancel',
    summary: 'Cancel under the policy; the refund starts by itself.',
    input: z.strictObject({ bookingId: Id, version: z.int(), reason: text(200), expectedRefundFen: FenAmount }),
    output: BookingOut,
    refusals: [...STEP_REFUSALS, 'booking.refund_changed', 'booking.too_late_to_cancel'],
  }),
  'booking.reschedule': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'booking.write',
    summary: 'Move to another start or other units; the deposit moves along. A customer within the terms (until when, how often); staff always.',
    input: z.strictObject({ bookingId: Id, version: z.int(), startsAt: Instant, choices: Choices, overbook: Overbook }),
    output: BookingOut,
    refusals: [...STEP_REFUSALS, ...TAKE_REFUSALS, 'booking.too_late_to_move', 'booking.too_many_moves', 'booking.caution'],
  }),
  'booking.create': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.write',
    summary:
      'Book for a customer. `awaitDeposit`: held for the given hours until she pays; otherwise confirmed at once (needs booking.confirm), or asked of the technician where the service says so.',
    input: z.strictObject({
      ...RequestFields,
      /** null: the number that the shop has of her. */ contactPhone: z.nullable(Phone),
      customerId: Id,
      awaitDeposit: z.boolean(),
      source: z.enum(['sidebar', 'workbench']),
      acceptedCautions: AcceptedCautions,
      overbook: Overbook,
    }),
    output: BookingOut,
    refusals: [...TAKE_REFUSALS, 'booking.caution'],
  }),
  'booking.confirm': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.confirm',
    summary: 'Confirm a held booking without its deposit; the reason is kept.',
    input: z.strictObject({ bookingId: Id, version: z.int(), reason: text(200, 1) }),
    output: BookingOut,
    refusals: [...STEP_REFUSALS, 'booking.hold_expired'],
  }),
  'booking.checkIn': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'The customer is here.',
    input: Step,
    output: BookingOut,
    refusals: [...STEP_REFUSALS],
  }),
  'booking.start': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'Service begins.',
    input: Step,
    output: BookingOut,
    refusals: [...STEP_REFUSALS],
  }),
  'booking.finish': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'Service is done.',
    input: Step,
    output: BookingOut,
    refusals: [...STEP_REFUSALS],
  }),
  'booking.markNoShow': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'The customer did not come; the deposit stays by policy.',
    input: Step,
    output: BookingOut,
    refusals: [...STEP_REFUSALS],
  }),
  'booking.resize': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.write',
    summary: 'A longer or shorter visit: the roles that end with it are lengthened or cut; the database refuses a clash.',
    input: z.strictObject({ bookingId: Id, version: z.int(), endsAt: Instant, overbook: Overbook }),
    output: BookingOut,
    refusals: [...STEP_REFUSALS, ...TAKE_REFUSALS],
  }),
  'booking.accept': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'A technician accepts the booking that was offered to her. Of a group the first wins; the others are told who.',
    input: z.strictObject({ bookingId: Id }),
    output: BookingOut,
    refusals: ['record.not_found', 'lifecycle.illegal_step', 'booking.accepted_by_other', 'booking.not_offered', 'booking.slot_taken'],
  }),
  'booking.decline': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'A technician declines; when nobody is left the booking is released or offered on, as the service says.',
    input: z.strictObject({ bookingId: Id, reason: text(200) }),
    output: BookingOut,
    refusals: ['record.not_found', 'lifecycle.illegal_step', 'booking.not_offered'],
  }),
  'booking.toAccept': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'What waits for my yes, soonest deadline first.',
    input: Empty,
    output: z.object({ bookings: z.array(BookingView) }),
    refusals: [],
  }),
  'booking.takeOffer': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Say yes to a held time without a deposit (an offer of the waiting list).',
    input: Step,
    output: BookingOut,
    refusals: [...STEP_REFUSALS, 'booking.hold_expired', 'booking.deposit_due'],
  }),
  'booking.search': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.read',
    summary: 'Bookings by code, name or last four of the phone; by store, state and days. Soonest first.',
    input: z.strictObject({
      search: text(40),
      storeId: z.optional(Id),
      states: z.array(BookingStateName).check(z.maxLength(10)),
      from: z.nullable(CivilDate),
      until: z.nullable(CivilDate),
      customerId: z.optional(Id),
      cursor: Cursor,
    }),
    output: page(BookingView),
    refusals: [],
  }),
};
