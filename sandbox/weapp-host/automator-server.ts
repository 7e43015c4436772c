import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { appMethods } from './automator/app-methods';
import { elementMethods } from './automator/element-methods';
import { pageMethods } from './automator/page-methods';
import { type Handlers, Session } from './automator/session';
import type { WeappHost } from './host';
import { type Dict, isDict, messageOf } from './types';

export interface AutomatorServer {
  /** For `automator.connect({ wsEndpoint })`. */
  readonly wsEndpoint: string;
  /** Every protocol method that the server answers. */
  readonly methods: readonly string[];
  close(): Promise<void>;
}

export interface AutomatorOptions {
  /** 0, the default, lets the system choose. */
  readonly port?: number;
  /** Paints the page, for `miniProgram.screenshot()`; base64 of a PNG. Without it a screenshot is refused. */
  readonly screenshot?: () => Promise<string>;
}

/** Trap: a result may hold functions or cycles of the app; they are dropped or named, never a reason to leave the client waiting. */
function encode(message: Dict): string {
  try {
    return JSON.stringify(message);
  } catch (thrown) {
    return JSON.stringify({ id: message.id, error: { message: `the result cannot be sent: ${messageOf(thrown)}` } });
  }
}

/**
 * Speaks the protocol of miniprogram-automator 0.12 for a launched host, so that one spec runs here and against WeChat DevTools.
 * A method that the host cannot honestly answer (sizes, xpath, audits, remote debugging) is an error that says so.
 */
export async function serveAutomator(host: WeappHost, options: AutomatorOptions = {}): Promise<AutomatorServer> {
  const sockets = new Set<WebSocket>();
  const session = new Session(host, (method, params) => {
    const text = encode({ method, params });
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send(text);
  });
  const capture: Handlers = {
    'App.captureScreenshot': async () => {
      if (options.screenshot === undefined) throw new Error('screenshot: this host has no painter; see sandbox/weapp-host/browser.ts');
      return { data: await options.screenshot() };
    },
  };
  const handlers: Handlers = { ...appMethods(session), ...pageMethods(session), ...elementMethods(session), ...capture };

  const answer = async (text: string): Promise<Dict> => {
    const message: unknown = JSON.parse(text);
    if (!isDict(message)) return { error: { message: 'a message must be an object' } };
    const { id } = message;
    try {
      const handler = handlers[String(message.method)];
      if (handler === undefined) throw new Error(`${String(message.method)}: unknown to the headless host`);
      return { id, result: (await handler(isDict(message.params) ? message.params : {})) ?? {} };
    } catch (thrown) {
      return { id, error: { message: messageOf(thrown) } };
    }
  };

  const server = new WebSocketServer({ port: options.port ?? 0, host: '127.0.0.1' });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', () => resolve());
    server.once('error', reject);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const text = Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');
      void answer(text).then((reply) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(encode(reply));
      });
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    wsEndpoint: `ws://127.0.0.1:${port}`,
    methods: Object.keys(handlers),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
