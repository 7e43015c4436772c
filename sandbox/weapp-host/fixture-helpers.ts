import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WeappHost, type HostOptions } from './host';
import type { HostPerson } from './person';

export const FIXTURE = path.join(__dirname, 'fixture');

/** A person who agrees to everything, for tests that are about something else. */
export function agreeable(changes: Partial<HostPerson> = {}): HostPerson {
  return {
    login: () => Promise.resolve({ code: 'login-code' }),
    phoneCode: () => Promise.resolve({ code: 'phone-code' }),
    requestPayment: () => Promise.resolve(),
    requestSubscribeMessage: (ids) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, 'accept' as const]))),
    ...changes,
  };
}

export function fixtureHost(options: Omit<HostOptions, 'root'> = {}): WeappHost {
  return new WeappHost({ root: FIXTURE, ...options });
}

export interface Shop {
  readonly url: string;
  readonly seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
  close(): Promise<void>;
}

/** A real HTTP server with a few fruits; `/slow` never answers, `/text` is not JSON. */
export async function openShop(): Promise<Shop> {
  const seen: Shop['seen'] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      if (request.url?.startsWith('/slow')) return;
      const isText = request.url?.startsWith('/text') === true;
      response.writeHead(request.url?.startsWith('/bad') ? 409 : 200, { 'content-type': isText ? 'text/plain' : 'application/json' });
      response.end(isText ? 'plain words' : JSON.stringify([{ id: 1, name: '苹果' }]));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
