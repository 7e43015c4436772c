import type { Field } from '../engines/catalogue/definition';
import type { Value } from '../engines/conditions/definition';
import { readNumber, typedNumber } from '../engines/forms/typed';

/** A cell as it lies in the file. A day is told as such only where the sheet shows the number as one. */
export type RawCell = string | number | boolean | null | { readonly date: string; readonly time: string };
export interface RawRow {
  /** As the sheet counts, from 1. */
  readonly row: number;
  readonly cells: readonly RawCell[];
}

/** What a cell says for a field: a value (a text that is none stays a text: the form's check says what is wrong), or names that somebody must look up. */
export type ReadCell = { readonly value: Value } | { readonly look: string; readonly texts: readonly string[]; readonly many: boolean };

/** Shops of this product keep China's clock. */
const OFFSET = '+08:00';
const CHINA_MS = 8 * 3_600_000;
const LIST = /[、，,;；\n]/;
const YES = ['是', '有', '对', '√', 'y', 'yes', 'true', '1'];
const NO = ['否', '无', '没有', '×', 'n', 'no', 'false', '0'];

const two = (text: string): string => text.padStart(2, '0');

/** A cell as a person reads it. A number of a phone or a card stays its digits, never `1.38E+10`. */
export function cellText(raw: RawCell): string {
  if (raw === null) return '';
  if (typeof raw === 'string') return /^'[=+\-@\t\r]/.test(raw) ? raw.slice(1) : raw;
  if (typeof raw === 'number') return Number.isInteger(raw) && Math.abs(raw) < 1e21 ? raw.toFixed(0) : String(raw);
  if (typeof raw === 'boolean') return raw ? '是' : '否';
  return raw.time === '00:00:00' ? raw.date : `${raw.date} ${raw.time.slice(0, 5)}`;
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const PACKED_DAY = /^((?:19|20|21)\d{2})(\d{2})(\d{2})$/;

function dayOf(text: string): string | null {
  const [, year, month, day] = DAY.exec(text) ?? PACKED_DAY.exec(text) ?? [];
  return year && month && day ? `${year}-${two(month)}-${two(day)}` : null;
}

function readDay(raw: RawCell): Value {
  if (raw !== null && typeof raw === 'object') return raw.date;
  const text = cellText(raw).trim();
  // A day with a time of day, as other programs write days: the time says nothing.
  return dayOf(text) ?? dayOf(text.replace(/[T\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?$/, '')) ?? text;
}

function readInstant(raw: RawCell): Value {
  const text = raw !== null && typeof raw === 'object' ? `${raw.date} ${raw.time}` : cellText(raw).trim();
  const [, day = text, hour = '0', minute = '00', second = '00'] = /^(.*?)[T\s]+(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2}))?$/.exec(text) ?? [];
  const date = dayOf(day.trim());
  const at = date === null ? Number.NaN : Date.parse(`${date}T${two(hour)}:${minute}:${second}${OFFSET}`);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

function readTime(raw: RawCell): Value {
  if (raw !== null && typeof raw === 'object') return raw.time.slice(0, 5);
  const text = cellText(raw).trim();
  const [, hour, minute] = /^(\d{1,2})[:：](\d{2})(?::\d{2})?$/.exec(text) ?? [];
  return hour && minute ? `${two(hour)}:${minute}` : text;
}

function readMonthDay(raw: RawCell): Value {
  if (raw !== null && typeof raw === 'object') return raw.date.slice(5);
  const text = cellText(raw).trim();
  const [, month, day] = /^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ?? [];
  return month && day ? `${two(month)}-${two(day)}` : text;
}

function readBool(raw: RawCell): Value {
  if (typeof raw === 'boolean') return raw;
  const text = cellText(raw).trim().toLowerCase();
  return YES.includes(text) ? true : NO.includes(text) ? false : text;
}

/** An option by its words or by its id; what is none stays as it is. */
function readOption(field: Field, text: string): string {
  const wanted = text.trim();
  const found = field.options?.find((one) => one.label === wanted && !one.retired) ?? field.options?.find((one) => one.id === wanted);
  return found?.id ?? wanted;
}

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(LIST)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
];

/** Where the names of a link lead. */
export function linkedEntity(field: Field): string | null {
  if (field.type === 'member' || field.type === 'members') return 'staff';
  if (field.type === 'store') return 'store';
  return field.to ?? null;
}

/** What a cell of a file says for a field. Nothing is bent: what cannot be read stays a text, and the form refuses it. */
export function readCell(field: Field, raw: RawCell): ReadCell {
  const text = cellText(raw).trim();
  if (text === '') return { value: null };
  const to = linkedEntity(field);
  if (to !== null) {
    const many = field.type === 'refs' || field.type === 'members';
    return { look: to, texts: many ? listOf(text) : [text], many };
  }
  switch (field.type) {
    case 'number':
    case 'money':
    case 'percent':
    case 'rating':
      return { value: readNumber(field, text) };
    case 'bool':
      return { value: readBool(raw) };
    case 'date':
      return { value: readDay(raw) };
    case 'datetime':
      return { value: readInstant(raw) };
    case 'time':
      return { value: readTime(raw) };
    case 'monthday':
      return { value: readMonthDay(raw) };
    case 'option':
      return { value: readOption(field, text) };
    case 'options':
      return { value: listOf(text).map((one) => readOption(field, one)) };
    default:
      return { value: text };
  }
}

/** The same the other way round: what is written into a cell, so that reading it gives the same value. `names`: of links, by their ids. */
export function writeCell(field: Field, value: Value, names: ReadonlyMap<string, string> = new Map()): string {
  if (value === null) return '';
  const label = (id: string): string => field.options?.find((one) => one.id === id)?.label ?? names.get(id) ?? id;
  if (Array.isArray(value)) return value.map(label).join('、');
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return typedNumber(field, value);
  if (field.type === 'datetime') return new Date(Date.parse(String(value)) + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ');
  return label(String(value));
}
