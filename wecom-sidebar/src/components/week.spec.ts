import { copyDay, nextSpan, openingOf, parseClock, patternOf, spanProblems, stepClock, stretch, weekOfOpening, weekOfPattern, weekWords } from './week';

const nine = { from: '09:00', to: '18:00' };

describe('a week of hours', () => {
  test.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['0930', '09:30'],
    ['9：5', '09:05'],
    ['９.３０', '09:30'],
    ['24', '24:00'],
    ['24:00', '24:00'],
    ['24:30', null],
    ['9:60', null],
    ['25', null],
    ['早上', null],
    ['', null],
  ])('ST-01 %s is read as %s', (typed, clock) => {
    expect(parseClock(typed)).toBe(clock);
  });

  test('ST-01 arrow keys step on the quarter and stay within the day', () => {
    expect(stepClock('09:05', 15)).toBe('09:15');
    expect(stepClock('09:05', -15)).toBe('09:00');
    expect(stepClock('00:00', -15)).toBe('00:00');
    expect(stepClock('24:00', 15)).toBe('24:00');
  });

  test('ST-01 spans that end before they begin or overlap are told; a night shift ends on the next day', () => {
    expect(spanProblems([{ from: '18:00', to: '09:00' }], 'day')).toEqual(['结束要晚于开始']);
    expect(spanProblems([{ from: '20:00', to: '02:00' }], 'overnight')).toEqual([null]);
    expect(spanProblems([nine, { from: '17:00', to: '20:00' }], 'day')).toEqual([null, '和上一段重叠了']);
    expect(spanProblems([nine, { from: '18:00', to: '24:00' }], 'day')).toEqual([null, null]);
    expect(spanProblems([{ from: '24:00', to: '24:00' }], 'overnight')).toEqual(['开始最晚 23:59']);
  });

  test('BK-07 Monday is copied to the weekdays; a longer cycle repeats the first week', () => {
    const week = copyDay(weekOfOpening([{ weekday: 1, ...nine }]), 0, [1, 2, 3, 4]);
    expect(weekWords(week)).toBe('周一至周五 09:00–18:00；周六、周日 休息');
    const two = stretch(week, 2);
    expect(two).toHaveLength(14);
    expect(patternOf(two).filter((d) => d.week === 2)).toHaveLength(5);
    expect(stretch(two, 1)).toEqual(week);
  });

  test('ST-01 hours go out as they came in, a break as two spans', () => {
    const opening = [
      { weekday: 2, from: '09:00', to: '12:00' },
      { weekday: 2, from: '13:00', to: '18:00' },
      { weekday: 7, from: '10:00', to: '24:00' },
    ];
    expect(openingOf(weekOfOpening([...opening].reverse()))).toEqual(opening);
    const pattern = opening.map((o) => ({ ...o, week: 2 }));
    expect(patternOf(weekOfPattern(pattern, 2))).toEqual(pattern);
    expect(nextSpan([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '16:00' });
  });

  test('ST-01 a week in words groups days of one sort', () => {
    expect(weekWords(weekOfOpening([1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...nine }))))).toBe('每天 09:00–18:00');
    expect(weekWords(weekOfOpening([1, 3, 4, 5].map((weekday) => ({ weekday, ...nine }))))).toBe('周一、周三至周五 09:00–18:00；周二、周六、周日 休息');
  });
});
