import type { Outcome } from '../outcome';

/** What we need of the mini-program's server API. */
export interface Wechat {
  /** GET /sns/jscode2session. The session_key never leaves this gateway. rejected codes: 40029 (bad or used), 40226 (blocked user). */
  codeToSession(code: string): Promise<Outcome<{ readonly openid: string; readonly unionid: string | null }>>;
  /** POST /wxa/business/getuserphonenumber with the code of the getPhoneNumber button: the number without country code. rejected 40029: bad or used code. */
  phoneNumber(code: string): Promise<Outcome<{ readonly phone: string; readonly countryCode: string }>>;
  /** POST /cgi-bin/message/subscribe/send. rejected 43101: no acceptance left. Values are cut to WeChat's field limits by the caller. */
  sendSubscribe(message: {
    readonly openid: string;
    readonly templateId: string;
    readonly page: string;
    readonly data: Readonly<Record<string, string>>;
  }): Promise<Outcome<{ readonly msgid: string | null }>>;
  /**
   * POST /wxa/sec/order/upload_shipping_info (发货信息录入): what a payment pays was given. `rejected` codes: 10060001 the platform does not know the
   * payment (yet), 10060002, 10060003 and 10060023 it was told before, 10060004 nothing can be told of it.
   */
  uploadShipping(shipping: ShippingInfo): Promise<Outcome<null>>;
  /** POST /wxa/sec/order/is_trade_managed: whether the platform wants to be told of shipping at all. */
  isTradeManaged(): Promise<Outcome<boolean>>;
  /** POST /wxa/getwxacodeunlimit: the image of an unlimited mini-program code (WeChat sends JPEG or PNG: look at the first bytes). `scene` ≤ 32 characters of [0-9A-Za-z!#$&'()*+,/:;=?@-._~]. */
  unlimitedCode(request: { readonly scene: string; readonly page: string }): Promise<Outcome<Buffer>>;
}

export interface ShippingInfo {
  /** WeChat Pay's number of the payment. */
  readonly transactionId: string;
  readonly openid: string;
  /** pickup: 用户自提; virtual: 虚拟商品. */
  readonly how: 'pickup' | 'virtual';
  /** What was given; 120 characters at most. */
  readonly item: string;
  readonly at: Date;
}
