import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa, { type Middleware } from 'koa';
import type { World } from '../world/world';
import type { WorldKeys } from '../world/keys';
import { chain, under } from './chain';
import { consoleRoutes } from './console-api';
import { serviceGate } from './faults';
import { answerJson } from './http';
import { smsSimulator } from './sms';
import { createTimers } from './timers';
import { wechatPaySimulator, type PaySimulator } from './wechat-pay';
import { wechatRoutes } from './wechat';
import { wecomSimulator, type WecomSimulator } from './wecom';

export interface SimulatorOptions {
  readonly keys: WorldKeys;
  /** 1 (default): retries after 15 s, 15 s, 30 s, 3 min … as in life. 0.001: a thousand times faster. Latencies and time-outs are not scaled. */
  readonly timeScale?: number;
  /** Between accepting a refund and its end; scaled. Default 2000. */
  readonly refundDelayMs?: number;
  /** How long the product may take to answer a notification; not scaled. Default 5000, as in life. */
  readonly notifyTimeoutMs?: number;
  /** The pages of the published mini-program, without leading slash; default: any. */
  readonly pages?: readonly string[];
  /** Where WeCom sends its callbacks, taken without the check that the console makes. Default: what was verified last. */
  readonly wecomCallbackUrl?: string;
}

export interface MountedSimulators extends Middleware {
  readonly pay: PaySimulator;
  readonly wecom: WecomSimulator;
  /** Ends retries, delays and journal streams, then saves the world. */
  close(): Promise<void>;
}

const ROOT = '/sim';

/**
 * Everything under /sim as one Koa middleware; other paths pass by. Put it before any body parser: signatures are checked
 * over the bytes as they came. Undelivered notifications and unfinished refunds of an earlier run go on at once.
 */
export function mountSimulators(world: World, options: SimulatorOptions): MountedSimulators {
  const { keys } = options;
  const timers = createTimers(options.timeScale ?? 1);
  if (options.wecomCallbackUrl !== undefined) world.state.callbackUrl = options.wecomCallbackUrl;
  const pay = wechatPaySimulator(world, keys, timers, {
    prefix: `${ROOT}/wechat-pay`,
    refundDelayMs: options.refundDelayMs ?? 2000,
    notifyTimeoutMs: options.notifyTimeoutMs ?? 5000,
  });
  const wecom = wecomSimulator(world, keys, timers, `${ROOT}/wecom`, `${ROOT}/wecom-open`);
  const notFound: Middleware = (ctx) => answerJson(ctx, 404, { errcode: 404, errmsg: 'the simulator knows no such path' });
  const gated = (prefix: string, gate: Middleware, service: Middleware): Middleware => under(prefix, chain(gate, service, notFound));
  const middleware = chain(
    gated(`${ROOT}/wechat`, serviceGate(world, 'wechat', timers.stopping), wechatRoutes(world, keys, `${ROOT}/wechat`, { pages: options.pages ?? null })),
    gated(`${ROOT}/wechat-pay`, serviceGate(world, 'wechat-pay', timers.stopping), pay.middleware),
    gated(`${ROOT}/wecom`, serviceGate(world, 'wecom', timers.stopping), wecom.middleware),
    gated(`${ROOT}/wecom-open`, serviceGate(world, 'wecom', timers.stopping), wecom.middleware),
    gated(`${ROOT}/sms`, serviceGate(world, 'sms', timers.stopping), smsSimulator(world, keys.sms, `${ROOT}/sms`)),
    under(`${ROOT}/console`, chain(consoleRoutes(world, keys, `${ROOT}/console`, { pay, wecom, stopping: timers.stopping }), notFound)),
  );
  return Object.assign(middleware, {
    pay,
    wecom,
    async close() {
      await timers.stop();
      await world.flush();
    },
  });
}

export interface ListeningSimulators {
  /** `http://127.0.0.1:port`, without a trailing slash. */
  readonly baseUrl: string;
  readonly simulators: MountedSimulators;
  close(): Promise<void>;
}

/** The simulators alone on a port of this machine; port 0 takes a free one. */
export async function listen(world: World, options: SimulatorOptions & { readonly port?: number; readonly host?: string }): Promise<ListeningSimulators> {
  const simulators = mountSimulators(world, options);
  const app = new Koa();
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error('a simulator failed:', error);
  });
  app.use(simulators);
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  return {
    baseUrl: `http://${host}:${String((server.address() as AddressInfo).port)}`,
    simulators,
    async close() {
      await simulators.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
