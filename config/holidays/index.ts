import { addDays, daysBetween, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { holidays2025 } from './2025';
import { holidays2026 } from './2026';

/** Mainland China's public holidays of a year, as the State Council's notice gives them each autumn for the year after. */
export interface PublicHolidays {
  readonly year: number;
  /** Number of the notice. */
  readonly notice: string;
  /** Both days included. */
  readonly rests: readonly { readonly name: string; readonly from: string; readonly until: string }[];
  /** Saturdays and Sundays that are worked. */
  readonly works: readonly string[];
}

/** Years whose notice is out. Add a file for the next one when it is published; a year that is not here is not known, and nothing is guessed. */
const years: readonly PublicHolidays[] = [holidays2025, holidays2026];

export interface HolidayDay {
  readonly date: string;
  readonly name: string;
  readonly kind: 'holiday' | 'workday';
  /** The notice does not say which weekday's hours a worked Saturday keeps; it is proposed as Friday, a Sunday as Monday. */
  readonly asWeekday: number | null;
}

/** The special days of a year in order, or null: not published when this was built. */
export function holidaysOf(year: number): HolidayDay[] | null {
  const known = years.find((one) => one.year === year);
  if (!known) return null;
  const rests = known.rests.flatMap(({ name, from, until }) =>
    Array.from({ length: daysBetween(from, until) + 1 }, (_, i): HolidayDay => ({ date: addDays(from, i), name, kind: 'holiday', asWeekday: null })),
  );
  const works = known.works.map((date): HolidayDay => ({ date, name: '调休上班', kind: 'workday', asWeekday: isoWeekday(date) === 6 ? 5 : 1 }));
  return [...rests, ...works].sort((a, b) => (a.date < b.date ? -1 : 1));
}
