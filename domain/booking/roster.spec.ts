import fc from 'fast-check';
import { addDays, dateAt, daysBetween, isoWeekday, timeAt } from '../kernel/calendar-date';
import { HOUR_MS } from '../kernel/time-range';
import { instantOf, offsetMinutesAt } from '../kernel/zone';
import { decideSpans, findOverlap, planShifts, spansBy, type Pattern, type PlannedShift, type RosterException } from './roster';

const ZONE = 'Asia/Shanghai';
/** A Wednesday. */
const FROM = '2026-11-25';
const pattern = (over: Partial<Pattern> = {}): Pattern => ({ id: 'p', storeId: 'a', fromDate: FROM, untilDate: null, cycleWeeks: 1, days: [], ...over });
const on = (weekday: number, from: string, to: string, week = 1) => ({ week, weekday, from, to });
const stores = (from = FROM) => new Map(['a', 'b'].map((id) => [id, { zone: ZONE, from }]));
const shown = (shifts: readonly PlannedShift[], zone = ZONE): string[] =>
  shifts.map(({ storeId, date, start, end }) => {
    const until = dateAt(end, offsetMinutesAt(zone, end));
    return `${storeId} ${date} ${timeAt(start, offsetMinutesAt(zone, start))}-${until === date ? '' : '+'}${timeAt(end, offsetMinutesAt(zone, end))}`;
  });
const plan = (patterns: Pattern[], exceptions: RosterException[], until: string, from = FROM) =>
  planShifts({ patterns, exceptions, stores: stores(from) }, until);

describe('BK-07 a roster pattern', () => {
  test('repeats its week, with a break in the middle, from its first day to its last', () => {
    const days = [on(3, '09:00', '12:00'), on(3, '13:00', '18:00'), on(4, '10:00', '16:00')];
    expect(shown(plan([pattern({ days, untilDate: '2026-12-02' })], [], '2026-12-31'))).toEqual([
      'a 2026-11-25 09:00-12:00',
      'a 2026-11-25 13:00-18:00',
      'a 2026-11-26 10:00-16:00',
      'a 2026-12-02 09:00-12:00',
      'a 2026-12-02 13:00-18:00',
    ]);
  });

  test('early and late weeks take turns, counted from the Monday of the week in which it begins', () => {
    const days = [on(1, '08:00', '16:00', 1), on(1, '12:00', '20:00', 2), on(5, '08:00', '16:00', 1), on(5, '12:00', '20:00', 2)];
    expect(shown(plan([pattern({ days, cycleWeeks: 2 })], [], '2026-12-11'))).toEqual([
      'a 2026-11-27 08:00-16:00',
      'a 2026-11-30 12:00-20:00',
      'a 2026-12-04 12:00-20:00',
      'a 2026-12-07 08:00-16:00',
      'a 2026-12-11 08:00-16:00',
    ]);
  });

  test('a night shift ends on the next day and belongs to the evening; midnight may be written 24:00', () => {
    expect(shown(plan([pattern({ days: [on(5, '20:00', '02:00'), on(6, '16:00', '24:00')] })], [], '2026-11-29'))).toEqual([
      'a 2026-11-27 20:00-+02:00',
      'a 2026-11-28 16:00-+00:00',
    ]);
  });

  test('BK-19 where clocks change, the shift begins at nine all the same, and a night lasts an hour less or more', () => {
    const days = [on(6, '22:00', '06:00'), on(7, '09:00', '17:00')];
    const hours = (from: string) => {
      const facts = { patterns: [pattern({ fromDate: from, days })], exceptions: [], stores: new Map([['a', { zone: 'America/New_York', from }]]) };
      const [night, day] = planShifts(facts, addDays(from, 1)) as [PlannedShift, PlannedShift];
      return [(night.end - night.start) / HOUR_MS, timeAt(day.start, offsetMinutesAt('America/New_York', day.start))];
    };
    expect([hours('2026-02-28'), hours('2026-03-07'), hours('2026-10-31')]).toEqual([
      [8, '09:00'],
      [7, '09:00'],
      [9, '09:00'],
    ]);
  });

  test('what lies before the first day that is planned stays out', () => {
    expect(shown(plan([pattern({ days: [on(3, '09:00', '18:00')] })], [], '2026-12-09', '2026-12-01'))).toEqual([
      'a 2026-12-02 09:00-18:00',
      'a 2026-12-09 09:00-18:00',
    ]);
  });
});

describe('BK-07 an exception', () => {
  const daily = pattern({ days: [1, 2, 3, 4, 5, 6, 7].map((weekday) => on(weekday, '09:00', '18:00')) });
  test('replaces one day: other hours, another store, or off', () => {
    const exceptions = [
      { storeId: 'a', date: '2026-11-26', spans: [{ from: '13:00', to: '18:00' }] },
      { storeId: 'b', date: '2026-11-27', spans: [{ from: '10:00', to: '19:00' }] },
      { storeId: 'a', date: '2026-11-28', spans: [] },
    ];
    expect(shown(plan([daily], exceptions, '2026-11-29'))).toEqual([
      'a 2026-11-25 09:00-18:00',
      'a 2026-11-26 13:00-18:00',
      'b 2026-11-27 10:00-19:00',
      'a 2026-11-29 09:00-18:00',
    ]);
  });
});

describe('BK-16 nobody is in two stores at once', () => {
  const a = pattern({ days: [on(1, '09:00', '14:00')] });
  const b = (from: string) => pattern({ id: 'q', storeId: 'b', days: [on(1, from, '20:00')] });
  test('shifts that touch are fine, one minute over is found, with its store and day', () => {
    expect(findOverlap(plan([a, b('14:00')], [], '2026-12-31'))).toBeNull();
    expect(findOverlap(plan([a, b('13:59')], [], '2026-12-31'))).toMatchObject({ storeId: 'b', date: '2026-11-30' });
  });
  test('a long one hides no later one', () => {
    const shift = (start: number, end: number) => ({ start, end });
    expect(findOverlap([shift(0, 10), shift(1, 2), shift(3, 4)])).toEqual(shift(1, 2));
    expect(findOverlap([shift(3, 4), shift(0, 3), shift(4, 9)])).toBeNull();
  });
});

test('BK-07 spans that cannot be are refused by their place', () => {
  const problem = (spans: Parameters<typeof decideSpans>[0], cycle = 1) => {
    const decided = decideSpans(spans, 'days', cycle);
    return decided.ok ? null : decided.refusal.facts.issues[0];
  };
  expect(
    problem([
      { from: '09:00', to: '18:00' },
      { from: '24:00', to: '02:00' },
    ]),
  ).toEqual({ path: 'days.1.from', problem: 'not_a_time' });
  expect(problem([{ from: '09:00', to: '24:30' }])).toEqual({ path: 'days.0.to', problem: 'not_a_time' });
  expect(problem([{ from: '09:00', to: '09:00' }])).toEqual({ path: 'days.0.to', problem: 'empty' });
  expect(problem([{ from: '09:00', to: '18:00', week: 3 }], 2)).toEqual({ path: 'days.0.week', problem: 'beyond_cycle' });
  expect(
    problem(
      [
        { from: '20:00', to: '02:00', week: 2 },
        { from: '00:00', to: '24:00' },
      ],
      2,
    ),
  ).toBeNull();
});

const clock = (quarter: number): string => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const span = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 96 }))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from: clock(from), to: clock(to) }));
const near = fc.integer({ min: -10, max: 30 }).map((plus) => addDays(FROM, plus));
const anyPattern: fc.Arbitrary<Pattern> = fc
  .record({
    id: fc.constantFrom('p', 'q', 'r'),
    storeId: fc.constantFrom('a', 'b'),
    fromDate: near,
    length: fc.option(fc.integer({ min: 0, max: 40 })),
    cycleWeeks: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(fc.record({ week: fc.integer({ min: 1, max: 4 }), weekday: fc.integer({ min: 1, max: 7 }), span }), { maxLength: 8 }),
  })
  .map(({ length, rows, ...rest }) => ({
    ...rest,
    untilDate: length === null ? null : addDays(rest.fromDate, length),
    days: rows.map(({ week, weekday, span: times }) => ({ week: Math.min(week, rest.cycleWeeks), weekday, ...times })),
  }));
const anyExceptions = fc.uniqueArray(fc.record({ storeId: fc.constantFrom('a', 'b'), date: near, spans: fc.array(span, { maxLength: 2 }) }), {
  selector: (exception) => exception.date,
  maxLength: 4,
});

test('BK-07 law: day by day, she works what a person with the plan in her hand would say', () => {
  fc.assert(
    fc.property(fc.array(anyPattern, { maxLength: 3 }), anyExceptions, (patterns, exceptions) => {
      const until = addDays(FROM, 40);
      const got = plan(patterns, exceptions, until);
      const want: string[] = [];
      for (let date = FROM; date <= until; date = addDays(date, 1)) {
        const except = exceptions.find((one) => one.date === date);
        const rows = except
          ? except.spans.map((times) => ({ storeId: except.storeId, times }))
          : patterns.flatMap((one) => {
              if (date < one.fromDate || (one.untilDate && date > one.untilDate)) return [];
              // Walk week by week from the first Monday instead of dividing.
              let week = 0;
              for (let monday = addDays(one.fromDate, 1 - isoWeekday(one.fromDate)); daysBetween(monday, date) >= 7; monday = addDays(monday, 7)) week += 1;
              return one.days
                .filter((day) => day.weekday === isoWeekday(date) && (day.week - 1) % one.cycleWeeks === week % one.cycleWeeks)
                .map((times) => ({ storeId: one.storeId, times }));
            });
        for (const { storeId, times } of rows) {
          const start = instantOf(date, times.from, ZONE);
          const end = times.to > times.from ? instantOf(date, times.to, ZONE) : instantOf(addDays(date, 1), times.to, ZONE);
          want.push(`${storeId} ${date} ${start} ${end}`);
        }
      }
      expect(got.map(({ storeId, date, start, end }) => `${storeId} ${date} ${start} ${end}`).sort()).toEqual(want.sort());
    }),
    { numRuns: 120 },
  );
});

test('BK-07 law: what is planned in two goes is what is planned in one: a job that writes further changes nothing that stands', () => {
  fc.assert(
    fc.property(fc.array(anyPattern, { maxLength: 3 }), anyExceptions, fc.integer({ min: 0, max: 30 }), (patterns, exceptions, cut) => {
      const until = addDays(FROM, 40);
      const middle = addDays(FROM, cut);
      const parts = [...plan(patterns, exceptions, middle), ...plan(patterns, exceptions, until, addDays(middle, 1))];
      const order = (shifts: readonly PlannedShift[]) => shifts.map((shift) => JSON.stringify(shift)).sort();
      expect(order(parts)).toEqual(order(plan(patterns, exceptions, until)));
    }),
  );
});

test('BK-07 a pattern that has ended says nothing', () => {
  expect(spansBy(pattern({ untilDate: '2026-11-30', days: [on(3, '09:00', '18:00')] }), '2026-12-02')).toEqual([]);
  expect(spansBy(pattern({ days: [on(3, '09:00', '18:00')] }), '2026-11-18')).toEqual([]);
});
