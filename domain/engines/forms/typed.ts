import type { Field } from '../catalogue/definition';
import type { Value } from '../conditions/definition';

/* How a person types a value into one line, and how it is shown there again. Also what a spreadsheet's cell says. */

/** Full-width digits and signs as half-width ones, thousands separators and the yuan sign gone. */
const plainNumber = (text: string): string =>
  text.replace(/[０-９．－＋％]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[\s,，¥￥元%]/g, '');

/**
 * A number as it is kept: money typed in yuan becomes fen. Digits are moved as text, so 128.55 is 12855 and not 12854.999.
 * What is no number, or finer than can be kept, stays the text that was typed: the check says what is wrong with it.
 */
export function readNumber(field: Pick<Field, 'type'>, text: string): number | string | null {
  const plain = plainNumber(text);
  if (plain === '') return text.trim() === '' ? null : text;
  const match = /^([+-]?)(\d{1,15})(?:\.(\d*))?$/.exec(plain);
  if (!match) return text;
  const [, sign, whole = '', part = ''] = match;
  if (field.type !== 'money') return Number(`${sign}${whole}.${part || '0'}`) + 0;
  const digits = part.replace(/0+$/, '');
  if (digits.length > 2) return text;
  return Number(`${sign}${whole}${digits.padEnd(2, '0')}`) + 0;
}

/** A kept number as a person would type it: money in yuan, without idle zeros. What is no number is shown as it was typed. */
export function typedNumber(field: Pick<Field, 'type'>, value: Value | undefined): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : '';
  if (field.type !== 'money' || !Number.isSafeInteger(value)) return String(value);
  const fen = Math.abs(value);
  const rest = String(fen % 100).padStart(2, '0');
  return `${value < 0 ? '-' : ''}${Math.floor(fen / 100)}${rest === '00' ? '' : `.${rest}`}`;
}
