import * as z from 'zod/mini';
import { CivilDate, Cursor, Done, Empty, endpoint, FenAmount, Id, Instant, page, Phone, text } from '../kernel/contract';
import { BOOKING_STATES, BOOKING_VERBS } from './lifecycle';

/* ---- resources: everything bookable is a numbered unit ---- */
export const ResourceKind = z.enum(['person', 'place', 'thing']);
/** A field that the shop adds to a resource type: 面积, 尺码, 擅长风格. */
export const ResourceField = z.object({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/)),
  label: text(20, 1),
  type: z.enum(['text', 'number', 'boolean', 'choice']),
  options: z.optional(z.array(text(20, 1))),
  required: z.boolean(),
});
export const ResourceTypeView = z.object({ id: Id, key: z.string(), name: z.string(), kind: ResourceKind, fields: z.array(ResourceField), unitCount: z.int() });
export type ResourceTypeView = z.infer<typeof ResourceTypeView>;
export const FieldValues = z.record(z.string(), z.union([text(500), z.number(), z.boolean()]));
export const ResourceUnitView = z.object({
  id: Id,
  typeId: Id,
  typeName: z.string(),
  kind: ResourceKind,
  name: z.string(),
  number: z.int(),
  storeIds: z.array(Id),
  skills: z.array(z.string()),
  fields: FieldValues,
  bufferBeforeMinutes: z.int(),
  bufferAfterMinutes: z.int(),
  state: z.enum(['active', 'repair', 'retired']),
  photoUrl: z.nullable(z.string()),
  introduction: z.string(),
});
export type ResourceUnitView = z.infer<typeof ResourceUnitView>;

/* ---- services ---- */
/** What a service needs: `quantity` different units of a type (with a skill, if named) for a part of its time. */
export const ServiceRoleView = z.object({
  key: z.string(),
  name: z.string(),
  typeId: Id,
  typeName: z.string(),
  kind: ResourceKind,
  skill: z.nullable(z.string()),
  /** Minutes after the service's start, and how long. */
  offsetMinutes: z.int(),
  durationMinutes: z.int(),
  /** True when the customer may name a unit. */
  customerPicks: z.boolean(),
});
export const CancelPolicy = z.object({
  /** Free of charge until this many hours before the start. */
  freeUntilHours: z.int(),
  /** After that this share of the deposit is kept, in percent. */
  latePercent: z.int(),
});
export type CancelPolicy = z.infer<typeof CancelPolicy>;
export const ServiceView = z.object({
  id: Id,
  name: z.string(),
  line: z.string(),
  summary: z.string(),
  description: z.string(),
  durationMinutes: z.int(),
  priceFen: FenAmount,
  depositFen: FenAmount,
  stepMinutes: z.int(),
  leadMinutes: z.int(),
  horizonDays: z.int(),
  whatToBring: z.string(),
  includes: z.array(z.string()),
  imageUrl: z.nullable(z.string()),
  storeIds: z.array(Id),
  policy: CancelPolicy,
  roles: z.array(ServiceRoleView),
  active: z.boolean(),
});
export type ServiceView = z.infer<typeof ServiceView>;
/** A person a customer may name, per role. */
export const PickableUnit = z.object({ id: Id, name: z.string(), photoUrl: z.nullable(z.string()), skills: z.array(z.string()), introduction: z.string() });
export type PickableUnit = z.infer<typeof PickableUnit>;

/* ---- asking for time ---- */
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
});
export type SlotView = z.infer<typeof SlotView>;
export const DayView = z.object({
  date: CivilDate,
  freeStarts: z.int(),
  /** Why nothing is free, when nothing is. */ reason: z.nullable(z.enum(['closed', 'full', 'past', 'too_soon', 'too_far'])),
});
export type DayView = z.infer<typeof DayView>;

/* ---- bookings ---- */
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
  source: z.enum(['miniapp', 'sidebar', 'workbench', 'seed']),
  priceFen: FenAmount,
  deposit: DepositView,
  policy: CancelPolicy,
  cancelledReason: z.nullable(z.string()),
  createdAt: Instant,
  confirmedAt: z.nullable(Instant),
  /** What this reader may do now: lifecycle ∩ rights. Clients draw buttons from it and decide nothing. */
  can: z.array(z.enum([...BOOKING_VERBS, 'payDeposit'])),
});
export type BookingView = z.infer<typeof BookingView>;

export const CancelPreview = z.object({ depositPaidFen: FenAmount, feeFen: FenAmount, refundFen: FenAmount, freeUntil: Instant, late: z.boolean() });
export type CancelPreview = z.infer<typeof CancelPreview>;

export const CalendarView = z.object({
  storeId: Id,
  utcOffsetMinutes: z.int(),
  from: CivilDate,
  days: z.int(),
  opening: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
  units: z.array(
    z.object({
      id: Id,
      name: z.string(),
      number: z.int(),
      /** The member whom a person-unit is. */ staffId: z.nullable(Id),
      typeId: Id,
      typeName: z.string(),
      kind: ResourceKind,
      skills: z.array(z.string()),
      state: z.string(),
      working: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
    }),
  ),
  items: z.array(
    z.object({
      reservationId: Id,
      unitId: Id,
      kind: z.enum(['booking', 'leave', 'maintenance']),
      startsAt: Instant,
      endsAt: Instant,
      bookingId: z.nullable(Id),
      state: z.nullable(BookingStateName),
      customerName: z.nullable(z.string()),
      serviceName: z.nullable(z.string()),
      label: z.string(),
      version: z.nullable(z.int()),
      /** The whole booking's span; a unit may serve only a part of it. */
      bookingStartsAt: z.nullable(Instant),
      can: z.array(z.string()),
    }),
  ),
});
export type CalendarView = z.infer<typeof CalendarView>;

const RequestFields = {
  storeId: Id,
  serviceId: Id,
  startsAt: Instant,
  choices: Choices,
  contactName: text(20, 1),
  contactPhone: Phone,
  weddingDate: z.nullable(CivilDate),
  note: text(500),
};

export interface BookingRefusals {
  /** Somebody else has one of the units. `alternatives` are the nearest free starts of that day. */
  'booking.slot_taken': { startsAt: string; units: { roleName: string; name: string }[]; alternatives: string[] };
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
  /** A unit with coming bookings cannot be retired or sent to repair. */
  'booking.unit_in_use': { unitId: string; bookings: { id: string; code: string; startsAt: string }[] };
  'booking.field_value_invalid': { field: string; problem: string };
  'booking.key_taken': { key: string };
}

const SLOT_REFUSALS = ['booking.service_not_offered', 'booking.choice_not_possible', 'record.not_found'] as const;
const TAKE_REFUSALS = [
  'booking.slot_taken',
  'booking.slot_unavailable',
  'booking.in_the_past',
  'booking.too_soon',
  'booking.too_far',
  'booking.outside_opening',
  'booking.off_grid',
  ...SLOT_REFUSALS,
] as const;
const STEP_REFUSALS = ['record.not_found', 'record.changed', 'lifecycle.illegal_step'] as const;
const ById = z.strictObject({ bookingId: Id });
const Step = z.strictObject({ bookingId: Id, version: z.int() });

export const bookingEndpoints = {
  'booking.services': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'Services on sale, of one store or all.',
    input: z.strictObject({ storeId: z.optional(Id) }),
    output: z.object({ services: z.array(ServiceView) }),
    refusals: [],
  }),
  'booking.service': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'One service with the people a customer may name at a store.',
    input: z.strictObject({ serviceId: Id, storeId: Id }),
    output: z.object({ service: ServiceView, pickable: z.record(z.string(), z.array(PickableUnit)) }),
    refusals: ['booking.service_not_offered', 'record.not_found'],
  }),
  'booking.days': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'How many free starts each day has.',
    input: z.strictObject({ storeId: Id, serviceId: Id, from: CivilDate, days: z.int().check(z.gte(1), z.lte(62)), choices: Choices, exceptBookingId: Except }),
    output: z.object({ days: z.array(DayView) }),
    refusals: [...SLOT_REFUSALS],
  }),
  'booking.slots': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The truly free starts of a day.',
    input: z.strictObject({ storeId: Id, serviceId: Id, date: CivilDate, choices: Choices, exceptBookingId: Except }),
    output: z.object({ slots: z.array(SlotView), reason: z.nullable(z.string()) }),
    refusals: [...SLOT_REFUSALS],
  }),
  'booking.nextSlots': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The next free starts from now on, at most ten.',
    input: z.strictObject({ storeId: Id, serviceId: Id, count: z.int().check(z.gte(1), z.lte(10)), choices: Choices, exceptBookingId: Except }),
    output: z.object({ slots: z.array(SlotView) }),
    refusals: [...SLOT_REFUSALS],
  }),

  'booking.request': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Take a slot: all units or none, held while the deposit is paid.',
    input: z.strictObject({
      ...RequestFields,
      /** As shown to the customer; a difference is refused. */ quotedPriceFen: FenAmount,
      quotedDepositFen: FenAmount,
    }),
    output: z.object({ booking: BookingView }),
    refusals: [...TAKE_REFUSALS, 'booking.price_changed', 'booking.too_many_holds'],
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
    output: z.object({ booking: BookingView }),
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
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS, 'booking.refund_changed', 'booking.too_late_to_cancel'],
  }),
  'booking.reschedule': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'booking.write',
    summary: 'Move to another start or other units; the deposit moves along.',
    input: z.strictObject({ bookingId: Id, version: z.int(), startsAt: Instant, choices: Choices }),
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS, ...TAKE_REFUSALS],
  }),

  'booking.create': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.write',
    summary: 'Book for a customer. `awaitDeposit`: held for the given hours until she pays; otherwise confirmed at once (needs booking.confirm).',
    input: z.strictObject({
      ...RequestFields,
      /** null: the number that the shop has of her. */ contactPhone: z.nullable(Phone),
      customerId: Id,
      awaitDeposit: z.boolean(),
      source: z.enum(['sidebar', 'workbench']),
    }),
    output: z.object({ booking: BookingView }),
    refusals: [...TAKE_REFUSALS],
  }),
  'booking.confirm': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.confirm',
    summary: 'Confirm a held booking without its deposit; the reason is kept.',
    input: z.strictObject({ bookingId: Id, version: z.int(), reason: text(200, 1) }),
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS, 'booking.hold_expired'],
  }),
  'booking.checkIn': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'The customer is here.',
    input: Step,
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS],
  }),
  'booking.start': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'Service begins.',
    input: Step,
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS],
  }),
  'booking.finish': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'Service is done.',
    input: Step,
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS],
  }),
  'booking.markNoShow': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'The customer did not come; the deposit stays by policy.',
    input: Step,
    output: z.object({ booking: BookingView }),
    refusals: [...STEP_REFUSALS],
  }),
  'booking.calendar': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'calendar.read',
    summary: 'A store by resource: units, working hours and everything that occupies them.',
    input: z.strictObject({ storeId: Id, from: CivilDate, days: z.int().check(z.gte(1), z.lte(31)) }),
    output: z.object({ calendar: CalendarView }),
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'booking.card': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.write',
    summary: 'A mini-program card for the chat: a service to book, or a held booking to pay.',
    input: z.strictObject({ storeId: Id, serviceId: z.optional(Id), bookingId: z.optional(Id) }),
    output: z.object({ appid: z.string(), title: z.string(), page: z.string(), imageUrl: z.string() }),
    refusals: ['record.not_found'],
  }),

  'booking.resourceTypes': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'Resource types with their own fields.',
    input: Empty,
    output: z.object({ types: z.array(ResourceTypeView) }),
    refusals: [],
  }),
  'booking.saveResourceType': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Add or change a resource type.',
    input: z.strictObject({
      typeId: z.nullable(Id),
      key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/)),
      name: text(20, 1),
      kind: ResourceKind,
      fields: z.array(ResourceField).check(z.maxLength(30)),
    }),
    output: z.object({ type: ResourceTypeView }),
    refusals: ['record.not_found', 'booking.key_taken'],
  }),
  'booking.units': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'Units, of one type or all.',
    input: z.strictObject({ typeId: z.optional(Id), storeId: z.optional(Id) }),
    output: z.object({ units: z.array(ResourceUnitView) }),
    refusals: [],
  }),
  'booking.saveUnit': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Add or change a numbered unit. Retiring one with coming bookings is refused with their list.',
    input: z.strictObject({
      unitId: z.nullable(Id),
      typeId: Id,
      name: text(20, 1),
      storeIds: z.array(Id).check(z.minLength(1)),
      skills: z.array(text(20, 1)).check(z.maxLength(20)),
      fields: FieldValues,
      bufferBeforeMinutes: z.int().check(z.gte(0), z.lte(480)),
      bufferAfterMinutes: z.int().check(z.gte(0), z.lte(480)),
      state: z.enum(['active', 'repair', 'retired']),
      introduction: text(300),
    }),
    output: z.object({ unit: ResourceUnitView }),
    refusals: ['record.not_found', 'booking.unit_in_use', 'booking.field_value_invalid'],
  }),
  'booking.saveServiceRoles': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'service.manage',
    summary: 'What a service needs: types, skills, parts of its time.',
    input: z.strictObject({
      serviceId: Id,
      roles: z
        .array(
          z.strictObject({
            key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/)),
            name: text(20, 1),
            typeId: Id,
            skill: z.nullable(text(20, 1)),
            offsetMinutes: z.int().check(z.gte(0), z.lte(1440)),
            durationMinutes: z.int().check(z.gte(5), z.lte(1440)),
            customerPicks: z.boolean(),
          }),
        )
        .check(z.minLength(1), z.maxLength(12)),
    }),
    output: z.object({ service: ServiceView }),
    refusals: ['record.not_found'],
  }),
  'booking.addAbsence': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Leave of a person or repair of a thing: occupies the unit like a booking, so the database refuses a clash.',
    input: z.strictObject({ unitId: Id, kind: z.enum(['leave', 'maintenance']), startsAt: Instant, endsAt: Instant, label: text(40) }),
    output: z.object({ reservationId: Id }),
    refusals: ['record.not_found', 'booking.unit_in_use'],
  }),
  'booking.removeAbsence': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'End an absence.',
    input: z.strictObject({ reservationId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
};
