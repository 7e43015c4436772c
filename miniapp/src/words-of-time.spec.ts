import type { Blocker, SlotView } from '@zhike/domain/booking/contract';
import { blockersByRole, expectedWords, moveTerms, reasonWords, swapWords, windowWords } from './words-of-time';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-22T03:00:00Z') }));
afterEach(() => jest.useRealTimers());

const AT = '2026-11-28T07:00:00.000Z';
const blocker = (unitName: string, reason: Blocker['reason'], until: string | null = null): Blocker => ({
  reason,
  roleKey: 'photographer',
  roleName: '摄影师',
  unitId: unitName,
  unitName,
  until,
  booking: null,
});

describe('why a time is not free, in the customer’s words', () => {
  it('BK-06 names who is busy and until when, by role', () => {
    expect(blockersByRole([blocker('林夏', 'taken', '2026-11-28T08:30:00.000Z'), blocker('周牧', 'off_shift')], AT, 480)).toEqual([
      { role: '摄影师', lines: ['林夏有别的预约，到 16:30', '周牧这个时间不上班'] },
    ]);
  });

  it('BK-06 says many obstacles of one role in a few lines', () => {
    const many = ['甲', '乙', '丙', '丁', '戊'].map((name) => blocker(name, 'taken'));
    expect(blockersByRole(many, AT, 480)[0]?.lines).toEqual(['甲有别的预约', '乙有别的预约', '丙有别的预约', '还有 2 位也没空']);
  });

  it('BK-06 says once what several roles lack together', () => {
    const both = [blocker('', 'shared_candidate'), { ...blocker('', 'shared_candidate'), roleKey: 'photographer#2' }];
    expect(blockersByRole(both, AT, 480)).toEqual([{ role: null, lines: ['人手或场地不够同时安排'] }]);
  });

  it('BK-06 says what a swap changes and what stays', () => {
    const base = { storeId: 's', storeName: '静安店', startsAt: AT, choices: {} };
    expect(swapWords({ ...base, kind: 'unit', changes: [{ roleName: '摄影师', from: '林夏', to: '周牧' }] }, 480)).toEqual({
      title: '时间不变，周牧有空',
      hint: '摄影师由林夏换成周牧',
    });
    expect(swapWords({ ...base, kind: 'time', changes: [] }, 480)).toEqual({ title: '改到 11月28日 周六 15:00', hint: '其他都不变' });
    expect(swapWords({ ...base, kind: 'store', changes: [] }, 480)).toEqual({ title: '去静安店', hint: '11月28日 周六 15:00' });
  });

  it('BK-06 gives the best reason of a recommended time, none for one that is simply free', () => {
    const slot: SlotView = { startsAt: AT, endsAt: AT, part: 'afternoon', pickable: {} };
    expect(reasonWords({ ...slot, reasons: ['usual_person', 'soonest'] })).toBe('你常约的老师');
    expect(reasonWords(slot)).toBeNull();
  });
});

describe('terms, waiting and the line', () => {
  const booking = {
    state: 'confirmed' as const,
    startsAt: AT,
    utcOffsetMinutes: 480,
    policy: { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
    moves: 1,
    can: ['reschedule' as const],
  };
  it('BK-14 says until when and how often a booking may still be moved', () => {
    expect(moveTerms(booking)?.word).toBe('11月27日 周五 15:00 前可以自己改期，还能改 1 次，不收费');
    expect(moveTerms({ ...booking, moves: 2, can: [] })).toEqual({ word: '自助改期 2 次已用完，需要再改请联系门店', open: false });
    expect(moveTerms({ ...booking, startsAt: '2026-11-22T10:00:00.000Z', can: [] })?.word).toContain('已过自助改期的时间');
    expect(moveTerms({ ...booking, state: 'done', can: [] })).toBeNull();
  });

  it('BK-18 words the window of a waiting-list entry by the store’s days', () => {
    const on = (fromAt: string, untilAt: string) => windowWords({ fromAt, untilAt, utcOffsetMinutes: 480 });
    expect(on('2026-11-28T07:00:00.000Z', '2026-11-28T07:00:00.000Z')).toBe('11月28日 周六 15:00');
    expect(on('2026-11-27T16:00:00.000Z', '2026-11-28T15:59:00.000Z')).toBe('11月28日 周六 全天');
    expect(on('2026-11-28T04:00:00.000Z', '2026-11-28T09:59:00.000Z')).toBe('11月28日 周六 12:00–18:00');
    expect(on('2026-11-28T10:00:00.000Z', '2026-11-28T15:59:00.000Z')).toBe('11月28日 周六 18:00–24:00');
    expect(on('2026-11-27T16:00:00.000Z', '2026-12-04T15:59:00.000Z')).toBe('11月28日 周六 到 12月4日 周五');
  });

  it('BK-18 says when a ticket is expected to be served', () => {
    expect(expectedWords('2026-11-22T07:40:00.000Z', 480)).toBe('预计 15:40 轮到');
    expect(expectedWords('2026-11-22T03:00:30.000Z', 480)).toBe('马上就能轮到');
    expect(expectedWords(null, 480)).toContain('排不上');
  });
});
