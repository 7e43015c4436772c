import { randomBytes } from 'node:crypto';
import WxPay from 'wechatpay-node-v3';
import type { IPayRequest, Output } from 'wechatpay-node-v3/dist/define';
import type { Clock } from '../../platform/clock';
import { jsonObject } from '../http-json';
import { plainCode } from './codes';
import type { WechatPayConfig } from './config';
import { NoUsableAnswer, USER_AGENT } from './pay-request';

/** What came back from a call, checked to be WeChat Pay's own words. */
export type PayAnswer =
  | { readonly kind: 'done'; readonly data: unknown }
  /** `code` without underscores (`ORDERPAID`, also where the document says ORDER_PAID); '' when the answer has none. */
  | { readonly kind: 'said_no'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'nothing'; readonly detail: string };

export interface JsapiBody {
  readonly description: string;
  readonly out_trade_no: string;
  readonly time_expire: string;
  readonly notify_url: string;
  readonly amount: { readonly total: number; readonly currency: 'CNY' };
  readonly payer: { readonly openid: string };
}

export type NativeBody = Omit<JsapiBody, 'payer'>;

export interface RefundBody {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly reason: string;
  readonly notify_url: string;
  readonly amount: { readonly refund: number; readonly total: number; readonly currency: 'CNY' };
}

/**
 * wechatpay-node-v3 with types: it builds URLs and bodies and signs with the merchant key. Its own HTTP, verification and
 * decryption are not used (no time-out, no check of answers, no check of the GCM tag), and its `any` ends in this file.
 */
export interface PaySdk {
  use(http: IPayRequest): void;
  authorise(method: 'GET' | 'POST', pathWithQuery: string, body: string): string;
  /** RSA-SHA256 with the merchant key, base64. */
  sign(text: string): string;
  jsapi(body: JsapiBody): Promise<PayAnswer>;
  native(body: NativeBody): Promise<PayAnswer>;
  query(outTradeNo: string): Promise<PayAnswer>;
  close(outTradeNo: string): Promise<PayAnswer>;
  refund(body: RefundBody): Promise<PayAnswer>;
  findRefund(outRefundNo: string): Promise<PayAnswer>;
  tradeBill(date: string): Promise<PayAnswer>;
}

export function createSdk(config: WechatPayConfig, clock: Clock): PaySdk {
  const pay = new WxPay({
    appid: config.WECHAT_APPID,
    mchid: config.WECHAT_PAY_MCHID,
    /* Read from the certificate it would be lower case; WeChat Pay writes it upper case. */
    serial_no: config.WECHAT_PAY_MERCHANT_SERIAL.toUpperCase(),
    publicKey: Buffer.from(config.WECHAT_PAY_MERCHANT_CERT),
    privateKey: Buffer.from(config.WECHAT_PAY_MERCHANT_KEY),
    userAgent: USER_AGENT,
  });
  return {
    use: (http) => pay.createHttp(http),
    authorise(method, pathWithQuery, body) {
      const nonce = randomBytes(16).toString('hex');
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      return pay.getAuthorization(nonce, timestamp, pay.getSignature(method, nonce, timestamp, pathWithQuery, body));
    },
    sign: (text) => pay.sha256WithRsa(text),
    jsapi: async (body) => read(await pay.transactions_jsapi(body)),
    native: async (body) => read(await pay.transactions_native(body)),
    query: async (outTradeNo) => read(await pay.query({ out_trade_no: outTradeNo })),
    close: async (outTradeNo) => read(await pay.close(outTradeNo)),
    refund: async (body) => read(await pay.refunds(body)),
    tradeBill: async (date) => read(await pay.tradebill({ bill_date: date, bill_type: 'ALL' })),
    findRefund: async (outRefundNo) => read(await pay.find_refunds(outRefundNo)),
  };
}

function read(output: Output): PayAnswer {
  const raw: unknown = output.errRaw;
  if (raw instanceof NoUsableAnswer) return { kind: 'nothing', detail: raw.detail };
  if (output.status >= 200 && output.status < 300) return { kind: 'done', data: output.data };
  const text: unknown = output.error;
  const problem = typeof text === 'string' ? jsonObject(Buffer.from(text)) : null;
  const message = typeof problem?.message === 'string' ? problem.message.slice(0, 200) : '';
  return { kind: 'said_no', status: output.status, code: plainCode(problem?.code), message };
}
