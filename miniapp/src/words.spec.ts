import { wordRefusal } from './words';
import { depositWords, durationWords, policyWords, whyNoDay } from './words-of-bookings';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-22T03:00:00Z') }));
afterEach(() => jest.useRealTimers());

describe('a "no" in the customer\'s words', () => {
  it("names what is still free, by the store's clock", () => {
    const alternatives = ['2026-11-28T02:30:00.000Z', '2026-11-28T06:00:00.000Z'];
    const said = wordRefusal(
      { code: 'booking.slot_taken', facts: { startsAt: '2026-11-28T02:00:00.000Z', units: [{ roleName: '摄影师', name: '林夏' }], alternatives } },
      { utcOffsetMinutes: 480 },
    );
    expect(said).toEqual({ title: '11月28日 周六 10:00 林夏刚被约走了', hint: '10:30 和 14:00 还空着，点一下就换过去。', alternatives, wayOut: 'choose_time' });
  });

  it('sends her to another day when nothing is left', () => {
    const said = wordRefusal({ code: 'booking.slot_unavailable', facts: { startsAt: '2026-11-23T02:00:00.000Z', roleName: '化妆师', alternatives: [] } });
    expect([said.title, said.hint]).toEqual(['明天 10:00 没有空闲的化妆师', '这一天已经没有别的空档了，换一天看看。']);
  });

  it('has words for a code that is newer than this bundle', () => {
    expect(wordRefusal({ code: 'booking.of_tomorrow', facts: {} } as never)).toEqual({
      title: '没有成功',
      hint: '请稍后再试（booking.of_tomorrow）。',
      wayOut: 'retry',
    });
  });
});

describe('rules in plain words', () => {
  const policy = { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 };
  it.each([
    [45, '45 分钟'],
    [90, '1.5 小时'],
    [135, '2 小时 15 分钟'],
    [240, '4 小时'],
    [2880, '2 天'],
  ])('%d minutes', (minutes, words) => expect(durationWords(minutes)).toBe(words));

  it('the policy names the moment until which cancelling is free', () => {
    expect(policyWords(policy, 50_000, { startsAt: '2026-11-28T02:00:00.000Z', utcOffsetMinutes: 480 })).toBe(
      '11月26日 周四 10:00 前取消，定金全退；之后取消，扣定金的 50%。',
    );
    expect(policyWords(policy, 50_000, { startsAt: '2026-11-23T02:00:00.000Z', utcOffsetMinutes: 480 })).toBe('离开始已不到 2 天，取消会扣定金的 50%。');
    expect(policyWords(policy, 0)).toBe('不收定金，有事请提前告诉我们。');
  });

  it('a deposit that came back in part says why', () => {
    expect(depositWords({ state: 'cancelled', deposit: { amountFen: 50_000, state: 'partly_refunded', paidAt: null, refundedFen: 25_000 } })).toEqual({
      word: '已退回 ¥250',
      hint: '定金 ¥500，按取消规则扣除 ¥250，其余已原路退回。',
    });
  });

  it('an empty day says why', () => {
    expect(whyNoDay('too_soon', 120, 60)).toBe('需要至少提前 2 小时预约');
  });
});
