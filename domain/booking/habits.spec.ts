import { HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { prepareUnits } from './availability';
import { habitsOf, NO_HABITS, reasonsFor, recommend, type Offered, type PastVisit } from './habits';

const saturday = '2026-11-28';
const visit = (date: string, part: PastVisit['part'], unitId: string): PastVisit => ({ date, part, people: [{ roleKey: 'technician', unitId }] });

describe('what a customer is used to', () => {
  test('CU-07 five Saturday afternoons with one technician are both habits, with their counts', () => {
    const habits = habitsOf(['2026-10-31', '2026-11-07', '2026-11-14', '2026-11-21', saturday].map((date) => visit(date, 'afternoon', 'a')));
    expect(habits.people.get('technician')).toEqual({ unitId: 'a', visits: 5 });
    expect(habits.time).toEqual({ part: 'afternoon', weekend: true, visits: 5 });
  });

  test('CU-07 one visit is no habit, and a time that half of the visits miss is none either', () => {
    expect(habitsOf([visit(saturday, 'morning', 'a')])).toEqual(NO_HABITS);
    const mixed = habitsOf([
      visit(saturday, 'morning', 'a'),
      visit('2026-11-21', 'morning', 'b'),
      visit('2026-11-20', 'evening', 'a'),
      visit('2026-11-19', 'evening', 'b'),
    ]);
    expect(mixed.time).toBeNull();
    expect(mixed.people.get('technician')).toEqual({ unitId: 'a', visits: 2 });
  });
});

describe('recommended starts', () => {
  const origin = Date.UTC(2026, 10, 28, 1);
  const day = { start: origin, end: origin + 9 * HOUR_MS };
  const prepared = prepareUnits(day, [
    { unitId: 'a', working: [day], busy: [{ start: origin + 2 * HOUR_MS, end: origin + 3 * HOUR_MS }], bufferBeforeMs: 0, bufferAfterMs: 0 },
  ]);
  const offered = (start: number): Offered => ({
    start,
    date: saturday,
    part: 'morning',
    able: new Map([['technician', ['a']]]),
    taken: [{ unitId: 'a', range: { start, end: start + HOUR_MS } }],
    prepared,
  });

  test('BK-06 a start that would leave half an hour, which nobody can book, is not said to leave no gap', () => {
    expect(reasonsFor(offered(origin), NO_HABITS, HOUR_MS)).toEqual(['leaves_no_gap']);
    expect(reasonsFor(offered(origin + 30 * MINUTE_MS), NO_HABITS, HOUR_MS)).toEqual([]);
    expect(reasonsFor(offered(origin + 30 * MINUTE_MS), NO_HABITS, 30 * MINUTE_MS)).toEqual(['leaves_no_gap']);
  });

  test('BK-09 her usual person and her usual time are reasons', () => {
    const habits = habitsOf([visit(saturday, 'morning', 'a'), visit('2026-11-21', 'morning', 'a')]);
    expect(reasonsFor(offered(origin), habits, HOUR_MS)).toEqual(['usual_person', 'usual_time', 'leaves_no_gap']);
  });

  test('BK-06 the soonest is always offered; the others are the best of the soonest, in order of time', () => {
    const starts = [1, 2, 3, 4, 5, 6].map((hour) => ({
      start: hour,
      reasons: hour === 5 ? (['usual_person'] as const) : hour === 3 ? (['leaves_no_gap'] as const) : [],
    }));
    expect(recommend(starts, 3).map((one) => [one.start, one.reasons])).toEqual([
      [1, ['soonest']],
      [3, ['leaves_no_gap']],
      [5, ['usual_person']],
    ]);
    expect(recommend([], 3)).toEqual([]);
  });
});
