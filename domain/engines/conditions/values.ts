import { isCalendarDate } from '../../kernel/calendar-date';
import type { FieldId, Value } from './definition';

/**
 * A record as an evaluation meets it. Its values are canonical (see `readValue` of the catalogue): what is stored in a wrong form
 * was already read as empty, so that the evaluator needs no types. An id of a link is a value like any other.
 */
export interface Row {
  readonly id: string;
  readonly values: Readonly<Record<FieldId, Value>>;
}

/** Empty is absent, null, `''` and `[]`: one answer for memory, SQL and forms. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether a record has a key of its own. Old WebViews and mini-programs have no Object.hasOwn. */
export function owns(record: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(record, key) !== undefined;
}

/** A value by an outside key, never one that every object has (`constructor`). */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && owns(record, key) ? record[key] : undefined;
}

/** Texts are compared with A–Z as a–z and nothing else: engines and databases disagree about every other letter (İ, ẞ, final Σ). */
export function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** No field keeps more digits. Numbers are added and compared as whole ten-thousandths, so that 0.1 + 0.2 is 0.3. */
export const MOST_DIGITS = 4;
const UNIT = 10 ** MOST_DIGITS;
/** Beyond it a double cannot hold every ten-thousandth: such a number is no field's value. The twin of `cf_num` in SQL. */
export const NUMBER_LIMIT = 1e11;

export function toScaled(value: number): number {
  return Math.round(value * UNIT);
}
export function fromScaled(scaled: number): number {
  return scaled / UNIT;
}
/** Finite, within the limit, and with at most `digits` digits after the point. */
export function hasDigits(value: number, digits: number = MOST_DIGITS): boolean {
  const unit = 10 ** digits;
  return Number.isFinite(value) && Math.abs(value) < NUMBER_LIMIT && Math.round(value * unit) / unit === value;
}

/** A day that databases know too: there is no year 0. */
export function isDay(text: string): boolean {
  return isCalendarDate(text) && text >= '0001-01-01';
}

/** `month * 100 + day` of a date `YYYY-MM-DD` or a yearly day `MM-DD`. */
export function monthDay(date: string): number {
  const tail = date.slice(-5);
  return Number(tail.slice(0, 2)) * 100 + Number(tail.slice(3));
}

/** Whether two canonical values are the same; texts by `fold`. */
export function same(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' ? fold(a) === fold(b) : a === b;
}

/** Below, equal, above: numbers with numbers, days and times with their like. NaN (compares false with everything) for the rest. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return toScaled(a) - toScaled(b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return Number.NaN;
}
