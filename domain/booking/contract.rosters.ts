import * as z from 'zod/mini';
import { CivilDate, Done, Empty, endpoint, Id, Instant, text } from '../kernel/contract';

const Clock = z.string().check(z.regex(/^([01]\d|2[0-4]):[0-5]\d$/));
/** `to` not after `from` ends on the next day: 20:00 to 02:00 is a night shift. */
export const Span = z.strictObject({ from: Clock, to: Clock });
export const PatternDay = z.strictObject({ week: z.int().check(z.gte(1), z.lte(8)), weekday: z.int().check(z.gte(1), z.lte(7)), from: Clock, to: Clock });
/** A repeating working week; two spans of a day leave a break between them. */
export const RosterPatternView = z.object({
  id: Id,
  unitId: Id,
  storeId: Id,
  fromDate: CivilDate,
  untilDate: z.nullable(CivilDate),
  cycleWeeks: z.int(),
  days: z.array(PatternDay),
});
export type RosterPatternView = z.infer<typeof RosterPatternView>;
export const RosterExceptionView = z.object({ unitId: Id, storeId: Id, date: CivilDate, spans: z.array(Span), reason: z.string() });
export type RosterExceptionView = z.infer<typeof RosterExceptionView>;

/** A booking that a change would leave without its person, its room or its hours. */
export const Clash = z.object({
  bookingId: Id,
  code: z.string(),
  version: z.int(),
  storeId: Id,
  serviceName: z.string(),
  contactName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  unitId: Id,
  unitName: z.string(),
  roleKey: z.string(),
});
export type Clash = z.infer<typeof Clash>;
/** A class that a change would leave without its teacher or its room. Nobody but the shop can move it: it is given to somebody else, or cancelled. */
export const ClassClash = z.object({
  sessionId: Id,
  storeId: Id,
  serviceName: z.string(),
  label: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  unitId: Id,
  unitName: z.string(),
  /** Guests who have a seat. */
  guests: z.int(),
});
export type ClassClash = z.infer<typeof ClassClash>;

/** refuse: a change with clashes is refused with their list. keep: it is made, and the bookings stay as they are, to be moved one by one. */
const WhenClashing = z.enum(['refuse', 'keep']);

export const RosterView = z.object({
  storeId: Id,
  utcOffsetMinutes: z.int(),
  from: CivilDate,
  days: z.int(),
  units: z.array(z.object({ id: Id, name: z.string(), typeName: z.string(), skills: z.array(z.string()), storeIds: z.array(Id) })),
  patterns: z.array(RosterPatternView),
  exceptions: z.array(RosterExceptionView),
  shifts: z.array(z.object({ unitId: Id, storeId: Id, startsAt: Instant, endsAt: Instant, date: CivilDate, from: z.enum(['pattern', 'exception', 'manual']) })),
  absences: z.array(z.object({ reservationId: Id, unitId: Id, kind: z.enum(['leave', 'maintenance']), startsAt: Instant, endsAt: Instant, label: z.string() })),
});
export type RosterView = z.infer<typeof RosterView>;

export const DailyLimitView = z.object({
  id: Id,
  name: z.string(),
  typeId: z.nullable(Id),
  unitId: z.nullable(Id),
  skill: z.nullable(z.string()),
  serviceIds: z.array(Id),
  maxPerDay: z.int(),
  active: z.boolean(),
});
export type DailyLimitView = z.infer<typeof DailyLimitView>;

const CHANGE_REFUSALS = ['record.not_found', 'booking.roster_clashes', 'booking.shifts_overlap', 'booking.not_a_person'] as const;

export const rosterEndpoints = {
  'booking.roster': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'calendar.read',
    summary: 'Who works when at a store: patterns, exceptions, the shifts they make, and absences.',
    input: z.strictObject({ storeId: Id, from: CivilDate, days: z.int().check(z.gte(1), z.lte(42)) }),
    output: z.object({ roster: RosterView }),
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'booking.saveRosterPattern': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'A repeating working week from a date on. Shifts from today on are made anew; bookings that would be stranded are listed.',
    input: z.strictObject({
      patternId: z.nullable(Id),
      unitId: Id,
      storeId: Id,
      fromDate: CivilDate,
      untilDate: z.nullable(CivilDate),
      cycleWeeks: z.int().check(z.gte(1), z.lte(8)),
      days: z.array(PatternDay).check(z.maxLength(112)),
      whenClashing: WhenClashing,
    }),
    output: z.object({ pattern: RosterPatternView, clashes: z.array(Clash), classes: z.array(ClassClash) }),
    refusals: [...CHANGE_REFUSALS],
  }),
  'booking.removeRosterPattern': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'End a pattern today; past shifts stay.',
    input: z.strictObject({ patternId: Id, whenClashing: WhenClashing }),
    output: z.object({ clashes: z.array(Clash), classes: z.array(ClassClash) }),
    refusals: ['record.not_found', 'booking.roster_clashes'],
  }),
  'booking.saveRosterException': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'One day that differs: other hours, another store, or off (no spans). null spans take the exception away.',
    input: z.strictObject({
      unitId: Id,
      storeId: Id,
      date: CivilDate,
      spans: z.nullable(z.array(Span).check(z.maxLength(6))),
      reason: text(40),
      whenClashing: WhenClashing,
    }),
    output: z.object({ clashes: z.array(Clash), classes: z.array(ClassClash) }),
    refusals: [...CHANGE_REFUSALS],
  }),
  'booking.clashes': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'calendar.read',
    summary: 'Coming bookings of a store that have lost their person, their room or their hours, soonest first.',
    input: z.strictObject({ storeId: Id }),
    output: z.object({ clashes: z.array(Clash), classes: z.array(ClassClash) }),
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'booking.dailyLimits': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'How much one person may take a day.',
    input: Empty,
    output: z.object({ limits: z.array(DailyLimitView) }),
    refusals: [],
  }),
  'booking.saveDailyLimit': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'At most so many bookings of some services a day, for a person or a whole type. Bookings that exist stay.',
    input: z.strictObject({
      limitId: z.nullable(Id),
      name: text(30, 1),
      typeId: z.nullable(Id),
      unitId: z.nullable(Id),
      skill: z.nullable(text(20, 1)),
      serviceIds: z.array(Id).check(z.maxLength(100)),
      maxPerDay: z.int().check(z.gte(0), z.lte(100)),
      active: z.boolean(),
    }),
    output: z.object({ limit: DailyLimitView }),
    refusals: ['record.not_found', 'booking.limit_without_target'],
  }),
  'booking.removeDailyLimit': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Take a daily limit away.',
    input: z.strictObject({ limitId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
};
