import fc from 'fast-check';
import { MINUTE_MS, HOUR_MS, type TimeRange } from '../kernel/time-range';
import { assignUnits, findFreeStarts } from './availability';
import { orderCandidates, type Load } from './choice';

const DAY = Date.UTC(2026, 10, 27);
const OPENING = { start: DAY + 9 * HOUR_MS, end: DAY + 21 * HOUR_MS };

interface Person {
  readonly unitId: string;
  readonly busy: TimeRange[];
}

const loadsOf = (people: readonly Person[]): Map<string, Load> =>
  new Map(
    people.map(({ unitId, busy }) => [unitId, { bookings: busy.length, minutes: busy.reduce((sum, span) => sum + (span.end - span.start) / MINUTE_MS, 0) }]),
  );

/** Books "anybody" as the server does: who is free by the engine, in the order of the choice. Answers who got it and who else was free. */
function bookAnybody(people: readonly Person[], start: number, minutes: number): { readonly taken: string; readonly free: readonly string[] } | null {
  const ids = people.map((person) => person.unitId);
  const free = findFreeStarts({
    window: { start: DAY, end: DAY + 24 * HOUR_MS },
    opening: [OPENING],
    durationMs: minutes * MINUTE_MS,
    stepMs: 5 * MINUTE_MS,
    earliest: DAY,
    latest: DAY + 24 * HOUR_MS,
    roles: [{ key: 'any', offsetMs: 0, durationMs: minutes * MINUTE_MS, candidates: ids }],
    units: people.map(({ unitId, busy }) => ({ unitId, working: [OPENING], busy, bufferBeforeMs: 0, bufferAfterMs: 0 })),
  }).unitsFor('any', start);
  const order = orderCandidates({ candidates: free, load: loadsOf(people) });
  const taken = assignUnits([{ key: 'any', units: order.map((choice) => choice.unitId) }])?.get('any');
  if (taken === undefined) return null;
  people.find((person) => person.unitId === taken)?.busy.push({ start, end: start + minutes * MINUTE_MS });
  return { taken, free };
}

const team = fc.integer({ min: 2, max: 6 }).map((size) => (): Person[] => Array.from({ length: size }, (_, i) => ({ unitId: `person-${i}`, busy: [] })));
const spread = (people: readonly Person[]): number => Math.max(...people.map((p) => p.busy.length)) - Math.min(...people.map((p) => p.busy.length));

test('BK-10 law: a day of random bookings, none forced on anybody, ends with one booking of difference at most', () => {
  // Starts that do not touch each other, in the order in which customers happen to call: everybody is free for each of them.
  const calls = fc.shuffledSubarray(
    Array.from({ length: 12 }, (_, hour) => hour),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(team, calls, fc.array(fc.constantFrom(30, 45, 60), { minLength: 12, maxLength: 12 }), (hire, hours, lengths) => {
      const people = hire();
      for (const hour of hours) {
        expect(bookAnybody(people, OPENING.start + hour * HOUR_MS, lengths[hour] ?? 60)).not.toBeNull();
        expect(spread(people)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});

test('BK-10 law: on any day at all, whoever gets a booking had the fewest of those who were free', () => {
  const call = fc.record({ start: fc.integer({ min: 0, max: 22 }), minutes: fc.constantFrom(30, 60, 90) });
  fc.assert(
    fc.property(team, fc.array(call, { maxLength: 60 }), (hire, calls) => {
      const people = hire();
      let forced = false;
      for (const { start, minutes } of calls) {
        const before = loadsOf(people);
        const least = Math.min(...[...before.values()].map((load) => load.bookings));
        const booked = bookAnybody(people, OPENING.start + start * 30 * MINUTE_MS, minutes);
        if (!booked) continue;
        const loads = booked.free.map((unitId) => before.get(unitId)?.bookings ?? 0);
        expect(before.get(booked.taken)?.bookings).toBe(Math.min(...loads));
        // Nobody with the fewest was free: the booking had to go to somebody who has more.
        if (Math.min(...loads) > least) forced = true;
        if (!forced) expect(spread(people)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});

test('BK-09 law: the order is a permutation of the skilled and free; her usual person leads it and the reasons are true', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const load = fc.record({ bookings: fc.nat(5), minutes: fc.nat(300) });
  fc.assert(
    fc.property(fc.shuffledSubarray(ids), fc.tuple(load, load, load, load), fc.option(fc.constantFrom('a', 'b', 'z')), (candidates, loads, usualUnitId) => {
      const byId = new Map(ids.map((id, i) => [id, loads[i] as Load]));
      const order = orderCandidates({ candidates, load: byId, usualUnitId });
      expect(order.map((choice) => choice.unitId).sort()).toEqual([...candidates].sort());
      const usual = candidates.find((id) => id === usualUnitId);
      if (usual) expect(order[0]).toEqual({ unitId: usual, because: 'usual' });
      const others = order.filter((choice) => choice.unitId !== usual);
      for (const choice of others) expect(choice.because).toBe(candidates.length === 1 ? 'only_one' : 'least_loaded');
      const numbers = others.map((choice) => (byId.get(choice.unitId)?.bookings ?? 0) * 1000 + (byId.get(choice.unitId)?.minutes ?? 0));
      expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
    }),
    { numRuns: 400 },
  );
});

test('BK-10 equals keep the order of the shop, and a shorter day goes before a longer one of as many bookings', () => {
  const load = new Map([
    ['mei', { bookings: 2, minutes: 180 }],
    ['xunuo', { bookings: 2, minutes: 120 }],
  ]);
  expect(orderCandidates({ candidates: ['mei', 'xunuo'], load }).map((choice) => choice.unitId)).toEqual(['xunuo', 'mei']);
  expect(orderCandidates({ candidates: ['mei', 'xunuo'], load: new Map() }).map((choice) => choice.unitId)).toEqual(['mei', 'xunuo']);
  expect(orderCandidates({ candidates: ['mei', 'xunuo'], load, usualUnitId: 'mei' })[0]).toEqual({ unitId: 'mei', because: 'usual' });
  expect(orderCandidates({ candidates: ['xunuo'], load })).toEqual([{ unitId: 'xunuo', because: 'only_one' }]);
});
