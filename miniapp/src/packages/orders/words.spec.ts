import { badgeOfOrder, owedWords, payables, paymentFen, paymentWords } from './words';

const TODAY = '2026-11-26';
const due = (name: string, amountFen: number, paidFen: number, dueOn: string) => ({
  name,
  amountFen,
  paidFen,
  dueOn,
  overdue: dueOn < TODAY && paidFen < amountFen,
});
const order = { phase: 'open' as const, owedFen: 299_900, nextDueOn: '2026-12-03' };

describe('an order in the customer’s words', () => {
  it('OR-09 shows the stage that everybody sees while it is under way, and how it ended afterwards', () => {
    expect(badgeOfOrder({ phase: 'open', stageName: '已拍摄' })).toEqual({ word: '已拍摄', tone: 'green' });
    expect(badgeOfOrder({ phase: 'cancelled', stageName: '已拍摄' }).word).toBe('已取消');
    expect(badgeOfOrder({ phase: 'waiting', stageName: '已下单' }).word).toBe('待门店确认');
  });

  it('OR-06 says what is owed and until when, and says nothing when nothing is', () => {
    expect(owedWords(order, TODAY)).toEqual({ text: '还要付 ¥2,999，最近一笔 12月3日 周四到期', late: false });
    expect(owedWords({ ...order, nextDueOn: '2026-11-20' }, TODAY)).toEqual({ text: '还要付 ¥2,999，有一笔11月20日 周五已到期', late: true });
    expect(owedWords({ ...order, owedFen: 0 }, TODAY)).toBeNull();
    expect(owedWords({ ...order, phase: 'cancelled' }, TODAY)).toBeNull();
  });

  it('OR-06 offers the next instalment or all of it, never more than is owed', () => {
    const plan = [due('定金', 100_000, 100_000, '2026-11-01'), due('二期', 100_000, 40_000, '2026-11-20'), due('尾款', 100_000, 0, '2026-12-03')];
    expect(payables({ phase: 'open', owedFen: 160_000, instalments: plan }, TODAY)).toEqual([
      { key: 'next', label: '二期', hint: '11月20日 周五已到期', amountFen: 60_000 },
      { key: 'all', label: '一次付清', hint: '付完就没有余款了', amountFen: 160_000 },
    ]);
    expect(payables({ phase: 'open', owedFen: 100_000, instalments: [due('尾款', 100_000, 0, '2026-12-03')] }, TODAY)).toEqual([
      { key: 'all', label: '尾款', hint: '12月3日 周四到期', amountFen: 100_000 },
    ]);
    expect(payables({ phase: 'open', owedFen: 0, instalments: plan }, TODAY)).toEqual([]);
    expect(payables({ phase: 'closed', owedFen: 1, instalments: plan }, TODAY)).toEqual([]);
  });

  it('OR-06 names how money came and went', () => {
    const words = (kind: 'payment' | 'deposit' | 'card' | 'refund', till: 'wechat' | null, cardName = '') => paymentWords({ kind, till, cardName });
    expect([words('payment', 'wechat'), words('deposit', null)]).toEqual(['付款 · 微信', '定金抵扣']);
    expect([words('card', null, '至尊卡'), words('refund', null, '至尊卡')]).toEqual(['储值卡付款 · 至尊卡', '退款 · 退回至尊卡']);
    expect([paymentFen({ kind: 'card', amountFen: 5 }), paymentFen({ kind: 'refund', amountFen: 5 })]).toEqual([5, -5]);
  });
});
