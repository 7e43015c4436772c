import type { Env } from '@zhike/config/env';

/** The part of the configuration that WeChat Pay needs. With a public key id, answers and notifications under it are accepted as well as under platform certificates. */
export type WechatPayConfig = Pick<
  Env,
  | 'WECHAT_APPID'
  | 'WECHAT_PAY_API_BASE'
  | 'WECHAT_PAY_MCHID'
  | 'WECHAT_PAY_MERCHANT_SERIAL'
  | 'WECHAT_PAY_MERCHANT_CERT'
  | 'WECHAT_PAY_MERCHANT_KEY'
  | 'WECHAT_PAY_APIV3_KEY'
  | 'WECHAT_PAY_PUBLIC_KEY_ID'
  | 'WECHAT_PAY_PUBLIC_KEY'
>;
