import type { MonthDay } from '@zhike/domain/booking/contract';
import { countOf, loadWord, monthGrid, stepDay, stepMonth } from './month';

describe('the month view', () => {
  test('RP-17 a month is shown in whole weeks from Monday, February of a leap year too', () => {
    expect(monthGrid('2026-11-28')).toEqual({ from: '2026-10-26', days: 42, month: '2026-11' });
    expect(monthGrid('2028-02-29')).toEqual({ from: '2028-01-31', days: 35, month: '2028-02' });
    expect(monthGrid('2027-02-01')).toEqual({ from: '2027-02-01', days: 28, month: '2027-02' });
  });

  test('RP-17 stepping goes over the turn of the year', () => {
    expect(stepMonth('2026-12-31', 1)).toBe('2027-01-01');
    expect(stepMonth('2027-01-15', -1)).toBe('2026-12-01');
  });

  test('RP-17 a filter by state counts only those; load is told in words', () => {
    const day: MonthDay = { date: '2026-11-28', special: null, closed: false, bookings: 7, byState: { confirmed: 5, held: 2 }, loadPercent: 72 };
    expect(countOf(day, [])).toBe(7);
    expect(countOf(day, ['held', 'done'])).toBe(2);
    expect([null, 10, 72, 95].map((percent) => loadWord(percent).word)).toEqual(['无人上班', '', '忙', '满']);
  });

  test('RP-17 arrow keys walk the grid and stop at its edge', () => {
    expect(stepDay(0, 'ArrowDown', 35)).toBe(7);
    expect(stepDay(0, 'ArrowUp', 35)).toBeNull();
    expect(stepDay(34, 'ArrowRight', 35)).toBeNull();
    expect(stepDay(3, 'Enter', 35)).toBeNull();
  });
});
