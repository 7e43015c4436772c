import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SmsKeys } from '../../world/keys';

/** How far a request's clock may be from the service's. */
const PATIENCE_SECONDS = 300;
const HEADER = /^TC3-HMAC-SHA256 Credential=([\w-]+)\/(\d{4}-\d{2}-\d{2})\/(\w+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Checks TC3-HMAC-SHA256 over the bytes as they came and over whichever headers the sender says it has signed; `content-type` and
 * `host` must be among them. Null: authentic; otherwise the code of the refusal. Written from the documentation and not from the
 * gateway, so that the two are each other's proof.
 */
export function refusalOf(headers: IncomingHttpHeaders, raw: Buffer, keys: SmsKeys, now: Date): string | null {
  const match = HEADER.exec(headers.authorization ?? '');
  if (!match) return headers.authorization === undefined ? 'MissingParameter' : 'AuthFailure.InvalidAuthorization';
  const [, secretId = '', day = '', service = '', signedHeaders = '', signature = ''] = match;
  if (secretId !== keys.secretId) return 'AuthFailure.SecretIdNotFound';
  const timestamp = String(headers['x-tc-timestamp'] ?? '');
  if (!/^\d{1,10}$/.test(timestamp)) return 'MissingParameter';
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > PATIENCE_SECONDS) return 'AuthFailure.SignatureExpire';
  if (new Date(Number(timestamp) * 1000).toISOString().slice(0, 10) !== day || service !== 'sms') return 'AuthFailure.SignatureFailure';
  const names = signedHeaders.split(';');
  if (!names.includes('content-type') || !names.includes('host')) return 'AuthFailure.SignatureFailure';
  const canonicalHeaders = names
    .map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .toLowerCase()}\n`,
    )
    .join('');
  const canonical = `POST\n/\n\n${canonicalHeaders}\n${signedHeaders}\n${sha256(raw)}`;
  const key = hmac(hmac(hmac(`TC3${keys.secretKey}`, day), service), 'tc3_request');
  const expected = hmac(key, `TC3-HMAC-SHA256\n${timestamp}\n${day}/${service}/tc3_request\n${sha256(canonical)}`);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'AuthFailure.SignatureFailure';
}
