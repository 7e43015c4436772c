import { dateAt, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';

/** Where and when the reader stands: refusals carry instants, people read clocks. */
export interface Reader {
  readonly offsetMinutes: number;
  readonly now: number;
}

export function clock(instant: string, reader: Reader): string {
  return timeAt(Date.parse(instant), reader.offsetMinutes);
}

export function moment(instant: string, reader: Reader): string {
  const at = Date.parse(instant);
  return `${formatDateZh(dateAt(at, reader.offsetMinutes), dateAt(reader.now, reader.offsetMinutes))} ${timeAt(at, reader.offsetMinutes)}`;
}

export const WEEKDAY_WORDS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;
export const weekdayWord = (weekday: number): string => WEEKDAY_WORDS[weekday - 1] ?? '';

/** `甲（11月28日 10:00）、乙（…） 等`: the first three of a list, so that a note stays a note. */
export function firstThree(words: readonly string[]): string {
  return `${words.slice(0, 3).join('、')}${words.length > 3 ? ' 等' : ''}`;
}

const PROBLEM_WORDS: Record<string, string> = {
  not_a_mobile_number: '不是 11 位手机号',
  not_a_date: '不是有效日期',
  control_character: '含有不能保存的字符',
  required: '必须填写',
  too_long: '时间段太长，最多 31 天',
  backwards: '结束要晚于开始',
  in_the_past: '已经过去了',
};
/** Why a value does not fit; a word that is not known still asks the reader to look. */
export const problemWord = (problem: string): string => PROBLEM_WORDS[problem] ?? '请检查';
