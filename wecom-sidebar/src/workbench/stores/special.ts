import type { SpecialDayView } from '@zhike/domain/stores/contract';
import { addDays, type CalendarDate, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { DAYS, spansWords } from '../../components/week';

export const KIND_WORDS: Record<SpecialDayView['kind'], string> = { holiday: '节假日', workday: '调休上班', other: '其他' };

/** What a special day does to the hours, in words. */
export function hoursWords(day: Pick<SpecialDayView, 'hours' | 'asWeekday'>): string {
  if (day.hours !== null) return day.hours.length === 0 ? '休息' : spansWords(day.hours);
  return day.asWeekday === null ? '照常营业' : `按${DAYS[day.asWeekday - 1] ?? ''}的时间`;
}

/** From October on people book into the next year: it should have its holidays by then. Before, nobody need think of it. */
export function yearToPlan(today: CalendarDate): number | null {
  return Number(today.slice(5, 7)) >= 10 ? Number(today.slice(0, 4)) + 1 : null;
}

/** What to do about a year without special days, by what this member may do and whether the official list is known. */
export function emptyHint({ mayAll, mayHours, proposable }: { mayAll: boolean; mayHours: boolean; proposable: boolean }): string {
  if (mayAll && proposable) return '点「导入法定节假日」，或在月历上点一天。';
  return mayHours ? '在月历上点一天，或点「加一天」。' : '总部添加后会出现在这里。';
}

/** The days of a month in rows of seven from Monday; null where another month's day would stand. */
export function monthCells(year: number, month: number): (CalendarDate | null)[] {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const cells: (CalendarDate | null)[] = Array.from({ length: isoWeekday(first) - 1 }, () => null);
  for (let date = first; date.slice(0, 7) === first.slice(0, 7); date = addDays(date, 1)) cells.push(date);
  return cells;
}

/** Days that belong together (a holiday's run) as one line: `10月1日–7日 国庆节`. */
export function runsOf(days: readonly SpecialDayView[]): SpecialDayView[][] {
  const runs: SpecialDayView[][] = [];
  for (const day of [...days].sort((a, b) => a.date.localeCompare(b.date) || (a.storeId ?? '').localeCompare(b.storeId ?? ''))) {
    const run = runs.find((one) => {
      const last = one[one.length - 1];
      return (
        last !== undefined &&
        last.name === day.name &&
        last.kind === day.kind &&
        last.storeId === day.storeId &&
        hoursWords(last) === hoursWords(day) &&
        addDays(last.date, 1) === day.date
      );
    });
    if (run) run.push(day);
    else runs.push([day]);
  }
  return runs;
}
