import { createDecipheriv, createSign, createVerify } from 'node:crypto';
import WxPay from 'wechatpay-node-v3';
import { PayRequest } from 'wechatpay-node-v3/dist/lib/pay-request';
import type { Received, Stage } from '../contract.fixtures';

const PRODUCTION = 'https://api.mch.weixin.qq.com';

/** The SDK's own HTTP service, sent elsewhere. What is signed stays the production address. */
class Redirected extends PayRequest {
  constructor(private readonly base: string) {
    super();
  }
  override post(url: string, params: Record<string, unknown>, headers: Record<string, string>) {
    return super.post(url.replace(PRODUCTION, this.base), params, headers);
  }
  override get(url: string, headers: Record<string, string>) {
    return super.get(url.replace(PRODUCTION, this.base), headers);
  }
}

/** The unmodified SDK of a merchant who talks to the simulator. */
export function sdk({ keys, baseUrl }: Stage, change: { readonly privateKey?: string; readonly serial?: string } = {}): WxPay {
  const pay = new WxPay({
    appid: keys.appid,
    mchid: keys.mchid,
    publicKey: Buffer.from(keys.merchant.certificate),
    privateKey: Buffer.from(change.privateKey ?? keys.merchant.privateKey),
    serial_no: change.serial ?? keys.merchant.serial,
    key: keys.apiV3Key,
  });
  pay.createHttp(new Redirected(`${baseUrl}/sim/wechat-pay`));
  return pay;
}

let counter = 0;
/** Parameters of an order; each call has a number of its own. */
export function anOrder(stage: Stage, change: Record<string, unknown> = {}) {
  counter += 1;
  return {
    description: '亲子写真 定金',
    out_trade_no: `ZK2026112200${String(counter).padStart(4, '0')}`,
    notify_url: 'https://shop.example/notify/wechat-pay',
    amount: { total: 20000, currency: 'CNY' },
    payer: { openid: stage.someone('林小雨').openid },
    ...change,
  } as {
    description: string;
    out_trade_no: string;
    notify_url: string;
    time_expire?: string;
    amount: { total: number; currency: string };
    payer: { openid: string };
  };
}

/** The number inside what the SDK makes of a jsapi answer. */
export function prepayIdOf(answer: { data?: unknown }): string {
  return String((answer.data as { package: string }).package).replace('prepay_id=', '');
}

/** The error body, which the SDK leaves as text. */
export function errorOf(answer: unknown): { status: number; code: string; message: string; detail?: { field?: string; detail?: { issue: string } } } {
  const { status, error } = answer as { status: number; error: string };
  return { status, ...(JSON.parse(error) as { code: string; message: string }) };
}

/** A signed request with headers of one's own choice; answers what came over the wire. */
export async function signed(
  { keys, baseUrl, clock }: Stage,
  method: 'GET' | 'POST',
  url: string,
  options: {
    readonly body?: string;
    readonly timestamp?: number;
    readonly nonce?: string;
    readonly serial?: string;
    readonly headers?: Record<string, string>;
  } = {},
) {
  const timestamp = options.timestamp ?? Math.floor(clock.now().getTime() / 1000);
  const nonce = options.nonce ?? `n${String(Math.random()).slice(2)}`;
  const body = options.body ?? '';
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${url}\n${String(timestamp)}\n${nonce}\n${body}\n`)
    .sign(keys.merchant.privateKey, 'base64');
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${keys.mchid}",nonce_str="${nonce}",timestamp="${String(timestamp)}",serial_no="${options.serial ?? keys.merchant.serial}",signature="${signature}"`;
  const response = await fetch(`${baseUrl}/sim/wechat-pay${url}`, {
    method,
    ...(method === 'POST' ? { body } : {}),
    headers: { Authorization: authorization, Accept: 'application/json', 'User-Agent': 'contract', 'Content-Type': 'application/json', ...options.headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Opens an order by the wall clock of the story (the SDK knows only the real one) and answers its prepay_id. */
export async function prepay(stage: Stage, order: ReturnType<typeof anOrder>): Promise<string> {
  const answer = await signed(stage, 'POST', '/v3/pay/transactions/jsapi', {
    body: JSON.stringify({ ...order, appid: stage.keys.appid, mchid: stage.keys.mchid }),
  });
  return (JSON.parse(answer.text) as { prepay_id: string }).prepay_id;
}

/** Whether Wechatpay-* headers sign this text with this public key. */
export function isSignedBy(publicKey: string, header: (name: string) => string, text: string): boolean {
  return createVerify('RSA-SHA256')
    .update(`${header('wechatpay-timestamp')}\n${header('wechatpay-nonce')}\n${text}\n`)
    .verify(publicKey, header('wechatpay-signature'), 'base64');
}

/** Opens a notification, authenticating it; throws when the tag does not fit. */
export function openNotification(
  apiV3Key: string,
  received: Received,
): { id: string; event_type: string; original_type: string; plaintext: Record<string, unknown> } {
  const body = JSON.parse(received.body) as {
    id: string;
    event_type: string;
    resource: { original_type: string; ciphertext: string; nonce: string; associated_data: string };
  };
  const { ciphertext, nonce, associated_data, original_type } = body.resource;
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: 16 }).setAuthTag(bytes.subarray(-16)).setAAD(Buffer.from(associated_data));
  const plaintext = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  return { id: body.id, event_type: body.event_type, original_type, plaintext: JSON.parse(plaintext) as Record<string, unknown> };
}
