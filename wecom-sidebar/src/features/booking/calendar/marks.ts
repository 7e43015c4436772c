import type { ApiOutput } from '@zhike/domain/api';

/** What is special about a day: a holiday, a season, closed. Always in words. */
export interface DayMark {
  readonly text: string;
  readonly tone: 'red' | 'amber' | 'grey';
}

type OpeningDay = ApiOutput<'stores.openingDays'>['days'][number];

/** Marks by date; an ordinary open day has none. */
export function marksOf(days: readonly OpeningDay[]): ReadonlyMap<string, DayMark> {
  const marks = new Map<string, DayMark>();
  for (const day of days) {
    const closed = day.hours.length === 0;
    if (!day.notice && !closed) continue;
    const words = [day.notice, closed ? '休息' : null].filter((word, i, all) => word && all.indexOf(word) === i);
    marks.set(day.date, { text: words.join(' · '), tone: closed ? 'red' : day.kind === 'special' ? 'amber' : 'grey' });
  }
  return marks;
}
