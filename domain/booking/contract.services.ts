import * as z from 'zod/mini';
import { CivilDate, Empty, endpoint, FenAmount, Id, Instant, text } from '../kernel/contract';
import { ResourceKind } from './contract.resources';

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
  /** Needed once for each person of a party. */
  perPerson: z.boolean(),
  /** Whoever fills it must accept the booking, when the service asks for acceptance. */
  accepts: z.boolean(),
});
export const CancelPolicy = z.object({
  /** Free of charge until this many hours before the start. */
  freeUntilHours: z.int(),
  /** After that this share of the deposit is kept, in percent. */
  latePercent: z.int(),
  /** This share is kept when she does not come, in percent. */
  noShowPercent: z.int(),
  /** She may move it herself until this many hours before the start … */
  moveUntilHours: z.int(),
  /** … and this often. */
  maxMoves: z.int(),
});
export type CancelPolicy = z.infer<typeof CancelPolicy>;
/** Something to add: more time for the roles it names (none named: every role that ends with the service), more money. */
export const AddonView = z.object({ id: Id, name: z.string(), minutes: z.int(), priceFen: FenAmount, roleKeys: z.array(z.string()), active: z.boolean() });
export type AddonView = z.infer<typeof AddonView>;
/** What in a customer's health record this service conflicts with: an ingredient, a recent state, a condition, a part of the body. */
export const ServiceCaution = z.object({
  kind: z.enum(['ingredient', 'recent_state', 'condition', 'body_part', 'pressure', 'other']),
  name: text(20, 1),
  effect: z.enum(['warn', 'block']),
});
export type ServiceCaution = z.infer<typeof ServiceCaution>;
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
  /** Other terms by customer level (key of one of membership's). */
  levelPolicies: z.record(z.string(), CancelPolicy),
  /** none: confirmed at once. person: whoever was chosen accepts it. group: everybody skilled and free is asked, the first wins. */
  acceptance: z.enum(['none', 'person', 'group']),
  acceptMinutes: z.int(),
  /** When nobody answered in time: give the time back, or ask the next free one first. */
  acceptTimeout: z.enum(['release', 'next']),
  /** appointment: any free start. class: only the starts of its sessions, a seat a guest. */
  mode: z.enum(['appointment', 'class']),
  /** How many people one booking may bring; the price is for each. */
  maxParty: z.int(),
  addons: z.array(AddonView),
  cautions: z.array(ServiceCaution),
  roles: z.array(ServiceRoleView),
  active: z.boolean(),
});
export type ServiceView = z.infer<typeof ServiceView>;
/** A person a customer may name, per role. */
export const PickableUnit = z.object({ id: Id, name: z.string(), photoUrl: z.nullable(z.string()), skills: z.array(z.string()), introduction: z.string() });
export type PickableUnit = z.infer<typeof PickableUnit>;

export const ClassSessionView = z.object({
  id: Id,
  serviceId: Id,
  serviceName: z.string(),
  storeId: Id,
  startsAt: Instant,
  endsAt: Instant,
  label: z.string(),
  state: z.enum(['scheduled', 'cancelled']),
  seats: z.int(),
  taken: z.int(),
  /** Teacher, room: what the session itself occupies. */
  units: z.array(z.object({ unitId: Id, roleName: z.string(), name: z.string(), kind: ResourceKind })),
});
export type ClassSessionView = z.infer<typeof ClassSessionView>;

const Percent = z.int().check(z.gte(0), z.lte(100));
const Hours = z.int().check(z.gte(0), z.lte(24 * 60));
const PolicyInput = z.strictObject({
  freeUntilHours: Hours,
  latePercent: Percent,
  noShowPercent: Percent,
  moveUntilHours: Hours,
  maxMoves: z.int().check(z.gte(0), z.lte(20)),
});
const Minutes = z.int().check(z.gte(5), z.lte(1440), z.multipleOf(5));

export const serviceEndpoints = {
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
  'booking.allServices': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'Every service, those not on sale included.',
    input: Empty,
    output: z.object({
      services: z.array(ServiceView),
      /** The customer levels that may have other terms (membership's). */
      levels: z.array(z.object({ key: z.string(), name: z.string() })),
    }),
    refusals: [],
  }),
  'booking.saveService': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'service.manage',
    summary:
      'Add or change a service: times, money, terms, add-ons, where it is sold. Bookings that exist keep their terms. What it needs is saved by booking.saveServiceRoles.',
    input: z.strictObject({
      serviceId: z.nullable(Id),
      name: text(30, 1),
      line: text(20, 1),
      summary: text(60),
      description: text(2000),
      includes: z.array(text(40, 1)).check(z.maxLength(20)),
      whatToBring: text(200),
      durationMinutes: Minutes,
      stepMinutes: z.int().check(z.gte(5), z.lte(240), z.multipleOf(5)),
      leadMinutes: z.int().check(z.gte(0), z.lte(60 * 24 * 60)),
      horizonDays: z.int().check(z.gte(1), z.lte(365)),
      priceFen: FenAmount,
      depositFen: FenAmount,
      policy: PolicyInput,
      levelPolicies: z.record(z.string().check(z.maxLength(30)), PolicyInput),
      acceptance: z.enum(['none', 'person', 'group']),
      acceptMinutes: z.int().check(z.gte(1), z.lte(10080)),
      acceptTimeout: z.enum(['release', 'next']),
      mode: z.enum(['appointment', 'class']),
      maxParty: z.int().check(z.gte(1), z.lte(20)),
      cautions: z.array(ServiceCaution).check(z.maxLength(30)),
      storeIds: z.array(Id).check(z.maxLength(200)),
      addons: z
        .array(
          z.strictObject({
            id: z.nullable(Id),
            name: text(20, 1),
            minutes: z.int().check(z.gte(0), z.lte(1440), z.multipleOf(5)),
            priceFen: FenAmount,
            roleKeys: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(12)),
            active: z.boolean(),
          }),
        )
        .check(z.maxLength(20)),
      active: z.boolean(),
    }),
    output: z.object({ service: ServiceView }),
    refusals: ['record.not_found', 'booking.deposit_above_price', 'booking.role_unknown'],
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
            perPerson: z.optional(z.boolean()),
            accepts: z.optional(z.boolean()),
          }),
        )
        .check(z.minLength(1), z.maxLength(12)),
    }),
    output: z.object({ service: ServiceView }),
    refusals: ['record.not_found', 'booking.role_unknown'],
  }),
  'booking.classSessions': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'Classes of a store, with seats left.',
    input: z.strictObject({ storeId: Id, serviceId: z.optional(Id), from: CivilDate, days: z.int().check(z.gte(1), z.lte(62)) }),
    output: z.object({ sessions: z.array(ClassSessionView) }),
    refusals: ['record.not_found'],
  }),
  'booking.saveClassSession': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary:
      'Schedule a class: teacher and room are taken at once, so the database refuses a clash. `repeatWeeks` schedules it in the following weeks too, and lists those that clash.',
    input: z.strictObject({
      storeId: Id,
      serviceId: Id,
      startsAt: Instant,
      label: text(30),
      /** Who teaches and where. */
      unitIds: z.array(Id).check(z.minLength(1), z.maxLength(6)),
      seats: z.int().check(z.gte(1), z.lte(100)),
      repeatWeeks: z.int().check(z.gte(0), z.lte(26)),
    }),
    output: z.object({
      sessions: z.array(ClassSessionView),
      missed: z.array(z.object({ startsAt: Instant, unitName: z.string(), reason: z.enum(['taken', 'off_shift', 'closed', 'no_seats']) })),
    }),
    refusals: [
      'record.not_found',
      'booking.slot_taken',
      // Free, but out of use or not on shift.
      'booking.slot_unavailable',
      'booking.outside_opening',
      'booking.not_enough_seats',
      'booking.service_not_offered',
      'booking.in_the_past',
    ],
  }),
  'booking.cancelClassSession': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Cancel a class: its guests are cancelled by the shop, told, and get their deposits back.',
    input: z.strictObject({ sessionId: Id, reason: text(200, 1) }),
    output: z.object({ session: ClassSessionView, cancelledBookings: z.int() }),
    refusals: ['record.not_found'],
  }),
};
