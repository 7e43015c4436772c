import { Text, View } from '@tarojs/components';
import type { DayView } from '@zhike/domain/booking/contract';
import { addDays, daysBetween, isoWeekday, type CalendarDate } from '@zhike/domain/kernel/calendar-date';

/** `2026-11`. */
export type Month = string;

export function monthOf(date: CalendarDate): Month {
  return date.slice(0, 7);
}

export function stepMonth(month: Month, by: 1 | -1): Month {
  const first = `${month}-01`;
  return monthOf(by === 1 ? addDays(first, 31) : addDays(first, -1));
}

export function lastDayOf(month: Month): CalendarDate {
  return addDays(`${stepMonth(month, 1)}-01`, -1);
}

interface Props {
  readonly month: Month;
  readonly today: CalendarDate;
  /** The last date that may be booked. */
  readonly last: CalendarDate;
  /** By date; a date that is missing is not known yet. */
  readonly days: ReadonlyMap<CalendarDate, DayView>;
  readonly chosen: CalendarDate | null;
  /** What a day without free starts says: 满 where every day has times, nothing where most days have no class. */
  readonly fullMark: string;
  readonly onMonth: (month: Month) => void;
  readonly onDay: (date: CalendarDate) => void;
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日'];
const REASONS: Readonly<Record<Exclude<DayView['reason'], 'full' | null>, string>> = { closed: '休', past: '', too_soon: '', too_far: '' };

/** Few left is worth saying; plenty needs only a mark. */
function markOf(day: DayView | undefined, fullMark: string): string {
  if (!day) return '';
  if (day.freeStarts > 0) return day.freeStarts <= 3 ? `余${day.freeStarts}` : '可约';
  return day.reason === 'full' ? fullMark : day.reason ? REASONS[day.reason] : '';
}

/** One month, Monday first; days with free starts are the dark ones. */
export function MonthGrid({ month, today, last, days, chosen, fullMark, onMonth, onDay }: Props) {
  const first = `${month}-01`;
  const count = daysBetween(first, lastDayOf(month)) + 1;
  // This month begins with this week: weeks that are over say nothing and push the times out of sight.
  const skip = monthOf(today) === month ? Math.max(0, Number(today.slice(8)) - isoWeekday(today)) : 0;
  const blanks = skip > 0 ? 0 : isoWeekday(first) - 1;
  const [year = '', number = ''] = month.split('-');
  const hasBefore = month > monthOf(today);
  const hasAfter = month < monthOf(last);
  return (
    <View className="month" id="month">
      <View className="month__head">
        <View
          className={hasBefore ? 'month__step' : 'month__step month__step--off'}
          id="month-prev"
          onClick={() => (hasBefore ? onMonth(stepMonth(month, -1)) : undefined)}
        >
          <View className="arrow arrow--left" />
        </View>
        <Text className="month__title" id="month-title">{`${year}年${Number(number)}月`}</Text>
        <View
          className={hasAfter ? 'month__step' : 'month__step month__step--off'}
          id="month-next"
          onClick={() => (hasAfter ? onMonth(stepMonth(month, 1)) : undefined)}
        >
          <View className="arrow" />
        </View>
      </View>
      <View className="month__grid">
        {WEEK.map((name) => (
          <Text className="month__week" key={name}>
            {name}
          </Text>
        ))}
        {Array.from({ length: blanks }, (_, n) => (
          <View className="day day--blank" key={`blank-${n}`} />
        ))}
        {Array.from({ length: count - skip }, (_, index) => {
          const n = index + skip;
          const date = addDays(first, n);
          const day = days.get(date);
          const free = (day?.freeStarts ?? 0) > 0;
          const classes = ['day', free ? 'day--free' : 'day--none', date === chosen ? 'day--on' : '', free && (day?.freeStarts ?? 0) <= 3 ? 'day--few' : ''];
          return (
            <View className={classes.filter(Boolean).join(' ')} id={`day-${date}`} key={date} onClick={() => onDay(date)}>
              <Text className="day__number">{date === today ? '今' : n + 1}</Text>
              <Text className="day__mark">{markOf(day, fullMark)}</Text>
            </View>
          );
        })}
      </View>
    </View>
  );
}
