import { isMobile, normalisePhone } from '../kernel/phone';

/** What somebody at the desk typed to find a booking. */
export type BookingSearch =
  | { readonly kind: 'everything' }
  /** `1128-0042`, or the beginning of it. */
  | { readonly kind: 'code'; readonly prefix: string }
  | { readonly kind: 'phone'; readonly phone: string }
  /** Four digits: the end of a phone number, or the day of a code. */
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'name'; readonly prefix: string };

/** Reads a search; full width is half width, and what is no number is a name. */
export function readSearch(text: string): BookingSearch {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return { kind: 'everything' };
  const phone = normalisePhone(plain);
  if (isMobile(phone)) return { kind: 'phone', phone };
  const code = plain.replace(/\s+/g, '').replace(/[–—−]/g, '-');
  if (/^\d{4}$/.test(code)) return { kind: 'digits', digits: code };
  if (/^\d{1,4}$/.test(code) || /^\d{4}-\d*$/.test(code)) return { kind: 'code', prefix: code };
  return { kind: 'name', prefix: plain };
}
