import { DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '../kernel/time-range';
import { findFreeStarts, type AvailabilityQuestion, type Bar, type RoleNeed, type UnitTime } from './availability';

/*
 * The engine against the slowest and plainest way there is: one boolean a minute. Nothing is shared with the engine but the shape of the
 * question. A failure names its seed: put it into SEEDS to look at that shop alone.
 */

const SHOPS = 10_000;
const SEEDS: readonly number[] = [];
const MIDNIGHT = Date.UTC(2027, 1, 28, 16); // the midnight before 2027-03-01 in Shanghai
const BEFORE = 4 * HOUR_MS;
const WINDOW = { start: MIDNIGHT - BEFORE, end: MIDNIGHT + DAY_MS + 8 * HOUR_MS };
const MINUTES = (WINDOW.end - WINDOW.start) / MINUTE_MS;

/** mulberry32: the same seed makes the same shop. */
function chanceOf(seed: number): { between(min: number, max: number): number; pick<T>(items: readonly T[]): T; often(share: number): boolean } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return { between, pick: (items) => items[between(0, items.length - 1)] as never, often: (share) => next() < share };
}
type Chance = ReturnType<typeof chanceOf>;

const hours = (from: number, until: number): TimeRange => ({ start: MIDNIGHT + from * HOUR_MS, end: MIDNIGHT + until * HOUR_MS });

/** A holiday, one stretch, a lunch break, a bar that closes at two in the morning, or round the clock. */
function openingOf(chance: Chance): TimeRange[] {
  return chance.pick([[], [hours(9, 18)], [hours(10, 21)], [hours(9, 12), hours(13.5, 20)], [hours(18, 26)], [hours(-1, 2), hours(20, 28)], [hours(0, 24)]]);
}

function workingOf(chance: Chance, opening: readonly TimeRange[]): TimeRange[] {
  const split = chance.between(11, 15);
  return chance.pick([
    [...opening],
    [hours(8, 20)],
    [hours(9, split), hours(split, 18)],
    [hours(9, 12.5), hours(14, 22)],
    [hours(21, 30)],
    [hours(-2, 5), hours(19.25, 27.75)],
    [],
  ]);
}

interface Shop {
  readonly seed: number;
  readonly question: AvailabilityQuestion;
}

/** `grain`: the minutes on which everything lies. On 5 the engine must agree exactly; on 1 it may only be the more careful of the two. */
function shopOf(seed: number, grain: 1 | 5): Shop {
  const chance = chanceOf(seed);
  const minutes = (min: number, max: number): number => chance.between(Math.ceil(min / grain), Math.floor(max / grain)) * grain * MINUTE_MS;
  const opening = openingOf(chance);
  const busyOf = (): TimeRange[] =>
    Array.from({ length: chance.between(0, 8) }, () => {
      const start = WINDOW.start - HOUR_MS + minutes(0, MINUTES + 60);
      return { start, end: start + minutes(5, chance.often(0.1) ? 900 : 150) };
    });
  // Twelve equal seats of a class, or some people and things that differ.
  const seats = chance.often(0.15);
  const unitIds = Array.from({ length: seats ? 12 : chance.between(1, 6) }, (_, i) => `u${i}`);
  const units = unitIds.map(
    (unitId): UnitTime => ({
      unitId,
      working: seats ? opening : workingOf(chance, opening),
      busy: busyOf(),
      bufferBeforeMs: chance.often(0.3) ? minutes(5, 45) : 0,
      bufferAfterMs: chance.often(0.3) ? minutes(5, 45) : 0,
    }),
  );
  const bar = (): Bar => {
    const start = WINDOW.start + minutes(0, MINUTES - 60);
    return { unitId: chance.pick(unitIds), range: { start, end: start + minutes(30, 1440) }, forbids: chance.pick(['begin', 'serve']) };
  };
  const durationMs = minutes(15, 180);
  const roles = Array.from({ length: seats ? chance.between(1, 4) : chance.between(1, 3) }, (_, i): RoleNeed => {
    const offsetMs = seats || chance.often(0.5) ? 0 : minutes(0, durationMs / MINUTE_MS - 10);
    return {
      key: `role-${i}`,
      offsetMs,
      durationMs: seats || chance.often(0.5) ? durationMs - offsetMs : minutes(5, (durationMs - offsetMs) / MINUTE_MS),
      candidates: seats ? unitIds : unitIds.filter(() => chance.often(0.6)),
      ...(chance.often(0.4) ? { barred: [bar(), bar()] } : {}),
    };
  });
  const listed = chance.often(0.25);
  return {
    seed,
    question: {
      window: WINDOW,
      opening,
      durationMs,
      stepMs: chance.pick([5, 15, 20, 30, 60]) * MINUTE_MS,
      starts: listed ? Array.from({ length: chance.between(0, 6) }, () => MIDNIGHT + minutes(0, 1440)) : undefined,
      earliest: chance.often(0.3) ? MIDNIGHT + minutes(0, 900) : WINDOW.start,
      latest: chance.often(0.3) ? MIDNIGHT + minutes(600, 1500) : WINDOW.end,
      roles,
      units,
    },
  };
}

/** One boolean a minute: true where a minute is wholly covered by one of the ranges. */
function minuteByMinute(ranges: readonly TimeRange[]): boolean[] {
  const all = Array.from({ length: MINUTES }, () => false);
  for (const { start, end } of ranges)
    for (let minute = 0; minute < MINUTES; minute++) {
      const at = WINDOW.start + minute * MINUTE_MS;
      if (start <= at && at + MINUTE_MS <= end) all[minute] = true;
    }
  return all;
}

function byHand({ question: q }: Shop): number[] {
  const facts = new Map(q.units.map((unit) => [unit.unitId, { unit, works: minuteByMinute(unit.working), taken: minuteByMinute(unit.busy) }]));
  const every = (from: number, until: number, holds: (minute: number) => boolean): boolean => {
    for (let at = from; at < until; at += MINUTE_MS) {
      const minute = (at - WINDOW.start) / MINUTE_MS;
      if (minute < 0 || minute >= MINUTES || !holds(minute)) return false;
    }
    return true;
  };
  const can = (unitId: string, role: RoleNeed, start: number): boolean => {
    const known = facts.get(unitId);
    if (!known) return false;
    const from = start + role.offsetMs;
    const until = from + role.durationMs;
    if (!every(from, until, (minute) => known.works[minute] === true)) return false;
    if (!every(from - known.unit.bufferBeforeMs, until + known.unit.bufferAfterMs, (minute) => known.taken[minute] === false)) return false;
    for (const bar of role.barred ?? []) {
      if (bar.unitId !== unitId) continue;
      const last = bar.forbids === 'begin' ? from + MINUTE_MS : until;
      for (let at = from; at < last; at += MINUTE_MS) if (bar.range.start <= at && at < bar.range.end) return false;
    }
    return true;
  };
  /** Somebody different for every role, tried in every way. */
  const fill = (roles: readonly RoleNeed[], start: number, used: readonly string[]): boolean => {
    const [role, ...rest] = roles;
    if (!role) return true;
    return role.candidates.some((unitId) => !used.includes(unitId) && can(unitId, role, start) && fill(rest, start, [...used, unitId]));
  };
  const offered = new Set<number>();
  for (const open of q.opening)
    for (let start = open.start; start + q.durationMs <= open.end; start += MINUTE_MS) {
      const onGrid = q.starts ? q.starts.includes(start) : (start - open.start) % q.stepMs === 0;
      if (onGrid && start >= q.earliest && start <= q.latest && start >= WINDOW.start && fill(q.roles, start, [])) offered.add(start);
    }
  return [...offered].sort((a, b) => a - b);
}

const seedsOf = (count: number): readonly number[] => (SEEDS.length > 0 ? SEEDS : Array.from({ length: count }, (_, i) => i + 1));
const clock = (starts: readonly number[]): string => starts.map((at) => new Date(at).toISOString().slice(5, 16)).join(' ') || 'nothing';

test(`BK-06 oracle: ${SHOPS} random shops, the engine offers exactly what minute by minute is free`, () => {
  let offers = 0;
  let empty = 0;
  for (const seed of seedsOf(SHOPS)) {
    const shop = shopOf(seed, 5);
    const ours = findFreeStarts(shop.question).starts;
    const theirs = byHand(shop);
    offers += theirs.length;
    if (theirs.length === 0) empty += 1;
    if (clock(ours) !== clock(theirs)) throw new Error(`shop ${seed}: the engine offers ${clock(ours)}; by hand ${clock(theirs)}`);
  }
  // The shops are worth asking: most of them have something to offer, and some have nothing.
  expect(offers).toBeGreaterThan(SHOPS * 2);
  expect(empty).toBeGreaterThan(SHOPS / 50);
  expect(empty).toBeLessThan(SHOPS * 0.7);
}, 60_000);

test('BK-06 oracle: times that lie on odd minutes never make a unit look freer than it is', () => {
  let offers = 0;
  for (const seed of seedsOf(1000)) {
    const shop = shopOf(seed, 1);
    const free = new Set(byHand(shop));
    for (const start of findFreeStarts(shop.question).starts) {
      offers += 1;
      if (!free.has(start)) throw new Error(`shop ${seed}: ${clock([start])} is offered and not free`);
    }
  }
  expect(offers).toBeGreaterThan(500);
}, 60_000);

test('BK-07 two shifts that meet between two ticks are one stretch of work', () => {
  const at = (minutes: number): number => MIDNIGHT + minutes * MINUTE_MS;
  const question = {
    window: WINDOW,
    opening: [{ start: at(540), end: at(720) }],
    durationMs: 30 * MINUTE_MS,
    stepMs: 30 * MINUTE_MS,
    earliest: WINDOW.start,
    latest: WINDOW.end,
    roles: [{ key: 'one', offsetMs: 0, durationMs: 30 * MINUTE_MS, candidates: ['u'] }],
    units: [
      {
        unitId: 'u',
        working: [
          { start: at(602), end: at(720) },
          { start: at(540), end: at(602) },
        ],
        busy: [],
        bufferBeforeMs: 0,
        bufferAfterMs: 0,
      },
    ],
  };
  expect(findFreeStarts(question).starts).toContain(at(600));
});
