import type { WaitlistView } from '@zhike/domain/booking/contract';
import type { WishSpan } from '@zhike/domain/booking/wish-window';
import { dateAt, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';

export const SPAN_WORDS: Record<WishSpan, string> = {
  exact: '就要这个时间',
  day: '这天都行',
  morning: '这天上午',
  afternoon: '这天下午',
  evening: '这天晚上',
  week: '这天起一周',
  month: '这天起一个月',
};
export const WAITING_WORDS: Record<WaitlistView['state'], string> = {
  waiting: '候补中',
  offered: '等她确认',
  taken: '已约到',
  passed: '错过了',
  withdrawn: '已退出',
  expired: '没有等到',
};

/** The window somebody waits for: `11月28日 周六 12:00–18:00`, `11月28日 周六 15:00`, or `11月28日 周六 到 12月4日 周五`. */
export function windowWords({ fromAt, untilAt }: { fromAt: string; untilAt: string }, offsetMinutes: number, now: number): string {
  const from = Date.parse(fromAt);
  const until = Date.parse(untilAt);
  const today = dateAt(now, offsetMinutes);
  const first = dateAt(from, offsetMinutes);
  const last = dateAt(until, offsetMinutes);
  if (first !== last) return `${formatDateZh(first, today)} 到 ${formatDateZh(last, today)}`;
  const [a, b] = [timeAt(from, offsetMinutes), timeAt(until, offsetMinutes)];
  if (a === '00:00' && b === '23:59') return `${formatDateZh(first, today)} 全天`;
  // `untilAt` is the last start that would do: 17:59 is "before six".
  return `${formatDateZh(first, today)} ${a === b ? a : `${a}–${b === '23:59' ? '24:00' : b.endsWith('59') ? timeAt(until + MINUTE_MS, offsetMinutes) : b}`}`;
}
