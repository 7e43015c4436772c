import { addDays, dateAt, timeAt } from '../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { DAY_MS, MINUTE_MS } from '../kernel/time-range';
import { instantOf, offsetMinutesAt } from '../kernel/zone';
import type { BookingRefusals, WaitlistView } from './contract';

/** How many wishes one customer may have open at once. */
export const MAX_WAITING = 5;
/** A wish spans at most this much. */
export const MAX_WISH_DAYS = 31;
/** How long an offer stays on the table. */
const OFFER_MS = 30 * MINUTE_MS;
/** At night, on the store's clock, nobody is hurried: an offer's time begins to run in the morning. */
const NIGHT_FROM = '22:00';
const NIGHT_UNTIL = '08:00';

export type WaitlistState = WaitlistView['state'];

export interface Waiting {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly untilAt: number;
}

/** Whether a wish can be waited for at all: `untilAt` is the last start that would do. */
export function decideWish(wish: {
  fromAt: number;
  untilAt: number;
  now: number;
  latest: number;
}): Decision<null, RefusalOf<Pick<BookingRefusals, 'booking.wish_invalid'>>> {
  const no = (field: string, problem: string) => refuse('booking.wish_invalid', { field, problem });
  if (wish.untilAt < wish.fromAt) return no('untilAt', 'before_start');
  if (wish.untilAt - wish.fromAt > MAX_WISH_DAYS * DAY_MS) return no('untilAt', 'too_long');
  if (wish.untilAt <= wish.now) return no('untilAt', 'in_the_past');
  if (wish.fromAt > wish.latest) return no('fromAt', 'too_far');
  return allow(null);
}

/** First come, first served; two of one millisecond by their ids, which count up. */
export function byArrival(a: Waiting, b: Waiting): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Who is offered something now: the first in line whose wish can be fulfilled. Whoever stands before her wants what is not free, and
 * keeps her place.
 */
export async function firstToServe<Entry extends Waiting, Offer>(
  waiting: readonly Entry[],
  now: number,
  findOffer: (entry: Entry) => Promise<Offer | null>,
): Promise<{ readonly entry: Entry; readonly offer: Offer } | null> {
  for (const entry of [...waiting].sort(byArrival)) {
    if (entry.untilAt <= now) continue;
    const offer = await findOffer(entry);
    if (offer !== null) return { entry, offer };
  }
  return null;
}

/**
 * Until when an offer stands: half an hour, at night from eight in the morning on, and never past the last moment at which the start
 * may still be booked. Null: there is no time left to answer.
 */
export function offerDeadline(facts: { now: number; startsAt: number; leadMinutes: number; zone: string }): number | null {
  const { now, zone } = facts;
  const offset = offsetMinutesAt(zone, now);
  const [date, time] = [dateAt(now, offset), timeAt(now, offset)];
  const morning = time >= NIGHT_FROM ? instantOf(addDays(date, 1), NIGHT_UNTIL, zone) : time < NIGHT_UNTIL ? instantOf(date, NIGHT_UNTIL, zone) : now;
  const deadline = Math.min(morning + OFFER_MS, facts.startsAt - facts.leadMinutes * MINUTE_MS);
  return deadline > now ? deadline : null;
}
