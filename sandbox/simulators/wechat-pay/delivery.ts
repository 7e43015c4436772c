import { randomBytes } from 'node:crypto';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { NotificationMode } from '../../world/faults';
import type { PayNotification } from '../../world/state';
import { isFields, parseFields } from '../http';
import { signatureHeaders } from './answers';
import { chinaTime, encryptResource } from './crypto';
import { signingPair } from './signing';

const STALE_MS = 3_600_000;

/** How one delivery is to look. `probe` is WeChat Pay's own test of whether signatures are checked. */
export type Shape = 'genuine' | 'probe' | Extract<NotificationMode, 'tampered-ciphertext' | 'wrong-signature' | 'stale-timestamp' | 'wrong-amount'>;

/** The plaintext with one fen less than was paid (or refunded): well signed, well encrypted, and wrong. */
function withWrongAmount(plaintext: string): string {
  const fields = parseFields(plaintext);
  if (!fields || !isFields(fields.amount)) return plaintext;
  const amount = Object.fromEntries(Object.entries(fields.amount).map(([name, value]) => [name, typeof value === 'number' ? value - 1 : value]));
  return JSON.stringify({ ...fields, amount });
}

/** One bit of the ciphertext turned over; the signature is made afterwards and so is right. */
function tampered(ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** Body and headers of one delivery. Each is encrypted and signed anew; id, type and content stay those of the event. */
export function buildDelivery(world: World, keys: WorldKeys, notification: PayNotification, shape: Shape): { body: string; headers: Record<string, string> } {
  const resource = encryptResource(
    shape === 'wrong-amount' ? withWrongAmount(notification.plaintext) : notification.plaintext,
    notification.originalType,
    keys.apiV3Key,
  );
  const body = JSON.stringify({
    id: notification.id,
    create_time: chinaTime(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notification.eventType,
    summary: notification.summary,
    resource: {
      original_type: notification.originalType,
      ...resource,
      ciphertext: shape === 'tampered-ciphertext' ? tampered(resource.ciphertext) : resource.ciphertext,
    },
  });
  const pair = signingPair(world, keys);
  const at = new Date(world.clock.now().getTime() - (shape === 'stale-timestamp' ? STALE_MS : 0));
  const headers = signatureHeaders(body, at, shape === 'wrong-signature' ? { ...pair, privateKey: keys.merchant.privateKey } : pair);
  if (shape === 'probe') headers['Wechatpay-Signature'] = `WECHATPAY/SIGNTEST/${randomBytes(192).toString('base64')}`;
  return { body, headers: { ...headers, 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'Mozilla/4.0' } };
}

/** Posts one delivery. The HTTP status, or null when none came within `timeoutMs`. */
export async function post(
  url: string,
  delivery: { body: string; headers: Record<string, string> },
  timeoutMs: number,
  stopping: AbortSignal,
): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: delivery.body,
      headers: delivery.headers,
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
