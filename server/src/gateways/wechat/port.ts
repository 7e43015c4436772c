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
  /** POST /wxa/getwxacodeunlimit: the image of an unlimited mini-program code (WeChat sends JPEG or PNG: look at the first bytes). `scene` ≤ 32 characters of [0-9A-Za-z!#$&'()*+,/:;=?@-._~]. */
  unlimitedCode(request: { readonly scene: string; readonly page: string }): Promise<Outcome<Buffer>>;
}
