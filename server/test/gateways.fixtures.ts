import { createCipheriv, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createWorldKeys, type WorldKeys, worldEnv } from '@zhike/sandbox/world/keys';
import type { Env } from '@zhike/config/env';
import type { GatewayDependencies } from '../src/gateways/dependencies';
import { createMemoryEphemeral } from '../src/platform/ephemeral-memory';
import { createLog } from '../src/platform/log';

/** The parts of the configuration that the gateways take, as strings from a world of simulators. */
export type GatewayEnv = Pick<Env, Extract<keyof Env, `WECHAT_${string}` | `WECOM_${string}`>>;

export function gatewayEnv(keys: WorldKeys, baseUrl: string): GatewayEnv {
  return { WECHAT_MINIPROGRAM_STATE: 'formal', ...worldEnv(keys, baseUrl, 'http://127.0.0.1:1') } as GatewayEnv;
}

export const worldKeys = createWorldKeys;

/** Dependencies with a clock that tests move and a log whose lines tests read. */
export function dependencies(limits?: GatewayDependencies['limits']) {
  const lines: Record<string, unknown>[] = [];
  const time = { offsetMs: 0 };
  const clock = { now: () => new Date(Date.now() + time.offsetMs) };
  const silent = createLog('silent');
  const log = createLog('debug', { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const ephemeral = createMemoryEphemeral(silent, () => clock.now().getTime());
  return { clock, log, ephemeral, limits, lines, time, logged: () => JSON.stringify(lines) };
}

export interface Pair {
  readonly id: string;
  readonly privateKey: string;
}

/** The Wechatpay-* headers over a body, written from the documents and not from the code under test. */
export function wechatpayHeaders(body: string, pair: Pair, at = new Date()): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': pair.id,
    'Wechatpay-Signature': sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), pair.privateKey).toString('base64'),
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

/** AEAD_AES_256_GCM as API v3 writes it. */
export function seal(plain: string, associatedData: string, apiV3Key: string) {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: associatedData, nonce };
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
/** `null`: never answer. `'cut'`: cut the line. */
export type Scripted = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer } | null | 'cut';

/** A server that answers what a test says and remembers what it was asked. */
export async function scriptedServer(answer: (request: SeenRequest, count: number) => Scripted) {
  const seen: SeenRequest[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      const scripted = answer(one, seen.length);
      if (scripted === 'cut') request.socket.destroy();
      else if (scripted) response.writeHead(scripted.status, scripted.headers).end(scripted.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no address');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
