import { randomBytes } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { Fields } from '../http';
import { rsaSign } from './crypto';
import { signingPair } from './signing';

export interface PayRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  /** The captured parts of the path, decoded. */
  readonly params: readonly string[];
  readonly body: Fields;
}

/** `body` undefined: no content. `unsigned`: a bill file. */
export interface PayAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly unsigned?: { readonly type: string; readonly bytes: Buffer };
}

/** An error body as API v3 writes it. */
export function no(status: number, code: string, message: string, detail?: Readonly<Record<string, unknown>>): PayAnswer {
  return { status, body: detail ? { code, message, detail } : { code, message } };
}

/** PARAM_ERROR for one field of the body, named as a JSON pointer. */
export function wrongParameter(field: string, value: unknown, issue: string, location: 'body' | 'query' | 'header' = 'body'): PayAnswer {
  return no(400, 'PARAM_ERROR', '参数错误', { location, field, value: value === undefined ? null : value, issue });
}

/** The Wechatpay-* headers over a text, for answers and for notifications. */
export function signatureHeaders(text: string, at: Date, pair: { serial: string; privateKey: string }): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': rsaSign(`${timestamp}\n${nonce}\n${text}\n`, pair.privateKey),
    'Wechatpay-Serial': pair.serial,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

/** Sends an answer, signed over exactly the bytes that leave. */
export function sendAnswer(world: World, keys: WorldKeys, ctx: ParameterizedContext, answer: PayAnswer): void {
  ctx.status = answer.status;
  ctx.set('Request-ID', `08${randomBytes(12).toString('hex').toUpperCase()}`);
  if (answer.unsigned) {
    ctx.type = answer.unsigned.type;
    ctx.body = answer.unsigned.bytes;
    return;
  }
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  ctx.set(signatureHeaders(text, world.clock.now(), signingPair(world, keys, ctx.get('Wechatpay-Serial'))));
  if (text === '') return;
  ctx.type = 'application/json; charset=utf-8';
  ctx.body = text;
}
