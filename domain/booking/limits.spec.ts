import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../kernel/time-range';
import { findFreeStarts, type AvailabilityQuestion } from './availability';
import { binds, dailyBars, reachedLimit, type DailyLimit, type Served } from './limits';

const limit = (over: Partial<DailyLimit> = {}): DailyLimit => ({
  id: 'l',
  name: '激光每天 6 台',
  typeId: 'doctor',
  unitId: null,
  skill: null,
  serviceIds: ['laser'],
  maxPerDay: 2,
  ...over,
});
const mei = { id: 'mei', typeId: 'doctor', skills: ['激光'] };
const day = { start: 0, end: DAY_MS };
const part = (bookingId: string, hour: number, over: Partial<Served> = {}): Served => ({
  unitId: 'mei',
  serviceId: 'laser',
  bookingId,
  from: hour * HOUR_MS,
  ...over,
});

describe('BK-08 whom a daily limit binds', () => {
  test.each([
    ['everybody of the type', limit(), true],
    ['nobody of another type', limit({ typeId: 'nurse' }), false],
    ['who has the skill', limit({ skill: '激光' }), true],
    ['not who lacks it', limit({ skill: '水光' }), false],
    ['one person', limit({ typeId: null, unitId: 'mei' }), true],
    ['her alone, though it names a type besides', limit({ unitId: 'ayue' }), false],
  ])('%s', (_, one, expected) => expect(binds(one, mei)).toBe(expected));
});

describe('BK-08 when a limit is reached', () => {
  const full = [part('a', 9), part('b', 11)];
  test('with as many bookings as it allows; other services, other days and other people do not count', () => {
    expect(reachedLimit([limit()], mei, 'laser', day, full)?.name).toBe('激光每天 6 台');
    for (const less of [part('b', 11, { serviceId: 'massage' }), part('b', 25), part('b', -1), part('b', 11, { unitId: 'ayue' })])
      expect(reachedLimit([limit()], mei, 'laser', day, [part('a', 9), less])).toBeNull();
  });
  test('the first instant of a day belongs to it, the last does not', () => {
    expect(reachedLimit([limit()], mei, 'laser', day, [part('a', 0), part('b', 23.99)])).not.toBeNull();
    expect(reachedLimit([limit()], mei, 'laser', day, [part('a', 0), part('b', 24)])).toBeNull();
  });
  test('two parts of one booking are one; a service that the limit does not name may go on', () => {
    expect(reachedLimit([limit()], mei, 'laser', day, [part('a', 9), part('a', 10)])).toBeNull();
    expect(reachedLimit([limit()], mei, 'massage', day, full)).toBeNull();
    expect(reachedLimit([limit({ serviceIds: [] })], mei, 'massage', day, full)).not.toBeNull();
  });
  test('none a day means never, and of several limits the reached one is named', () => {
    expect(reachedLimit([limit({ maxPerDay: 0 })], mei, 'laser', day, [])).not.toBeNull();
    expect(reachedLimit([limit({ maxPerDay: 9 }), limit({ id: 'x', name: '其他' })], mei, 'laser', day, full)?.name).toBe('其他');
  });
});

test('BK-08 law: a start is offered exactly when somebody is free who has not reached her limit on the day on which it begins', () => {
  const units = ['u', 'v'].map((id) => ({ id, typeId: 'doctor', skills: [] }));
  const served = fc.array(
    fc.record({
      unitId: fc.constantFrom('u', 'v'),
      serviceId: fc.constantFrom('laser', 'massage'),
      bookingId: fc.constantFrom('1', '2', '3', '4', '5'),
      hour: fc.integer({ min: 0, max: 47 }),
    }),
    { maxLength: 8 },
  );
  const limits = fc.array(
    fc.record({
      unitId: fc.option(fc.constantFrom('u', 'v')),
      serviceIds: fc.constantFrom([], ['laser'], ['massage']),
      maxPerDay: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(served, limits, (rows, rules) => {
      const parts = rows.map(({ hour, ...row }) => ({ ...row, from: hour * HOUR_MS }));
      const daily = rules.map((rule, i) => limit({ id: String(i), ...rule }));
      const days = [0, 1].map((n) => ({ start: n * DAY_MS, end: (n + 1) * DAY_MS }));
      const barred = dailyBars({ limits: daily, units, serviceId: 'laser', days, served: parts });
      const question: AvailabilityQuestion = {
        window: { start: 0, end: 2 * DAY_MS },
        opening: [{ start: 0, end: 2 * DAY_MS }],
        durationMs: HOUR_MS,
        stepMs: HOUR_MS,
        earliest: 0,
        latest: 2 * DAY_MS,
        roles: [{ key: 'doctor', offsetMs: 0, durationMs: HOUR_MS, candidates: ['u', 'v'], barred }],
        units: units.map(({ id }) => ({ unitId: id, working: [{ start: 0, end: 2 * DAY_MS }], busy: [], bufferBeforeMs: 0, bufferAfterMs: 0 })),
      };
      const free = findFreeStarts(question);
      for (let hour = 0; hour < 48; hour++) {
        const may = units.filter((unit) =>
          daily.every((rule) => {
            const binding = (rule.unitId === null || rule.unitId === unit.id) && (rule.serviceIds.length === 0 || rule.serviceIds.includes('laser'));
            const same = parts.filter(
              (row) =>
                row.unitId === unit.id &&
                Math.floor(row.from / DAY_MS) === Math.floor(hour / 24) &&
                (rule.serviceIds.length === 0 || rule.serviceIds.includes(row.serviceId)),
            );
            return !binding || new Set(same.map((row) => row.bookingId)).size < rule.maxPerDay;
          }),
        );
        expect([hour, free.unitsFor('doctor', hour * HOUR_MS)]).toEqual([hour, may.map(({ id }) => id)]);
        expect(free.starts.includes(hour * HOUR_MS)).toBe(may.length > 0);
      }
    }),
    { numRuns: 150 },
  );
});
