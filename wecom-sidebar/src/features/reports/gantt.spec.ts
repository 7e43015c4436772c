import { calendar } from './options.calendar';
import { barPlace } from './Gantt';

const span = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-11-11T00:00:00Z') };
const now = Date.parse('2026-11-06T00:00:00Z');

test('RP-07 a bar lies where its moments are, is cut at the period, and one that goes on ends now', () => {
  expect(barPlace({ from: '2026-11-02T00:00:00Z', to: '2026-11-04T00:00:00Z' }, span, now)).toEqual({ left: 10, width: 20 });
  expect(barPlace({ from: '2026-10-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }, span, now)).toEqual({ left: 0, width: 10 });
  expect(barPlace({ from: '2026-11-05T00:00:00Z', to: null }, span, now)).toEqual({ left: 40, width: 10 });
  expect(barPlace({ from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' }, span, now)).toBeNull();
});

test('RP-01 a calendar has one square a day, and each knows its rows', () => {
  const report = {
    measures: [{ format: 'int' }],
    rows: [{ keys: { time: '2026-11-01' } }, { keys: { time: '2026-11-02' } }],
    rowTotals: [[3], [0]],
    range: { from: '2026-11-01', to: '2026-11-02' },
  } as unknown as Parameters<typeof calendar>[0];
  const drawn = calendar(report) as unknown as { series: [{ data: { value: [string, number]; pick: object }[] }] };
  expect(drawn.series[0].data).toEqual([
    { value: ['2026-11-01', 3], pick: { row: 0, col: null, measure: 0 } },
    { value: ['2026-11-02', 0], pick: { row: 1, col: null, measure: 0 } },
  ]);
});
