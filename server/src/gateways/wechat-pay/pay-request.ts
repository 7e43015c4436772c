import { setTimeout as pause } from 'node:timers/promises';
import type { IPayRequest, Output } from 'wechatpay-node-v3/dist/define';
import type { Clock } from '../../platform/clock';
import type { Log } from '../../platform/log';
import { type HttpResult, type HttpSend, jsonObject } from '../http-json';
import { plainCode, worthRepeating } from './codes';
import { type KeyRing, verifySigned } from './verification';

/** The SDK writes this host into every URL; the path behind it is what gets signed. */
const SDK_HOST = 'https://api.mch.weixin.qq.com';
export const USER_AGENT = 'zhike/1.0 (wechatpay-node-v3)';
/** No further attempt is begun this long after the first. */
const LAST_START_MS = 20_000;
/** Carried in the SDK's `errRaw`: no answer that may be believed. */
export class NoUsableAnswer {
  constructor(readonly detail: string) {}
}

export interface PayRequestOptions {
  /** Takes the place of the production host; a path in it is not part of what is signed. */
  readonly baseUrl: string;
  /** `PUB_KEY_ID_…` asks WeChat Pay to sign with that key. */
  readonly answerSerial: string | undefined;
  readonly send: HttpSend;
  /** One further attempt for each entry. */
  readonly backoffMs: readonly number[];
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly log: Log;
  /** The Authorization header over exactly this path and body, with a nonce of its own. */
  readonly authorise: (method: 'GET' | 'POST', pathWithQuery: string, body: string) => string;
}

/**
 * How the SDK's calls travel: own time-outs, a fresh signature for each attempt over the very string that is sent, and no
 * body is handed on before its signature was checked (also of a "no": a forged 404 would make a paid order look unknown).
 * GET, and POST on time-out, 429 or 5xx, are repeated twice with the same numbers.
 */
export class PayRequest implements IPayRequest {
  constructor(private readonly options: PayRequestOptions) {}

  async get(url: string, headers: Record<string, unknown>): Promise<Output> {
    return this.exchange('GET', url, '', headers);
  }

  async post(url: string, params: Record<string, unknown>, headers: Record<string, unknown>): Promise<Output> {
    return this.exchange('POST', url, JSON.stringify(params), headers);
  }

  async upload(): Promise<Output> {
    throw new Error('the SDK sends uploads with a wrong signature; write them against WeChat Pay directly');
  }

  /** One unverified GET; only the certificate list may be read this way, it proves itself. */
  certificates(): Promise<HttpResult> {
    return this.attempt('GET', '/v3/certificates', '', { Accept: 'application/json', 'User-Agent': USER_AGENT });
  }

  /** A file behind a download address: its answer is not signed, the caller checks its hash. Null: the address is not WeChat Pay's. */
  async file(url: string): Promise<HttpResult | null> {
    if (!url.startsWith(`${SDK_HOST}/v3/billdownload/`)) return null;
    return this.attempt('GET', url.slice(SDK_HOST.length), '', { Accept: '*/*', 'User-Agent': USER_AGENT });
  }

  private async exchange(method: 'GET' | 'POST', url: string, body: string, sdkHeaders: Record<string, unknown>): Promise<Output> {
    if (!url.startsWith(`${SDK_HOST}/`)) throw new Error('the SDK built a URL of another host');
    const path = url.slice(SDK_HOST.length);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(sdkHeaders)) if (typeof value === 'string') headers[name] = value;
    const startedAt = performance.now();
    for (let attempt = 0; ; attempt++) {
      const result = await this.attempt(method, path, body, headers);
      const output = await this.read(method, path, result);
      const waitMs = this.options.backoffMs[attempt];
      if (!mayRepeat(result) || waitMs === undefined || performance.now() - startedAt > LAST_START_MS) return output;
      await pause(waitMs + Math.random() * waitMs);
    }
  }

  private attempt(method: 'GET' | 'POST', path: string, body: string, headers: Record<string, string>): Promise<HttpResult> {
    const { baseUrl, answerSerial, authorise, send } = this.options;
    return send({
      method,
      url: baseUrl.replace(/\/+$/, '') + path,
      headers: { ...headers, ...(answerSerial ? { 'Wechatpay-Serial': answerSerial } : {}), Authorization: authorise(method, path, body) },
      body: method === 'POST' ? body : undefined,
    });
  }

  private async read(method: string, path: string, result: HttpResult): Promise<Output> {
    const { clock, keys, log } = this.options;
    const line = { service: 'wechat-pay', method, path: path.split('?')[0] };
    if (result.kind === 'failed') {
      log.warn({ ...line, reason: result.reason, detail: result.detail }, 'wechat pay did not answer');
      return unusable(`${result.reason} ${result.detail}`);
    }
    const text = result.body.toString('utf8');
    const verdict = await verifySigned(result.headers, text, keys, clock.now());
    if (verdict !== 'authentic') {
      /* The code is shown to people who look for a wrong key or clock; nothing is decided by it. */
      log.error({ ...line, status: result.status, verdict, code: plainCode(jsonObject(result.body)?.code) }, 'wechat pay answer is not authentic');
      return unusable(`answer ${result.status} not authentic: ${verdict}`);
    }
    if (result.status >= 200 && result.status < 300) return { status: result.status, data: jsonObject(result.body) ?? {} };
    log.info({ ...line, status: result.status, code: plainCode(jsonObject(result.body)?.code) }, 'wechat pay said no');
    return { status: result.status, error: text };
  }
}

/** The status is 0 so that the SDK does not look for a prepay_id in it. */
function unusable(detail: string): Output {
  return { status: 0, errRaw: new NoUsableAnswer(detail) };
}

function mayRepeat(result: HttpResult): boolean {
  if (result.kind === 'failed') return result.reason !== 'too_large';
  return worthRepeating(result.status, plainCode(jsonObject(result.body)?.code));
}
