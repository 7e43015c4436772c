import { wishSpans, wishWindow } from './wish-window';

const now = Date.parse('2026-11-22T03:00:30Z');
const day = { date: '2026-11-28', startsAt: '2026-11-28T07:00:00.000Z', utcOffsetMinutes: 480, now };

describe('the time somebody is ready to wait for', () => {
  it('BK-18 is the wished start itself, a part of the day, the day, or days from it on, by the store’s clock', () => {
    expect(wishWindow('exact', day)).toEqual({ fromAt: '2026-11-28T07:00:00.000Z', untilAt: '2026-11-28T07:00:00.000Z' });
    expect(wishWindow('morning', day)).toEqual({ fromAt: '2026-11-27T16:00:00.000Z', untilAt: '2026-11-28T03:59:00.000Z' });
    expect(wishWindow('evening', day)).toEqual({ fromAt: '2026-11-28T10:00:00.000Z', untilAt: '2026-11-28T15:59:00.000Z' });
    expect(wishWindow('week', day)).toEqual({ fromAt: '2026-11-27T16:00:00.000Z', untilAt: '2026-12-04T15:59:00.000Z' });
  });

  it('BK-18 never begins in the past, never lasts longer than 31 days, and is nothing when it is over', () => {
    const today = { ...day, date: '2026-11-22', startsAt: null };
    expect(wishWindow('day', today)?.fromAt).toBe('2026-11-22T03:01:00.000Z');
    expect(wishWindow('morning', { ...today, now: Date.parse('2026-11-22T05:00:00Z') })).toBeNull();
    const month = wishWindow('month', day);
    expect(Date.parse(month?.untilAt ?? '') - Date.parse(month?.fromAt ?? '')).toBe(31 * 86_400_000 - 60_000);
  });

  it('BK-18 offers one start only where one was wished', () => {
    expect(wishSpans(null)).not.toContain('exact');
    expect(wishSpans(day.startsAt)[0]).toBe('exact');
  });
});
