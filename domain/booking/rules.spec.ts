import { HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { instantOf } from '../kernel/zone';
import { decideFieldValues, decideStart, previewCancel, type StartFacts } from './rules';

const zone = 'Asia/Shanghai';
const at = (date: string, time: string) => instantOf(date, time, zone);
/** Closed on Tuesday the 24th; on Friday the 27th open until two in the morning. */
const openings = ['22', '23', '25', '26'].map((day) => ({ start: at(`2026-11-${day}`, '09:00'), end: at(`2026-11-${day}`, '18:00') }));
const night = { start: at('2026-11-27', '20:00'), end: at('2026-11-28', '02:00') };
const service = { durationMinutes: 90, stepMinutes: 30, leadMinutes: 120, horizonDays: 60 };
const facts = (startsAt: number, over: Partial<StartFacts> = {}): StartFacts => ({
  startsAt,
  now: at('2026-11-22', '12:00'),
  service,
  openings: [...openings, night],
  utcOffsetMinutes: 480,
  by: 'customer',
  ...over,
});
const code = (f: StartFacts) => {
  const decision = decideStart(f);
  return decision.ok ? 'ok' : decision.refusal.code;
};

test('BK-19 10:00 in the store is 02:00 UTC, whatever the server thinks', () => {
  expect(new Date(at('2026-11-28', '10:00')).toISOString()).toBe('2026-11-28T02:00:00.000Z');
});

test('BK-19 a place with summer time: the skipped hour moves forward, the repeated one is its first', () => {
  expect(new Date(instantOf('2026-03-08', '02:30', 'America/New_York')).toISOString()).toBe('2026-03-08T07:30:00.000Z');
  expect(new Date(instantOf('2026-11-01', '01:30', 'America/New_York')).toISOString()).toBe('2026-11-01T05:30:00.000Z');
});

describe('BK-13 a start that cannot be asked for is refused with the way out', () => {
  test.each([
    ['in the past', at('2026-11-22', '11:00'), 'booking.in_the_past'],
    ['inside the lead time', at('2026-11-22', '13:30'), 'booking.too_soon'],
    ['beyond the horizon', at('2027-02-01', '10:00'), 'booking.too_far'],
    ['on the closed Tuesday', at('2026-11-24', '10:00'), 'booking.outside_opening'],
    ['running past closing time', at('2026-11-23', '17:00'), 'booking.outside_opening'],
    ['between two offered starts', at('2026-11-23', '10:10'), 'booking.off_grid'],
    ['free to ask', at('2026-11-23', '16:30'), 'ok'],
    ['after midnight, while the evening before is still open', at('2026-11-28', '00:30'), 'ok'],
    ['running past the end of the night', at('2026-11-28', '01:00'), 'booking.outside_opening'],
  ])('%s', (_, startsAt, expected) => expect(code(facts(startsAt))).toBe(expected));
});

test('BK-13 staff have no lead time', () => {
  expect(code(facts(at('2026-11-22', '13:30'), { by: 'staff' }))).toBe('ok');
});

describe('BK-14 cancelling', () => {
  const startsAt = at('2026-11-28', '10:00');
  const policy = { freeUntilHours: 48, latePercent: 30, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 };
  const ask = (now: number, by: 'customer' | 'staff') => previewCancel({ policy, startsAt, now, depositPaidFen: 50_000, by });
  test('is free to the very minute of the limit', () => {
    expect(ask(startsAt - 48 * HOUR_MS, 'customer')).toMatchObject({ feeFen: 0, refundFen: 50_000, late: false });
  });
  test('costs the stated share one minute later', () => {
    expect(ask(startsAt - 48 * HOUR_MS + MINUTE_MS, 'customer')).toMatchObject({ feeFen: 15_000, refundFen: 35_000, late: true });
  });
  test('by the shop gives everything back', () => {
    expect(ask(startsAt - HOUR_MS, 'staff')).toMatchObject({ feeFen: 0, refundFen: 50_000 });
  });
});

test('BK-02 own fields of a resource type are checked, unknown ones refused', () => {
  const fields = [
    { key: 'area', type: 'number' as const, required: true },
    { key: 'light', type: 'choice' as const, options: ['自然光', '影棚灯'], required: false },
  ];
  expect(decideFieldValues(fields, { area: 40, light: '自然光' }).ok).toBe(true);
  expect(decideFieldValues(fields, {})).toMatchObject({ refusal: { facts: { field: 'area', problem: 'required' } } });
  expect(decideFieldValues(fields, { area: '40' })).toMatchObject({ refusal: { facts: { field: 'area' } } });
  expect(decideFieldValues(fields, { area: 40, light: '烛光' })).toMatchObject({ refusal: { facts: { field: 'light', problem: 'not an option' } } });
  expect(decideFieldValues(fields, { area: 40, colour: 'red' })).toMatchObject({ refusal: { facts: { field: 'colour', problem: 'unknown' } } });
});
