import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/calendar-date';
import type { RuleDef, Trigger } from './definition';
import { due, fateOf, planMoment, type Ask } from './due';
import { mayRevive, noted, occurrenceKey, SKIP_REASONS, type Occurrence, type OccurrenceState } from './occurrence';
import { shanghai } from './vectors.run';

const base: Omit<RuleDef, 'trigger'> = {
  id: 'r',
  version: 1,
  title: '规则',
  entity: 'customer',
  on: true,
  store: 'org',
  runAs: 'store',
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [],
  priority: 5,
  category: 'service',
};
const entity = { times: { created: 'created' } };
const day = fc.integer({ min: 0, max: 1_200 }).map((n) => addDays('2026-01-01', n));
const offset = fc.integer({ min: -365, max: 365 });
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ on: fc.constant('date' as const), path: fc.constant('d'), offset: fc.record({ days: offset }), at: fc.constantFrom('00:00', '09:00', '23:59') }),
  fc.record({
    on: fc.constant('yearly' as const),
    path: fc.constant('d'),
    offset: fc.record({ days: offset }),
    at: fc.constantFrom('00:00', '09:00', '23:59'),
    leap: fc.constantFrom('feb28' as const, 'mar1' as const),
  }),
  fc.record({ on: fc.constant('since' as const), event: fc.constant('d'), days: fc.integer({ min: 1, max: 365 }), at: fc.constant('10:00') }),
);
const catchUp = fc.record({ days: fc.integer({ min: 0, max: 7 }) });
const hour = fc.integer({ min: 0, max: 23 });

/** The planner's whole question at one moment, with what it decides of a record that was always there. */
function planned(rule: RuleDef, now: number, enabledAt: number): { ask: Ask; row: Occurrence }[] {
  const record = { createdAt: 0, imported: false };
  return due(rule, entity, { now, enabledAt }, shanghai).map((ask) => ({
    ask,
    row: {
      ruleId: rule.id,
      recordId: 'c1',
      key: typeof ask.key === 'string' ? ask.key : occurrenceKey.since({ activity: ask.about }),
      version: rule.version,
      dueAt: ask.dueAt,
      ...fateOf(rule, ask, record, { now, enabledAt }, shanghai),
    },
  }));
}
function book(rows: readonly Occurrence[]): Map<string, Occurrence> {
  const kept = new Map<string, Occurrence>();
  for (const row of rows) kept.set(`${row.recordId}/${row.key}`, noted(kept.get(`${row.recordId}/${row.key}`), row));
  return kept;
}
const sorted = (rows: Map<string, Occurrence>): [string, Occurrence][] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));

test('RU-03 law: any number of planners, in any order, write the same occurrences as one', () => {
  fc.assert(
    fc.property(
      trigger,
      catchUp,
      day,
      hour,
      fc.integer({ min: 0, max: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 4 }),
      (on, late, today, at, since, seed, runs) => {
        const rule: RuleDef = { ...base, trigger: on, catchUp: late };
        const now = shanghai.instantOf(today, `${String(at).padStart(2, '0')}:30`);
        const enabledAt = shanghai.instantOf(addDays(today, -since), '12:00');
        // One date of hers lies on one day: of the questions that speak of one name, one finds her.
        const once = new Map(planned(rule, now, enabledAt).map(({ row }) => [row.key, row]));
        const many = Array.from({ length: runs }, () => [...once.values()]).flat();
        const mixed = [...many].sort((a, b) => ((a.dueAt * 31 + seed) % 97) - ((b.dueAt * 31 + seed) % 97));
        expect(sorted(book(mixed))).toEqual(sorted(book([...once.values()])));
      },
    ),
  );
});

test('RU-04 law: whenever planners ran, each day within the catch-up is asked for, none before the rule was switched on, and what is due is never too late', () => {
  fc.assert(
    fc.property(trigger, catchUp, day, hour, fc.integer({ min: 0, max: 40 }), (on, late, today, at, since) => {
      const rule: RuleDef = { ...base, trigger: on, catchUp: late };
      const enabledOn = addDays(today, -since);
      const now = shanghai.instantOf(today, `${String(at).padStart(2, '0')}:30`);
      const rows = planned(rule, now, shanghai.instantOf(enabledOn, '00:00'));
      const days = new Set(rows.map(({ ask }) => ask.day));
      for (let back = 0; back <= Math.min(late.days, since); back++) expect(days.has(addDays(today, -back))).toBe(true);
      for (const { ask, row } of rows) {
        expect(ask.day >= enabledOn && ask.day <= today).toBe(true);
        expect(row.state === 'due').toBe(daysBetween(ask.day, today) <= late.days);
      }
    }),
  );
});

test('RU-03 law: for every birthday exactly one day of a year keeps it, whatever the offset', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_460 }),
      fc.constantFrom(-3, 0, 5, -365, 365),
      fc.constantFrom('feb28' as const, 'mar1' as const),
      (n, days, leap) => {
        const birthday = addDays('2000-01-01', n);
        const rule: RuleDef = { ...base, trigger: { on: 'yearly', path: 'd', offset: { days }, at: '09:00', leap } };
        for (const year of [2027, 2028]) {
          const kept = Array.from({ length: 366 }, (_, i) => addDays(`${year}-01-01`, i)).filter(
            (on) => on.startsWith(String(year)) && keeps(birthday, on, leap),
          );
          expect(kept).toHaveLength(1);
          const dueOn = addDays(kept[0] ?? '', days);
          const now = shanghai.instantOf(dueOn, '09:00');
          const asks = due(rule, entity, { now, enabledAt: shanghai.instantOf(dueOn, '00:00') }, shanghai);
          expect(asks.map((ask) => [ask.about, ask.key])).toEqual([[kept[0], `y:${year}`]]);
        }
      },
    ),
  );
});
/** By hand, as a second opinion: the day itself, or the day that stands in for 29 February. */
function keeps(birthday: string, on: string, leap: 'feb28' | 'mar1'): boolean {
  const leapYear = Number(on.slice(0, 4)) % 4 === 0;
  if (birthday.slice(5) === '02-29' && !leapYear) return on.slice(5) === (leap === 'feb28' ? '02-28' : '03-01');
  return birthday.slice(5) === on.slice(5);
}

const uuid = fc.uuid();
const fact = fc.oneof(
  fc.constant(['created', {}] as const),
  uuid.map((eventId) => ['verb', { eventId }] as const),
  fc.tuple(uuid, fc.integer({ min: 1, max: 90 })).map(([source, days]) => ['after', { source, days }] as const),
  day.map((date) => ['date', { date }] as const),
  fc.integer({ min: 2000, max: 2100 }).map((year) => ['yearly', { year }] as const),
  fc.tuple(uuid, fc.integer({ min: 1.6e12, max: 2e12 })).map(([source, instant]) => ['moment', { source, instant }] as const),
  fc.option(uuid, { nil: null }).map((activity) => ['since', { activity }] as const),
  fc.integer({ min: 1, max: 99 }).map((nth) => ['enter', { nth }] as const),
  fc.integer({ min: 1, max: 99 }).map((nth) => ['leave', { nth }] as const),
  fc.integer({ min: 1.6e12, max: 2e12 }).map((instant) => ['schedule', { instant }] as const),
);
const keyOf = ([on, facts]: readonly [keyof typeof occurrenceKey, object]): string => (occurrenceKey[on] as (facts: object) => string)(facts);

test('RU-01 law: two occurrences have one name exactly when they are one, whichever version of the rule, or kind of trigger, named them', () => {
  fc.assert(fc.property(fact, fact, (a, b) => expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b))));
  fc.assert(fc.property(fact, (a) => expect(keyOf(a).length).toBeLessThan(80)));
});

const state = fc.constantFrom<OccurrenceState>('due', 'running', 'done', 'skipped', 'cancelled', 'failed');
const occurrence = fc.record({
  ruleId: fc.constant('r'),
  recordId: fc.constant('c'),
  key: fc.constant('k'),
  version: fc.integer({ min: 1, max: 3 }),
  dueAt: fc.integer({ min: 0, max: 9 }),
  state,
  reason: fc.option(fc.constantFrom(...SKIP_REASONS), { nil: null }),
});

test('RU-03 law: what ran, runs, failed or was stopped is never planned anew; saying it twice changes nothing', () => {
  fc.assert(
    fc.property(occurrence, occurrence, (known, again) => {
      const kept = noted(known, again);
      if (['running', 'done', 'failed', 'due'].includes(known.state) || known.reason === 'stopped' || known.reason === 'loop') expect(kept).toBe(known);
      if (kept !== known) expect([again.state, mayRevive(known)]).toEqual(['due', true]);
      expect(noted(kept, again)).toEqual(kept);
    }),
  );
});

test('RU-11 law: a reminder before a visit is due only while the visit is ahead, and never for a time that was over when it was booked', () => {
  const instant = fc.integer({ min: 1_000, max: 10_000 }).map((n) => n * 60_000);
  fc.assert(
    fc.property(instant, instant, instant, fc.integer({ min: 1, max: 3_000 }), (startsAt, knownSince, now, before) => {
      const plan = planMoment({ on: 'moment', path: 's', offset: { minutes: -before } }, { source: 'b', instant: startsAt }, knownSince, { now, enabledAt: 0 });
      if (plan.dueAt < 0) return expect(plan.fate.reason).toBe('before_enabled');
      expect(plan.fate.state === 'due').toBe(plan.dueAt > knownSince && startsAt > now);
    }),
  );
});
