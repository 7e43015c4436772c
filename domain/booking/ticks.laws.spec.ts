import fc from 'fast-check';
import { clearTicks, inverted, isSet, markCovered, markTouched, remove, runsOf, setIndexes, shifted, stretchFrom, TICK_MS, type Ticks } from './ticks';

const SIZE = 150;
const some = fc.array(fc.integer({ min: 0, max: SIZE - 1 }));
function ticksOf(set: readonly number[]): Ticks {
  const ticks = clearTicks(SIZE);
  for (const index of set) markTouched(ticks, 0, { start: index * TICK_MS, end: (index + 1) * TICK_MS });
  return ticks;
}
const ascending = (set: readonly number[]): number[] => [...new Set(set)].sort((a, b) => a - b);

test('BK-06 law: shifting ticks there and back keeps what stayed inside, runs are runs', () => {
  fc.assert(
    fc.property(some, fc.integer({ min: -70, max: 70 }), fc.integer({ min: 1, max: 80 }), (set, by, length) => {
      const ticks = ticksOf(set);
      expect(setIndexes(shifted(ticks, by))).toEqual(ascending(set.map((i) => i - by).filter((i) => i >= 0 && i < SIZE)));
      const before = ticks.words.slice();
      const runs = runsOf(inverted(ticks), length);
      for (let i = 0; i < SIZE; i++)
        expect(isSet(runs, i)).toBe(i + length <= SIZE && Array.from({ length }, (_, k) => isSet(ticks, i + k)).every((taken) => !taken));
      expect(ticks.words).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('BK-06 law: taking bits away is a set difference, a stretch is counted to its first break in both directions', () => {
  fc.assert(
    fc.property(some, some, fc.integer({ min: 0, max: SIZE - 1 }), (set, other, at) => {
      const ticks = ticksOf(set);
      for (const direction of [1, -1] as const) {
        const length = stretchFrom(ticks, at, direction);
        for (let i = 0; i < length; i++) expect(set).toContain(at + i * direction);
        expect(set).not.toContain(at + length * direction);
      }
      remove(ticks, ticksOf(other));
      expect(setIndexes(ticks)).toEqual(ascending(set.filter((i) => !other.includes(i))));
    }),
    { numRuns: 300 },
  );
});

test('BK-06 law: what is taken is rounded outwards and what is offered inwards, whatever the seconds', () => {
  const ms = fc.integer({ min: -10 * TICK_MS, max: (SIZE + 10) * TICK_MS });
  fc.assert(
    fc.property(ms, fc.integer({ min: 1, max: 40 * TICK_MS }), (start, length) => {
      const range = { start, end: start + length };
      const [touched, covered] = [clearTicks(SIZE), clearTicks(SIZE)];
      markTouched(touched, 0, range);
      markCovered(covered, 0, range);
      for (let i = 0; i < SIZE; i++) {
        expect(isSet(touched, i)).toBe(i * TICK_MS < range.end && range.start < (i + 1) * TICK_MS);
        expect(isSet(covered, i)).toBe(range.start <= i * TICK_MS && (i + 1) * TICK_MS <= range.end);
      }
    }),
    { numRuns: 300 },
  );
});
