import * as z from 'zod/mini';
import { CivilDate, endpoint, Id, Instant } from '../kernel/contract';

/** Wishes: role key → unit id; a role that is absent means "any". */
export const Choices = z.record(z.string().check(z.maxLength(40)), Id);
/** A booking that is to be moved does not stand in its own way; ignored when the asker may not see it. */
export const Except = z.optional(Id);
export const SlotView = z.object({
  startsAt: Instant,
  endsAt: Instant,
  part: z.enum(['morning', 'afternoon', 'evening']),
  /** Role key → the units that the customer could name at this start. */
  pickable: z.record(z.string(), z.array(Id)),
  /** For a class: its session, and how many seats are left. */
  session: z.optional(z.object({ id: Id, label: z.string(), seatsLeft: z.int() })),
  /** Why it is recommended, best reason first; empty or absent: it is simply free. */
  reasons: z.optional(z.array(z.enum(['usual_person', 'usual_time', 'leaves_no_gap', 'least_loaded', 'soonest']))),
});
export type SlotView = z.infer<typeof SlotView>;
export const DayView = z.object({
  date: CivilDate,
  freeStarts: z.int(),
  /** Why nothing is free, when nothing is. */ reason: z.nullable(z.enum(['closed', 'full', 'past', 'too_soon', 'too_far'])),
});
export type DayView = z.infer<typeof DayView>;

/** What lengthens a booking or multiplies it; absent means nothing added, one person. */
export const AddonIds = z.optional(z.array(Id).check(z.maxLength(10)));
export const PartySize = z.optional(z.int().check(z.gte(1), z.lte(20)));
/** Staff: for whom, so that her habits count; without effect when the asker may not see her. A customer always asks for herself. */
const ForCustomer = z.optional(Id);
const Extras = { addonIds: AddonIds, partySize: PartySize };

/** Why a wished start is not possible, role by role. Names of units are public; whose booking it is, is not. */
export const Blocker = z.object({
  reason: z.enum([
    'past',
    'too_soon',
    'too_far',
    'closed',
    'off_grid',
    'no_session',
    'no_unit',
    'off_shift',
    'taken',
    'absent',
    'daily_limit',
    'shared_candidate',
  ]),
  roleKey: z.nullable(z.string()),
  roleName: z.nullable(z.string()),
  unitId: z.nullable(Id),
  unitName: z.nullable(z.string()),
  /** When this obstacle ends, if it is known. */
  until: z.nullable(Instant),
  /** Only for staff who may read that booking. */
  booking: z.nullable(z.object({ id: Id, code: z.string(), contactName: z.string() })),
});
export type Blocker = z.infer<typeof Blocker>;
/** One change that makes it possible: other units, another start, another store, fewer people (`changes` then says how many). Taken as it is, it books. */
export const Swap = z.object({
  kind: z.enum(['unit', 'time', 'store', 'party']),
  storeId: Id,
  storeName: z.string(),
  startsAt: Instant,
  choices: Choices,
  /** What changes, for words: role, from, to. */
  changes: z.array(z.object({ roleName: z.string(), from: z.nullable(z.string()), to: z.string() })),
});
export type Swap = z.infer<typeof Swap>;
export const Advice = z.object({
  possible: z.boolean(),
  blockers: z.array(Blocker),
  /** The nearest starts of the same wish, at most three. */
  nearest: z.array(SlotView),
  swaps: z.array(Swap),
  /** When it is possible: who would be taken for each role, and why. */
  chosen: z.array(
    z.object({ roleName: z.string(), unitId: Id, unitName: z.string(), because: z.enum(['wished', 'usual_person', 'least_loaded', 'only_one']) }),
  ),
});
export type Advice = z.infer<typeof Advice>;

export const SLOT_REFUSALS = [
  'booking.service_not_offered',
  'booking.choice_not_possible',
  'booking.addon_unknown',
  'booking.party_too_large',
  'record.not_found',
] as const;

export const slotEndpoints = {
  'booking.days': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'How many free starts each day has.',
    input: z.strictObject({
      storeId: Id,
      serviceId: Id,
      from: CivilDate,
      days: z.int().check(z.gte(1), z.lte(62)),
      choices: Choices,
      ...Extras,
      exceptBookingId: Except,
    }),
    output: z.object({ days: z.array(DayView) }),
    refusals: [...SLOT_REFUSALS],
  }),
  'booking.slots': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The truly free starts of a day.',
    input: z.strictObject({ storeId: Id, serviceId: Id, date: CivilDate, choices: Choices, ...Extras, exceptBookingId: Except }),
    output: z.object({ slots: z.array(SlotView), reason: z.nullable(z.string()) }),
    refusals: [...SLOT_REFUSALS],
  }),
  'booking.nextSlots': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The next free starts from now on, at most ten; those that leave no unusable gap and suit her habits come first among equals.',
    input: z.strictObject({
      storeId: Id,
      serviceId: Id,
      count: z.int().check(z.gte(1), z.lte(10)),
      choices: Choices,
      ...Extras,
      exceptBookingId: Except,
      forCustomerId: ForCustomer,
    }),
    output: z.object({ slots: z.array(SlotView) }),
    refusals: [...SLOT_REFUSALS],
  }),
  'booking.anywhere': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The next free starts in all stores that sell the service, soonest first.',
    input: z.strictObject({
      serviceId: Id,
      count: z.int().check(z.gte(1), z.lte(10)),
      ...Extras,
      /** Where she is looking already: only the other stores, each with its soonest start. */
      exceptStoreId: z.optional(Id),
    }),
    output: z.object({ slots: z.array(z.object({ storeId: Id, storeName: z.string(), slot: SlotView })) }),
    refusals: ['record.not_found', 'booking.addon_unknown', 'booking.party_too_large'],
  }),
  'booking.advice': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'Why a start is not offered, what is nearest, and which swap would make it possible. For a booking that is moved: `exceptBookingId`.',
    input: z.strictObject({ storeId: Id, serviceId: Id, startsAt: Instant, choices: Choices, ...Extras, exceptBookingId: Except, forCustomerId: ForCustomer }),
    output: z.object({ advice: Advice }),
    refusals: [...SLOT_REFUSALS],
  }),
};
