import type { SlotView } from '@zhike/domain/booking/contract';
import { takenStarts } from './taken-starts';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-28T02:15:00Z') }));
afterEach(() => jest.useRealTimers());

const at = (clock: string) => `2026-11-28T${clock}:00.000Z`;
const slot = (clock: string): SlotView => ({ startsAt: at(clock), endsAt: at(clock), part: 'morning', pickable: {} });

describe('times that are not free any more', () => {
  it('BK-06 are those of the shop’s grid that fit into the hours, are still to come, and are not offered', () => {
    const hours = [{ startsAt: at('01:00'), endsAt: at('04:00') }];
    expect(takenStarts(hours, { durationMinutes: 60, stepMinutes: 30 }, [slot('03:00')])).toEqual([at('02:30')]);
  });

  it('BK-06 end where the service with its add-ons would not be over by closing time', () => {
    const hours = [{ startsAt: at('03:00'), endsAt: at('05:00') }];
    const starts = (minutes: number) => takenStarts(hours, { durationMinutes: minutes, stepMinutes: 30 }, []).length;
    expect([starts(60), starts(90), starts(150)]).toEqual([3, 2, 0]);
  });
});
