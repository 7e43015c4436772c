import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { isOvertaken, isQuiet, quietUntil, reminderAt, REMINDERS } from './reminders';

const SHANGHAI = 'Asia/Shanghai';
const at = (text: string): number => Date.parse(`${text}+08:00`);
const plan = (which: 'day' | 'hours', startsAt: string, now: string): string | null => {
  const instant = reminderAt(which, at(startsAt), at(now), SHANGHAI);
  return instant === null ? null : new Date(instant + 8 * HOUR_MS).toISOString().slice(0, 16);
};

test('RU-11 two reminders: 24 hours and 2 hours before the visit', () => {
  expect(plan('day', '2026-11-28T10:00', '2026-11-20T12:00')).toBe('2026-11-27T10:00');
  expect(plan('hours', '2026-11-28T10:00', '2026-11-20T12:00')).toBe('2026-11-28T08:00');
});

test('RU-11 who books late gets only what is still ahead', () => {
  expect(plan('day', '2026-11-28T14:00', '2026-11-27T14:00')).toBeNull();
  expect(plan('hours', '2026-11-28T14:00', '2026-11-27T14:00')).toBe('2026-11-28T12:00');
  expect(plan('hours', '2026-11-28T14:00', '2026-11-28T12:00')).toBeNull();
  expect(plan('day', '2026-11-28T14:00', '2026-11-29T12:00')).toBeNull();
});

test.each([
  ['two hours before nine is seven: the evening before', 'hours', '2026-11-28T09:00', '2026-11-27T12:00', '2026-11-27T20:00'],
  ['the same, booked after that evening: at eight', 'hours', '2026-11-28T09:00', '2026-11-27T20:00', '2026-11-28T08:00'],
  ['booked in the small hours: at eight', 'hours', '2026-11-28T09:30', '2026-11-28T02:00', '2026-11-28T08:00'],
  ['begins at eight or before: nothing is left once the evening is over', 'hours', '2026-11-28T08:00', '2026-11-27T21:00', null],
  ['begins at half past midnight: the evening of the day before', 'hours', '2026-11-28T00:30', '2026-11-20T12:00', '2026-11-27T20:00'],
  ['a night visit, the day before: the evening before that', 'day', '2026-11-28T23:00', '2026-11-20T12:00', '2026-11-27T20:00'],
  ['an early visit, the day before: two evenings before', 'day', '2026-11-28T06:00', '2026-11-20T12:00', '2026-11-26T20:00'],
  ['the same, booked too late for that evening: the next morning', 'day', '2026-11-28T06:00', '2026-11-26T21:00', '2026-11-27T08:00'],
  ['ten at night is night', 'hours', '2026-11-29T00:00', '2026-11-20T12:00', '2026-11-28T20:00'],
  ['a minute to ten is not', 'hours', '2026-11-28T23:59', '2026-11-20T12:00', '2026-11-28T21:59'],
  ['over the end of February of a leap year', 'day', '2028-03-01T07:00', '2028-02-20T12:00', '2028-02-28T20:00'],
] as const)('RU-11 nobody is reminded at night: %s', (_what, which, startsAt, now, expected) => {
  expect(plan(which, startsAt, now)).toBe(expected);
});

test('RU-11 the night follows the clock of the store through a change of clocks', () => {
  // New York leaves summer time on 1 November 2026 at 02:00. 09:00 there is 14:00 UTC after it, 13:00 UTC before.
  const start = Date.parse('2026-11-01T14:00:00Z');
  expect(new Date(reminderAt('hours', start, 0, 'America/New_York') ?? 0).toISOString()).toBe('2026-11-01T00:00:00.000Z');
  expect(new Date(reminderAt('hours', start, Date.parse('2026-11-01T03:00:00Z'), 'America/New_York') ?? 0).toISOString()).toBe('2026-11-01T13:00:00.000Z');
  expect(isQuiet(Date.parse('2026-11-01T12:30:00Z'), 'America/New_York')).toBe(true);
  expect(isQuiet(Date.parse('2026-10-31T12:30:00Z'), 'America/New_York')).toBe(false);
});

const zones = fc.constantFrom(SHANGHAI, 'America/New_York', 'Australia/Lord_Howe', 'Europe/London', 'Asia/Kolkata', 'Pacific/Apia', 'America/Sao_Paulo');
const instants = fc
  .integer({ min: Date.parse('2024-01-01T00:00:00Z') / MINUTE_MS, max: Date.parse('2029-12-31T00:00:00Z') / MINUTE_MS })
  .map((n) => n * MINUTE_MS);

test('RU-11 law: a planned reminder is ahead, before the visit and by day, in every zone', () => {
  fc.assert(
    fc.property(zones, instants, fc.integer({ min: 0, max: 72 * 60 }), fc.constantFrom(...REMINDERS), (zone, startsAt, minutes, which) => {
      const now = startsAt - minutes * MINUTE_MS;
      const planned = reminderAt(which, startsAt, now, zone);
      if (planned === null) return;
      expect(planned).toBeGreaterThan(now);
      expect(planned).toBeLessThan(startsAt);
      expect(isQuiet(planned, zone)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('RU-11 law: whoever books three days ahead gets both, the day first', () => {
  fc.assert(
    fc.property(zones, instants, (zone, startsAt) => {
      const [day, hours] = REMINDERS.map((which) => reminderAt(which, startsAt, startsAt - 72 * HOUR_MS, zone) ?? Number.NaN);
      expect(day).toBeLessThan(hours ?? 0);
    }),
    { numRuns: 2000 },
  );
});

test('RU-11 the night ends at eight on the clock of the store', () => {
  expect(quietUntil(at('2026-11-27T22:00'), SHANGHAI)).toBe(at('2026-11-28T08:00'));
  expect(quietUntil(at('2026-11-28T07:59'), SHANGHAI)).toBe(at('2026-11-28T08:00'));
});

test('RU-11 a reminder that was held up until the next one is due gives way to it', () => {
  const start = at('2026-11-28T14:00');
  expect(isOvertaken('day', start, at('2026-11-28T11:59'), SHANGHAI)).toBe(false);
  expect(isOvertaken('day', start, at('2026-11-28T12:00'), SHANGHAI)).toBe(true);
  expect(isOvertaken('hours', start, at('2026-11-28T13:59'), SHANGHAI)).toBe(false);
  expect(isOvertaken('day', at('2026-11-28T09:00'), at('2026-11-27T20:00'), SHANGHAI)).toBe(true);
});
