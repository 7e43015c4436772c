import { randomInt } from 'node:crypto';
import type { ClassFacts } from '@zhike/domain/booking/classes';
import type { Served } from '@zhike/domain/booking/limits';
import { DAY_MS, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { sqlOf, type Db, type Sql } from '../../platform/db';
import { createGroupRead } from '../../platform/group-read';
import { createLru } from '../../platform/lru';
import {
  findStoreTimes,
  findVersions,
  VERSIONS_KEPT_DAYS,
  type SeenDays,
  type StoreDays,
  type StoreTimes,
  type UtcDay,
  type Versions,
} from './records.free-time';
import { findOfferRow, type OfferRow, type StoreRow } from './records.services';
import type { SpansByUnit } from './records.units';

/*
 * What decides free time, remembered by this process and asked about again at every question (docs/decisions/0009): one cheap
 * statement reads the versions, and what is remembered counts only where its version is still the same. Nothing is told to anybody, so
 * any number of processes may do this; nothing here is ever right for longer than one question.
 */

const MOST_OFFERS = 1000;
/** Days of a store: some hundred stretches each. */
const MOST_DAYS = 3000;
/** Whoever changes things this often while a question is asked gets the facts as they were read, day by day. */
const MOST_LOOKS = 4;

/** A stretch that a unit is taken for. Absences are no work. */
export interface Span extends TimeRange {
  readonly isWork: boolean;
}

/** What happens in one store on one day of UTC; a stretch stands in every day that it touches. Never changed: another version is another object. */
export interface DayFacts {
  readonly day: UtcDay;
  readonly busy: ReadonlyMap<string, readonly Span[]>;
  readonly shifts: SpansByUnit;
  /** Parts of bookings that begin on this day, of units that have a daily limit. */
  readonly served: readonly Served[];
  /** Classes that begin on this day. */
  readonly sessions: readonly ClassFacts[];
}

interface KnownOffer {
  readonly shop: number;
  readonly offer: OfferRow;
}

interface KnownDay {
  readonly shop: number;
  readonly n: number;
  readonly facts: DayFacts;
}

/** What a look found: true together at one moment after it was asked for. The same objects again when nothing has changed. */
export interface Look {
  /** Null: no such service. */
  readonly offer: OfferRow | null;
  /** The days of UTC that were asked for, in order; none when there is no such store. */
  readonly days: readonly DayFacts[];
  /** The days will be the same objects for the next one who asks. */
  readonly isRemembered: boolean;
  /** By which versions all of it can be asked about again; null when nobody counts what was read. */
  readonly seen: SeenDays | null;
}

export interface LookFor {
  readonly serviceId: string;
  readonly storeId: string;
  /** Which days of UTC the question needs at this store; null: none. */
  readonly daysAt: (store: StoreRow, offer: OfferRow) => { readonly from: UtcDay; readonly until: UtcDay } | null;
  /** A booking that is being moved does not stand in its own way. */
  readonly ignoreBookingId: string | null;
  readonly now: number;
}

/** A unit that was taken, for that stretch. */
export interface NewTaking {
  readonly unitId: string;
  readonly blocked: TimeRange;
}

export interface FreeTime {
  look(wanted: LookFor): Promise<Look>;
  /**
   * Remembers what a transaction of this process took from days as they had been seen, `step` being what it added to their versions. It
   * holds exactly when the version is that sum: every change adds at least one, so nobody else can have changed anything then.
   */
  add(storeId: string, seen: readonly DayFacts[], takings: readonly NewTaking[], step: number): void;
}

/** A number for `add` and for the transaction, at random, so that no sum comes twice when a database is set back. */
export const newStep = (): number => randomInt(1, 1_048_577);

const known = new WeakMap<Db, FreeTime>();

/** The memory of this process for one database. */
export function freeTimeOf(db: Db): FreeTime {
  let memory = known.get(db);
  if (!memory) known.set(db, (memory = createFreeTime(db)));
  return memory;
}

function createFreeTime(db: Db): FreeTime {
  const sql = sqlOf(db);
  const offers = createLru<KnownOffer>(MOST_OFFERS);
  const days = createLru<KnownDay>(MOST_DAYS);
  const versions = createGroupRead<StoreDays, Versions>((asks) => findVersions(sql, asks));

  const flights = new Map<string, Promise<unknown>>();
  /** Reads once for all who miss the same at the same time. `mine`: this very call set it out; whoever joined must ask for the versions again. */
  async function together<Found>(key: string, read: () => Promise<Found>): Promise<{ readonly mine: boolean; readonly found: Found }> {
    const running = flights.get(key) as Promise<Found> | undefined;
    if (running) return { mine: false, found: await running };
    const flight = read().finally(() => flights.delete(key));
    flights.set(key, flight);
    return { mine: true, found: await flight };
  }

  async function readOffer(wanted: LookFor): Promise<KnownOffer | null> {
    const found = await findOfferRow(sql, wanted.serviceId, wanted.storeId);
    if (!found) return null;
    const { shopVersion, ...offer } = found;
    const fresh = { shop: shopVersion, offer };
    offers.set(`${wanted.serviceId}/${wanted.storeId}`, fresh);
    return fresh;
  }

  async function readDays(span: StoreDays, ignoreBookingId: string | null, now: number): Promise<KnownDay[]> {
    const times = await findStoreTimes(sql, span, ignoreBookingId);
    const fresh = splitByDay(times, span);
    const oldest = now / DAY_MS - VERSIONS_KEPT_DAYS + 2;
    if (ignoreBookingId === null) for (const day of fresh) if (day.facts.day > oldest) days.set(`${span.storeId}/${day.facts.day}`, day);
    return fresh;
  }

  return {
    add(storeId, seen, takings, step) {
      for (const facts of seen) {
        const key = `${storeId}/${facts.day}`;
        const day = days.get(key);
        const here = takings.filter(({ blocked }) => blocked.start < (facts.day + 1) * DAY_MS && facts.day * DAY_MS < blocked.end);
        if (here.length > 0 && day?.facts === facts)
          days.set(key, { shop: day.shop, n: day.n + step, facts: { ...facts, busy: withTakings(facts.busy, here) } });
      }
    },
    async look(wanted) {
      for (let looks = 1; ; looks++) {
        const last = looks >= MOST_LOOKS;
        const remembered = offers.get(`${wanted.serviceId}/${wanted.storeId}`) ?? null;
        const offer = remembered ?? (await together(`${wanted.serviceId}/${wanted.storeId}`, () => readOffer(wanted))).found;
        if (!offer) return { offer: null, days: [], isRemembered: false, seen: null };
        const { store } = offer.offer;
        const wish = store && wanted.daysAt(store, offer.offer);
        const span: StoreDays = { storeId: wanted.storeId, from: wish?.from ?? 0, until: wish?.until ?? -1 };
        const length = span.until - span.from + 1;
        const isOld = (found: Versions): boolean => {
          if (found.shop === offer.shop) return false;
          offers.delete(`${wanted.serviceId}/${wanted.storeId}`);
          return !last;
        };
        if (wanted.ignoreBookingId !== null && length > 0) {
          // Nobody else asks without this booking: read, and not remembered.
          const read = await readDays(span, wanted.ignoreBookingId, wanted.now);
          if (isOld({ shop: read[0]?.shop ?? 0, days: {} })) continue;
          return { offer: offer.offer, days: read.map((day) => day.facts), isRemembered: false, seen: null };
        }
        const found = await versions.read(span);
        if (isOld(found)) continue;
        const at = Array.from({ length }, (_, i) => days.get(`${span.storeId}/${span.from + i}`));
        const holds = at.map((day, i) => day !== undefined && day.shop === found.shop && day.n === (found.days[span.from + i] ?? 0));
        const [first, final] = [holds.indexOf(false), holds.lastIndexOf(false)];
        const saw = (all: readonly (KnownDay | undefined)[]) => ({
          offer: offer.offer,
          days: all.flatMap((day) => day?.facts ?? []),
          isRemembered: true,
          seen: { ...span, shop: offer.shop, days: Object.fromEntries(all.flatMap((day) => (day ? [[day.facts.day, day.n]] : []))) },
        });
        if (first < 0) return saw(at);
        const missing = { ...span, from: span.from + first, until: span.from + final };
        const { mine, found: read } = await together(`${missing.storeId}/${missing.from}/${missing.until}`, () => readDays(missing, null, wanted.now));
        // Read by this call in one snapshot: true together. Joined, or read in part: asked about again, until all of it holds at once.
        if ((!mine || read.length < length) && !last) continue;
        if (isOld({ shop: read[0]?.shop ?? 0, days: {} })) continue;
        return saw(at.map((day, i) => read[i - first] ?? day));
      }
    },
  };
}

function withTakings(busy: DayFacts['busy'], takings: readonly NewTaking[]): DayFacts['busy'] {
  const after = new Map(busy);
  for (const { unitId, blocked } of takings)
    after.set(unitId, [
      ...(after.get(unitId) ?? []),
      // Whole minutes, outwards, as they are read.
      { start: Math.floor(blocked.start / MINUTE_MS) * MINUTE_MS, end: Math.ceil(blocked.end / MINUTE_MS) * MINUTE_MS, isWork: true },
    ]);
  return after;
}

/** The facts of some days, read anew and not remembered. */
export async function readDayFacts(sql: Sql, span: StoreDays, ignoreBookingId: string | null): Promise<DayFacts[]> {
  return splitByDay(await findStoreTimes(sql, span, ignoreBookingId), span).map((day) => day.facts);
}

function splitByDay(times: StoreTimes, span: StoreDays): KnownDay[] {
  const length = span.until - span.from + 1;
  const busy = Array.from({ length }, () => new Map<string, Span[]>());
  const shifts = Array.from({ length }, () => new Map<string, TimeRange[]>());
  const put = <Range extends TimeRange>(into: readonly Map<string, Range[]>[], unitId: string, range: Range): void => {
    const first = Math.max(0, Math.floor(range.start / DAY_MS) - span.from);
    const last = Math.min(length - 1, Math.ceil(range.end / DAY_MS) - 1 - span.from);
    for (let i = first; i <= last; i++) {
      const day = into[i];
      const list = day?.get(unitId);
      if (list) list.push(range);
      else day?.set(unitId, [range]);
    }
  };
  for (const [unitId, from, until, work] of times.busy)
    for (const [i, start] of from.entries()) put(busy, unitId, { start: start * MINUTE_MS, end: (until[i] ?? start) * MINUTE_MS, isWork: work?.[i] === 1 });
  for (const [unitId, from, until] of times.shifts)
    for (const [i, start] of from.entries()) put(shifts, unitId, { start: start * MINUTE_MS, end: (until[i] ?? start) * MINUTE_MS });
  const served = Array.from({ length }, () => [] as Served[]);
  for (const [unitId, serviceId, bookingId, from] of times.served)
    served[Math.floor((from * MINUTE_MS) / DAY_MS) - span.from]?.push({ unitId, serviceId, bookingId, from: from * MINUTE_MS });
  const sessions = Array.from({ length }, () => [] as ClassFacts[]);
  for (const [id, serviceId, from, until, seatIds, label] of times.sessions)
    sessions[Math.floor((from * MINUTE_MS) / DAY_MS) - span.from]?.push({ id, serviceId, start: from * MINUTE_MS, end: until * MINUTE_MS, seatIds, label });
  return Array.from({ length }, (_, i) => {
    const day = span.from + i;
    return {
      shop: times.shop,
      n: times.days[day] ?? 0,
      facts: {
        day,
        busy: busy[i] ?? new Map<string, Span[]>(),
        shifts: shifts[i] ?? new Map<string, TimeRange[]>(),
        served: served[i] ?? [],
        sessions: sessions[i] ?? [],
      },
    };
  });
}
