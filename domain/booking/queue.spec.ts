import { HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { expectLine, isLineOpen, type Day, type Waiter } from './queue';

const midnight = Date.UTC(2026, 10, 28);
const at = (hour: number, minute = 0) => midnight + hour * HOUR_MS + minute * MINUTE_MS;
const window = { start: midnight, end: at(24) };
const unit = (unitId: string, from: number, until: number, busy: readonly [number, number][] = [], bufferAfterMinutes = 0) => ({
  unitId,
  working: [{ start: from, end: until }],
  busy: busy.map(([start, end]) => ({ start, end })),
  bufferBeforeMs: 0,
  bufferAfterMs: bufferAfterMinutes * MINUTE_MS,
});
const day = (units: Day['units'], now: number): Day => ({ now, window, opening: [{ start: at(10), end: at(20) }], units });
const guest = (id: string, candidates: readonly string[], minutes = 30): Waiter => ({
  id,
  durationMs: minutes * MINUTE_MS,
  roles: [{ key: 'hands', offsetMs: 0, durationMs: minutes * MINUTE_MS, candidates }],
});
const times = (expected: ReturnType<typeof expectLine>) =>
  [...expected].map(([id, { before, at: when }]) => `${id} ${before} ${when === null ? '-' : new Date(when).toISOString().slice(11, 16)}`);

describe('BK-18 when a guest in the line will be served', () => {
  test('the first at once, the others one after the other', () => {
    const line = [guest('a', ['mei']), guest('b', ['mei']), guest('c', ['mei'])];
    expect(times(expectLine(day([unit('mei', at(10), at(20))], at(12)), line))).toEqual(['a 0 12:00', 'b 1 12:30', 'c 2 13:00']);
  });
  test('two hands share the line', () => {
    const line = ['a', 'b', 'c', 'd'].map((id) => guest(id, ['mei', 'xu']));
    expect(times(expectLine(day([unit('mei', at(10), at(20)), unit('xu', at(10), at(20))], at(12)), line))).toEqual([
      'a 0 12:00',
      'b 1 12:00',
      'c 2 12:30',
      'd 3 12:30',
    ]);
  });
  test('after what is going on, and around what is booked, cleaning included', () => {
    const mei = unit(
      'mei',
      at(10),
      at(20),
      [
        [at(11, 30), at(12, 20)],
        [at(12, 50), at(14)],
      ],
      10,
    );
    // 12:20 to 12:50 is too short for half an hour and its cleaning.
    expect(times(expectLine(day([mei], at(12)), [guest('a', ['mei'])]))).toEqual(['a 0 14:00']);
    expect(times(expectLine(day([mei], at(12)), [guest('a', ['mei'], 20), guest('b', ['mei'], 20)]))).toEqual(['a 0 12:20', 'b 1 14:00']);
  });
  test('a guest for somebody else is not before her', () => {
    const units = [unit('mei', at(10), at(20)), unit('yue', at(10), at(20))];
    expect(times(expectLine(day(units, at(12)), [guest('a', ['mei']), guest('b', ['yue'])]))).toEqual(['a 0 12:00', 'b 0 12:00']);
  });
  test('a short one does not overtake, but may use what nobody before her can', () => {
    const mei = unit('mei', at(10), at(20), [[at(12, 30), at(13)]]);
    expect(times(expectLine(day([mei], at(12)), [guest('long', ['mei'], 60), guest('short', ['mei'], 30)]))).toEqual(['long 0 13:00', 'short 1 12:00']);
  });
  test('nobody can serve her any more: the shift ends, or the store closes', () => {
    expect(times(expectLine(day([unit('mei', at(10), at(12, 20))], at(12)), [guest('a', ['mei'])]))).toEqual(['a 0 -']);
    expect(times(expectLine(day([unit('mei', at(10), at(22))], at(19, 40)), [guest('a', ['mei'])]))).toEqual(['a 0 -']);
  });
  test('between two ticks she is served now, not a few minutes ago', () => {
    expect(expectLine(day([unit('mei', at(10), at(20))], at(12, 3)), [guest('a', ['mei'])]).get('a')?.at).toBe(at(12, 3));
  });
});

describe('BK-18 the line is open', () => {
  const roles = [{ ...guest('', ['mei']).roles[0]!, kind: 'person' as const }];
  test.each([
    ['while the store is open and somebody skilled is on shift', at(12), unit('mei', at(10), at(20)), true],
    ['when she comes later today', at(12), unit('mei', at(15), at(20)), true],
    ['not before opening', at(9), unit('mei', at(10), at(20)), false],
    ['not at closing', at(20), unit('mei', at(10), at(22)), false],
    ['not when her shift is over', at(18), unit('mei', at(10), at(18)), false],
  ])('%s', (_, now, mei, open) => expect(isLineOpen(day([mei], now), roles)).toBe(open));
  test('rooms keep nobody out: they have no shifts', () => {
    expect(isLineOpen(day([], at(12)), [{ ...roles[0]!, kind: 'place' }])).toBe(true);
  });
});
