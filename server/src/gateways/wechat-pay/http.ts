import { createHash, randomBytes } from 'node:crypto';
import type { GatewayDependencies } from '../dependencies';
import { createHttpSend, HTTP_LIMITS } from '../http-json';
import type { Outcome } from '../outcome';
import { cutBytes } from '../text';
import { createKeyRing } from './certificates';
import { isFinal } from './codes';
import { publicKeysOf, type WechatPayConfig } from './config';
import { createNotificationReader } from './notification';
import { PayRequest } from './pay-request';
import type { JsapiOrder, RequestPaymentParams, WechatPay } from './port';
import { createSdk, type NativeBody, type PayAnswer } from './sdk';
import { readRefund, readTransaction } from './transaction';

/** WeChat Pay API v3 over HTTP. `rejected` codes are WeChat Pay's own without underscores. Malformed numbers or amounts throw: they are our fault. */
export function createWechatPay(config: WechatPayConfig, dependencies: GatewayDependencies): WechatPay {
  const { clock, log, limits = HTTP_LIMITS } = dependencies;
  const sdk = createSdk(config, clock);
  const keys = createKeyRing(config, dependencies, () => request.certificates());
  const request = new PayRequest({
    baseUrl: config.WECHAT_PAY_API_BASE,
    answerSerial: [...publicKeysOf(config).keys()][0],
    send: createHttpSend(limits),
    backoffMs: limits.backoffMs,
    keys,
    clock,
    log,
    authorise: sdk.authorise,
  });
  sdk.use(request);

  /** Parameters for wx.requestPayment, signed anew: the SDK's nonce comes from Math.random. */
  function requestPayment(packageText: string): RequestPaymentParams {
    const timeStamp = String(Math.floor(clock.now().getTime() / 1000));
    const nonceStr = randomBytes(16).toString('hex');
    const paySign = sdk.sign(`${config.WECHAT_APPID}\n${timeStamp}\n${nonceStr}\n${packageText}\n`);
    return { timeStamp, nonceStr, package: packageText, signType: 'RSA', paySign };
  }

  return {
    async openJsapi(order) {
      ensureNumber(order.outTradeNo, 32);
      ensureFen(order.amountFen);
      const answer = await sdk.jsapi({ ...bodyOf(order), payer: { openid: order.openid } });
      return settle(answer, (data) => {
        const packageText = (data as { package?: unknown } | null)?.package;
        return typeof packageText === 'string' && packageText.startsWith('prepay_id=') ? requestPayment(packageText) : null;
      });
    },

    async openNative(order) {
      ensureNumber(order.outTradeNo, 32);
      ensureFen(order.amountFen);
      return settle(await sdk.native(bodyOf(order)), (data) => {
        const codeUrl = (data as { code_url?: unknown } | null)?.code_url;
        return typeof codeUrl === 'string' && codeUrl.startsWith('weixin://') ? { codeUrl } : null;
      });
    },

    async query(outTradeNo) {
      ensureNumber(outTradeNo, 32);
      const answer = await sdk.query(outTradeNo);
      if (saidOneOf(answer, 'ORDERNOTEXIST')) return { kind: 'ok', value: null };
      return settle(answer, (data) => {
        const transaction = readTransaction(data);
        const ours = transaction?.outTradeNo === outTradeNo && transaction.mchid === config.WECHAT_PAY_MCHID && transaction.appid === config.WECHAT_APPID;
        return ours ? transaction : null;
      });
    },

    async close(outTradeNo) {
      ensureNumber(outTradeNo, 32);
      const answer = await sdk.close(outTradeNo);
      if (answer.kind === 'done' || saidOneOf(answer, 'ORDERNOTEXIST', 'ORDERCLOSED')) return { kind: 'ok', value: null };
      return decline(answer);
    },

    async refund(refund) {
      ensureNumber(refund.outTradeNo, 32);
      ensureNumber(refund.outRefundNo, 64);
      ensureFen(refund.refundFen);
      ensureFen(refund.totalFen);
      const answer = await sdk.refund({
        out_trade_no: refund.outTradeNo,
        out_refund_no: refund.outRefundNo,
        reason: cutBytes(refund.reason, 80),
        notify_url: refund.notifyUrl,
        amount: { refund: refund.refundFen, total: refund.totalFen, currency: 'CNY' },
      });
      return settle(answer, (data) => ifNumber(readRefund(data), refund.outRefundNo));
    },

    async queryRefund(outRefundNo) {
      ensureNumber(outRefundNo, 64);
      const answer = await sdk.findRefund(outRefundNo);
      if (saidOneOf(answer, 'RESOURCENOTEXISTS', 'REFUNDNOTEXIST', 'REFUNDNOTEXISTS')) return { kind: 'ok', value: null };
      return settle(answer, (data) => ifNumber(readRefund(data), outRefundNo));
    },

    async tradeBill(date) {
      const asked = await sdk.tradeBill(date);
      if (saidOneOf(asked, 'NOSTATEMENTEXIST', 'NOBILLEXIST')) return { kind: 'ok', value: null };
      const place = settle(asked, readPlace);
      if (place.kind !== 'ok') return place;
      const file = await request.file(place.value.url);
      if (file?.kind !== 'answer' || file.status !== 200) return { kind: 'unavailable', detail: 'the bill could not be downloaded' };
      if (createHash('sha1').update(file.body).digest('hex') !== place.value.sha1) {
        log.error({ service: 'wechat-pay', date }, 'the bill has another hash than WeChat Pay said');
        return { kind: 'unavailable', detail: 'the bill has another hash' };
      }
      return { kind: 'ok', value: file.body.toString('utf8') };
    },

    readNotification: createNotificationReader(config, dependencies, keys),
  };

  /** A "done" whose body is not what was asked for is no usable answer. */
  function settle<Value>(answer: PayAnswer, map: (data: unknown) => Value | null): Outcome<Value> {
    if (answer.kind !== 'done') return decline(answer);
    const value = map(answer.data);
    if (value !== null) return { kind: 'ok', value };
    log.error({ service: 'wechat-pay' }, 'wechat pay answered something else than was asked');
    return { kind: 'unavailable', detail: 'answer of an unexpected shape' };
  }
}

function decline(answer: Exclude<PayAnswer, { kind: 'done' }>): Outcome<never> {
  if (answer.kind === 'nothing') return { kind: 'unavailable', detail: answer.detail };
  if (!isFinal(answer.status, answer.code)) return { kind: 'unavailable', detail: `${answer.status} ${answer.code}` };
  return { kind: 'rejected', code: answer.code, detail: answer.message };
}

/** Where a bill lies and what it must hash to; null when that is not said as documented. */
function readPlace(data: unknown): { readonly url: string; readonly sha1: string } | null {
  const { hash_type: kind, hash_value: sha1, download_url: url } = (data ?? {}) as Record<string, unknown>;
  return kind === 'SHA1' && typeof sha1 === 'string' && typeof url === 'string' ? { url, sha1: sha1.toLowerCase() } : null;
}

function bodyOf(order: Omit<JsapiOrder, 'openid'>): NativeBody {
  return {
    description: cutBytes(order.description, 127),
    out_trade_no: order.outTradeNo,
    time_expire: chinaTime(order.expiresAt),
    notify_url: order.notifyUrl,
    amount: { total: order.amountFen, currency: 'CNY' },
  };
}

function saidOneOf(answer: PayAnswer, ...codes: string[]): boolean {
  return answer.kind === 'said_no' && codes.includes(answer.code);
}

function ifNumber<Refund extends { readonly outRefundNo: string }>(refund: Refund | null, outRefundNo: string): Refund | null {
  return refund?.outRefundNo === outRefundNo ? refund : null;
}

/** WeChat allows more characters, but `|` and `*` break the signature of a GET. */
function ensureNumber(number: string, max: number): void {
  if (!/^[0-9A-Za-z_-]{6,}$/.test(number) || number.length > max) throw new TypeError(`a payment or refund number must be 6 to ${max} of [0-9A-Za-z_-]`);
}

function ensureFen(amountFen: number): void {
  if (!Number.isSafeInteger(amountFen) || amountFen < 1) throw new TypeError('an amount must be whole fen, at least 1');
}

/** `2026-11-28T10:00:00+08:00`, as WeChat Pay writes instants. The same instant gives the same text, so a repeated order stays identical. */
function chinaTime(instant: Date): string {
  return `${new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
