import * as z from 'zod/mini';
import type { Log } from '../platform/log';
import type { CredentialCache, LentCredential } from './access-token';
import { type HttpResult, type HttpSend, jsonObject, surelyNotDone } from './http-json';
import type { Outcome } from './outcome';

/*
 * What the mini-program API and WeCom have in common: JSON with `errcode`/`errmsg`, an access token in the query that may
 * die early, and "busy" or "too often" said with an errcode under HTTP 200.
 */

export interface ApiAnswer {
  /** 0 when the answer has none: success often comes without it. */
  readonly errcode: number;
  readonly json: Readonly<Record<string, unknown>>;
  /** For numbers larger than JavaScript keeps exactly. */
  readonly text: string;
}

export interface ErrorCodes {
  /** The access token is not accepted: fetch another and try once more. */
  readonly tokenDead: ReadonlySet<number>;
  /** Busy or too often: the same call may succeed later. */
  readonly later: ReadonlySet<number>;
  /** The set-up is wrong and a person must act; said in the log in words. The outcome is `rejected`. */
  readonly setUp: ReadonlyMap<number, string>;
}

export interface TencentApi {
  /** One call without a token. `path` begins with `/`; it may be logged, `query` never is. */
  plain(method: 'GET' | 'POST', path: string, query: Readonly<Record<string, string>>, body?: unknown): Promise<Outcome<ApiAnswer>>;
  /** One call with the access token in the query; a dead token is dropped, fetched anew once and the call repeated once. */
  authorised(method: 'GET' | 'POST', path: string, query: Readonly<Record<string, string>>, body?: unknown): Promise<Outcome<ApiAnswer>>;
  /** Like `authorised`, for an endpoint that answers bytes when it succeeds and JSON when it does not. */
  authorisedBytes(path: string, body: unknown): Promise<Outcome<Buffer>>;
}

export function createTencentApi(options: {
  readonly service: 'wechat' | 'wecom';
  readonly baseUrl: string;
  readonly send: HttpSend;
  readonly log: Log;
  readonly codes: ErrorCodes;
  readonly token: () => CredentialCache;
}): TencentApi {
  const { service, send, log, codes, token } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');

  function exchange(method: 'GET' | 'POST', path: string, query: Readonly<Record<string, string>>, body: unknown): Promise<HttpResult> {
    const search = new URLSearchParams(query).toString();
    return send({
      method,
      url: `${baseUrl}${path}${search ? `?${search}` : ''}`,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Sorts an answer into usable, no and later. */
  function read(path: string, result: HttpResult): Outcome<ApiAnswer> {
    const notDone = surelyNotDone(result) ? { notDone: true as const } : {};
    if (result.kind === 'failed') {
      log.warn({ service, path, reason: result.reason, detail: result.detail }, 'no answer');
      return { kind: 'unavailable', detail: `${result.reason} ${result.detail}`, ...notDone };
    }
    const json = jsonObject(result.body);
    if (result.status !== 200 || !json) {
      log.warn({ service, path, status: result.status }, 'no usable answer');
      return { kind: 'unavailable', detail: `status ${result.status}${json ? '' : ', not JSON'}`, ...notDone };
    }
    const errcode = typeof json.errcode === 'number' ? json.errcode : 0;
    if (errcode === 0) return { kind: 'ok', value: { errcode, json, text: result.body.toString('utf8') } };
    if (codes.later.has(errcode)) {
      log.warn({ service, path, errcode }, 'asked to come later');
      return { kind: 'unavailable', detail: `errcode ${errcode}`, notDone: true };
    }
    const help = codes.setUp.get(errcode);
    if (help) log.error({ service, path, errcode, help }, 'the set-up of this service is wrong');
    else log.info({ service, path, errcode }, 'said no');
    /* errmsg repeats a hint, the caller's address and a request id; it goes to people who look, not into decisions. */
    const errmsg = typeof json.errmsg === 'string' ? json.errmsg.slice(0, 200) : '';
    return { kind: 'rejected', code: String(errcode), detail: help ? `${help} (${errmsg})` : errmsg };
  }

  /** Runs a call with the token, once more with a new one when it turns out dead. */
  async function withToken(path: string, call: (accessToken: string) => Promise<HttpResult>): Promise<Outcome<HttpResult>> {
    for (let attempt = 0; ; attempt++) {
      const accessToken = await token().get();
      /* The call itself was never made: whatever is wrong with our credentials, nothing was said about it. */
      if (accessToken.kind === 'rejected') return { kind: 'unavailable', detail: `no access token: errcode ${accessToken.code}`, notDone: true };
      if (accessToken.kind !== 'ok') return { ...accessToken, notDone: true };
      const result = await call(accessToken.value);
      const errcode = result.kind === 'answer' && !isBytes(result) ? jsonObject(result.body)?.errcode : undefined;
      if (typeof errcode !== 'number' || !codes.tokenDead.has(errcode)) return { kind: 'ok', value: result };
      await token().drop(accessToken.value);
      log.info({ service, path, errcode, attempt }, 'access token refused');
      if (attempt > 0) return { kind: 'unavailable', detail: `access token refused twice, errcode ${errcode}`, notDone: true };
    }
  }

  return {
    async plain(method, path, query, body) {
      return read(path, await exchange(method, path, query, body));
    },
    async authorised(method, path, query, body) {
      const result = await withToken(path, (accessToken) => exchange(method, path, { ...query, access_token: accessToken }, body));
      return result.kind === 'ok' ? read(path, result.value) : result;
    },
    async authorisedBytes(path, body) {
      const result = await withToken(path, (accessToken) => exchange('POST', path, { access_token: accessToken }, body));
      if (result.kind !== 'ok') return result;
      if (result.value.kind === 'answer' && result.value.status === 200 && isBytes(result.value)) return { kind: 'ok', value: result.value.body };
      const answer = read(path, result.value);
      return answer.kind === 'ok' ? { kind: 'unavailable', detail: 'JSON instead of an image' } : answer;
    },
  };
}

/** An image and not an error: by content type, and not the `{` of JSON under a wrong one. */
function isBytes(answer: Extract<HttpResult, { kind: 'answer' }>): boolean {
  return (answer.headers['content-type'] ?? '').startsWith('image/') && answer.body.length > 0 && answer.body[0] !== 0x7b;
}

const TokenAnswer = z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.int().check(z.gt(0)) });

/** The access token of an answer; anything else is no usable answer. */
export function readToken(answer: Outcome<ApiAnswer>): Outcome<LentCredential> {
  if (answer.kind !== 'ok') return answer;
  const parsed = TokenAnswer.safeParse(answer.value.json);
  if (!parsed.success) return { kind: 'unavailable', detail: 'no access token in the answer' };
  return { kind: 'ok', value: { value: parsed.data.access_token, expiresInSeconds: parsed.data.expires_in } };
}

/** Reads an answer with a schema; one that does not fit is no usable answer. */
export function fit<Schema extends z.ZodMiniType>(schema: Schema, answer: Outcome<ApiAnswer>): Outcome<z.output<Schema>> {
  if (answer.kind !== 'ok') return answer;
  const parsed = schema.safeParse(answer.value.json);
  return parsed.success
    ? { kind: 'ok', value: parsed.data }
    : { kind: 'unavailable', detail: `answer of an unexpected shape at ${parsed.error.issues[0]?.path.join('.') ?? ''}` };
}
