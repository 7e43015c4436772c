import { dateAt, timeAt } from '../kernel/calendar-date';
import type { MessageTemplate } from './contract';

/** Values of a message, by name; every one that its wording names must be there. */
export type Variables = Readonly<Record<string, string>>;

/** A wording names a variable that was not given: a fault of the code that wrote the message, never of a person. */
export class MissingVariable extends Error {
  constructor(readonly variable: string) {
    super(`message variable ${variable} is missing`);
  }
}

const PLACEHOLDER = /\[([a-zA-Z]+)\]/g;

/** The variables that a wording names. */
export function variablesOf(wording: string): string[] {
  return [...wording.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** `预约 [serviceName]` with its variables. Throws `MissingVariable`. */
export function fillWording(wording: string, variables: Variables): string {
  return wording.replace(PLACEHOLDER, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new MissingVariable(name);
    return value;
  });
}

/* ---- WeChat's limits of subscribe-message fields ---- */

/** Longest value by field type, in UTF-16 units: never more than WeChat counts. */
const LONGEST: Readonly<Record<string, number>> = {
  thing: 20,
  phrase: 5,
  character_string: 32,
  name: 10,
  letter: 32,
  number: 32,
  symbol: 5,
  phone_number: 17,
  car_number: 8,
};
/** WeChat refuses an empty value (47003). */
const EMPTY: Readonly<Record<string, string>> = { thing: '无', phrase: '无', name: '无' };

/** `thing4` → `thing`. */
export function fieldType(field: string): string {
  return field.replace(/\d+$/, '');
}

/**
 * A value that WeChat takes for a field: one line, not empty, cut to the type's limit with `…`, money without thousands commas.
 * A character is never cut in two.
 */
export function fitField(field: string, value: string): string {
  const type = fieldType(field);
  const line = oneLine(value);
  if (line === '') return EMPTY[type] ?? '-';
  if (type === 'amount') return line.replace(/,/g, '');
  if (type === 'phrase') return cut([...line].filter((c) => /[\u4e00-\u9fff]/.test(c)).join('') || '无', 5, '');
  if (type === 'character_string') return cut(oneLine(line.replace(/[^\x20-\x7e]/g, '')), 32, '').trim() || '-';
  const longest = LONGEST[type];
  return longest === undefined ? line : cut(line, longest, '…');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function cut(text: string, longest: number, mark: string): string {
  if (text.length <= longest) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > longest - mark.length) break;
    kept += character;
  }
  return kept + mark;
}

/** `2026年11月28日 10:00`, the form of WeChat's `time` and `date` fields. */
export function formatWechatTime(instant: number, offsetMinutes: number): string {
  const [year = '', month = '', day = ''] = dateAt(instant, offsetMinutes).split('-');
  return `${year}年${month}月${day}日 ${timeAt(instant, offsetMinutes)}`;
}

/** Longer values make a text that is paid twice; Tencent Cloud takes 500 characters in all. */
const LONGEST_IN_SMS = 60;

/** A value that may stand in a text message: one line, never empty, and without a full stop of its own, because the text has one behind it. */
export function fitSms(value: string): string {
  const line = value
    .replace(/\s+/g, ' ')
    .replace(/[\s。]+$/, '')
    .trim();
  return line === '' ? '无' : cut(line, LONGEST_IN_SMS, '…').trim();
}

/* ---- whether still, and by which way ---- */

/** What a message says about a booking, looked at again when it is about to leave. */
export interface BookingNow {
  readonly state: string;
  readonly startsAt: number;
  /** It was confirmed once; what asked for a confirmation is answered. */
  readonly everConfirmed: boolean;
  /** Until when its time is kept; null: without end. */
  readonly heldUntil: number | null;
}

export type StaleReason = 'booking_ended' | 'booking_started' | 'already_confirmed' | 'offer_over';

const ENDED: readonly string[] = ['cancelled', 'expired', 'declined'];
/** These tell of an end, or are true whatever became of the booking. */
const ALWAYS_TRUE: readonly MessageTemplate[] = ['booking_cancelled', 'booking_declined', 'staff_booking_cancelled', 'deposit_refunded', 'queue_called'];
const ASKING: readonly MessageTemplate[] = ['booking_requested', 'staff_acceptance_asked', 'waitlist_offer'];

/**
 * Why a message must not go out any more, or null. A queue may have stood still for hours: "confirmed" for a cancelled shoot
 * would be a lie, and a reminder after the start is noise.
 */
export function staleReason(template: MessageTemplate, booking: BookingNow | null, now: number): StaleReason | null {
  if (booking === null || ALWAYS_TRUE.includes(template)) return null;
  if (ENDED.includes(booking.state)) return 'booking_ended';
  if (booking.startsAt <= now) return 'booking_started';
  if (ASKING.includes(template) && booking.everConfirmed) return 'already_confirmed';
  if (template === 'waitlist_offer' && booking.heldUntil !== null && booking.heldUntil <= now) return 'offer_over';
  return null;
}

const NOT_REACHABLE: readonly string[] = ['no_wechat', 'no_template', 'no_subscription', 'service_unavailable'];

/**
 * True when a text message shall say what a subscribe message did not: it is certain that she has not got it, and not because it
 * had become untrue.
 * @param maybeDelivered a try before was never answered: she may have it already, and nobody is told twice
 */
export function fallsBackToSms(ending: { readonly state: string; readonly reason: string | null }, maybeDelivered: boolean): boolean {
  if (maybeDelivered || (ending.state !== 'skipped' && ending.state !== 'failed')) return false;
  return ending.reason !== null && (NOT_REACHABLE.includes(ending.reason) || ending.reason.startsWith('rejected_'));
}
