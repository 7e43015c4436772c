import * as z from 'zod/mini';
import type { GatewayDependencies } from '../dependencies';
import { jsonObject } from '../http-json';
import { openResource } from './aead';
import { apiV3KeysOf, type WechatPayConfig } from './config';
import type { NotificationResult } from './port';
import { readNotifiedRefund, readTransaction } from './transaction';
import { type KeyRing, verifySigned } from './verification';

const Envelope = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  event_type: z.string().check(z.maxLength(64)),
  resource: z.object({
    original_type: z.optional(z.string()),
    algorithm: z.string(),
    ciphertext: z.string(),
    associated_data: z.optional(z.string()),
    nonce: z.string(),
  }),
});

type RefusalReason = Extract<NotificationResult, { kind: 'refused' }>['reason'];

/**
 * The reader of payment and refund notifications. What it lets through was signed by WeChat Pay within five minutes,
 * opened with its tag and names our merchant (and, for a payment, our app). It may still be a repeat or out of order.
 */
export function createNotificationReader(config: WechatPayConfig, dependencies: Pick<GatewayDependencies, 'clock' | 'log'>, keys: KeyRing) {
  const { clock, log } = dependencies;

  function refuse(reason: RefusalReason, id?: string): NotificationResult {
    log.warn({ service: 'wechat-pay', mchid: config.WECHAT_PAY_MCHID, reason, id }, 'notification refused');
    return { kind: 'refused', reason };
  }

  return async function readNotification(headers: Readonly<Record<string, string | undefined>>, rawBody: string): Promise<NotificationResult> {
    const lower: Record<string, string | undefined> = {};
    for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
    const verdict = await verifySigned(lower, rawBody, keys, clock.now());
    if (verdict === 'probe') {
      log.debug({ service: 'wechat-pay' }, 'signature probe refused');
      return { kind: 'refused', reason: 'signature' };
    }
    if (verdict !== 'authentic') return refuse(verdict);

    const envelope = Envelope.safeParse(jsonObject(Buffer.from(rawBody)));
    if (!envelope.success) return refuse('body');
    const { id, event_type: eventType, resource } = envelope.data;
    const payment = eventType === 'TRANSACTION.SUCCESS';
    const refund = /^REFUND\.(SUCCESS|ABNORMAL|CLOSED)$/.test(eventType);
    if (!payment && !refund) return { kind: 'other', id, eventType };
    if (resource.algorithm !== 'AEAD_AES_256_GCM') return refuse('body', id);
    if (resource.original_type !== undefined && resource.original_type !== (payment ? 'transaction' : 'refund')) return refuse('body', id);

    const plain = openResource({ ciphertext: resource.ciphertext, nonce: resource.nonce, associatedData: resource.associated_data ?? '' }, apiV3KeysOf(config));
    if (plain === null) return refuse('ciphertext', id);
    const json = jsonObject(Buffer.from(plain));
    if (payment) {
      const transaction = readTransaction(json);
      if (!transaction) return refuse('body', id);
      if (transaction.mchid !== config.WECHAT_PAY_MCHID || transaction.appid !== config.WECHAT_APPID) return refuse('merchant', id);
      return { kind: 'payment', id, transaction };
    }
    const notified = readNotifiedRefund(json);
    if (!notified) return refuse('body', id);
    if (notified.mchid !== config.WECHAT_PAY_MCHID) return refuse('merchant', id);
    return { kind: 'refund', id, refund: notified.refund };
  };
}
