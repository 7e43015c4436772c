import { sessionStarts } from './series';

const iso = (plan: Parameters<typeof sessionStarts>[0], zone: string) => sessionStarts(plan, zone).map((start) => new Date(start).toISOString());

test('BK-14 ten Tuesdays at 15:00 are ten starts a week apart', () => {
  const starts = iso({ firstDate: '2026-12-01', time: '15:00', everyWeeks: 1, count: 10 }, 'Asia/Shanghai');
  expect(starts).toHaveLength(10);
  expect([starts[0], starts[1], starts[9]]).toEqual(['2026-12-01T07:00:00.000Z', '2026-12-08T07:00:00.000Z', '2027-02-02T07:00:00.000Z']);
});

test('BK-19 a series stays at its hour of the store when the clocks change', () => {
  expect(iso({ firstDate: '2026-10-25', time: '15:00', everyWeeks: 1, count: 2 }, 'America/New_York')).toEqual([
    '2026-10-25T19:00:00.000Z',
    '2026-11-01T20:00:00.000Z',
  ]);
});

test('BK-14 every second week over 29 February', () => {
  expect(iso({ firstDate: '2028-02-15', time: '09:30', everyWeeks: 2, count: 3 }, 'Asia/Shanghai')).toEqual([
    '2028-02-15T01:30:00.000Z',
    '2028-02-29T01:30:00.000Z',
    '2028-03-14T01:30:00.000Z',
  ]);
});
