import { formatFen } from '../../kernel/money';
import type { Field } from '../catalogue/definition';
import type { Period, Window, YearDay } from './definition';
import { own } from './values';

const PERIOD_WORDS: Readonly<Record<Period, readonly [string, string]>> = {
  day: ['今天', '昨天'],
  week: ['本周', '上周'],
  month: ['本月', '上个月'],
  quarter: ['本季度', '上个季度'],
  year: ['今年', '去年'],
};
const periodWord = (period: string, which: 0 | 1): string => own(PERIOD_WORDS, period)?.[which] ?? period;
const UNITS: Readonly<Record<string, string>> = { day: '天', month: '个月' };
const unitWord = (unit: string): string => own(UNITS, unit) ?? unit;

/** Digits stand apart from Chinese signs. */
export const apart = (text: string): string => `${/^\d/.test(text) ? ' ' : ''}${text}${/\d$/.test(text) ? ' ' : ''}`;

/** `最近 3 个月内（含今天）`. `end` words an end that is no literal. */
export function windowWords(window: Window, end: (operand: unknown) => string): string {
  if ('last' in window) return window.last === 1 && window.unit === 'day' ? '今天' : `最近 ${window.last} ${unitWord(window.unit)}内（含今天）`;
  if ('next' in window) return `未来 ${window.next} ${unitWord(window.unit)}内（明天起）`;
  if ('this' in window) return periodWord(window.this, 0);
  if ('prev' in window) return periodWord(window.prev, 1);
  if ('before' in window) return ` ${window.before} 天以前`;
  if ('within' in window) return `最近 ${window.within.hours} 小时内`;
  const from = window.from === undefined ? '' : end(window.from);
  const to = window.to === undefined ? '' : end(window.to);
  if (from && to) return `${apart(from)}到${apart(to)}之间（含首尾两天）`;
  return from ? `${apart(from)}及以后` : `${apart(to)}及以前`;
}

function dayWord(offset: number): string {
  if (offset === 0) return '今天';
  if (offset === 1) return '明天';
  return offset > 0 ? ` ${offset} 天后` : ` ${-offset} 天前`;
}

/** What stands before the field's name: `今天是`生日, `本月有`生日. */
export function yearDayWords(window: YearDay): string {
  if ('this' in window) return `${periodWord(window.this, 0)}有`;
  return window.from === window.to ? `${dayWord(window.from)}是` : `${dayWord(window.from)}到${dayWord(window.to)}之间有`;
}

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
export function weekdayWords(days: readonly unknown[]): string {
  return days.map((day) => (typeof day === 'number' ? (WEEKDAYS[day - 1] ?? String(day)) : String(day))).join('、');
}

/** Names of what an id stands for, where the field does not hold them itself: members, stores, tags. */
export type Names = (entityId: string, id: string) => string | null;

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

function numberWords(value: number, field: Field, style: 'full' | 'short'): string {
  if (field.type === 'money') return `${formatFen(value, style).replace('¥', '')} 元`;
  const [whole = '', rest] = (style === 'full' && field.scale ? value.toFixed(field.scale) : String(value)).split('.');
  const number = `${grouped(whole)}${rest ? `.${rest}` : ''}`;
  if (field.type === 'percent') return `${number}%`;
  const unit = field.unit ?? (field.type === 'rating' ? '分' : '');
  return unit ? `${number} ${unit}` : number;
}

function labelOf(id: string, field: Field, names: Names | undefined): string {
  const option = field.options?.find((one) => one.id === id);
  return option?.label ?? (field.to ? names?.(field.to, id) : null) ?? id;
}

/** A text of a person, so short that a sentence stays one. */
function quoted(text: string): string {
  const points = [...text];
  return `「${points.length > 40 ? `${points.slice(0, 40).join('')}…` : text}」`;
}

const LINKS: readonly string[] = ['option', 'options', 'ref', 'refs', 'member', 'members', 'department', 'store'];

/**
 * A value as its field writes it: money in yuan (`6,800.00 元`; `short`: `6,800 元`), an option by its label, a date as it is.
 * An instant is written by the store's `wallClock`, where there is one.
 */
export function valueWords(
  value: unknown,
  field: Field,
  options: {
    readonly style?: 'full' | 'short';
    readonly names?: Names;
    readonly wallClock?: (instant: number) => { readonly date: string; readonly time: string };
  } = {},
): string {
  if (value === null || value === undefined) return '未填写';
  if (Array.isArray(value)) return value.map((one) => valueWords(one, field, options)).join('、');
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return numberWords(value, field, options.style ?? 'short');
  if (typeof value !== 'string') return '（无法识别的值）';
  if (LINKS.includes(field.type)) return quoted(labelOf(value, field, options.names));
  if (field.type === 'date' || field.type === 'time' || field.type === 'monthday') return ` ${value}`;
  if (field.type === 'datetime') {
    const at = Date.parse(value);
    if (Number.isNaN(at)) return value;
    const clock = options.wallClock?.(at);
    return clock ? `${clock.date} ${clock.time}` : value;
  }
  return quoted(value);
}
