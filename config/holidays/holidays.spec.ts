import { isCalendarDate, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { holidaysOf } from './index';

describe('BK-07 public holidays and make-up workdays are those of the published notices', () => {
  test.each([
    [2025, 28, 5],
    [2026, 33, 6],
  ])('%i: %i days off, %i worked weekend days, each once', (year, rests, works) => {
    const days = holidaysOf(year) ?? [];
    expect([days.filter((day) => day.kind === 'holiday').length, days.filter((day) => day.kind === 'workday').length]).toEqual([rests, works]);
    expect(new Set(days.map((day) => day.date)).size).toBe(days.length);
    for (const day of days) expect([day.date, isCalendarDate(day.date), Number(day.date.slice(0, 4))]).toEqual([day.date, true, year]);
    // Whoever works on a weekday needs no notice for it.
    for (const day of days.filter(({ kind }) => kind === 'workday'))
      expect([day.date, isoWeekday(day.date) >= 6, day.asWeekday]).toEqual([day.date, true, isoWeekday(day.date) === 6 ? 5 : 1]);
  });

  test('the spring festival of 2026 is nine days, from its eve on', () => {
    const festival = (holidaysOf(2026) ?? []).filter((day) => day.name === '春节').map((day) => day.date);
    expect([festival.length, festival[0], festival[8]]).toEqual([9, '2026-02-15', '2026-02-23']);
  });

  test('a year whose notice is not out is not known', () => {
    expect([holidaysOf(2024), holidaysOf(2027)]).toEqual([null, null]);
  });
});
