import { dateAt, type CalendarDate } from '../kernel/calendar-date';
import type { RefusalOf } from '../kernel/decision';
import { MINUTE_MS } from '../kernel/time-range';
import type { CustomerProfile, CustomersRefusals, TimelineItem } from './contract';

export type CustomersRefusal = RefusalOf<CustomersRefusals>;
export type NextStep = NonNullable<CustomerProfile['nextStep']>;
export type TimelineKind = TimelineItem['kind'];

/* ---- the one thing to do next ---- */

/** A booking that is still to come or going on; instants in epoch milliseconds. */
export interface ComingBooking {
  readonly id: string;
  readonly state: string;
  readonly startsAt: number;
  readonly holdExpiresAt: number | null;
  readonly depositState: string;
}

export interface NextStepFacts {
  readonly now: number;
  /** Minutes that the customer's store is ahead of UTC. */
  readonly offsetMinutes: number;
  readonly coming: readonly ComingBooking[];
  readonly nextContactOn: CalendarDate | null;
  readonly everNoted: boolean;
  readonly everBooked: boolean;
}

/**
 * Money that is about to be lost first, then today, then promises made, then strangers, then an empty calendar.
 * The order of the lines below is the rule.
 */
export function chooseNextStep(facts: NextStepFacts): NextStep | null {
  const today = dateAt(facts.now, facts.offsetMinutes);
  const coming = [...facts.coming].sort((a, b) => a.startsAt - b.startsAt);
  const unpaid = coming.find(
    (b) => b.state === 'held' && (b.depositState === 'unpaid' || b.depositState === 'paying') && (b.holdExpiresAt === null || b.holdExpiresAt > facts.now),
  );
  if (unpaid) return { kind: 'unpaid_deposit', dueAt: unpaid.holdExpiresAt === null ? null : iso(unpaid.holdExpiresAt), bookingId: unpaid.id };
  const todays = coming.find((b) => dateAt(b.startsAt, facts.offsetMinutes) === today);
  if (todays) return { kind: 'booking_today', dueAt: iso(todays.startsAt), bookingId: todays.id };
  if (facts.nextContactOn !== null && facts.nextContactOn <= today)
    return { kind: 'follow_up_due', dueAt: iso(Date.parse(`${facts.nextContactOn}T00:00:00Z`) - facts.offsetMinutes * MINUTE_MS), bookingId: null };
  if (!facts.everNoted && !facts.everBooked) return { kind: 'first_contact', dueAt: null, bookingId: null };
  if (coming.length === 0) return { kind: 'propose_booking', dueAt: null, bookingId: null };
  return null;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/* ---- the timeline ---- */

export const TIMELINE_KINDS: readonly TimelineKind[] = ['booking', 'payment', 'order', 'card', 'note', 'tag', 'message', 'profile', 'access'];

/**
 * Which events make which kind of line: exact types, or every type that begins with a prefix. An exact type wins.
 * Data, because the database query and the function below must agree.
 */
export const TIMELINE_TYPES: Record<TimelineKind, { readonly exact: readonly string[]; readonly prefixes: readonly string[] }> = {
  booking: { exact: [], prefixes: ['booking.', 'waitlist.', 'queue.'] },
  payment: { exact: [], prefixes: ['payment.', 'refund.'] },
  order: { exact: [], prefixes: ['order.', 'quote.', 'contract.'] },
  card: { exact: [], prefixes: ['card.', 'coupon.', 'points.', 'level.'] },
  note: { exact: ['customer.note_added'], prefixes: [] },
  tag: { exact: ['customer.tagged', 'customer.untagged'], prefixes: [] },
  message: { exact: [], prefixes: ['message.', 'advertising.'] },
  profile: { exact: [], prefixes: ['customer.'] },
  access: { exact: ['customer.health_read'], prefixes: ['access.'] },
};

/** The kind of an event's line; null for events that do not belong in a customer's life. */
export function timelineKindOf(type: string): TimelineKind | null {
  const exact = TIMELINE_KINDS.find((kind) => TIMELINE_TYPES[kind].exact.includes(type));
  return exact ?? TIMELINE_KINDS.find((kind) => TIMELINE_TYPES[kind].prefixes.some((prefix) => type.startsWith(prefix))) ?? null;
}

/* ---- tags ---- */

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What really changes: nothing that is already so, nothing twice; a tag that is both added and removed ends removed. */
export function tagChange(current: readonly string[], wish: TagChange): TagChange {
  const remove = new Set(wish.remove);
  return {
    add: [...new Set(wish.add)].filter((id) => !current.includes(id) && !remove.has(id)),
    remove: [...remove].filter((id) => current.includes(id)),
  };
}

/** A name that occurs twice in a group, or null. */
export function repeatedName(names: readonly string[]): string | null {
  return names.find((name, i) => names.indexOf(name) !== i) ?? null;
}

/* ---- search ---- */

export type CustomerSearch =
  | { readonly kind: 'everyone' }
  /** A whole number finds by its blind index only. */
  | { readonly kind: 'phone'; readonly phone: string }
  | { readonly kind: 'text'; readonly name: string; readonly pinyin: string; readonly last4: string | null };

/** What a person means by the text in the search box. `asMobile` tells a whole mobile number, normalised, or null. */
export function readSearch(text: string, asMobile: (text: string) => string | null): CustomerSearch {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'everyone' };
  const phone = asMobile(trimmed);
  if (phone) return { kind: 'phone', phone };
  const close = trimmed.replace(/\s+/g, '').toLowerCase();
  return { kind: 'text', name: trimmed, pinyin: /^[a-z0-9']+$/.test(close) ? close : '', last4: /^\d{4}$/.test(close) ? close : null };
}
