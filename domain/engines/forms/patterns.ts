import { isCalendarDate } from '../../kernel/calendar-date';
import { isMobile } from '../../kernel/phone';
import type { PatternName } from './definition';

/** GB 11643: seventeen digits by weight, and what the remainder by eleven is written as. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ENDS = '10X98765432';

function isIdCard(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false;
  if (!isCalendarDate(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false;
  const sum = WEIGHTS.reduce((so, weight, index) => so + weight * Number(text.charAt(index)), 0);
  return ENDS.charAt(sum % 11) === text.charAt(17);
}

/** Each runs in time that grows with the text alone. */
const FITS: Record<PatternName, (text: string) => boolean> = {
  phone: isMobile,
  idcard: isIdCard,
  email: (text) => text.length <= 120 && /^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/.test(text),
  plate: (text) => /^[\u4e00-\u9fa5][A-Z][A-Z0-9]{4,5}[A-Z0-9挂学警港澳]$/.test(text),
  digits: (text) => /^\d+$/.test(text),
  latin: (text) => /^[A-Za-z]+$/.test(text),
};

export const MASK_LIMIT = 40;
/** A mask says something: at least one place to fill. */
export const isMask = (mask: string): boolean => mask.length <= MASK_LIMIT && /[A9*]/.test(mask);

function fitsMask(text: string, mask: string): boolean {
  const signs = [...text];
  const places = [...mask];
  if (signs.length !== places.length) return false;
  return places.every((place, index) => {
    const sign = signs[index] ?? '';
    if (place === 'A') return /^[A-Za-z]$/.test(sign);
    if (place === '9') return /^\d$/.test(sign);
    return place === '*' ? /^[A-Za-z0-9]$/.test(sign) : place === sign;
  });
}

/** Whether a text is of a named pattern, or as a mask draws it. */
export function fitsPattern(text: string, pattern: PatternName | { readonly mask: string }): boolean {
  return typeof pattern === 'string' ? FITS[pattern](text) : fitsMask(text, pattern.mask);
}
