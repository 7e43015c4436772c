import type { Middleware } from 'koa';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { PayRefund } from '../../world/state';
import type { Timers } from '../timers';
import { parseFields, readRaw } from '../http';
import { no, sendAnswer, type PayAnswer, type PayRequest } from './answers';
import { refuseUnauthentic } from './auth';
import { createCertificates, listCertificates, type Certificates } from './certificates';
import { downloadBill, requestTradeBill } from './bills';
import { createKeyChange, keysFor, type KeyChange, type MerchantView } from './merchants';
import { createNotifier, type Notifier } from './notifier';
import { closeOrder, openOrder, queryByOutTradeNo, queryByTransactionId } from './orders';
import { payOrder, requestPayment, type PaymentResult, type RequestPaymentParams } from './pay';
import { queryRefund, requestRefund } from './refunds';

export interface PaySimulator {
  readonly middleware: Middleware;
  readonly notifier: Notifier;
  readonly certificates: Certificates;
  readonly keyChange: KeyChange;
  /** The customer confirms in WeChat's payment sheet. */
  payOrder(prepayId: string, openid: string): Promise<PaymentResult>;
  /** The same through wx.requestPayment's parameters, whose signature is checked first. */
  requestPayment(params: RequestPaymentParams, openid: string): Promise<PaymentResult>;
}

export interface PayOptions {
  readonly prefix: string;
  /** Story time between accepting a refund and its end. */
  readonly refundDelayMs: number;
  readonly notifyTimeoutMs: number;
}

type Handler = (request: PayRequest, keys: MerchantView) => PayAnswer | Promise<PayAnswer>;

/** A part of the path as text; one that is badly encoded stays as it is and names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** api.mch.weixin.qq.com under `prefix`. The prefix is no part of what the merchant signs. */
export function wechatPaySimulator(world: World, keys: WorldKeys, timers: Timers, options: PayOptions): PaySimulator {
  const notifier = createNotifier(world, keys, timers, options.notifyTimeoutMs);

  function settle(refund: PayRefund): void {
    timers.after(options.refundDelayMs, async () => {
      if (refund.status !== 'PROCESSING') return;
      refund.status = refund.fate;
      if (refund.fate === 'SUCCESS') refund.successAt = world.clock.now().toISOString();
      world.record(
        'wechat-pay',
        'refund.settled',
        `退款${{ SUCCESS: '已到账', ABNORMAL: '异常，需在商户平台处理', CLOSED: '已关闭' }[refund.fate]} ¥${(refund.refundFen / 100).toFixed(2)}`,
        { outRefundNo: refund.outRefundNo },
      );
      notifier.refunded(refund);
      await world.flush();
    });
  }

  const routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/v3\/certificates$/, (_, mine) => listCertificates(world, mine)],
    ['POST', /^\/v3\/pay\/transactions\/jsapi$/, (request, mine) => openOrder(world, mine, 'JSAPI', request)],
    ['POST', /^\/v3\/pay\/transactions\/native$/, (request, mine) => openOrder(world, mine, 'NATIVE', request)],
    ['GET', /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/, (request, mine) => queryByOutTradeNo(world, mine, request)],
    ['GET', /^\/v3\/pay\/transactions\/id\/([^/]+)$/, (request, mine) => queryByTransactionId(world, mine, request)],
    ['POST', /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/, (request, mine) => closeOrder(world, mine, request)],
    ['POST', /^\/v3\/refund\/domestic\/refunds$/, (request, mine) => requestRefund(world, mine, request, settle)],
    ['GET', /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/, (request, mine) => queryRefund(world, mine, request)],
    ['GET', /^\/v3\/bill\/tradebill$/, (request, mine) => requestTradeBill(world, mine, request)],
    ['GET', /^\/v3\/billdownload\/file$/, (request, mine) => downloadBill(world, mine, request)],
  ];

  async function answer(mine: MerchantView, method: string, url: string, headers: NodeJS.Dict<string | string[]>, rawBody: Buffer): Promise<PayAnswer> {
    const refused = refuseUnauthentic(world, mine, { method, url, rawBody, headers });
    if (refused) return refused;
    const [path = '', query = ''] = url.split('?', 2);
    for (const [verb, pattern, handler] of routes) {
      const match = verb === method ? pattern.exec(path) : null;
      if (!match) continue;
      const json = method === 'POST';
      if (json && !String(headers['content-type'] ?? '').startsWith('application/json')) return no(415, 'PARAM_ERROR', 'Content-Type须为application/json');
      const body = json ? parseFields(rawBody.toString('utf8')) : {};
      if (!body) return no(400, 'PARAM_ERROR', '请求包体不是合法的JSON');
      return handler({ method, query: new URLSearchParams(query), params: match.slice(1).map(decoded), body }, mine);
    }
    return no(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在');
  }

  for (const refund of world.state.refunds) if (refund.status === 'PROCESSING') settle(refund);
  notifier.resume();

  return {
    notifier,
    certificates: createCertificates(world, keys),
    keyChange: createKeyChange(world),
    payOrder: (prepayId, openid) => payOrder(world, prepayId, openid, (order) => notifier.paid(order)),
    requestPayment: (params, openid) => requestPayment(world, keys, params, openid, (order) => notifier.paid(order)),
    async middleware(ctx) {
      const url = (ctx.req.url ?? '').slice(options.prefix.length);
      // Whoever it claims to be is looked up first; the signature then proves it.
      const mine = keysFor(world, keys, /\bmchid="(\d+)"/.exec(ctx.get('authorization'))?.[1]) ?? keys;
      sendAnswer(world, mine, ctx, await answer(mine, ctx.method, url, ctx.req.headers, await readRaw(ctx.req)));
    },
  };
}
