import type { RosterPatternView, RosterView } from '@zhike/domain/booking/contract';
import { cellKey, cellsOf, halvesOf, hoursOf, patternSpans } from './roster';

const at = (day: string, time: string): string => new Date(Date.parse(`${day}T${time}:00.000Z`) - 480 * 60_000).toISOString();
const roster = (over: Partial<RosterView>): RosterView => ({
  storeId: 's1',
  utcOffsetMinutes: 480,
  from: '2026-11-23',
  days: 7,
  units: [{ id: 'u1', name: '周牧', typeName: '摄影师', skills: [], storeIds: ['s1', 's2'] }],
  patterns: [],
  exceptions: [],
  shifts: [],
  absences: [],
  ...over,
});
const pattern = (over: Partial<RosterPatternView>): RosterPatternView => ({
  id: 'p',
  unitId: 'u1',
  storeId: 's1',
  fromDate: '2026-11-25',
  untilDate: null,
  cycleWeeks: 2,
  days: [
    { week: 1, weekday: 3, from: '10:00', to: '19:00' },
    { week: 2, weekday: 3, from: '13:00', to: '22:00' },
  ],
  ...over,
});

describe('the roster grid', () => {
  test('BK-07 a shift stands on the day it begins, one that ends at midnight says 24:00', () => {
    const cells = cellsOf(
      roster({
        shifts: [
          { unitId: 'u1', storeId: 's1', startsAt: at('2026-11-24', '18:00'), endsAt: at('2026-11-25', '00:00'), date: '2026-11-24', from: 'pattern' },
          { unitId: 'u1', storeId: 's2', startsAt: at('2026-11-24', '09:00'), endsAt: at('2026-11-24', '12:00'), date: '2026-11-24', from: 'exception' },
        ],
      }),
    );
    expect(cells.get(cellKey('u1', '2026-11-24'))?.spans).toEqual([
      { from: '09:00', to: '12:00', storeId: 's2' },
      { from: '18:00', to: '24:00', storeId: 's1' },
    ]);
  });

  test('BK-07 leave over several days is a whole day in the middle and a part at its ends', () => {
    const leave = {
      reservationId: 'r',
      unitId: 'u1',
      kind: 'leave' as const,
      startsAt: at('2026-11-24', '14:00'),
      endsAt: at('2026-11-26', '12:00'),
      label: '年假',
    };
    const cells = cellsOf(roster({ absences: [leave] }));
    const words = (date: string) => cells.get(cellKey('u1', date))?.absences.map((a) => a.words) ?? [];
    expect([words('2026-11-24'), words('2026-11-25'), words('2026-11-26'), words('2026-11-27')]).toEqual([['14:00–24:00'], ['全天'], ['00:00–12:00'], []]);
  });

  test('BK-07 a two-week cycle counts from the Monday of its first week', () => {
    expect(patternSpans(pattern({}), '2026-11-25')).toEqual([{ from: '10:00', to: '19:00' }]);
    expect(patternSpans(pattern({}), '2026-12-02')).toEqual([{ from: '13:00', to: '22:00' }]);
    expect(patternSpans(pattern({}), '2026-12-09')).toEqual([{ from: '10:00', to: '19:00' }]);
    expect(patternSpans(pattern({}), '2026-12-03')).toEqual([]);
    expect(patternSpans(pattern({}), '2026-11-18')).toBeNull();
    expect(patternSpans(pattern({ untilDate: '2026-11-30' }), '2026-12-02')).toBeNull();
  });

  test('BK-07 half a day splits at the break, or in the middle on the half hour', () => {
    expect(halvesOf([{ from: '10:00', to: '19:00' }])).toEqual({ first: { from: '10:00', to: '14:30' }, second: { from: '14:30', to: '19:00' } });
    expect(
      halvesOf([
        { from: '10:00', to: '12:00' },
        { from: '13:00', to: '19:00' },
      ]),
    ).toEqual({ first: { from: '10:00', to: '12:00' }, second: { from: '13:00', to: '19:00' } });
    expect(halvesOf([])).toBeNull();
  });

  test('BK-07 hours are counted without breaks', () => {
    const shifts = [
      { unitId: 'u1', storeId: 's1', startsAt: at('2026-11-24', '10:00'), endsAt: at('2026-11-24', '12:30'), date: '2026-11-24', from: 'pattern' as const },
      { unitId: 'u1', storeId: 's1', startsAt: at('2026-11-24', '13:00'), endsAt: at('2026-11-24', '19:00'), date: '2026-11-24', from: 'pattern' as const },
    ];
    expect(hoursOf(roster({ shifts }), 'u1')).toBe(8.5);
  });
});
