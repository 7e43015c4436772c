import { asDuration, grainOf } from './grain';

describe('how finely a booking is dragged', () => {
  test.each([
    [[30, 60], 30],
    [[30, 45], 15],
    [[15], 15],
    [[20, 60], 10],
    [[30, 5], 5],
    [[25, 60], 5],
    [[], 30],
  ] as const)('RP-17 services that begin every %j minutes are moved by %d', (steps, grain) => {
    expect(grainOf(steps.map((stepMinutes) => ({ stepMinutes })))).toBe(grain);
  });

  test('RP-17 every grain reaches every start of every service, and no coarser one does', () => {
    for (let a = 5; a <= 240; a += 5)
      for (let b = 5; b <= 240; b += 5) {
        const grain = grainOf([{ stepMinutes: a }, { stepMinutes: b }]);
        expect([a % grain, b % grain, 30 % grain]).toEqual([0, 0, 0]);
        expect(([30, 15, 10, 5] as const).filter((one) => one > grain && a % one === 0 && b % one === 0)).toEqual([]);
      }
  });

  test('RP-17 the component is told it as a clock', () => {
    expect(([5, 10, 15, 30] as const).map(asDuration)).toEqual(['00:05', '00:10', '00:15', '00:30']);
  });
});
