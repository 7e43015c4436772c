import fc from 'fast-check';
import { overlaps, covers, MINUTE_MS, type TimeRange } from '../kernel/time-range';
import { assignUnits, findFreeStarts, type AvailabilityQuestion, type UnitTime } from './availability';
import { TICK_MS, clearTicks, inverted, isSet, markTouched, runsOf, setIndexes, shifted } from './ticks';

const HOUR = 60 * MINUTE_MS;
const origin = Date.UTC(2026, 10, 27, 16);

const range = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]): TimeRange => ({ start: origin + start * TICK_MS, end: origin + (start + length) * TICK_MS }));
const unit = (unitId: string) =>
  fc.record({
    unitId: fc.constant(unitId),
    working: fc.array(range, { maxLength: 3 }),
    busy: fc.array(range, { maxLength: 6 }),
    bufferBeforeMs: fc.constantFrom(0, 15 * MINUTE_MS),
    bufferAfterMs: fc.constantFrom(0, 30 * MINUTE_MS),
  });
const ids = ['a', 'b', 'c', 'd'];
const role = (key: string) =>
  fc.record({
    key: fc.constant(key),
    offsetMs: fc.constantFrom(0, 30 * MINUTE_MS),
    durationMs: fc.constantFrom(30 * MINUTE_MS, 60 * MINUTE_MS),
    candidates: fc.shuffledSubarray(ids, { minLength: 1 }),
  });
const question = fc.record({
  window: fc.constant({ start: origin, end: origin + 20 * HOUR }),
  opening: fc.array(range, { minLength: 1, maxLength: 3 }),
  durationMs: fc.constant(90 * MINUTE_MS),
  stepMs: fc.constantFrom(15 * MINUTE_MS, 30 * MINUTE_MS),
  earliest: fc.constantFrom(origin, origin + 3 * HOUR),
  latest: fc.constantFrom(origin + 20 * HOUR, origin + 10 * HOUR),
  roles: fc.tuple(role('one'), role('two')),
  units: fc.tuple(unit('a'), unit('b'), unit('c'), unit('d')),
});

/** Asked minute by minute, with nothing but `overlaps` and `covers`. */
function byHand(q: AvailabilityQuestion): number[] {
  const merged = (ranges: readonly TimeRange[]) =>
    [...ranges]
      .sort((a, b) => a.start - b.start)
      .reduce<TimeRange[]>((out, r) => {
        const last = out[out.length - 1];
        if (last && r.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, r.end) };
        else out.push(r);
        return out;
      }, []);
  const fits = (u: UnitTime, start: number, r: AvailabilityQuestion['roles'][number]) => {
    const serves = { start: start + r.offsetMs, end: start + r.offsetMs + r.durationMs };
    const blocked = { start: serves.start - u.bufferBeforeMs, end: serves.end + u.bufferAfterMs };
    return merged(u.working).some((w) => covers(w, serves)) && !u.busy.some((b) => overlaps(b, blocked)) && covers(q.window, blocked);
  };
  const starts = new Set<number>();
  for (const open of q.opening)
    for (let start = open.start; start + q.durationMs <= open.end; start += q.stepMs) {
      if (start < q.earliest || start > q.latest) continue;
      const [one, two] = q.roles.map((r) => q.units.filter((u) => r.candidates.includes(u.unitId) && fits(u, start, r)).map((u) => u.unitId));
      if (one?.some((x) => two?.some((y) => x !== y))) starts.add(start);
    }
  return [...starts].sort((a, b) => a - b);
}

test('BK-06 law: the bit engine offers exactly the starts that a minute-by-minute check allows', () => {
  fc.assert(
    fc.property(question, (q) => {
      expect([...findFreeStarts(q).starts]).toEqual(byHand(q));
    }),
    { numRuns: 400 },
  );
});

test('BK-03 law: a start is offered only when every role gets a different unit', () => {
  fc.assert(
    fc.property(question, (q) => {
      const free = findFreeStarts(q);
      for (const start of free.starts) {
        const picked = assignUnits(q.roles.map((r) => ({ key: r.key, units: free.unitsFor(r.key, start) })));
        expect(picked).not.toBeNull();
        expect(new Set(picked?.values()).size).toBe(q.roles.length);
      }
    }),
    { numRuns: 200 },
  );
});

test('BK-06 law: shifting ticks there and back keeps what stayed inside, runs are runs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 149 })), fc.integer({ min: -70, max: 70 }), fc.integer({ min: 1, max: 40 }), (set, by, length) => {
      const ticks = clearTicks(150);
      for (const index of set) markTouched(ticks, 0, { start: index * TICK_MS, end: (index + 1) * TICK_MS });
      const expected = [...new Set(set)]
        .map((i) => i - by)
        .filter((i) => i >= 0 && i < 150)
        .sort((a, b) => a - b);
      expect(setIndexes(shifted(ticks, by))).toEqual(expected);
      const runs = runsOf(inverted(ticks), length);
      for (let i = 0; i < 150; i++)
        expect(isSet(runs, i)).toBe(i + length <= 150 && Array.from({ length }, (_, k) => isSet(ticks, i + k)).every((taken) => !taken));
    }),
    { numRuns: 300 },
  );
});
