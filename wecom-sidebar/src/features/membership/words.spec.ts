import { card, entry, stored } from './cards.fixture';
import { balanceLines, changeWords, dueWords, partsOf, progressOf, stepWords, takingWords, validityOf } from './words';

const TODAY = '2026-11-28';

test('CD-05 a course shows how many of how many were given and when the next one is due', () => {
  const course = card({ kind: 'course', sessionsTotal: 5, sessionsLeft: 3, intervalDays: 30 });
  expect(partsOf(course)).toBe('已做 2/5');
  expect(dueWords('2026-12-05', TODAY)).toEqual({ text: '下一次 2026年12月5日', late: false });
  expect(dueWords('2026-11-28', TODAY)).toEqual({ text: '下一次就在今天', late: false });
  expect(dueWords('2026-11-20', TODAY)).toEqual({ text: '下一次该在 2026年11月20日，晚了 8 天', late: true });
  expect(dueWords(null, TODAY)).toBeNull();
});

test('CD-05 sessions that a correction has added do not make a card look negative', () => {
  expect(progressOf({ sessionsLeft: 6, sessionsTotal: 5 })).toEqual({ given: 0, total: 6 });
});

test('CD-10 a card says until when it is good: soon, over, frozen, for ever', () => {
  expect(validityOf(card({ validUntil: '2026-12-10' }), TODAY)).toEqual({ text: '有效期到 2026年12月10日，还有 12 天', soon: true });
  expect(validityOf(card({ validUntil: TODAY }), TODAY)).toEqual({ text: '有效期到 2026年11月28日，今天最后一天', soon: true });
  expect(validityOf(card({ validUntil: '2026-11-27', state: 'expired' }), TODAY)).toEqual({ text: '2026年11月27日过期', soon: false });
  expect(validityOf(card({ state: 'frozen', frozenOn: '2026-11-20' }), TODAY).text).toBe('2026年11月20日起冻结中，解冻时有效期顺延');
  expect(validityOf(card({ validUntil: null }), TODAY).text).toBe('长期有效');
});

test('CD-06 of stored value only the bonus runs out', () => {
  expect(validityOf(stored({ validUntil: '2026-12-10' }), TODAY).text).toBe('赠送用到 2026年12月10日，还有 12 天，本金长期有效');
  expect(validityOf(stored({ validUntil: '2026-11-01' }), TODAY).text).toBe('赠送金额已过期，本金长期有效');
});

test('CD-06 principal and bonus are told apart wherever money moves', () => {
  expect(partsOf(stored())).toBe('本金 ¥1,000 · 赠送 ¥200');
  expect(takingWords({ sessions: 0, principalFen: 30_000, bonusFen: 9_900, valueFen: 39_900 })).toBe('¥399（本金 ¥300、赠送 ¥99）');
  expect(takingWords({ sessions: 1, principalFen: 0, bonusFen: 0, valueFen: 10_000 })).toBe('1 次（值 ¥100）');
  expect(changeWords({ sessions: 0, principalFen: 100_000, bonusFen: -2_000 })).toEqual(['本金 +¥1,000', '赠送 -¥20']);
});

test('CD-07 the acts of a card, by kind, add up to what it holds', () => {
  const entries = [
    entry({ transactionId: 't4', actName: '撤销核销', sessions: 1 }),
    entry({ transactionId: 't3', actName: '核销', sessions: -1, reversed: true }),
    entry({ transactionId: 't2', actName: '核销', sessions: -1 }),
    entry({ transactionId: 't1', actName: '开卡', sessions: 10 }),
  ];
  const { lines, sum } = balanceLines(entries);
  expect(lines.map((line) => [line.actName, line.count, line.sessions])).toEqual([
    ['开卡', 1, 10],
    ['核销', 2, -2],
    ['撤销核销', 1, 1],
  ]);
  expect(sum.sessions).toBe(9);
});

test('CD-10 every step of a refund is said in words', () => {
  const step = (kind: Parameters<typeof stepWords>[0]['kind'], count = 1) => stepWords({ kind, count, amountFen: 0 });
  expect([step('principal'), step('bonus_void'), step('unearned', 8), step('used', 2), step('reasonless', 7), step('paid'), step('back')]).toEqual([
    '没用完的本金',
    '赠送作废，不退',
    '没用的 8 次',
    '用掉的 2 次，按单次价算',
    '办卡 7 天内没有用过，无理由全额退',
    '办卡时付的',
    '退给客户',
  ]);
});
