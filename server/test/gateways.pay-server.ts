import { createVerify, X509Certificate } from 'node:crypto';
import type { HttpLimits } from '../src/gateways/http-json';
import { createWechatPay } from '../src/gateways/wechat-pay/http';
import { dependencies, gatewayEnv, type Pair, type Scripted, type SeenRequest, scriptedServer, wechatpayHeaders, worldKeys } from './gateways.fixtures';

/* A WeChat Pay that does what a test says: also what a simulator of good will would not, such as forging, cutting, stalling. */
export const keys = worldKeys();
export const publicPair: Pair = { id: keys.payPublicKey.id, privateKey: keys.payPublicKey.privateKey };
export const platformPair: Pair = { id: keys.platform.serial, privateKey: keys.platform.privateKey };
export const CALM: HttpLimits = { connectMs: 2_000, totalMs: 10_000, backoffMs: [1, 1] };
export const NO = 'ZK20261122000001';
export const paid = {
  appid: keys.appid,
  mchid: keys.mchid,
  out_trade_no: NO,
  transaction_id: '42000',
  trade_state: 'SUCCESS',
  success_time: '2026-11-22T10:00:00+08:00',
  amount: { total: 10_000, currency: 'CNY' },
  payer: { openid: 'oLin' },
};

/** An answer signed by a pair; null: unsigned. */
export const answered = (status: number, value: unknown, by: Pair | null = publicPair): Scripted => {
  const body = value === undefined ? '' : JSON.stringify(value);
  return { status, headers: { ...(by ? wechatpayHeaders(body, by) : {}), 'content-type': 'application/json' }, body };
};

export type Mode = 'public-key' | 'platform-certificate';
/** Runs `work` with a gateway whose WeChat Pay answers what `answer` says. */
export async function against<Result>(
  answer: (request: SeenRequest, count: number) => Scripted,
  work: (pay: ReturnType<typeof createWechatPay>, seen: readonly SeenRequest[], world: ReturnType<typeof dependencies>) => Promise<Result>,
  options: { readonly mode?: Mode; readonly prefix?: string; readonly limits?: HttpLimits } = {},
): Promise<Result> {
  const { mode = 'public-key', prefix = '', limits = CALM } = options;
  const server = await scriptedServer(answer);
  const world = dependencies(limits);
  try {
    const env = gatewayEnv({ ...keys, payMode: mode }, server.baseUrl);
    return await work(createWechatPay({ ...env, WECHAT_PAY_API_BASE: server.baseUrl + prefix }, world), server.seen, world);
  } finally {
    await server.close();
  }
}

/** Did our merchant sign this request, over exactly this path and the body as it came? */
export function signatureHolds(request: SeenRequest, path: string): boolean {
  const parts = Object.fromEntries([...(request.headers.authorization ?? '').matchAll(/(\w+)="([^"]+)"/g)].map((m) => [m[1], m[2]]));
  expect(parts).toMatchObject({ mchid: keys.mchid, serial_no: keys.merchant.serial });
  expect(parts.nonce_str).toMatch(/^[0-9a-f]{32}$/);
  const text = `${request.method}\n${path}\n${parts.timestamp}\n${parts.nonce_str}\n${request.body}\n`;
  return createVerify('RSA-SHA256')
    .update(text)
    .verify(new X509Certificate(keys.merchant.certificate).publicKey, parts.signature ?? '', 'base64');
}
