import fc from 'fast-check';
import { HOUR_MS } from '../kernel/time-range';
import { assignUnits, findFreeStarts } from './availability';
import { isSeatRole, seatBars, type ClassFacts } from './classes';
import { roleForPerson } from './shape';

const seats = ['s1', 's2', 's3', 's4', 's5', 's6'];
const lesson = (hour: number, seatIds: readonly string[]): ClassFacts => ({
  id: `c${hour}`,
  serviceId: 'class',
  start: hour * HOUR_MS,
  end: (hour + 2) * HOUR_MS,
  seatIds,
  label: '',
});

test('BK-01 the seat is the first role, and the second person of a booking needs one more', () => {
  const roles = [{ key: 'seat' }, { key: 'kit' }];
  expect(['seat', roleForPerson('seat', 3), 'kit', 'kit#2'].map((key) => isSeatRole(key, roles))).toEqual([true, true, false, false]);
  expect(isSeatRole('seat', [])).toBe(false);
});

test('BK-01 law: a class is offered while as many of its own seats are free as people come, at its start and at no other time', () => {
  const hour = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ hour, seatIds: fc.subarray(seats, { minLength: 1 }) }), { maxLength: 4 }),
      fc.array(fc.record({ hour, seat: fc.constantFrom(...seats) }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      (rows, taken, people) => {
        const classes = rows.map((row) => lesson(row.hour, row.seatIds));
        const window = { start: 0, end: 12 * HOUR_MS };
        const busyOf = (seat: string) => taken.filter((row) => row.seat === seat).map((row) => ({ start: row.hour * HOUR_MS, end: (row.hour + 2) * HOUR_MS }));
        const barred = seatBars(classes, seats);
        const roles = Array.from({ length: people }, (_, i) => ({
          key: roleForPerson('seat', i + 1),
          offsetMs: 0,
          durationMs: 2 * HOUR_MS,
          candidates: seats,
          barred,
        }));
        const free = findFreeStarts({
          window,
          opening: [window],
          durationMs: 2 * HOUR_MS,
          stepMs: HOUR_MS / 2,
          starts: classes.map((one) => one.start),
          earliest: 0,
          latest: window.end,
          roles,
          units: seats.map((unitId) => ({ unitId, working: [window], busy: busyOf(unitId), bufferBeforeMs: 0, bufferAfterMs: 0 })),
        });
        const want: number[] = [];
        for (let at = 0; at <= 10; at += 0.5) {
          const here = new Set(classes.filter((one) => one.start === at * HOUR_MS).flatMap((one) => one.seatIds));
          const left = [...here].filter((seat) => !taken.some((row) => row.seat === seat && row.hour < at + 2 && at < row.hour + 2));
          if (here.size > 0 && left.length >= people) want.push(at * HOUR_MS);
          if (here.size > 0) expect(free.unitsFor('seat', at * HOUR_MS).sort()).toEqual(left.sort());
        }
        expect(free.starts).toEqual(want);
        for (const start of free.starts)
          expect(assignUnits(roles.map((role) => ({ key: role.key, units: free.unitsFor(role.key, start) })))?.size).toBe(people);
      },
    ),
    { numRuns: 200 },
  );
});
