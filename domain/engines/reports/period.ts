import { addDays, addMonths, type CalendarDate, daysBetween, isoWeekday } from '../../kernel/calendar-date';
import { daysOf, shiftPeriod, startOf } from '../conditions/windows';
import type { DateRange, ReportDef, ReportPeriod, TimeGrain } from './definition';

function whole(grain: TimeGrain, day: CalendarDate): DateRange {
  const from = startOf(grain, day);
  return { from, to: addDays(shiftPeriod(grain, from, 1), -1) };
}

/** The days that a period means on a day; null: all there are. */
export function resolvePeriod(period: ReportPeriod, today: CalendarDate): DateRange | null {
  if ('all' in period) return null;
  if ('toDate' in period) return { from: startOf(period.toDate, today), to: today };
  if ('from' in period) return { from: period.from, to: period.to };
  const days = daysOf(period, today);
  return days?.from && days.until ? { from: days.from, to: addDays(days.until, -1) } : null;
}

/** The ISO year and week of a day. */
function isoWeek(day: CalendarDate): { year: number; week: number } {
  const thursday = addDays(startOf('week', day), 3);
  return { year: Number(thursday.slice(0, 4)), week: Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1 };
}

/** The Monday of an ISO week; week 53 of a year that has 52 is its last. */
function mondayOf(year: number, week: number): CalendarDate {
  const first = startOf('week', `${year}-01-04`);
  const monday = addDays(first, 7 * (week - 1));
  return isoWeek(monday).year === year ? monday : addDays(monday, -7);
}

/**
 * What a period is compared with. `prev`: a week, month, quarter or year with the one before (up to today: with the same days of it,
 * clamped to its end), anything else with as many days before. `lastYear`: the same dates, or the same ISO weeks where weeks are shown.
 */
export function compareRange(compare: NonNullable<ReportDef['compare']>, period: ReportPeriod, range: DateRange, weeks: boolean): DateRange {
  if (typeof compare === 'object') return compare;
  if (compare === 'lastYear') {
    const calendar = 'this' in period ? period.this : 'prev' in period ? period.prev : null;
    if (!weeks && calendar && calendar !== 'week') return whole(calendar, addMonths(range.from, -12));
    if (!weeks && !weekly(period)) return { from: addMonths(range.from, -12), to: addMonths(range.to, -12) };
    const { year, week } = isoWeek(range.from);
    const from = addDays(mondayOf(year - 1, week), isoWeekday(range.from) - 1);
    return { from, to: addDays(from, daysBetween(range.from, range.to)) };
  }
  if ('this' in period || 'prev' in period) return whole('this' in period ? period.this : period.prev, addDays(range.from, -1));
  if ('toDate' in period) return { from: shiftPeriod(period.toDate, range.from, -1), to: shiftPeriod(period.toDate, range.to, -1) };
  const days = daysBetween(range.from, range.to) + 1;
  return { from: addDays(range.from, -days), to: addDays(range.to, -days) };
}

function weekly(period: ReportPeriod): boolean {
  return ('this' in period && period.this === 'week') || ('prev' in period && period.prev === 'week') || ('toDate' in period && period.toDate === 'week');
}

/** A stretch of time in a report; `from` and `to` do not leave the period. */
export interface Bucket extends DateRange {
  /** Its natural first day, which may lie before the period. */
  readonly key: CalendarDate;
  readonly label: string;
  /** Today lies in it and it is not over: its number is still growing. */
  readonly incomplete: boolean;
  /** The period covers only a part of it. */
  readonly cut: boolean;
}

/** All buckets of a period in order, those without rows too. */
export function buckets(range: DateRange, grain: TimeGrain, today: CalendarDate): Bucket[] {
  const list: Bucket[] = [];
  for (let key = startOf(grain, range.from); key <= range.to; key = shiftPeriod(grain, key, 1)) {
    const end = addDays(shiftPeriod(grain, key, 1), -1);
    const from = key < range.from ? range.from : key;
    const to = end > range.to ? range.to : end;
    list.push({ key, from, to, label: labelOf(grain, key), incomplete: key <= today && today <= end, cut: from !== key || to !== end });
  }
  return list;
}

/** How many buckets there would be, without making them: bounds a definition from outside. */
export function countBuckets(range: DateRange, grain: TimeGrain): number {
  const perBucket = { day: 1, week: 7, month: 28, quarter: 90, year: 365 } as const;
  return Math.ceil((daysBetween(range.from, range.to) + 1) / perBucket[grain]);
}

function labelOf(grain: TimeGrain, key: CalendarDate): string {
  const [year = '', month = '', day = ''] = key.split('-');
  if (grain === 'year') return `${year}年`;
  if (grain === 'quarter') return `${year}年${(Number(month) + 2) / 3}季度`;
  if (grain === 'month') return `${year}年${Number(month)}月`;
  return grain === 'week' ? `${year}-${month}-${day} 起一周` : key;
}
