import { createHash, randomBytes, randomInt } from 'node:crypto';

let lastMs = 0;
let count = 0;

/**
 * A UUID version 7 (RFC 9562): time-ordered, so new rows land at the end of their index. Those of one millisecond count up, so
 * that what one transaction tells (paid, then confirmed) reads in its order.
 */
export function newId(now: Date = new Date()): string {
  const ms = now.getTime();
  count = ms === lastMs ? (count + 1) & 0x0fff : 0;
  lastMs = ms;
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | count, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The same id for the same text, for ever (UUID version 8): a command that is repeated after a crash finds what it has written. */
export function idOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` characters that people do not mix up (no I, L, O, U). */
export function newCode(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** A number for WeChat Pay: prefix, date, 16 random characters; letters and digits only (other signs break the SDK's GET signature). */
export function newTradeNo(prefix: string, now: Date): string {
  return `${prefix}${now.toISOString().slice(0, 10).replaceAll('-', '')}${newCode(16)}`;
}
