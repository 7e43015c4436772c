import { dateAt, timeAt } from '../kernel/calendar-date';
import { HOUR_MS } from '../kernel/time-range';
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
  const line = value.replace(/\s+/g, ' ').trim();
  if (line === '') return EMPTY[type] ?? '-';
  if (type === 'amount') return line.replace(/,/g, '');
  if (type === 'phrase') return cut([...line].filter((c) => /[\u4e00-\u9fff]/.test(c)).join('') || '无', 5, '');
  if (type === 'character_string') return cut(line.replace(/[^\x20-\x7e]/g, '') || '-', 32, '');
  const longest = LONGEST[type];
  return longest === undefined ? line : cut(line, longest, '…');
}

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

/* ---- when, and whether still ---- */

export const REMIND_BEFORE_MS = 24 * HOUR_MS;
export const LAST_REMINDER_MS = 2 * HOUR_MS;

/**
 * When to remind: 24 hours before the start; two hours before when that has already passed; null when even that has.
 */
export function reminderAt(startsAt: number, now: number): number | null {
  for (const before of [REMIND_BEFORE_MS, LAST_REMINDER_MS]) if (startsAt - before > now) return startsAt - before;
  return null;
}

/** What a message says about a booking, looked at again when it is about to leave. */
export interface BookingNow {
  readonly state: string;
  readonly startsAt: number;
}

/**
 * Why a message must not go out any more, or null. A queue may have stood still for hours: "confirmed" for a cancelled shoot
 * would be a lie, and a reminder after the start is noise.
 */
export function staleReason(template: MessageTemplate, booking: BookingNow | null, now: number): 'booking_ended' | 'booking_started' | null {
  if (booking === null || template === 'booking_cancelled' || template === 'staff_booking_cancelled' || template === 'deposit_refunded') return null;
  if (booking.state === 'cancelled' || booking.state === 'expired') return 'booking_ended';
  if (booking.startsAt <= now) return 'booking_started';
  return null;
}
