import type { RosterView } from '@zhike/domain/booking/contract';
import { fireEvent, render, screen } from '@testing-library/react';
import { RosterGrid } from './RosterGrid';

const unit = (id: string, name: string): RosterView['units'][number] => ({ id, name, typeName: '摄影师', skills: [], storeIds: ['s1'] });
const roster: RosterView = {
  storeId: 's1',
  utcOffsetMinutes: 480,
  from: '2026-11-23',
  days: 7,
  units: [unit('u1', '周牧'), unit('u2', '林晓')],
  patterns: [],
  exceptions: [{ unitId: 'u2', storeId: 's1', date: '2026-11-24', spans: [], reason: '换班' }],
  shifts: [
    { unitId: 'u1', storeId: 's1', startsAt: '2026-11-23T02:00:00.000Z', endsAt: '2026-11-23T11:00:00.000Z', date: '2026-11-23', from: 'pattern' },
    { unitId: 'u1', storeId: 's2', startsAt: '2026-11-24T02:00:00.000Z', endsAt: '2026-11-24T11:00:00.000Z', date: '2026-11-24', from: 'pattern' },
  ],
  absences: [],
};
const marks = new Map([['2026-11-28', { text: '店庆', tone: 'amber' as const }]]);
const cells = (): HTMLElement[] => screen.getAllByTestId('roster-cell');

describe('the roster grid', () => {
  test('BK-07 arrow keys walk it with one tab stop, Enter opens the day', () => {
    const opened: string[] = [];
    render(
      <RosterGrid
        roster={roster}
        marks={marks}
        today="2026-11-24"
        mayManage
        onDay={(unitId, date) => opened.push(`${unitId} ${date}`)}
        onPerson={() => undefined}
      />,
    );
    expect(cells().filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
    fireEvent.focus(cells()[0]!);
    fireEvent.keyDown(cells()[0]!, { key: 'ArrowRight' });
    fireEvent.keyDown(cells()[1]!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(cells()[8]);
    fireEvent.click(cells()[8]!);
    expect(opened).toEqual(['u2 2026-11-24']);
  });

  test('BK-07 a cell says hours, another store and a changed day in words', () => {
    render(<RosterGrid roster={roster} marks={marks} today="2026-11-24" mayManage onDay={() => undefined} onPerson={() => undefined} />);
    expect(cells()[0]?.textContent).toBe('10:00–19:00');
    expect(cells()[1]?.textContent).toBe('他店');
    expect(cells()[8]?.getAttribute('aria-label')).toBe('林晓 2026-11-24：休息，临时调班 换班');
    expect(screen.getByText('店庆')).toBeTruthy();
  });

  test('BK-07 who may not change rosters opens nothing', () => {
    const opened: string[] = [];
    render(
      <RosterGrid
        roster={roster}
        marks={marks}
        today="2026-11-24"
        mayManage={false}
        onDay={(unitId) => opened.push(unitId)}
        onPerson={(unitId) => opened.push(unitId)}
      />,
    );
    fireEvent.click(cells()[0]!);
    fireEvent.click(screen.getAllByTestId('roster-person')[0]!);
    expect(opened).toEqual([]);
  });
});
