import { Agent, fetch } from 'undici';

/** Patience with another service, in milliseconds. */
export interface HttpLimits {
  readonly connectMs: number;
  /** Of one attempt, from the first byte sent to the last byte received. */
  readonly totalMs: number;
  /** The wait before each further attempt, where a gateway makes any; up to twice as long by chance. */
  readonly backoffMs: readonly number[];
}

export const HTTP_LIMITS: HttpLimits = { connectMs: 5_000, totalMs: 15_000, backoffMs: [200, 800] };

/** No answer that we read is larger; a bigger one is cut off and counts as no answer. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent exactly as given: a signature over it stays true. */
  readonly body?: string;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Nothing usable came back; whether the request was carried out is unknown. `detail` holds an error code, never the URL (it carries tokens). */
export interface HttpFailure {
  readonly kind: 'failed';
  readonly reason: 'timeout' | 'connection' | 'too_large';
  readonly detail: string;
}

export type HttpResult = HttpAnswer | HttpFailure;

const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** True when nobody can have carried the request out: no byte of it arrived, or it was turned away at the door. */
export function surelyNotDone(result: HttpResult): boolean {
  return result.kind === 'failed' ? NEVER_ARRIVED.has(result.detail) : result.status === 503 || result.status === 429;
}

/** Sends one request; any answer, also 4xx and 5xx, is an answer. Never throws and never follows a redirect. */
export type HttpSend = (request: HttpRequest) => Promise<HttpResult>;

/** One sender with its own connection pool. Idle connections do not keep the process alive. */
export function createHttpSend(limits: HttpLimits = HTTP_LIMITS): HttpSend {
  const dispatcher = new Agent({ connect: { timeout: limits.connectMs }, headersTimeout: limits.totalMs, bodyTimeout: limits.totalMs });
  return async (request) => {
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(limits.totalMs),
        dispatcher,
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      if (response.body)
        for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
          size += chunk.byteLength;
          if (size > LARGEST_ANSWER_BYTES) return { kind: 'failed', reason: 'too_large', detail: `answer over ${LARGEST_ANSWER_BYTES} bytes` };
          chunks.push(chunk);
        }
      return { kind: 'answer', status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.concat(chunks) };
    } catch (error) {
      const code = codeOf(error);
      const timedOut = /TIMEOUT|TimeoutError|AbortError/i.test(code);
      return { kind: 'failed', reason: timedOut ? 'timeout' : 'connection', detail: code };
    }
  };
}

/** The body as a JSON object; null when it is anything else. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** An error's code (`ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`) or name. Its message may repeat the URL and is left out. */
function codeOf(error: unknown): string {
  let name = 'unknown';
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth++) {
    const { code, name: ownName, cause } = at as { readonly code?: unknown; readonly name?: unknown; readonly cause?: unknown };
    if (typeof code === 'string') return code;
    if (typeof ownName === 'string') name = ownName;
    at = cause;
  }
  return name;
}
