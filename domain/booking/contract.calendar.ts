import * as z from 'zod/mini';
import { CivilDate, endpoint, Id, Instant } from '../kernel/contract';
import { BookingStateName } from './contract.bookings';
import { ResourceKind } from './contract.resources';

export const CalendarView = z.object({
  storeId: Id,
  utcOffsetMinutes: z.int(),
  from: CivilDate,
  days: z.int(),
  opening: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
  /** The special ones among these days: 国庆节, 调休上班. */
  special: z.optional(z.array(z.object({ date: CivilDate, name: z.string(), kind: z.enum(['holiday', 'workday', 'other']) }))),
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
      kind: z.enum(['booking', 'class', 'leave', 'maintenance']),
      startsAt: Instant,
      endsAt: Instant,
      bookingId: z.nullable(Id),
      state: z.nullable(BookingStateName),
      /** Her record, where she has one. */
      customerId: z.nullable(Id),
      customerName: z.nullable(z.string()),
      serviceName: z.nullable(z.string()),
      label: z.string(),
      /** The part of the service that this unit serves. */
      roleKey: z.string(),
      version: z.nullable(z.int()),
      /** Laid over another booking on purpose. */
      overbooked: z.boolean(),
      partySize: z.int(),
      sessionId: z.nullable(Id),
      /** The whole booking's span; a unit may serve only a part of it. */
      bookingStartsAt: z.nullable(Instant),
      bookingEndsAt: z.nullable(Instant),
      serviceId: z.nullable(Id),
      can: z.array(z.string()),
    }),
  ),
});
export type CalendarView = z.infer<typeof CalendarView>;

/** A month at a glance: how many bookings a day, and how full its people are. */
export const MonthDay = z.object({
  date: CivilDate,
  /** Named when it is a special day: 国庆节, 调休上班. */
  special: z.nullable(z.object({ name: z.string(), kind: z.enum(['holiday', 'workday', 'other']) })),
  closed: z.boolean(),
  bookings: z.int(),
  byState: z.record(z.string(), z.int()),
  /** Booked minutes of people / their rostered minutes, in percent; null when nobody works. */
  loadPercent: z.nullable(z.int()),
});
export type MonthDay = z.infer<typeof MonthDay>;

export const calendarEndpoints = {
  'booking.calendar': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'calendar.read',
    summary: 'A store by resource: units, working hours and everything that occupies them.',
    input: z.strictObject({ storeId: Id, from: CivilDate, days: z.int().check(z.gte(1), z.lte(31)) }),
    output: z.object({ calendar: CalendarView }),
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'booking.monthLoad': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'calendar.read',
    summary: 'A month of a store: bookings and load by day.',
    input: z.strictObject({
      storeId: Id,
      from: CivilDate,
      days: z.int().check(z.gte(1), z.lte(42)),
      /** Of these types together; none: of all. */
      typeIds: z.optional(z.array(Id).check(z.maxLength(50))),
      skill: z.optional(z.string().check(z.maxLength(20))),
    }),
    output: z.object({ days: z.array(MonthDay) }),
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
};
