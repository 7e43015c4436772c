import { reasonWords } from './words';

const row = (reason: string | null, facts: Record<string, string | number> = {}, channel: 'sms' | 'weapp' = 'sms') => ({ reason, facts, channel });

test('MK-10 why a message is where it is, with its numbers', () => {
  expect(reasonWords(row('cap_day', { n: 1, limit: 1, channel: 'sms' }))).toBe('24 小时内已收到 1 条短信营销消息（上限 1）');
  expect(reasonWords(row('cap_week', { n: 3, limit: 3 }))).toBe('7 天内已收到 3 条营销消息（上限 3）');
  expect(reasonWords(row('budget', { leftFen: 2, costFen: 5 }))).toBe('本月短信预算不够：还剩 ¥0.02，这一条 ¥0.05');
  expect(reasonWords(row('no_advertising', { channel: 'sms' }))).toBe('顾客不接收短信推广消息');
  expect(reasonWords(row('no_advertising'))).toBe('顾客不接收推广消息');
  expect([reasonWords(row(null)), reasonWords(row('something_of_another_build'))]).toEqual(['', '没有发出去']);
});
