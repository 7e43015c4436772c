import { fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { openingOf, type Week, weekOfOpening } from './week';
import { WeekEditor } from './WeekEditor';

let latest: Week;
function Stage({ initial }: { initial: Week }) {
  const [week, setWeek] = useState(initial);
  latest = week;
  return <WeekEditor week={week} manner="day" onChange={setWeek} />;
}
const monday = weekOfOpening([{ weekday: 1, from: '09:30', to: '20:00' }]);
const day = (at: number) => within(screen.getByTestId(`week-day-${at}`));

describe('the editor of hours', () => {
  test('ST-01 one press copies Monday to the working days', () => {
    render(<Stage initial={monday} />);
    fireEvent.click(screen.getByTestId('copy-weekdays'));
    expect(openingOf(latest).map((o) => o.weekday)).toEqual([1, 2, 3, 4, 5]);
  });

  test('ST-01 a time is typed as people type it; what is no time goes back', () => {
    render(<Stage initial={monday} />);
    const from = day(0).getByTestId('span-from');
    fireEvent.change(from, { target: { value: '10' } });
    fireEvent.blur(from);
    expect(latest[0]).toEqual([{ from: '10:00', to: '20:00' }]);
    fireEvent.change(from, { target: { value: '晚点' } });
    fireEvent.blur(from);
    expect((from as HTMLInputElement).value).toBe('10:00');
    fireEvent.keyDown(from, { key: 'ArrowUp' });
    expect(latest[0]?.[0]?.from).toBe('10:15');
  });

  test('BK-07 a second span makes a break, and an overlap is said beside it', () => {
    render(<Stage initial={monday} />);
    fireEvent.click(day(0).getByTestId('span-add'));
    expect(latest[0]).toHaveLength(2);
    const from = day(0).getAllByTestId('span-from')[1]!;
    fireEvent.change(from, { target: { value: '1900' } });
    fireEvent.blur(from);
    expect(day(0).getByText('和上一段重叠了')).toBeTruthy();
    fireEvent.click(day(0).getAllByTestId('span-remove')[1]!);
    expect(latest[0]).toHaveLength(1);
  });
});
