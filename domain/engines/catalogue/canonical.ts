import { allow, refuse, type Decision } from '../../kernel/decision';
import { isMobile, normalisePhone } from '../../kernel/phone';
import { fitsPattern } from '../forms/patterns';
import type { Value } from '../conditions/definition';
import type { Family } from '../conditions/ops';
import { hasDigits, isDay } from '../conditions/values';
import { familyOf } from './find';
import type { Field, FieldType } from './definition';

/**
 * How a value lies in the store, and only so. Strict on the way in (`writeValue`: one form of each value, so that two that mean the
 * same are the same), lenient on the way out (`readValue`: what lies there in a wrong form counts as empty, and is found by the data
 * check). The twins of `readValue` in SQL are the accessors `cf_text`, `cf_num`, `cf_bool`, `cf_date`, `cf_ts`, `cf_md`, `cf_ids`.
 */
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const isInstant = (text: string): boolean => isDay(INSTANT.exec(text)?.[1] ?? '');
const isMonthDay = (text: string): boolean => /^\d{2}-\d{2}$/.test(text) && isDay(`2000-${text}`);

const READ: Readonly<Record<Family, (raw: unknown) => Value>> = {
  text: (raw) => (typeof raw === 'string' && raw !== '' ? raw : null),
  secret: (raw) => (typeof raw === 'string' && raw !== '' ? raw : null),
  id: (raw) => (typeof raw === 'string' && raw !== '' ? raw : null),
  member: (raw) => (typeof raw === 'string' && raw !== '' ? raw : null),
  number: (raw) => (typeof raw === 'number' && hasDigits(raw) ? raw : null),
  bool: (raw) => (typeof raw === 'boolean' ? raw : null),
  ids: (raw) => {
    if (!Array.isArray(raw)) return null;
    const ids = [...new Set(raw.filter((one): one is string => typeof one === 'string' && one !== ''))].sort();
    return ids.length > 0 ? ids : null;
  },
  date: (raw) => (typeof raw === 'string' && isDay(raw) ? raw : null),
  datetime: (raw) => (typeof raw === 'string' && isInstant(raw) ? raw : null),
  time: (raw) => (typeof raw === 'string' && TIME.test(raw) ? raw : null),
  monthday: (raw) => (typeof raw === 'string' && isMonthDay(raw) ? raw : null),
  // Not looked into: whether something lies there. An empty object, like an empty list, is nothing.
  thing: (raw) => (raw === null || raw === undefined || raw === '' || (typeof raw === 'object' && Object.keys(raw).length === 0) ? null : JSON.stringify(raw)),
};

/** What a stored value says; empty when it is of a wrong form. */
export function readValue(field: Pick<Field, 'type' | 'storage'>, raw: unknown): Value {
  const family = familyOf(field);
  return family ? READ[family](raw) : null;
}

/** Why a value cannot be stored. The field's name is the caller's to add. */
export type ValueProblem =
  | 'not_a_text'
  | 'bad_character'
  | 'too_long'
  | 'not_a_phone'
  | 'not_an_email'
  | 'not_an_idcard'
  | 'not_a_url'
  | 'not_a_number'
  | 'too_many_digits'
  | 'not_yes_or_no'
  | 'unknown_option'
  | 'option_retired'
  | 'not_a_list'
  | 'not_a_date'
  | 'not_an_instant'
  | 'not_a_time'
  | 'not_a_yearly_day'
  | 'not_writable';

export const LONGEST_TEXT = 200;
export const LONGEST_LONGTEXT = 5_000;
const MOST_IDS = 1_000;

/** Full-width letters, digits and signs as half-width ones; the sign for yuan and the like stay. */
function halfWidth(text: string): string {
  return text
    .replace(/[！-～]/g, (sign) => (/[（）［］【】，。；：！？]/.test(sign) ? sign : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)))
    .replace(/\u3000/g, ' ');
}

/** Mainland numbers, a land line with its area code, one from abroad with its plus. */
const isPhone = (text: string): boolean => isMobile(text) || /^0\d{9,11}$/.test(text) || /^\+\d{8,15}$/.test(text);
const isUrl = (text: string): boolean => /^https?:\/\/[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?$/i.test(text);
const same = (text: string): string => text;
/** What a text must be beside a text, after it was brought to its one writing. */
const FINER: Readonly<
  Partial<Record<FieldType, { readonly write: (text: string) => string; readonly fits: (text: string) => boolean; readonly else: ValueProblem }>>
> = {
  phone: { write: normalisePhone, fits: isPhone, else: 'not_a_phone' },
  email: { write: same, fits: (text) => fitsPattern(text, 'email'), else: 'not_an_email' },
  idcard: { write: (text) => text.toUpperCase(), fits: (text) => fitsPattern(text, 'idcard'), else: 'not_an_idcard' },
  url: { write: same, fits: isUrl, else: 'not_a_url' },
};

function writeText(raw: unknown, field: Field): Decision<Value, { code: ValueProblem; facts: object }> {
  if (typeof raw !== 'string') return refuse('not_a_text', {});
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(raw) || /[\ud800-\udfff]/u.test(raw)) return refuse('bad_character', {});
  const text = (field.type === 'longtext' ? raw : halfWidth(raw)).normalize('NFC').trim();
  const most = field.type === 'longtext' ? LONGEST_LONGTEXT : LONGEST_TEXT;
  if ([...text].length > most) return refuse('too_long', { most });
  if (text === '') return allow(null);
  const finer = FINER[field.type];
  if (!finer) return allow(text);
  const written = finer.write(text);
  return finer.fits(written) ? allow(written) : refuse(finer.else, {});
}

function optionProblem(id: string, field: Field, before: Value): ValueProblem | null {
  if (!field.options) return null;
  const option = field.options.find((one) => one.id === id);
  if (!option) return 'unknown_option';
  // What a record already says may stay when the option is retired.
  const had = Array.isArray(before) ? before.includes(id) : before === id;
  return option.retired && !had ? 'option_retired' : null;
}

function writeId(raw: unknown, field: Field, before: Value): Decision<Value, { code: ValueProblem; facts: object }> {
  if (typeof raw !== 'string') return refuse('not_a_text', {});
  const problem = optionProblem(raw, field, before);
  return problem ? refuse(problem, { option: raw.slice(0, 100) }) : allow(raw);
}

function writeIds(raw: unknown, field: Field, before: Value): Decision<Value, { code: ValueProblem; facts: object }> {
  if (!Array.isArray(raw) || raw.length > MOST_IDS || !raw.every((one): one is string => typeof one === 'string' && one !== ''))
    return refuse('not_a_list', {});
  for (const id of raw) {
    const problem = optionProblem(id, field, before);
    if (problem) return refuse(problem, { option: id.slice(0, 100) });
  }
  const ids = [...new Set(raw)].sort();
  return allow(ids.length > 0 ? ids : null);
}

function writeNumber(raw: unknown, field: Field): Decision<Value, { code: ValueProblem; facts: object }> {
  if (typeof raw !== 'number' || !hasDigits(raw)) return refuse('not_a_number', {});
  const digits = field.type === 'money' ? 0 : (field.scale ?? 0);
  return hasDigits(raw, digits) ? allow(raw === 0 ? 0 : raw) : refuse('too_many_digits', { digits });
}

const PLAIN_PROBLEM: Readonly<Partial<Record<Family, ValueProblem>>> = {
  bool: 'not_yes_or_no',
  date: 'not_a_date',
  datetime: 'not_an_instant',
  time: 'not_a_time',
  monthday: 'not_a_yearly_day',
};

/**
 * The one form in which a value is stored; `null` for none (nothing is stored then). Refuses what is not of the field's type, finer
 * than its scale, or an option that it does not have (a retired one may only stay).
 * @param before what the record says now
 */
export function writeValue(field: Field, raw: unknown, before: Value = null): Decision<Value, { readonly code: ValueProblem; readonly facts: object }> {
  const family = familyOf(field);
  if (family === null || family === 'thing') return refuse('not_writable', {});
  if (raw === null || raw === undefined || raw === '') return allow(null);
  if (family === 'text' || family === 'secret') return writeText(raw, field);
  if (family === 'number') return writeNumber(raw, field);
  if (family === 'id' || family === 'member') return writeId(raw, field, before);
  if (family === 'ids') return writeIds(raw, field, before);
  const value = READ[family](raw);
  return value === null ? refuse(PLAIN_PROBLEM[family] ?? 'not_writable', {}) : allow(value);
}
