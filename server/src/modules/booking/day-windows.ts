import { TICK_MS } from '@zhike/domain/booking/ticks';
import { datesFrom } from '@zhike/domain/booking/rules';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { OfferRow, StoreRow } from './records.services';
import type { UnitRow } from './records.units';
import { civilDayAt, midnightOf, openingsOn, runningOn } from './store-clock';

export interface Dates {
  readonly from: CalendarDate;
  readonly days: number;
}

/** The days of UTC that some civil days of a store need; null when it is closed on all of them. */
export function spanOf(dates: Dates, store: StoreRow, offer: Offered): { readonly from: number; readonly until: number } | null {
  const spans = datesFrom(dates.from, dates.days).flatMap((date) => windowOf(date, store, offer).span ?? []);
  return spans.length === 0 ? null : { from: Math.min(...spans.map((span) => span.from)), until: Math.max(...spans.map((span) => span.until)) };
}

export interface DayWindow {
  readonly openings: readonly TimeRange[];
  /** The openings with the night behind them, if the shop does not close: what a visit that begins on this day may fill. */
  readonly running: readonly TimeRange[];
  /** What must be known: the running openings, wider by the longest buffer. Null when closed. */
  readonly window: TimeRange | null;
  readonly span: { readonly from: number; readonly until: number } | null;
}

export type Offered = Pick<OfferRow, 'units' | 'limits'>;

const windows = new WeakMap<readonly UnitRow[], Map<CalendarDate, DayWindow>>();
const MOST_DATES = 1000;

/** What must be known to say what is free on a civil day; remembered for as long as nothing in the shop changes. */
export function windowOf(date: CalendarDate, store: StoreRow, offer: Offered): DayWindow {
  let byDate = windows.get(offer.units);
  if (!byDate) windows.set(offer.units, (byDate = new Map()));
  let known = byDate.get(date);
  if (!known && byDate.size >= MOST_DATES) byDate.clear();
  if (!known) byDate.set(date, (known = makeWindow(date, store, offer)));
  return known;
}

function makeWindow(date: CalendarDate, store: StoreRow, { units, limits }: Offered): DayWindow {
  const openings = openingsOn([date], store.opening, store.zone).get(date) ?? [];
  const running = runningOn(date, store.opening, store.zone);
  if (openings.length === 0) return { openings, running, window: null, span: null };
  const before = Math.max(0, ...units.map((unit) => unit.bufferBeforeMinutes)) * MINUTE_MS;
  const after = Math.max(0, ...units.map((unit) => unit.bufferAfterMinutes)) * MINUTE_MS;
  const window = {
    start: Math.floor((Math.min(...openings.map((open) => open.start)) - before) / TICK_MS) * TICK_MS,
    end: Math.ceil((Math.max(...running.map((open) => open.end)) + after) / TICK_MS) * TICK_MS,
  };
  // A daily limit counts the whole civil day, also what lies outside of the opening or in another store.
  const last = civilDayAt(Math.max(...running.map((open) => open.end)) - 1, store.zone);
  const known = limits.length > 0 ? { start: Math.min(window.start, midnightOf(date, store.zone)), end: Math.max(window.end, last.end) } : window;
  return { openings, running, window, span: { from: Math.floor(known.start / DAY_MS), until: Math.ceil(known.end / DAY_MS) - 1 } };
}
