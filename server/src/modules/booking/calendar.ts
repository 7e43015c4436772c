import type { bookingEndpoints, CalendarView, MonthDay } from '@zhike/domain/booking/contract';
import { bookingAbilities, type BookingAbility } from '@zhike/domain/booking/policy';
import { addDays, datesFrom } from '@zhike/domain/kernel/calendar-date';
import { compileScope, inScope, type RowFacts, type Scope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow } from '@zhike/domain/kernel/decision';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { planOf } from '@zhike/domain/stores/hours';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { openCalendar } from './queries.rosters';
import { findCalendar, findMonth, type CalendarItemRow } from './records.calendar';
import { iso } from './records.units';
import { openingsOn } from './store-clock';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Item = CalendarView['items'][number];

/**
 * A store by resource for some days. Every occupation is shown; whose it is only where the reader may read that booking
 * (a shared photographer's booking in another store is just "占用").
 */
export async function getCalendar(ask: Ask<ActorOf<'booking.calendar'>>, input: Input<'booking.calendar'>): Answer<'booking.calendar'> {
  const sql = sqlOf(ask.ports.db);
  const opened = await openCalendar(sql, ask, input.storeId);
  if (!opened.ok) return opened;
  const store = opened.value;
  const dates = datesFrom(input.from, input.days);
  const window: TimeRange = { start: instantOf(input.from, '00:00', store.zone), end: instantOf(addDays(input.from, input.days), '00:00', store.zone) };
  const opening = spans([...openingsOn(dates, store.opening, store.zone).values()].flat());
  // Only a right that reaches no further than her own rows asks whose they are.
  const reachesOwn = ask.actor.grants.some((grant) => grant.right.startsWith('booking.') && grant.reach === 'own');
  const rows = await findCalendar(sql, { storeId: store.id, window, mine: reachesOwn ? ask.actor.staffId : null, reader: ask.actor.staffId });
  const readable = compileScope(ask.actor, 'booking.read');
  const abilities: Abilities = new Map();
  const calendar: CalendarView = {
    storeId: store.id,
    utcOffsetMinutes: offsetMinutesAt(store.zone, window.start),
    from: input.from,
    days: input.days,
    opening,
    special: dates.flatMap((date) => {
      const { special } = planOf(date, store.opening);
      return special ? [{ date, ...special }] : [];
    }),
    units: rows.units.map((unit) => ({
      ...unit,
      working:
        unit.kind === 'person'
          ? rows.shifts.filter((shift) => shift.unitId === unit.id).map(({ startsAt, endsAt }) => ({ startsAt: utc(startsAt), endsAt: utc(endsAt) }))
          : opening,
    })),
    items: rows.items.map((row) => itemView(row, ask, readable, abilities)),
  };
  return allow({ calendar });
}

/** What the reader may do with each booking, worked out once for all of its parts. */
type Abilities = Map<string, BookingAbility[]>;

const spans = (ranges: readonly TimeRange[]) => ranges.map((range) => ({ startsAt: iso(range.start), endsAt: iso(range.end) }));
const utc = (instant: string): string => new Date(instant).toISOString();
const utcOrNull = (instant: string | null): string | null => (instant === null ? null : utc(instant));

function itemView(row: CalendarItemRow, ask: Ask<ActorOf<'booking.calendar'>>, readable: Scope, abilities: Abilities): Item {
  const bare: Item = {
    reservationId: row.reservationId,
    unitId: row.unitId,
    kind: row.kind,
    startsAt: utc(row.startsAt),
    endsAt: utc(row.endsAt),
    label: row.label,
    roleKey: row.roleKey,
    overbooked: row.overbooked,
    sessionId: row.sessionId,
    partySize: 1,
    bookingId: null,
    state: row.state,
    version: null,
    customerId: null,
    customerName: null,
    serviceName: null,
    serviceId: null,
    bookingStartsAt: null,
    bookingEndsAt: null,
    can: [],
  };
  const whole = { bookingStartsAt: utcOrNull(row.bookingStartsAt), bookingEndsAt: utcOrNull(row.bookingEndsAt), serviceId: row.serviceId };
  if (!row.bookingId || !row.state)
    // A class is announced to everybody; an absence is of no service.
    return row.kind === 'class' ? { ...bare, ...whole, serviceName: row.serviceName, label: row.label || (row.serviceName ?? '') } : bare;
  const facts = { storeId: row.storeId, customerId: row.customerId, staffIds: row.mine ? [ask.actor.staffId] : [] };
  if (!inScope(readable, facts)) return { ...bare, label: '占用', roleKey: '' };
  let can = abilities.get(row.bookingId);
  if (!can) abilities.set(row.bookingId, (can = abilitiesOf(row, ask, facts)));
  return {
    ...bare,
    ...whole,
    bookingId: row.bookingId,
    version: row.version,
    customerId: row.customerId,
    customerName: row.customerName,
    serviceName: row.serviceName,
    label: row.serviceName ?? '',
    partySize: row.partySize,
    can: [...can],
  };
}

function abilitiesOf(row: CalendarItemRow, ask: Ask<ActorOf<'booking.calendar'>>, facts: RowFacts): BookingAbility[] {
  return bookingAbilities(
    ask.actor,
    {
      ...facts,
      state: row.state ?? 'expired',
      startsAt: row.bookingStartsAt === null ? 0 : Date.parse(row.bookingStartsAt),
      depositState: '',
      holdExpiresAt: row.holdExpiresAt === null ? null : Date.parse(row.holdExpiresAt),
      askedStaffIds: row.asked ? [ask.actor.staffId] : [],
      acceptBy: row.acceptBy === null ? null : Date.parse(row.acceptBy),
      ...(row.mode ? { mode: row.mode } : {}),
    },
    ask.now.getTime(),
  );
}

/** RP-17: a month of a store: bookings by state, how full its people are, and which days are special. */
export async function getMonthLoad(ask: Ask<ActorOf<'booking.monthLoad'>>, input: Input<'booking.monthLoad'>): Answer<'booking.monthLoad'> {
  const sql = sqlOf(ask.ports.db);
  const opened = await openCalendar(sql, ask, input.storeId);
  if (!opened.ok) return opened;
  const store = opened.value;
  const rows = await findMonth(sql, {
    storeId: store.id,
    zone: store.zone,
    from: input.from,
    until: addDays(input.from, input.days - 1),
    window: { start: instantOf(input.from, '00:00', store.zone), end: instantOf(addDays(input.from, input.days), '00:00', store.zone) },
    typeIds: input.typeIds?.length ? input.typeIds : null,
    skill: input.skill ?? null,
  });
  const days = rows.map((row): MonthDay => {
    const plan = planOf(row.date, store.opening);
    return {
      date: row.date,
      special: plan.special,
      closed: plan.spans.length === 0,
      bookings: Object.values(row.byState).reduce((sum, n) => sum + n, 0),
      byState: { ...row.byState },
      loadPercent: row.rosteredMinutes > 0 ? Math.round((row.bookedMinutes / row.rosteredMinutes) * 100) : null,
    };
  });
  return allow({ days });
}
