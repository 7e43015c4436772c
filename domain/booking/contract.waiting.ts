import * as z from 'zod/mini';
import { CivilDate, Cursor, Done, endpoint, Id, Instant, page, Phone, text } from '../kernel/contract';
import { AcceptedCautions, BookingView } from './contract.bookings';
import { AddonIds, Choices, PartySize, SlotView } from './contract.slots';

export const WaitlistView = z.object({
  id: Id,
  state: z.enum(['waiting', 'offered', 'taken', 'passed', 'withdrawn', 'expired']),
  storeId: Id,
  storeName: z.string(),
  utcOffsetMinutes: z.int(),
  serviceId: Id,
  serviceName: z.string(),
  fromAt: Instant,
  untilAt: Instant,
  partySize: z.int(),
  contactName: z.string(),
  customerId: Id,
  /** How many of the same store and service wait before her. */
  before: z.int(),
  offerUntil: z.nullable(Instant),
  /** The held booking that is offered. */
  bookingId: z.nullable(Id),
  createdAt: Instant,
});
export type WaitlistView = z.infer<typeof WaitlistView>;

const Wish = {
  storeId: Id,
  serviceId: Id,
  /** Any start within these two: at most 31 days. */
  fromAt: Instant,
  untilAt: Instant,
  choices: Choices,
  addonIds: AddonIds,
  partySize: PartySize,
  contactName: text(20, 1),
  weddingDate: z.nullable(CivilDate),
  note: text(500),
};
const JOIN_REFUSALS = [
  'booking.service_not_offered',
  'booking.choice_not_possible',
  'booking.addon_unknown',
  'booking.party_too_large',
  'booking.wish_invalid',
  'booking.already_waiting',
  /** Only for what is blocked; a warning stands beside the offer. */
  'booking.caution',
] as const;

export const waitlistEndpoints = {
  'booking.joinWaitlist': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Wait for a time to come free. It is offered in order, as a held booking with a deadline.',
    input: z.strictObject({ ...Wish, contactPhone: Phone }),
    output: z.object({ entry: WaitlistView }),
    refusals: [...JOIN_REFUSALS, 'booking.too_many_waiting'],
  }),
  'booking.joinWaitlistFor': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.write',
    summary: 'Put a customer on the waiting list.',
    input: z.strictObject({ ...Wish, customerId: Id, /** null: the number that the shop has of her. */ contactPhone: z.nullable(Phone) }),
    output: z.object({ entry: WaitlistView }),
    refusals: [...JOIN_REFUSALS, 'record.not_found'],
  }),
  'booking.myWaitlist': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'What I wait for, open ones first.',
    input: z.strictObject({}),
    output: z.object({ entries: z.array(WaitlistView) }),
    refusals: [],
  }),
  'booking.waitlist': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.read',
    summary: 'The waiting list of a store in the order in which it is served.',
    input: z.strictObject({ storeId: Id, open: z.boolean(), cursor: Cursor }),
    output: page(WaitlistView),
    refusals: ['record.not_found'],
  }),
  'booking.leaveWaitlist': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'booking.write',
    summary: 'Stop waiting; an offer on the table goes to the next.',
    input: z.strictObject({ entryId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
};

/** Every `everyWeeks` weeks at the same store time, `count` times, from `firstDate` on. */
const Plan = {
  storeId: Id,
  serviceId: Id,
  firstDate: CivilDate,
  time: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
  everyWeeks: z.int().check(z.gte(1), z.lte(8)),
  count: z.int().check(z.gte(2), z.lte(52)),
  choices: Choices,
  addonIds: AddonIds,
  partySize: PartySize,
};
const PLAN_REFUSALS = [
  'booking.service_not_offered',
  'booking.choice_not_possible',
  'booking.addon_unknown',
  'booking.party_too_large',
  'record.not_found',
] as const;

export const seriesEndpoints = {
  'booking.previewSeries': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.write',
    summary: 'Which sessions of a series fit, and the nearest free start of the same day for those that do not.',
    input: z.strictObject(Plan),
    output: z.object({ sessions: z.array(z.object({ startsAt: Instant, fits: z.boolean(), reason: z.nullable(z.string()), nearest: z.nullable(SlotView) })) }),
    refusals: [...PLAN_REFUSALS],
  }),
  'booking.bookSeries': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.confirm',
    summary: 'Books what fits, confirmed, without deposit, and lists what does not. `instead` names another start for a session.',
    input: z.strictObject({
      ...Plan,
      customerId: Id,
      note: text(500),
      acceptedCautions: AcceptedCautions,
      instead: z.array(z.strictObject({ startsAt: Instant, takes: Instant })).check(z.maxLength(52)),
    }),
    output: z.object({ seriesId: z.nullable(Id), booked: z.array(BookingView), missed: z.array(z.object({ startsAt: Instant, code: z.string() })) }),
    refusals: [...PLAN_REFUSALS, 'booking.caution'],
  }),
  'booking.cancelSeries': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.cancel',
    summary: 'Cancel what of a series is still to come.',
    input: z.strictObject({ seriesId: Id, reason: text(200) }),
    output: z.object({ cancelled: z.int() }),
    refusals: ['record.not_found'],
  }),
};
