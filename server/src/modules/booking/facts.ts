import {
  askStarts,
  prepareUnits,
  type FreeStarts,
  type PreparedUnits,
  type RoleNeed,
  type StartsQuestion,
  type UnitTime,
} from '@zhike/domain/booking/availability';
import { NO_LOAD, orderCandidates, type Load } from '@zhike/domain/booking/choice';
import { isSeatRole, seatBars, type ClassFacts } from '@zhike/domain/booking/classes';
import { dailyBars, type DailyLimit, type Served } from '@zhike/domain/booking/limits';
import { datesFrom } from '@zhike/domain/booking/rules';
import { addDays, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { sqlOf } from '../../platform/db';
import { createLru } from '../../platform/lru';
import type { Ports } from '../../platform/ports';
import { spanOf, windowOf, type Dates } from './day-windows';
import { freeTimeOf, readDayFacts, type DayFacts, type Look, type Span } from './free-time';
import type { UtcDay } from './records.free-time';
import type { OfferRow, ServiceRow, StoreRow } from './records.services';
import type { Taking } from './records.take';
import type { SpansByUnit, UnitRow } from './records.units';
import { civilDayAt, midnightOf, openDayAt } from './store-clock';

export type { Dates } from './day-windows';

export interface Candidates {
  readonly service: ServiceRow;
  readonly store: StoreRow;
  /** Units at the store of every type that the service needs. The same list as long as nothing in the shop has changed. */
  readonly units: readonly UnitRow[];
  /** Daily limits under which bookings of the service count. */
  readonly limits: readonly DailyLimit[];
  /** Units that may fill each role, before wishes. */
  readonly byRole: ReadonlyMap<string, readonly UnitRow[]>;
  /** Where this offer was seen, with the days that were looked at along with it. */
  readonly look?: Look | undefined;
}

/** True when the service is on sale at the store now. A booking that is already made may be moved all the same. */
export function isOnSale({ service, store }: OfferRow): boolean {
  return service.active && store !== null && service.storeIds.includes(store.id);
}

/** The units that could serve at all: right type, right store, right skill, in use. Null when there is no such store. */
export function candidatesOf({ service, store, units, limits }: OfferRow): Candidates | null {
  if (!store) return null;
  const byRole = new Map(
    service.roles.map((role) => [role.key, units.filter((unit) => unit.typeId === role.typeId && (role.skill === null || unit.skills.includes(role.skill)))]),
  );
  return { service, store, units, limits, byRole };
}

/** A look at a service in a store and at what happens there around some civil days; both of one moment, never older than this call. */
export function lookAt(
  ports: Ports,
  wanted: { readonly serviceId: string; readonly storeId: string; readonly ignoreBookingId?: string | null; readonly dates: (store: StoreRow) => Dates },
): Promise<Look> {
  return freeTimeOf(ports.db).look({
    serviceId: wanted.serviceId,
    storeId: wanted.storeId,
    ignoreBookingId: wanted.ignoreBookingId ?? null,
    now: ports.clock.now().getTime(),
    daysAt: (store, offer) => spanOf(wanted.dates(store), store, offer),
  });
}

/** What a store offers at a start, seen together with that day: `findFreeDay` then needs no further look. Null when it is not on sale there. */
export async function findOfferAt(
  ports: Ports,
  wanted: { readonly serviceId: string; readonly storeId: string; readonly startsAt: number },
): Promise<Candidates | null> {
  const look = await lookAt(ports, {
    serviceId: wanted.serviceId,
    storeId: wanted.storeId,
    dates: (store) => ({ from: openDayAt(wanted.startsAt, store.opening, store.zone).date, days: 1 }),
  });
  const candidates = look.offer && isOnSale(look.offer) ? candidatesOf(look.offer) : null;
  return candidates && { ...candidates, look };
}

/**
 * What this process has just committed itself it need not read again, as long as nobody else has changed the day. (Where a booking
 * counts under a limit or in a class, more than a stretch of time has changed: that is read.)
 */
export function addTaken(ports: Ports, { look, store, service, limits }: Candidates, takings: readonly Taking[], step: number): void {
  if (look?.isRemembered && limits.length === 0 && service.mode === 'appointment') freeTimeOf(ports.db).add(store.id, look.days, takings, step);
}

/** The look at which an offer was seen, if all of these days of UTC were looked at then. */
export function lookCovering({ look }: Candidates, span: { readonly from: UtcDay; readonly until: UtcDay }): Look | null {
  return look && [span.from, span.until].every((day) => look.days.some((seen) => seen.day === day)) ? look : null;
}

/** One civil day of an offer at hand: from the look at which it was seen where that covers the day, else read anew. */
export async function findFreeDay(
  ports: Ports,
  candidates: Candidates,
  ask: { readonly date: CalendarDate; readonly choices: Readonly<Record<string, string>>; readonly ignoreBookingId: string | null },
): Promise<FreeDay> {
  const { store } = candidates;
  const dates = { from: ask.date, days: 1 };
  const span = spanOf(dates, store, candidates);
  const look = span && ask.ignoreBookingId === null ? lookCovering(candidates, span) : null;
  const days = look || !span ? [] : await readDayFacts(sqlOf(ports.db), { storeId: store.id, ...span }, ask.ignoreBookingId);
  const [day] = freeDays(look ?? { days, isRemembered: false }, candidates, dates, ask.choices);
  if (!day) throw new Error('one day was asked for');
  return day;
}

/** One civil day of a service in a store. A start after midnight belongs to the evening that it is part of. */
export interface FreeDay {
  readonly date: CalendarDate;
  readonly openings: readonly TimeRange[];
  /** Every start that could be filled, whoever asks: lead time and horizon are not applied (`startsWithin`). */
  readonly free: FreeStarts;
  /** What was asked: candidates least loaded first, wishes applied, no lead time or horizon. */
  readonly question: StartsQuestion;
  readonly units: readonly UnitTime[];
  readonly prepared: PreparedUnits;
  readonly busy: ReadonlyMap<string, readonly Span[]>;
  /** What each unit has to do on that day; a unit that is missing has nothing. */
  readonly load: ReadonlyMap<string, Load>;
  /** What counts under the daily limits of its units. */
  readonly served: readonly Served[];
  /** The classes of the service that begin in these openings; none for an appointment. */
  readonly sessions: readonly ClassFacts[];
}

/** The starts of a day between the first and the last that may be offered. */
export function startsWithin(day: FreeDay, span: { readonly earliest: number; readonly latest: number }): readonly number[] {
  const { starts } = day.free;
  const [first, last] = [starts[0] ?? 0, starts[starts.length - 1] ?? 0];
  return first >= span.earliest && last <= span.latest ? starts : starts.filter((start) => start >= span.earliest && start <= span.latest);
}

const MOST_PREPARED = 1000;
const MOST_ANSWERS = 5000;

interface PreparedDay {
  readonly units: readonly UnitTime[];
  readonly prepared: PreparedUnits;
  readonly busy: ReadonlyMap<string, readonly Span[]>;
  readonly load: ReadonlyMap<string, Load>;
  readonly served: readonly Served[];
  readonly sessions: readonly ClassFacts[];
}

/** Computed from these very facts; as they never change, it holds for them for ever and for no others. */
interface Computed<Value> {
  readonly units: readonly UnitRow[];
  readonly facts: readonly DayFacts[];
  readonly value: Value;
}

const preparedDays = createLru<Computed<PreparedDay>>(MOST_PREPARED);
const answers = createLru<Computed<FreeDay>>(MOST_ANSWERS);

const holds = (computed: Computed<unknown> | undefined, units: readonly UnitRow[], facts: readonly DayFacts[]): boolean =>
  computed !== undefined && computed.units === units && computed.facts.length === facts.length && computed.facts.every((day, i) => day === facts[i]);

/** The free starts of a (shaped) offer on some civil days of a look. */
export function freeDays(
  look: Pick<Look, 'days' | 'isRemembered'>,
  candidates: Candidates,
  dates: Dates,
  choices: Readonly<Record<string, string>>,
): FreeDay[] {
  const { service, store, units } = candidates;
  const wish = Object.entries(choices).sort().join(';');
  const shape = service.roles.map((role) => `${role.key}:${role.offsetMinutes}:${role.durationMinutes}`).join();
  const head = `${store.id}/${service.id}`;
  return datesFrom(dates.from, dates.days).map((date) => {
    const { window, span } = windowOf(date, store, candidates);
    const facts = span ? look.days.filter((day) => span.from <= day.day && day.day <= span.until) : [];
    if (!window || !span) return freeDay(candidates, date, CLOSED, choices);
    if (facts.length !== span.until - span.from + 1) throw new Error(`a look does not cover ${date}`);
    const key = `${head}/${date}/${service.durationMinutes}/${shape}/${wish}`;
    const answer = answers.get(key);
    if (answer && holds(answer, units, facts)) return answer.value;
    let prepared = preparedDays.get(`${head}/${date}`);
    if (!prepared || !holds(prepared, units, facts)) {
      prepared = { units, facts, value: prepareDay(candidates, date, window, facts) };
      if (look.isRemembered) preparedDays.set(`${head}/${date}`, prepared);
    }
    const value = freeDay(candidates, date, prepared.value, choices);
    if (look.isRemembered) answers.set(key, { units, facts, value });
    return value;
  });
}

const CLOSED: PreparedDay = { units: [], prepared: prepareUnits({ start: 0, end: 0 }, []), busy: new Map(), load: new Map(), served: [], sessions: [] };

function prepareDay(candidates: Candidates, date: CalendarDate, window: TimeRange, facts: readonly DayFacts[]): PreparedDay {
  const { store, units } = candidates;
  const opening = windowOf(date, store, candidates).running;
  const busy = mergeDays(facts.map((day) => day.busy));
  const shifts = mergeDays(facts.map((day) => day.shifts)) as SpansByUnit;
  const times = units.map((unit) => ({
    unitId: unit.id,
    working: unit.kind === 'person' ? (shifts.get(unit.id) ?? []) : opening,
    busy: busy.get(unit.id) ?? [],
    bufferBeforeMs: unit.bufferBeforeMinutes * MINUTE_MS,
    bufferAfterMs: unit.bufferAfterMinutes * MINUTE_MS,
  }));
  const day = { start: midnightOf(date, store.zone), end: midnightOf(addDays(date, 1), store.zone) };
  return {
    units: times,
    prepared: prepareUnits(window, times),
    busy,
    load: loadOn(day, busy),
    served: facts.flatMap((one) => one.served),
    sessions: facts.flatMap((one) => one.sessions),
  };
}

/** Several days' lists as one; a stretch that stands in two of them is one stretch. */
function mergeDays<Range extends TimeRange>(days: readonly ReadonlyMap<string, readonly Range[]>[]): ReadonlyMap<string, readonly Range[]> {
  const [only] = days;
  if (only && days.length === 1) return only;
  const merged = new Map<string, Range[]>();
  for (const day of days)
    for (const [unitId, ranges] of day) {
      const list = merged.get(unitId);
      if (!list) merged.set(unitId, [...ranges]);
      else for (const range of ranges) if (!list.some((one) => one.start === range.start && one.end === range.end)) list.push(range);
    }
  return merged;
}

/** The bookings of each unit that begin on a day: "any" goes to the least loaded. */
function loadOn(day: TimeRange, busy: ReadonlyMap<string, readonly Span[]>): Map<string, Load> {
  const load = new Map<string, Load>();
  for (const [unitId, spans] of busy)
    for (const span of spans) {
      if (!span.isWork || span.start < day.start || span.start >= day.end) continue;
      const sum = load.get(unitId) ?? NO_LOAD;
      load.set(unitId, { bookings: sum.bookings + 1, minutes: sum.minutes + (span.end - span.start) / MINUTE_MS });
    }
  return load;
}

function freeDay(candidates: Candidates, date: CalendarDate, day: PreparedDay, choices: Readonly<Record<string, string>>): FreeDay {
  const { service, store, units, limits } = candidates;
  const { openings, running } = windowOf(date, store, candidates);
  const civil = new Map(running.flatMap((open) => [open.start, open.end - 1].map((at) => civilDayAt(at, store.zone))).map((one) => [one.start, one]));
  const barred = dailyBars({ limits, units, serviceId: service.id, days: [...civil.values()], served: day.served });
  const within = (at: number): boolean => openings.some((open) => open.start <= at && at < open.end);
  const sessions = service.mode === 'class' ? day.sessions.filter((one) => one.serviceId === service.id && within(one.start)) : [];
  const roles = service.roles.map((role): RoleNeed => {
    const wished = choices[role.key];
    const all = (candidates.byRole.get(role.key) ?? []).map((unit) => unit.id);
    const bars = sessions.length > 0 && isSeatRole(role.key, service.roles) ? [...barred, ...seatBars(sessions, all)] : barred;
    return {
      key: role.key,
      offsetMs: role.offsetMinutes * MINUTE_MS,
      durationMs: role.durationMinutes * MINUTE_MS,
      candidates: wished ? all.filter((unitId) => unitId === wished) : orderCandidates({ candidates: all, load: day.load }).map((choice) => choice.unitId),
      ...(bars.length > 0 ? { barred: bars } : {}),
    };
  });
  const question: StartsQuestion = {
    opening: running,
    durationMs: service.durationMinutes * MINUTE_MS,
    stepMs: service.stepMinutes * MINUTE_MS,
    ...(service.mode === 'class' ? { starts: sessions.map((one) => one.start) } : {}),
    earliest: Number.NEGATIVE_INFINITY,
    // What begins later begins on the next day.
    latest: Math.max(...openings.map((open) => open.end), 0) - 1,
    roles,
  };
  return { ...day, date, openings, sessions, free: askStarts(day.prepared, question), question };
}
