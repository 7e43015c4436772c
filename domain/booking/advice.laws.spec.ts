import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS, type TimeRange } from '../kernel/time-range';
import { chooseUnits, findObstacles, findUnitSwaps, nearestWished, type AdviceFacts, type Occupation } from './advice';
import { findFreeStarts, prepareUnits, type RoleNeed, type UnitTime } from './availability';
import { TICK_MS } from './ticks';

const origin = Date.UTC(2026, 10, 28);
const window = { start: origin, end: origin + 16 * HOUR_MS };
const range = fc
  .tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]): TimeRange => ({ start: origin + start * TICK_MS, end: origin + (start + length) * TICK_MS }));
const ids = ['a', 'b', 'c', 'd', 'e'];
const unit = (unitId: string) =>
  fc.record({
    unitId: fc.constant(unitId),
    working: fc.constantFrom<TimeRange[]>([window], [{ start: origin, end: origin + 6 * HOUR_MS }], [{ start: origin + 5 * HOUR_MS, end: window.end }]),
    busy: fc.array(range, { maxLength: 4 }),
    bufferBeforeMs: fc.constantFrom(0, 15 * MINUTE_MS),
    bufferAfterMs: fc.constantFrom(0, 30 * MINUTE_MS),
  });
const role = (key: string) =>
  fc.record({
    key: fc.constant(key),
    offsetMs: fc.constantFrom(0, 30 * MINUTE_MS),
    durationMs: fc.constantFrom(30 * MINUTE_MS, 60 * MINUTE_MS),
    candidates: fc.shuffledSubarray(ids, { minLength: 1 }),
  });
const roles = fc.tuple(role('one'), role('two'), role('three'));
const facts = fc
  .tuple(
    roles,
    fc.tuple(...ids.map(unit)),
    fc.integer({ min: 12, max: 100 }),
    fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
    fc.subarray(['one', 'two', 'three']),
  )
  .map(
    ([needs, units, start, picks, wishing]): AdviceFacts => ({
      question: { opening: [window], durationMs: 90 * MINUTE_MS, stepMs: 5 * MINUTE_MS, earliest: origin, latest: window.end, roles: needs },
      units,
      prepared: prepareUnits(window, units),
      startsAt: origin + start * TICK_MS,
      wishes: Object.fromEntries(
        needs.flatMap((need: RoleNeed, i) => (wishing.includes(need.key) ? [[need.key, need.candidates[(picks[i] ?? 0) % need.candidates.length] ?? '']] : [])),
      ),
      occupations: new Map(
        units.map((one: UnitTime) => [
          one.unitId,
          one.busy.map((busy, i): Occupation => ({ ...busy, kind: i % 2 === 0 ? 'booking' : 'leave', bookingId: i % 2 === 0 ? `${one.unitId}${i}` : null })),
        ]),
      ),
    }),
  );
const isFree = ({ question, units, startsAt }: AdviceFacts, wishes: Readonly<Record<string, string>>): boolean =>
  findFreeStarts({
    ...question,
    window,
    units,
    roles: question.roles.map((need) =>
      wishes[need.key] === undefined ? need : { ...need, candidates: need.candidates.filter((id) => id === wishes[need.key]) },
    ),
  }).starts.includes(startsAt);

describe('advice with reasons', () => {
  test('BK-06 law: a start is free exactly when nothing stands in its way', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(findObstacles(given).length === 0).toBe(isFree(given, given.wishes));
        expect(chooseUnits(given) !== null).toBe(isFree(given, given.wishes));
      }),
      { numRuns: 600 },
    );
  });

  test('BK-06 law: a swap that is taken books, and one is found whenever an exchange of wished units would do', () => {
    let found = 0;
    fc.assert(
      fc.property(facts, (given) => {
        fc.pre(!isFree(given, given.wishes));
        const swaps = findUnitSwaps(given, 3);
        for (const swap of swaps) {
          expect(isFree(given, swap.choices)).toBe(true);
          for (const change of swap.changes) expect(change.toUnitId).not.toBe(change.fromUnitId);
        }
        found += swaps.length;
        expect(swaps.length > 0).toBe(Object.keys(given.wishes).length > 0 && isFree(given, {}));
      }),
      { numRuns: 600 },
    );
    expect(found).toBeGreaterThan(20);
  });

  test('BK-06 law: an obstacle is true: the unit works and is free there, were it not for what is named', () => {
    fc.assert(
      fc.property(facts, (given) => {
        for (const obstacle of findObstacles(given)) {
          const one = given.units.find((candidate) => candidate.unitId === obstacle.unitId);
          if (obstacle.reason !== 'taken' && obstacle.reason !== 'absent') continue;
          if (!one || obstacle.until === null) throw new Error('a clash names its unit and its end');
          expect(one.busy.some((busy) => busy.end === obstacle.until)).toBe(true);
          const without = { ...one, busy: [] };
          const need = given.question.roles.find((candidate) => candidate.key === obstacle.roleKey);
          if (!need) throw new Error('an obstacle names a role');
          const alone = { ...given.question, window, units: [without], roles: [{ ...need, candidates: [one.unitId] }] };
          const works = findFreeStarts(alone).starts.includes(given.startsAt);
          const serves = given.startsAt + need.offsetMs + need.durationMs;
          expect(works || one.working.every((shift) => shift.end < serves || shift.start > given.startsAt + need.offsetMs)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('the nearest starts are free, in order, and not the wished one', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const nearest = nearestWished(given, 3);
        expect([...nearest].sort((a, b) => a - b)).toEqual(nearest);
        for (const startsAt of nearest) {
          expect(startsAt).not.toBe(given.startsAt);
          expect(isFree({ ...given, startsAt }, given.wishes)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
