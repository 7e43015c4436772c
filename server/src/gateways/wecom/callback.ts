import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';

const WINDOW_MS = 5 * 60_000;
const LARGEST_BASE64 = 1024 * 1024;
/** 16 random bytes and the length of the message come before it. */
const HEAD_BYTES = 20;
const PAD_TO_BYTES = 32;

export interface CallbackSecrets {
  readonly token: string;
  /** EncodingAESKey, 43 characters. */
  readonly aesKey: string;
  readonly corpId: string;
}

/**
 * Opens an encrypted callback (or the `echostr` of the address check). null unless everything holds: signature (compared in
 * constant time), sent within five minutes, whole padding, a length that fits, UTF-8, and our corp as receiver.
 * @wecom/crypto is used for the signature text only: its `decrypt` checks none of this, and a changed ciphertext silently
 * swallows the receiver.
 */
export function openCallback(
  query: { readonly msg_signature: string; readonly timestamp: string; readonly nonce: string },
  encrypted: string,
  secrets: CallbackSecrets,
  now: Date,
): string | null {
  if (!/^\d{1,11}$/.test(query.timestamp) || Math.abs(now.getTime() - Number(query.timestamp) * 1000) > WINDOW_MS) return null;
  if (encrypted.length > LARGEST_BASE64) return null;
  const expected = Buffer.from(getSignature(secrets.token, query.timestamp, query.nonce, encrypted), 'utf8');
  const given = Buffer.from(query.msg_signature, 'utf8');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const plain = decrypt(encrypted, secrets.aesKey);
  if (!plain) return null;
  const length = plain.readUInt32BE(16);
  if (length > plain.length - HEAD_BYTES) return null;
  if (plain.subarray(HEAD_BYTES + length).toString('utf8') !== secrets.corpId) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain.subarray(HEAD_BYTES, HEAD_BYTES + length));
  } catch {
    return null;
  }
}

/** AES-256-CBC with PKCS#7 to 32 bytes; null when it is no clean base64, the padding is not whole or too little is left. */
function decrypt(encrypted: string, aesKey: string): Buffer | null {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0 || sealed.toString('base64') !== encrypted) return null;
  const key = Buffer.from(`${aesKey}=`, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
    const pad = padded[padded.length - 1] ?? 0;
    if (pad < 1 || pad > PAD_TO_BYTES || pad > padded.length - HEAD_BYTES) return null;
    if (!padded.subarray(padded.length - pad).every((byte) => byte === pad)) return null;
    return padded.subarray(0, padded.length - pad);
  } catch {
    return null;
  }
}

const parser = new XMLParser({ processEntities: false, parseTagValue: false, ignoreAttributes: true, ignoreDeclaration: true });

/**
 * The text elements directly under `<xml>`. Entities are never expanded and a document type is refused. An element that
 * occurs twice or holds others is left out: nobody can say which one was meant. Anything that is not such XML gives no fields.
 */
export function parseCallbackXml(xml: string): Readonly<Record<string, string>> {
  if (xml.length > 2 * LARGEST_BASE64 || /<!(DOCTYPE|ENTITY)/i.test(xml)) return {};
  try {
    const parsed: unknown = parser.parse(xml);
    const root: unknown = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>).xml : null;
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return {};
    const fields: Record<string, string> = {};
    for (const [name, value] of Object.entries(root)) if (typeof value === 'string' && /^[A-Za-z]\w*$/.test(name)) fields[name] = value;
    return fields;
  } catch {
    return {};
  }
}
