import { type KeyObject, verify } from 'node:crypto';

/** WeChat Pay's keys by serial number: platform certificates and, when configured, the public key. */
export interface KeyRing {
  /** The key of a serial that is ours to trust, else null. */
  find(serial: string): Promise<KeyObject | null>;
}

/** `probe`: a wrong signature that WeChat Pay sent on purpose to see whether we look. */
export type Verdict = 'authentic' | 'headers' | 'timestamp' | 'serial' | 'signature' | 'probe';

const WINDOW_MS = 5 * 60_000;

/**
 * Did WeChat Pay sign this body within the last five minutes? `headers` in lower case; `body` exactly as it came over
 * the wire (re-serialised JSON never verifies).
 */
export async function verifySigned(headers: Readonly<Record<string, string | undefined>>, body: string, keys: KeyRing, now: Date): Promise<Verdict> {
  const serial = headers['wechatpay-serial'];
  const signature = headers['wechatpay-signature'];
  const timestamp = headers['wechatpay-timestamp'];
  const nonce = headers['wechatpay-nonce'];
  if (!serial || !signature || !timestamp || !nonce) return 'headers';
  if (signature.startsWith('WECHATPAY/SIGNTEST/')) return 'probe';
  if (!/^\d{1,11}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > WINDOW_MS) return 'timestamp';
  const key = await keys.find(serial);
  if (!key) return 'serial';
  const message = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`, 'utf8');
  return verify('RSA-SHA256', message, key, Buffer.from(signature, 'base64')) ? 'authentic' : 'signature';
}
