import { choiceOf, expiryWords, giftWords, missingWords, ruleWords, wayTo } from './words-of-points';

const level = { key: 'gold', name: '金卡', rank: 2, thresholdFen: 500_000, months: 12, discountPercent: 5, pointsPercent: 150, birthdayGift: '相框一个' };

describe('points and levels in the customer’s words', () => {
  it('CD-08 says what runs out first, and loudly when that is soon', () => {
    const balance = (on: string) => ({ points: 900, owedPoints: 0, nextExpiry: { points: 120, on } });
    expect(expiryWords(balance('2026-12-01'), '2026-11-26')).toEqual({ text: '120 积分用到 2026年12月1日', soon: true });
    expect(expiryWords(balance('2027-06-01'), '2026-11-26')?.soon).toBe(false);
    expect(expiryWords({ points: 0, owedPoints: 0, nextExpiry: null }, '2026-11-26')).toBeNull();
  });

  it('CD-08 says why an item cannot be had: gone, enough taken, points missing', () => {
    const item = { pricePoints: 300, stock: 5, mayTake: 1 };
    expect(choiceOf(item, 300)).toEqual({ may: true, why: '你还能换 1 份' });
    expect(choiceOf({ ...item, mayTake: null }, 300)).toEqual({ may: true, why: '还有 5 份' });
    expect(choiceOf(item, 250)).toEqual({ may: false, why: '还差 50 积分' });
    expect(choiceOf({ ...item, mayTake: 0 }, 900)).toEqual({ may: false, why: '你已换满' });
    expect(choiceOf({ ...item, stock: 0 }, 900)).toEqual({ may: false, why: '已换完' });
  });

  it('CD-01 says what a level asks and gives, and what is missing to the next', () => {
    const next = { ...level, spendFen: 380_000, missingFen: 120_000 };
    expect([missingWords(next), wayTo(next), missingWords(null)]).toEqual(['再消费 ¥1,200 升金卡', 76, '已是最高等级']);
    expect(ruleWords(level)).toBe('最近 12 个月消费满 ¥5,000');
    expect(ruleWords({ ...level, thresholdFen: 0 })).toBe('所有会员');
    expect(giftWords(level)).toEqual(['订单 95 折', '积分 1.5 倍', '生日礼：相框一个']);
    expect(giftWords({ discountPercent: 10, pointsPercent: 100, birthdayGift: '' })).toEqual(['订单 9 折']);
  });
});
