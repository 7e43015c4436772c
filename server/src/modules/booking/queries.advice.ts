import type { Advice, Blocker, SlotView, Swap } from '@zhike/domain/booking/contract';
import { chooseUnits, findObstacles, findUnitSwaps, nearestWished, type AdviceFacts } from '@zhike/domain/booking/advice';
import { orderCandidates, usualFirst } from '@zhike/domain/booking/choice';
import { NO_HABITS, type Habits } from '@zhike/domain/booking/habits';
import { bookableSpan, decideStart, type BookingRefusal } from '@zhike/domain/booking/rules';
import { baseRole } from '@zhike/domain/booking/shape';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow } from '@zhike/domain/kernel/decision';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { freeDays, type FreeDay } from './facts';
import { habitsFor } from './habits';
import { asker, lookFor, slotViews, type Wanted } from './queries';
import { findBookingRow } from './records.bookings';
import { findOccupations, findSellingStores } from './records.habits';
import type { ShapedOffer } from './shaping';
import { offsetAt, openDayAt } from './store-clock';
import { isSessionStart } from './take';

const NEAREST = 3;
const SWAPS = 3;
const MOST_BLOCKERS = 8;

type Ask4Advice = Wanted & { startsAt: string; forCustomerId?: string | undefined };

/** Why a start is not offered, what is nearest, and which swap would make it possible; for one that is free, who would be taken and why. */
export async function getAdvice(ask: Ask, input: Ask4Advice): Answer<'booking.advice'> {
  const startsAt = Date.parse(input.startsAt);
  const situation = await look(ask, input, startsAt);
  if (!situation.ok) return situation;
  const { offer, day, facts, problem } = situation.value;
  const habits = problem === null && facts ? await habitsFor(ask, input.forCustomerId) : NO_HABITS;
  const chosen = problem === null && facts ? chooseUnits(preferring(facts, habits)) : null;
  const span = bookableSpan(offer.service, ask.now.getTime(), asker(ask.actor));
  const nearest = facts ? pickSlots(offer, day, span, nearestWished(facts, NEAREST)) : [];
  if (chosen && facts)
    return allow({ advice: { possible: true, blockers: [], nearest, swaps: [], chosen: reasonsOf(offer, day, chosen, input.choices, habits, facts) } });
  const blockers = problem ? [blockerOf(problem)] : facts ? await wordObstacles(ask, offer, facts) : [];
  const here = problem === null && facts ? unitSwaps(offer, facts, input) : [];
  const elsewhere = [...timeSwaps(offer, nearest, input), ...(await partySwaps(ask, input, startsAt)), ...(await storeSwaps(ask, input, startsAt))];
  const advice: Advice = { possible: false, blockers, nearest, swaps: [...here, ...elsewhere], chosen: [] };
  return allow({ advice });
}

/** Her usual people first, as they are taken. */
function preferring(facts: AdviceFacts, habits: Habits): AdviceFacts {
  const roles = facts.question.roles.map((role) => ({ ...role, candidates: usualFirst(role.candidates, habits.people.get(baseRole(role.key))?.unitId) }));
  return { ...facts, question: { ...facts.question, roles } };
}

interface Situation {
  readonly offer: ShapedOffer;
  readonly day: FreeDay;
  /** Null: closed on that day. */
  readonly facts: AdviceFacts | null;
  /** Why the start may not be asked for at all. */
  readonly problem: BookingRefusal | null;
}

async function look(ask: Ask, input: Wanted, startsAt: number) {
  const looked = await lookFor(ask, input, (store) => ({ from: openDayAt(startsAt, store.opening, store.zone).date, days: 1 }));
  if (!looked.ok) return looked;
  const { offer } = looked.value;
  const { store, service } = offer;
  const { date, openings } = openDayAt(startsAt, store.opening, store.zone);
  const [day] = freeDays(looked.value.look, offer, { from: date, days: 1 }, {});
  if (!day) throw new Error('one day was asked for');
  const start = decideStart({ startsAt, now: ask.now.getTime(), service, openings, utcOffsetMinutes: offsetAt(store.zone, startsAt), by: asker(ask.actor) });
  const session = isSessionStart(offer, day, startsAt) ? null : { code: 'booking.no_session' as const, facts: { startsAt: new Date(startsAt).toISOString() } };
  const span = bookableSpan(service, ask.now.getTime(), asker(ask.actor));
  const facts: AdviceFacts | null =
    day.openings.length === 0
      ? null
      : {
          question: { ...day.question, earliest: span.earliest, latest: Math.min(span.latest, day.question.latest) },
          units: day.units,
          prepared: day.prepared,
          wishes: input.choices,
          startsAt,
          occupations: await occupationsAround(ask, offer, startsAt, input.exceptBookingId ?? null),
        };
  const situation: Situation = { offer, day, facts, problem: start.ok ? session : start.refusal };
  return allow(situation);
}

async function occupationsAround(ask: Ask, offer: ShapedOffer, startsAt: number, ignoreBookingId: string | null): Promise<AdviceFacts['occupations']> {
  const range = { start: startsAt - 8 * HOUR_MS, end: startsAt + offer.service.durationMinutes * 60_000 + 8 * HOUR_MS };
  const rows = await findOccupations(sqlOf(ask.ports.db), { unitIds: offer.units.map((unit) => unit.id), range, ignoreBookingId });
  const byUnit = new Map<string, { kind: (typeof rows)[number]['kind']; bookingId: string | null; start: number; end: number }[]>();
  for (const row of rows) {
    const list = byUnit.get(row.unitId) ?? [];
    byUnit.set(row.unitId, [...list, { kind: row.kind, bookingId: row.bookingId, start: row.startsAt.getTime(), end: row.endsAt.getTime() }]);
  }
  return byUnit;
}

const PROBLEMS: Partial<Record<BookingRefusal['code'], Blocker['reason']>> = {
  'booking.in_the_past': 'past',
  'booking.too_soon': 'too_soon',
  'booking.too_far': 'too_far',
  'booking.outside_opening': 'closed',
  'booking.off_grid': 'off_grid',
  'booking.no_session': 'no_session',
};

function blockerOf(problem: BookingRefusal): Blocker {
  const until = problem.code === 'booking.too_soon' ? problem.facts.earliest : null;
  return { reason: PROBLEMS[problem.code] ?? 'closed', roleKey: null, roleName: null, unitId: null, unitName: null, until, booking: null };
}

/** Obstacles with names. Whose booking it is, only for staff who may read that booking. */
async function wordObstacles(ask: Ask, offer: ShapedOffer, facts: AdviceFacts): Promise<Blocker[]> {
  const scope = compileScope(ask.actor, 'booking.read');
  const obstacles = findObstacles(facts).slice(0, MOST_BLOCKERS);
  const blockers: Blocker[] = [];
  for (const obstacle of obstacles) {
    const role = offer.service.roles.find((one) => one.key === obstacle.roleKey);
    const unit = offer.units.find((one) => one.id === obstacle.unitId);
    const row = ask.actor.kind === 'staff' && obstacle.bookingId ? await findBookingRow(sqlOf(ask.ports.db), obstacle.bookingId, scope) : null;
    blockers.push({
      reason: obstacle.reason,
      roleKey: obstacle.roleKey,
      roleName: role?.name ?? null,
      unitId: obstacle.unitId,
      unitName: unit?.name ?? null,
      until: obstacle.until === null ? null : new Date(obstacle.until).toISOString(),
      booking: row ? { id: row.id, code: row.code, contactName: row.contactName } : null,
    });
  }
  return blockers;
}

function pickSlots(offer: ShapedOffer, day: FreeDay, span: { earliest: number; latest: number }, starts: readonly number[]): SlotView[] {
  const wanted = new Set(starts.map((start) => new Date(start).toISOString()));
  const free = slotViews(offer, day, span).filter((slot) => wanted.has(slot.startsAt));
  return free;
}

const roleName = (offer: ShapedOffer, key: string): string => offer.service.roles.find((role) => role.key === key)?.name ?? key;
const unitName = (offer: ShapedOffer, unitId: string): string => offer.units.find((unit) => unit.id === unitId)?.name ?? '';

function unitSwaps(offer: ShapedOffer, facts: AdviceFacts, input: Ask4Advice): Swap[] {
  return findUnitSwaps(facts, SWAPS).map((swap) => ({
    kind: 'unit',
    storeId: offer.store.id,
    storeName: offer.store.name,
    startsAt: input.startsAt,
    choices: { ...swap.choices },
    changes: swap.changes.map((change) => ({
      roleName: roleName(offer, change.roleKey),
      from: unitName(offer, change.fromUnitId),
      to: unitName(offer, change.toUnitId),
    })),
  }));
}

/** The nearest start with everything as wished. */
function timeSwaps(offer: ShapedOffer, nearest: readonly SlotView[], input: Ask4Advice): Swap[] {
  const wished = Date.parse(input.startsAt);
  const closest = [...nearest].sort((a, b) => Math.abs(Date.parse(a.startsAt) - wished) - Math.abs(Date.parse(b.startsAt) - wished))[0];
  return closest
    ? [{ kind: 'time', storeId: offer.store.id, storeName: offer.store.name, startsAt: closest.startsAt, choices: { ...input.choices }, changes: [] }]
    : [];
}

/** The largest smaller party that fits at that start. */
async function partySwaps(ask: Ask, input: Ask4Advice, startsAt: number): Promise<Swap[]> {
  for (let people = (input.partySize ?? 1) - 1; people >= 1; people--) {
    const choices = Object.fromEntries(Object.entries(input.choices).filter(([key]) => key === baseRole(key) || Number(key.split('#')[1]) <= people));
    const smaller = await look(ask, { ...input, choices, partySize: people }, startsAt);
    if (!smaller.ok || smaller.value.problem || !smaller.value.facts || !chooseUnits(smaller.value.facts)) continue;
    const { store } = smaller.value.offer;
    const change = { roleName: '同行人数', from: `${input.partySize ?? 1} 人`, to: `${people} 人` };
    return [{ kind: 'party', storeId: store.id, storeName: store.name, startsAt: input.startsAt, choices, changes: [change] }];
  }
  return [];
}

/** Other stores that could serve her at that very start, with anybody. A booking that is moved stays in its store. */
async function storeSwaps(ask: Ask, input: Ask4Advice, startsAt: number): Promise<Swap[]> {
  if (input.exceptBookingId) return [];
  const swaps: Swap[] = [];
  for (const store of await findSellingStores(sqlOf(ask.ports.db), input.serviceId)) {
    if (store.id === input.storeId || swaps.length === SWAPS) continue;
    const there = await look(ask, { ...input, storeId: store.id, choices: {} }, startsAt);
    if (!there.ok || there.value.problem || !there.value.facts || !chooseUnits(there.value.facts)) continue;
    swaps.push({ kind: 'store', storeId: store.id, storeName: store.name, startsAt: input.startsAt, choices: {}, changes: [] });
  }
  return swaps;
}

/** Who would be taken for each role that somebody fills, and why she. */
function reasonsOf(
  offer: ShapedOffer,
  day: FreeDay,
  chosen: ReadonlyMap<string, string>,
  wishes: Readonly<Record<string, string>>,
  habits: Habits,
  facts: AdviceFacts,
): Advice['chosen'] {
  return offer.service.roles.flatMap((role) => {
    const unitId = chosen.get(role.key);
    if (!unitId || role.kind !== 'person') return [];
    const usualUnitId = habits.people.get(baseRole(role.key))?.unitId ?? null;
    const able = day.free.unitsFor(role.key, facts.startsAt);
    const because = orderCandidates({ candidates: able, load: day.load, usualUnitId }).find((choice) => choice.unitId === unitId)?.because ?? 'least_loaded';
    return [
      {
        roleName: role.name,
        unitId,
        unitName: unitName(offer, unitId),
        because: wishes[role.key] === unitId ? ('wished' as const) : because === 'usual' ? ('usual_person' as const) : because,
      },
    ];
  });
}
