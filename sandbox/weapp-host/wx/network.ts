import { type Callable, type Dict, isCallable, isDict, messageOf } from '../types';
import type { WxGroup } from './group';

export interface NetworkOptions {
  /** Origins that the mini-program may call, as registered in the WeChat console. Absent: every origin. */
  readonly domains?: readonly string[];
  readonly appId: string;
  /** Like a hosts file: the origin that was built into the bundle → where that server really is today; `*` stands for every other origin. */
  readonly origins?: Readonly<Record<string, string>>;
}

export interface NetworkPort {
  adopt(value: unknown): unknown;
  adoptBytes(bytes: Uint8Array): unknown;
  guard(run: () => unknown): unknown;
  /** Hands an outcome, already of the logic realm, to the caller's callbacks. */
  deliver(options: Dict, fields: Dict, ok: boolean): void;
  /** An answer arrived: the moment after a tap is over. */
  answered(): void;
}

const DEFAULT_TIMEOUT_MS = 60_000;

class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly errno: number,
  ) {
    super(reason);
  }
}

function encodeBody(data: unknown, contentType: string): string | Uint8Array<ArrayBuffer> | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data === 'string') return data;
  // Bytes of another realm: told by their tag, not by instanceof.
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') return new Uint8Array(data as ArrayBuffer);
  if (contentType.includes('application/x-www-form-urlencoded') && isDict(data)) return toQuery(data);
  return JSON.stringify(data);
}

function toQuery(data: Dict): string {
  return Object.entries(data)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`)
    .join('&');
}

function headersOf(options: Dict, appId: string): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (isDict(options.header)) for (const [name, value] of Object.entries(options.header)) headers[name.toLowerCase()] = String(value);
  headers.referer = `https://servicewechat.com/${appId}/devtools/page-frame.html`;
  return headers;
}

/**
 * `wx.request` over real HTTP: abort, timeout, the allow list of domains, JSON or bytes.
 * Not covered: uploadFile and downloadFile, chunked answers, cookies, the limit of ten at once, and certificates (https works as Node's fetch does it).
 */
export class Network {
  /** Requests on their way. */
  inflight = 0;

  constructor(
    private readonly options: NetworkOptions,
    private readonly port: NetworkPort,
  ) {}

  request(options: Dict): Dict {
    const abort = new AbortController();
    const onHeaders: Callable[] = [];
    let reason: Refusal | null = null;
    const timeout = setTimeout(() => {
      reason = new Refusal('timeout', 5);
      abort.abort();
    }, Number(options.timeout) || DEFAULT_TIMEOUT_MS);
    this.inflight += 1;
    this.send(options, abort.signal, (header) => {
      for (const listener of onHeaders) this.port.guard(() => listener(this.port.adopt({ header })));
    })
      .then((result) => this.port.deliver(options, result, true))
      .catch((thrown: unknown) => {
        const refusal = reason ?? (thrown instanceof Refusal ? thrown : new Refusal(messageOf(thrown), 600_001));
        this.port.deliver(options, { errMsg: `request:fail ${refusal.reason}`, errno: refusal.errno }, false);
      })
      .finally(() => {
        clearTimeout(timeout);
        this.port.answered();
        this.inflight -= 1;
      });
    return {
      abort: () => {
        reason ??= new Refusal('abort', 600_003);
        abort.abort();
      },
      onHeadersReceived: (listener: unknown) => {
        if (isCallable(listener)) onHeaders.push(listener);
      },
      offHeadersReceived: () => {
        onHeaders.length = 0;
      },
      onChunkReceived: () => undefined,
      offChunkReceived: () => undefined,
    };
  }

  private async send(options: Dict, signal: AbortSignal, gotHeaders: (header: Dict) => void): Promise<Dict> {
    const method = String(options.method ?? 'GET').toUpperCase();
    let url: URL;
    try {
      url = new URL(String(options.url));
    } catch {
      throw new Refusal(`invalid url "${String(options.url)}"`, 600_009);
    }
    if (this.options.domains !== undefined && !this.options.domains.includes(url.origin)) throw new Refusal(`url not in domain list: ${url.origin}`, 600_002);
    const moved = this.options.origins?.[url.origin] ?? this.options.origins?.['*'];
    if (moved !== undefined) url = new URL(`${url.pathname}${url.search}`, moved);
    const headers = headersOf(options, this.options.appId);
    const bodyless = method === 'GET' || method === 'HEAD';
    if (bodyless && isDict(options.data)) url.search += `${url.search === '' ? '?' : '&'}${toQuery(options.data)}`;
    const body = bodyless ? undefined : encodeBody(options.data, headers['content-type'] ?? '');
    let response: Response;
    try {
      response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    } catch (thrown) {
      const cause = isDict(thrown) && 'cause' in thrown ? messageOf(thrown.cause) : messageOf(thrown);
      throw new Refusal(cause, 600_001);
    }
    const header = Object.fromEntries(response.headers);
    gotHeaders(header);
    const shared = {
      statusCode: response.status,
      header: this.port.adopt(header),
      cookies: this.port.adopt(response.headers.getSetCookie()),
      errMsg: 'request:ok',
    };
    if (options.responseType === 'arraybuffer') return { ...shared, data: this.port.adoptBytes(new Uint8Array(await response.arrayBuffer())) };
    const text = await response.text();
    if ((options.dataType ?? 'json') !== 'json') return { ...shared, data: text };
    try {
      return { ...shared, data: this.port.adopt(JSON.parse(text)) };
    } catch {
      // WeChat hands over the text when it is not JSON.
      return { ...shared, data: text };
    }
  }
}

export function networkApis(network: Network): WxGroup {
  return {
    values: { request: (options) => network.request(isDict(options) ? options : {}) },
    async: { getNetworkType: () => ({ networkType: 'wifi', isConnected: true }) },
  };
}
