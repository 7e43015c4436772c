import type { CardView } from '@zhike/domain/membership/contract';
import { changeWords, dueWords, leftOf, offerWords, partsOf, termWords, validityOf } from './words';

const TODAY = '2026-11-26';
const stored = { kind: 'stored_value' as const, principalFen: 200_000, bonusFen: 20_000, sessionsLeft: 0, sessionsTotal: 0 };
const course: Pick<CardView, 'kind' | 'principalFen' | 'bonusFen' | 'sessionsLeft' | 'sessionsTotal' | 'nextDueOn' | 'state' | 'intervalDays'> = {
  kind: 'course',
  principalFen: 0,
  bonusFen: 0,
  sessionsLeft: 3,
  sessionsTotal: 5,
  nextDueOn: '2026-12-03',
  state: 'active',
  intervalDays: 30,
};
const until = (validUntil: string | null, more: Partial<Pick<CardView, 'kind' | 'state' | 'frozenOn'>> = {}) =>
  validityOf({ kind: 'sessions', state: 'active', frozenOn: null, validUntil, ...more }, TODAY);

describe('a card in the customer’s words', () => {
  it('CD-06 stored value: the sum large, principal and bonus apart', () => {
    expect(leftOf(stored)).toEqual({ number: '¥2,200', unit: '' });
    expect(partsOf(stored)).toBe('本金 ¥2,000 · 赠送 ¥200');
  });

  it('CD-05 a course says 2/5 and its next day, also when that has passed or nothing has begun', () => {
    expect(partsOf(course)).toBe('已做 2/5 次');
    expect(dueWords(course, TODAY)).toBe('下一次 2026年12月3日');
    expect(dueWords(course, '2026-12-05')).toBe('下一次建议在 2026年12月3日，已过 2 天，可以约了');
    expect(dueWords({ ...course, nextDueOn: null, sessionsLeft: 5 }, TODAY)).toBe('还没开始，之后每 30 天一次');
    expect(dueWords({ ...course, nextDueOn: null, sessionsLeft: 0 }, TODAY)).toBeNull();
    expect(dueWords({ ...course, state: 'frozen' }, TODAY)).toBeNull();
  });

  it('CD-10 says until when it is good, that it is frozen, and that only the bonus of stored value runs out', () => {
    expect(until('2027-03-01')).toEqual({ text: '2027年3月1日前有效', soon: false });
    expect(until('2026-12-06')).toEqual({ text: '2026年12月6日前有效（还有 10 天）', soon: true });
    expect(until('2026-11-01', { state: 'expired' })).toEqual({ text: '2026年11月1日到期', soon: false });
    expect(until('2026-12-06', { state: 'frozen', frozenOn: '2026-11-20' }).text).toBe('2026年11月20日起冻结，解冻后有效期顺延');
    expect(until('2026-11-25', { kind: 'stored_value' }).text).toBe('赠送已过期，本金长期有效');
    expect(until(null).text).toBe('长期有效');
  });

  it('CD-09 an entry names each purse that it changed', () => {
    expect(changeWords({ sessions: -1, principalFen: 0, bonusFen: 0 })).toEqual(['-1 次']);
    expect(changeWords({ sessions: 0, principalFen: 100_000, bonusFen: -2_050 })).toEqual(['本金 +¥1,000', '赠送 -¥20.50']);
  });

  it('CD-06 what is on sale says what she gets and for how long', () => {
    const terms = { kind: 'stored_value' as const, priceFen: 200_000, bonusFen: 20_000, sessions: 0, intervalDays: null, validDays: 365 };
    expect([offerWords(terms), termWords(terms)]).toEqual(['到账 ¥2,200，其中赠送 ¥200', '本金长期有效，赠送 365 天内用']);
    expect(offerWords({ ...terms, kind: 'course', bonusFen: 0, sessions: 4, intervalDays: 30, priceFen: 319_900 })).toBe('4 次，每 30 天一次，每次约 ¥799.75');
  });
});
