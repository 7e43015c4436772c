import { openingWords } from './opening';

afterEach(() => jest.useRealTimers());
const hours = (from: string, to: string) => ({ startsAt: `2026-10-01T${from}:00.000Z`, endsAt: `2026-10-01T${to}:00.000Z` });
const at = (clock: string) => jest.useFakeTimers({ now: Date.parse(`2026-10-01T${clock}:00Z`) });
const store = { utcOffsetMinutes: 480, todayNotice: null, today: [hours('02:00', '04:00'), hours('06:00', '12:00')] };

describe("a store's hours today", () => {
  it('BK-07 says by the store’s clock whether it is open, will open, or has closed', () => {
    at('03:00');
    expect(openingWords(store)).toEqual({ word: '营业中 10:00–12:00、14:00–20:00', open: true });
    at('05:00');
    expect(openingWords(store)).toEqual({ word: '今天 10:00–12:00、14:00–20:00', open: false });
    at('13:00');
    expect(openingWords(store)).toEqual({ word: '已打烊 10:00–12:00、14:00–20:00', open: false });
  });

  it('BK-07 names the holiday that makes today different, and midnight as the end of a day', () => {
    at('03:00');
    expect(openingWords({ ...store, todayNotice: '国庆节', today: [] })).toEqual({ word: '国庆节 · 今天休息', open: false });
    expect(openingWords({ ...store, todayNotice: '国庆节', today: [hours('02:00', '16:00')] }).word).toBe('国庆节 · 营业中 10:00–24:00');
  });
});
