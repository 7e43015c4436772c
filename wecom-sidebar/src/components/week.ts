/**
 * A working or opening week while it is edited: seven days for each week of the cycle, Monday first, each a list of spans.
 * Two spans of a day leave a break between them.
 */
export interface Span {
  readonly from: string;
  readonly to: string;
}
export type Week = readonly (readonly Span[])[];

export const DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;
export const emptyWeek = (weeks = 1): Week => Array.from({ length: weeks * 7 }, () => []);

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What people type for a time: 9, 930, 9:30, 9：30, 0930, 24. Null: not a time. */
export function parseClock(text: string): string | null {
  const typed = text
    .trim()
    .replace(/[：.]/g, ':')
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const match = /^(\d{1,2}):(\d{1,2})$/.exec(typed) ?? /^(\d{1,2})$/.exec(typed) ?? /^(\d{1,2})(\d{2})$/.exec(typed);
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return Number(match[2] ?? 0) < 60 && minutes <= 24 * 60 ? clockOf(minutes) : null;
}

/** The time so many minutes on, kept within the day and on the grid of the step. */
export function stepClock(clock: string, by: number): string {
  const grid = Math.abs(by);
  const now = minutesOf(clock);
  const next = by > 0 ? Math.floor(now / grid) * grid + grid : Math.ceil(now / grid) * grid - grid;
  return clockOf(Math.min(24 * 60, Math.max(0, next)));
}

/** overnight: `to` not after `from` ends on the next day (a night shift). */
export type Manner = 'day' | 'overnight';

const lengthened = (span: Span, manner: Manner): [number, number] => {
  const start = minutesOf(span.from);
  const end = minutesOf(span.to);
  return [start, manner === 'overnight' && end <= start ? end + 24 * 60 : end];
};

/** What is wrong with each span of a day, in words; null: nothing. */
export function spanProblems(spans: readonly Span[], manner: Manner): (string | null)[] {
  return spans.map((span, i) => {
    const [start, end] = lengthened(span, manner);
    if (span.from === '24:00') return '开始最晚 23:59';
    if (end <= start) return '结束要晚于开始';
    const clash = spans.some((other, j) => {
      if (j >= i) return false;
      const [from, until] = lengthened(other, manner);
      return start < until && from < end;
    });
    return clash ? '和上一段重叠了' : null;
  });
}

export const weekIsSound = (week: Week, manner: Manner): boolean => week.every((spans) => spanProblems(spans, manner).every((problem) => problem === null));

/** The same spans on other days. */
export function copyDay(week: Week, from: number, to: readonly number[]): Week {
  const spans = week[from] ?? [];
  return week.map((old, day) => (to.includes(day) ? spans.map((span) => ({ ...span })) : old));
}

/** A longer cycle repeats its first week; a shorter one keeps the first. */
export function stretch(week: Week, weeks: number): Week {
  return Array.from({ length: weeks * 7 }, (_, day) => week[day] ?? week[day % 7] ?? []);
}

/** A new span that goes on after the last one of the day. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans[spans.length - 1];
  if (!last) return { from: '10:00', to: '19:00' };
  const start = Math.min(minutesOf(last.to) + 60, 22 * 60);
  return { from: clockOf(start), to: clockOf(Math.min(start + 180, 24 * 60)) };
}

interface WeekdaySpan extends Span {
  readonly weekday: number;
}

export function weekOfOpening(opening: readonly WeekdaySpan[]): Week {
  return emptyWeek().map((_, day) => inOrder(opening.filter((o) => o.weekday === day + 1)));
}

export function openingOf(week: Week): { weekday: number; from: string; to: string }[] {
  return week.flatMap((spans, day) => spans.map(({ from, to }) => ({ weekday: day + 1, from, to })));
}

export function weekOfPattern(days: readonly (WeekdaySpan & { readonly week: number })[], cycleWeeks: number): Week {
  return emptyWeek(cycleWeeks).map((_, day) => inOrder(days.filter((d) => (d.week - 1) * 7 + d.weekday - 1 === day)));
}

export function patternOf(week: Week): { week: number; weekday: number; from: string; to: string }[] {
  return week.flatMap((spans, day) => spans.map(({ from, to }) => ({ week: Math.floor(day / 7) + 1, weekday: (day % 7) + 1, from, to })));
}

const inOrder = (spans: readonly Span[]): Span[] => spans.map(({ from, to }) => ({ from, to })).sort((a, b) => a.from.localeCompare(b.from));

export const spansWords = (spans: readonly Span[], none = '休息'): string =>
  spans.length === 0 ? none : spans.map((s) => `${s.from}–${s.to <= s.from ? '次日' : ''}${s.to}`).join('、');

/** `周一至周五 10:00–19:00；周六、周日 休息`: days of one sort together. */
export function weekWords(week: Week): string {
  const groups: { words: string; days: number[] }[] = [];
  week.slice(0, 7).forEach((spans, day) => {
    const words = spansWords(spans);
    const same = groups.find((g) => g.words === words);
    if (same) same.days.push(day);
    else groups.push({ words, days: [day] });
  });
  return groups.map((g) => (g.days.length === 7 ? `每天 ${g.words}` : `${runsOf(g.days)} ${g.words}`)).join('；');
}

function runsOf(days: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const day of days) {
    const last = runs[runs.length - 1];
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([a, b]) => (b - a >= 2 ? `${DAYS[a] ?? ''}至${DAYS[b] ?? ''}` : b > a ? `${DAYS[a] ?? ''}、${DAYS[b] ?? ''}` : (DAYS[a] ?? ''))).join('、');
}
