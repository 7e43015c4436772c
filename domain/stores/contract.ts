import * as z from 'zod/mini';
import { CivilDate, Done, Empty, endpoint, Id, Instant, text } from '../kernel/contract';

/** Opening hours of one weekday (1 = Monday … 7 = Sunday), `HH:MM`, 24:00 for midnight at the end. */
export const OpeningHours = z.object({ weekday: z.int().check(z.gte(1), z.lte(7)), from: z.string(), to: z.string() });

export const StoreView = z.object({
  id: Id,
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  /** How to get there and where to park. */
  directions: z.string(),
  zone: z.string(),
  /** Minutes ahead of UTC now; clients show every time of this store with it. */
  utcOffsetMinutes: z.int(),
  latitude: z.nullable(z.number()),
  longitude: z.nullable(z.number()),
  opening: z.array(OpeningHours),
  photoUrl: z.nullable(z.string()),
  /** Today's hours, seasons and holidays included; empty: closed today. */
  today: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
  /** Why today differs from the week: 国庆节. */
  todayNotice: z.nullable(z.string()),
});
export type StoreView = z.infer<typeof StoreView>;

/** What a client must know before anybody logs in. */
export const ShopView = z.object({
  name: z.string(),
  brandColour: z.string(),
  /** Subscribe-message templates that the mini-program may ask for, by our key. */
  subscribeTemplates: z.array(z.object({ key: z.string(), templateId: z.string() })),
  holdMinutes: z.int(),
});
export type ShopView = z.infer<typeof ShopView>;

const Clock = z.string().check(z.regex(/^([01]\d|2[0-4]):[0-5]\d$/));
const WeekInput = z.array(z.strictObject({ weekday: z.int().check(z.gte(1), z.lte(7)), from: Clock, to: Clock })).check(z.maxLength(28));

/** Other hours for a part of the year, both days included. */
export const SeasonView = z.object({ id: Id, storeId: Id, name: z.string(), fromDate: CivilDate, untilDate: CivilDate, opening: z.array(OpeningHours) });
export type SeasonView = z.infer<typeof SeasonView>;
/** A day that differs, of one store or (storeId null) of all. hours null: as that weekday, or as `asWeekday`; []: closed. */
export const SpecialDayView = z.object({
  id: Id,
  storeId: z.nullable(Id),
  date: CivilDate,
  name: z.string(),
  kind: z.enum(['holiday', 'workday', 'other']),
  hours: z.nullable(z.array(z.object({ from: z.string(), to: z.string() }))),
  asWeekday: z.nullable(z.int()),
});
export type SpecialDayView = z.infer<typeof SpecialDayView>;

/** A store as its manager sees it. */
export const StoreSheet = z.object({
  id: Id,
  name: z.string(),
  regionId: z.nullable(Id),
  address: z.string(),
  phone: z.string(),
  directions: z.string(),
  zone: z.string(),
  latitude: z.nullable(z.number()),
  longitude: z.nullable(z.number()),
  opening: z.array(OpeningHours),
  areaSqm: z.nullable(z.number()),
  photoUrl: z.nullable(z.string()),
  closed: z.boolean(),
  can: z.array(z.enum(['manage'])),
});
export type StoreSheet = z.infer<typeof StoreSheet>;
/** Headquarters, regions, stores: the tree as a list with parents. */
export const RegionView = z.object({ id: Id, parentId: z.nullable(Id), name: z.string(), position: z.int() });
export type RegionView = z.infer<typeof RegionView>;
export const StaffSheet = z.object({
  id: Id,
  wecomUserId: z.string(),
  name: z.string(),
  title: z.string(),
  roles: z.array(z.string()),
  storeIds: z.array(Id),
  regionIds: z.array(Id),
  /** The bookable unit that she is, if any. */
  unitId: z.nullable(Id),
  left: z.boolean(),
});
export type StaffSheet = z.infer<typeof StaffSheet>;

export interface StoresRefusals {
  /** A booking lies in hours that would be closed. */
  'stores.hours_clash': { bookings: { id: string; code: string; startsAt: string; serviceName: string; contactName: string }[] };
  'stores.name_taken': { name: string };
  'stores.hours_invalid': { weekday: number; problem: string };
  'stores.region_in_use': { stores: number; regions: number };
  'stores.region_cycle': { regionId: string };
  'stores.zone_unknown': { zone: string };
  'stores.role_unknown': { role: string };
  /** She is the last one who may manage everything, or that is what she would take from herself. */
  'stores.last_manager': { staffId: string };
  'stores.member_taken': { wecomUserId: string };
  /** Nothing is known of that year's public holidays; type them in, or copy them from the notice of the State Council. */
  'stores.year_unknown': { year: number };
}

const WhenClashing = z.enum(['refuse', 'keep']);

export const storesEndpoints = {
  'stores.openingDays': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The hours of a store day by day, seasons and holidays included.',
    input: z.strictObject({ storeId: Id, from: CivilDate, days: z.int().check(z.gte(1), z.lte(62)) }),
    output: z.object({
      days: z.array(
        z.object({
          date: CivilDate,
          hours: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
          notice: z.nullable(z.string()),
          kind: z.enum(['week', 'season', 'special']),
        }),
      ),
    }),
    refusals: ['record.not_found'],
  }),
  'stores.tree': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'store.read',
    summary: 'Headquarters, regions and the stores that the reader may see.',
    input: Empty,
    output: z.object({ regions: z.array(RegionView), stores: z.array(StoreSheet) }),
    refusals: [],
  }),
  'stores.saveRegion': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.manage',
    summary: 'Add, rename or move a region.',
    input: z.strictObject({ regionId: z.nullable(Id), parentId: z.nullable(Id), name: text(20, 1), position: z.int().check(z.gte(0), z.lte(1000)) }),
    output: z.object({ region: RegionView }),
    refusals: ['record.not_found', 'stores.region_cycle'],
  }),
  'stores.removeRegion': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.manage',
    summary: 'Remove an empty region.',
    input: z.strictObject({ regionId: Id }),
    output: Done,
    refusals: ['record.not_found', 'stores.region_in_use'],
  }),
  'stores.saveStore': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.manage',
    summary: 'Add or change a store. Hours that would strand bookings are refused with their list, unless they are kept to be moved.',
    input: z.strictObject({
      storeId: z.nullable(Id),
      name: text(20, 1),
      regionId: z.nullable(Id),
      address: text(100, 1),
      phone: text(20, 1),
      directions: text(300),
      zone: text(40, 1),
      latitude: z.nullable(z.number().check(z.gte(-90), z.lte(90))),
      longitude: z.nullable(z.number().check(z.gte(-180), z.lte(180))),
      opening: WeekInput,
      areaSqm: z.nullable(z.number().check(z.gte(0), z.lte(100_000))),
      closed: z.boolean(),
      whenClashing: WhenClashing,
    }),
    output: z.object({ store: StoreSheet }),
    refusals: ['record.not_found', 'stores.name_taken', 'stores.hours_clash', 'stores.hours_invalid', 'stores.zone_unknown'],
  }),
  'stores.seasons': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'store.read',
    summary: 'Seasons of a store, latest first.',
    input: z.strictObject({ storeId: Id }),
    output: z.object({ seasons: z.array(SeasonView) }),
    refusals: ['record.not_found'],
  }),
  'stores.saveSeason': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.hours',
    summary: 'Other hours for a part of the year.',
    input: z.strictObject({
      seasonId: z.nullable(Id),
      storeId: Id,
      name: text(20, 1),
      fromDate: CivilDate,
      untilDate: CivilDate,
      opening: WeekInput,
      whenClashing: WhenClashing,
    }),
    output: z.object({ season: SeasonView }),
    refusals: ['record.not_found', 'stores.hours_clash', 'stores.hours_invalid'],
  }),
  'stores.removeSeason': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.hours',
    summary: 'Back to the ordinary week.',
    input: z.strictObject({ seasonId: Id, whenClashing: WhenClashing }),
    output: Done,
    refusals: ['record.not_found', 'stores.hours_clash'],
  }),
  'stores.specialDays': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'store.read',
    summary: 'Holidays, make-up workdays and other special days of a year, of the shop and of the reader’s stores.',
    input: z.strictObject({ year: z.int().check(z.gte(2020), z.lte(2100)) }),
    output: z.object({
      days: z.array(SpecialDayView),
      /** True when the public holidays of that year are known to this build and not yet all in the list. */
      proposable: z.boolean(),
      /** True when nothing is known of that year: the list must be typed in. */
      unknown: z.boolean(),
    }),
    refusals: [],
  }),
  'stores.proposeHolidays': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.manage',
    summary: 'Write the public holidays and make-up workdays of a year into the shop’s list; days that are there stay as they are.',
    input: z.strictObject({ year: z.int().check(z.gte(2020), z.lte(2100)) }),
    output: z.object({ added: z.int() }),
    refusals: ['stores.year_unknown'],
  }),
  'stores.saveSpecialDay': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.hours',
    summary: 'One day that differs. For the whole shop (storeId null) it needs the right for all stores.',
    input: z.strictObject({
      dayId: z.nullable(Id),
      storeId: z.nullable(Id),
      date: CivilDate,
      name: text(20, 1),
      kind: z.enum(['holiday', 'workday', 'other']),
      hours: z.nullable(z.array(z.strictObject({ from: Clock, to: Clock })).check(z.maxLength(6))),
      asWeekday: z.nullable(z.int().check(z.gte(1), z.lte(7))),
      whenClashing: WhenClashing,
    }),
    output: z.object({ day: SpecialDayView }),
    refusals: ['record.not_found', 'stores.hours_clash', 'stores.hours_invalid'],
  }),
  'stores.removeSpecialDay': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'store.hours',
    summary: 'An ordinary day again.',
    input: z.strictObject({ dayId: Id, whenClashing: WhenClashing }),
    output: Done,
    refusals: ['record.not_found', 'stores.hours_clash'],
  }),
  'stores.staff': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'store.read',
    summary: 'Members of the stores that the reader may see.',
    input: Empty,
    output: z.object({ staff: z.array(StaffSheet), roles: z.array(z.object({ key: z.string(), name: z.string() })) }),
    refusals: [],
  }),
  'stores.saveStaff': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'staff.manage',
    summary: 'Add or change a member: roles, stores, regions, the unit that she is. `left` ends her sessions at once.',
    input: z.strictObject({
      staffId: z.nullable(Id),
      wecomUserId: z.string().check(z.regex(/^[\w.@-]{1,64}$/)),
      name: text(20, 1),
      title: text(20),
      roles: z.array(z.string().check(z.maxLength(120))).check(z.minLength(1), z.maxLength(6)),
      storeIds: z.array(Id).check(z.maxLength(200)),
      regionIds: z.array(Id).check(z.maxLength(50)),
      unitId: z.nullable(Id),
      left: z.boolean(),
    }),
    output: z.object({ member: StaffSheet }),
    refusals: ['record.not_found', 'stores.role_unknown', 'stores.member_taken', 'stores.last_manager', 'booking.not_a_person'],
  }),

  'stores.shop': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The shop: name, colour, message templates.',
    input: Empty,
    output: ShopView,
    refusals: [],
  }),
  'stores.list': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'All open stores.',
    input: Empty,
    output: z.object({ stores: z.array(StoreView) }),
    refusals: [],
  }),
};
