import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { addDays, dateAt, isoWeekday, type CalendarDate } from '../kernel/calendar-date';
import { covers, joined, overlaps, type TimeRange } from '../kernel/time-range';
import { offsetMinutesAt, rangeOf, type ClockSpan } from '../kernel/zone';
import type { StoresRefusals } from './contract';

export type HoursRefusal = RefusalOf<Pick<StoresRefusals, 'stores.hours_invalid'>>;

/** Opening of one weekday; 1 = Monday … 7 = Sunday. */
export interface WeekSpan extends ClockSpan {
  readonly weekday: number;
}

/** Other hours from `fromDate` to `untilDate`, both included. */
export interface Season {
  readonly name: string;
  readonly fromDate: CalendarDate;
  readonly untilDate: CalendarDate;
  readonly opening: readonly WeekSpan[];
}

export interface SpecialDay {
  readonly date: CalendarDate;
  readonly name: string;
  readonly kind: 'holiday' | 'workday' | 'other';
  /** The store's own day; false: the shop's, for every store that has none of its own. */
  readonly own: boolean;
  /** null: as that weekday (or `asWeekday`) would be; []: closed. */
  readonly hours: readonly ClockSpan[] | null;
  readonly asWeekday: number | null;
}

/** Everything that decides when a store is open. */
export interface StoreHours {
  readonly week: readonly WeekSpan[];
  /** Of several that cover a day the first counts: hand in the one that begins last first. */
  readonly seasons: readonly Season[];
  readonly special: readonly SpecialDay[];
}

/** One day's opening on the wall clock, and why it is not the ordinary week's. */
export interface DayPlan {
  readonly spans: readonly ClockSpan[];
  readonly kind: 'week' | 'season' | 'special';
  readonly notice: string | null;
  readonly special: Pick<SpecialDay, 'name' | 'kind'> | null;
}

/** The store's special day > the shop's > the latest season > the week. A make-up workday is looked up under the weekday that it stands for. */
export function planOf(date: CalendarDate, hours: StoreHours): DayPlan {
  const days = hours.special.filter((day) => day.date === date);
  const special = days.find((day) => day.own) ?? days[0];
  const season = hours.seasons.find((one) => one.fromDate <= date && date <= one.untilDate);
  const weekday = special?.asWeekday ?? isoWeekday(date);
  return {
    spans: special?.hours ?? (season?.opening ?? hours.week).filter((span) => span.weekday === weekday),
    kind: special ? 'special' : season ? 'season' : 'week',
    notice: special?.name ?? season?.name ?? null,
    special: special ? { name: special.name, kind: special.kind } : null,
  };
}

/** A plan as instants, in order; spans that touch are one. What begins late may end on the next day. */
export function openingsOf(date: CalendarDate, spans: readonly ClockSpan[], zone: string): TimeRange[] {
  return joined(spans.map((span) => rangeOf(date, span, zone)));
}

export interface OpenDay extends DayPlan {
  readonly date: CalendarDate;
  readonly hours: readonly TimeRange[];
}

/** When a store is open on a civil day; no hours: closed. */
export function hoursOn(date: CalendarDate, hours: StoreHours, zone: string): OpenDay {
  const plan = planOf(date, hours);
  return { ...plan, date, hours: openingsOf(date, plan.spans, zone) };
}

/** Today's hours; those of last night, too, while they run. No hours: closed today. */
export function openNow(now: number, hours: StoreHours, zone: string): OpenDay {
  const date = dateAt(now, offsetMinutesAt(zone, now));
  const today = hoursOn(date, hours, zone);
  const running = hoursOn(addDays(date, -1), hours, zone).hours.filter((open) => open.start <= now && now < open.end);
  return { ...today, hours: [...running, ...today.hours] };
}

/** Where a store's hours hold: `null` when it is closed for good. */
export type OpenStore = { readonly hours: StoreHours; readonly zone: string } | null;

/** Tells whether a visit lies within one opening: that of the evening before counts, and midnight ends none that goes on. Each day's hours are worked out once. */
function openingsCover(store: OpenStore): (visit: TimeRange) => boolean {
  if (!store) return () => false;
  const days = new Map<CalendarDate, readonly TimeRange[]>();
  const hoursOf = (date: CalendarDate): readonly TimeRange[] => {
    let known = days.get(date);
    if (!known) days.set(date, (known = hoursOn(date, store.hours, store.zone).hours));
    return known;
  };
  return (visit) => {
    const date = dateAt(visit.start, offsetMinutesAt(store.zone, visit.start));
    return joined([addDays(date, -1), date, addDays(date, 1)].flatMap((day) => hoursOf(day))).some((open) => covers(open, visit));
  };
}

/** The visits that a change of hours would leave outside: within them before, and not any more. */
export function strandedBy<Visit extends TimeRange>(visits: readonly Visit[], before: OpenStore, after: OpenStore): Visit[] {
  const [was, is] = [openingsCover(before), openingsCover(after)];
  return visits.filter((visit) => !is(visit) && was(visit));
}

/** Visits outside of the hours, whoever let them in. */
export function outside<Visit extends TimeRange>(visits: readonly Visit[], store: OpenStore): Visit[] {
  const isOpenFor = openingsCover(store);
  return visits.filter((visit) => !isOpenFor(visit));
}

const MINUTES_A_DAY = 1440;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** A span in minutes from a day's midnight; beyond 1440 it is the next day's. */
const minuteRange = (span: ClockSpan, dayStart: number): TimeRange => ({
  start: dayStart + minutesOf(span.from),
  end: dayStart + minutesOf(span.to) + (span.to > span.from ? 0 : MINUTES_A_DAY),
});

function spanProblem(span: ClockSpan): string | null {
  if (minutesOf(span.from) >= MINUTES_A_DAY || minutesOf(span.to) > MINUTES_A_DAY) return 'not_a_time';
  return span.from === span.to ? 'empty' : null;
}

/** Whether a week can be kept: times that exist, none empty, none over another, the night into the next morning included. */
export function decideWeek(week: readonly WeekSpan[]): Decision<null, HoursRefusal> {
  const taken: TimeRange[] = [];
  for (const span of week) {
    const problem = spanProblem(span);
    if (problem) return refuse('stores.hours_invalid', { weekday: span.weekday, problem });
    const range = minuteRange(span, (span.weekday - 1) * MINUTES_A_DAY);
    // Sunday's night is Monday's morning.
    const again = { start: range.start - 7 * MINUTES_A_DAY, end: range.end - 7 * MINUTES_A_DAY };
    if (
      taken.some(
        (other) =>
          overlaps(range, other) || overlaps(again, other) || overlaps(range, { start: other.start - 7 * MINUTES_A_DAY, end: other.end - 7 * MINUTES_A_DAY }),
      )
    )
      return refuse('stores.hours_invalid', { weekday: span.weekday, problem: 'overlap' });
    taken.push(range);
  }
  return allow(null);
}

/** The same for the hours of one day. */
export function decideDay(date: CalendarDate, spans: readonly ClockSpan[]): Decision<null, HoursRefusal> {
  return decideWeek(spans.map((span) => ({ ...span, weekday: isoWeekday(date) })));
}
