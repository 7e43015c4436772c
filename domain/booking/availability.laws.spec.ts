import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS, type TimeRange } from '../kernel/time-range';
import { askStarts, assignUnits, findFreeStarts, leavesGap, prepareUnits } from './availability';
import { TICK_MS } from './ticks';

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
  window: fc.constant({ start: origin, end: origin + 20 * HOUR_MS }),
  opening: fc.array(range, { minLength: 1, maxLength: 3 }),
  durationMs: fc.constant(90 * MINUTE_MS),
  stepMs: fc.constantFrom(15 * MINUTE_MS, 30 * MINUTE_MS),
  earliest: fc.constantFrom(origin, origin + 3 * HOUR_MS),
  latest: fc.constantFrom(origin + 20 * HOUR_MS, origin + 10 * HOUR_MS),
  roles: fc.tuple(role('one'), role('two')),
  units: fc.tuple(unit('a'), unit('b'), unit('c'), unit('d')),
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

test('BK-06 law: units prepared once answer every question as units prepared for that question', () => {
  fc.assert(
    fc.property(question, question, (first, second) => {
      const prepared = prepareUnits(first.window, first.units);
      askStarts(prepared, second);
      expect([...askStarts(prepared, first).starts]).toEqual([...findFreeStarts(first).starts]);
      expect([...askStarts(prepared, second).starts]).toEqual([...findFreeStarts({ ...second, units: first.units }).starts]);
    }),
    { numRuns: 200 },
  );
});

test('BK-06 law: asked for some starts only, they are exactly the wished ones among all', () => {
  fc.assert(
    fc.property(question, fc.array(fc.integer({ min: -20, max: 260 })), (q, wished) => {
      const everyTick = new Set(findFreeStarts({ ...q, starts: Array.from({ length: 240 }, (_, i) => origin + i * TICK_MS) }).starts);
      // Half of them lie between two ticks: those are never offered.
      const starts = wished.map((half) => origin + (half * TICK_MS) / 2);
      const expected = [...new Set(starts)].filter((start) => everyTick.has(start)).sort((a, b) => a - b);
      expect([...findFreeStarts({ ...q, starts }).starts]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('BK-08 law: a bar takes away the starts at which the unit would begin, or serve, within it, and no others', () => {
  const bar = fc.record({ unitId: fc.constantFrom(...ids), range, forbids: fc.constantFrom('begin' as const, 'serve' as const) });
  fc.assert(
    fc.property(question, fc.array(bar, { maxLength: 3 }), (q, bars) => {
      const open = findFreeStarts(q);
      const barred = findFreeStarts({ ...q, roles: [{ ...q.roles[0], barred: bars }, q.roles[1]] });
      for (const start of open.starts) {
        const serves = { start: start + q.roles[0].offsetMs, end: start + q.roles[0].offsetMs + q.roles[0].durationMs };
        const left = open
          .unitsFor('one', start)
          .filter(
            (unitId) =>
              !bars.some(
                (b) =>
                  b.unitId === unitId &&
                  (b.forbids === 'begin'
                    ? b.range.start <= serves.start && serves.start < b.range.end
                    : serves.start < b.range.end && b.range.start < serves.end),
              ),
          );
        expect(barred.unitsFor('one', start)).toEqual(left);
        expect(barred.unitsFor('two', start)).toEqual(open.unitsFor('two', start));
        expect(barred.starts.includes(start)).toBe(left.some((x) => open.unitsFor('two', start).some((y) => x !== y)));
      }
      expect(barred.starts.every((start) => open.starts.includes(start))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('BK-06 law: a start leaves a gap exactly when free working time that touches it is shorter than the shortest service', () => {
  fc.assert(
    fc.property(unit('a'), range, fc.integer({ min: 1, max: 12 }), (one, taken, ticks) => {
      const window = { start: origin, end: origin + 20 * HOUR_MS };
      const works = (at: number): boolean => one.working.some((w) => w.start <= at && at < w.end) && !one.busy.some((b) => b.start <= at && at < b.end);
      const inside = (at: number): boolean => window.start <= at && at < window.end && works(at);
      let [before, after] = [0, 0];
      while (inside(taken.start - before - TICK_MS)) before += TICK_MS;
      while (inside(taken.end + after)) after += TICK_MS;
      const shortestMs = ticks * TICK_MS;
      const expected = (before > 0 && before < shortestMs) || (after > 0 && after < shortestMs);
      expect(leavesGap(prepareUnits(window, [one]), 'a', taken, shortestMs)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
