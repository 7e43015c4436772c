import type { Env } from '@zhike/config/env';
import type { GatewayDependencies } from '../dependencies';
import type { WechatPayConfig } from './config';
import { createWechatPay } from './http';
import type { WechatPay } from './port';

/** One number at WeChat Pay with what speaks for it. */
export interface Merchant {
  readonly mchid: string;
  /** Shown to staff; '' for the main one. */
  readonly name: string;
  readonly pay: WechatPay;
}

/** Every merchant of the shop. A payment stays with the one through whom it was opened. */
export interface Merchants {
  /** The one of stores that name none. */
  main(): Merchant;
  /** The main one first. */
  list(): readonly Merchant[];
  find(mchid: string): Merchant | null;
  /** What speaks for a payment's merchant; null: the main one. For one who is configured no more it answers `unavailable`, surely not done. */
  of(mchid: string | null): WechatPay;
  /** Other keys or merchants, while we run: what is under way ends with the old ones. One whose configuration is the same stays as it is. */
  replace(env: MerchantsConfig): void;
}

export type MerchantsConfig = WechatPayConfig & Pick<Env, 'WECHAT_PAY_MERCHANTS'>;

export function createMerchants(env: MerchantsConfig, dependencies: GatewayDependencies): Merchants {
  let known = new Map<string, { readonly merchant: Merchant; readonly print: string }>();

  function read(from: MerchantsConfig): typeof known {
    const configs = [{ name: '', ...from }, ...from.WECHAT_PAY_MERCHANTS.map((further) => ({ ...from, ...further }))];
    return new Map(
      configs.map(({ name, ...whole }) => {
        const config = onlyOf(whole);
        const mchid = config.WECHAT_PAY_MCHID;
        const print = JSON.stringify([name, config]);
        const before = known.get(mchid);
        return [mchid, before?.print === print ? before : { merchant: { mchid, name, pay: createWechatPay(config, dependencies) }, print }];
      }),
    );
  }

  known = read(env);
  const merchants: Merchants = {
    main() {
      const [first] = known.values();
      if (!first) throw new Error('a shop without a merchant');
      return first.merchant;
    },
    list: () => [...known.values()].map((one) => one.merchant),
    find: (mchid) => known.get(mchid)?.merchant ?? null,
    of: (mchid) => (mchid === null ? merchants.main().pay : (merchants.find(mchid)?.pay ?? gone(mchid, dependencies))),
    replace(next) {
      known = read(next);
    },
  };
  return merchants;
}

function onlyOf(whole: WechatPayConfig): WechatPayConfig {
  return {
    WECHAT_APPID: whole.WECHAT_APPID,
    WECHAT_PAY_API_BASE: whole.WECHAT_PAY_API_BASE,
    WECHAT_PAY_MCHID: whole.WECHAT_PAY_MCHID,
    WECHAT_PAY_MERCHANT_SERIAL: whole.WECHAT_PAY_MERCHANT_SERIAL,
    WECHAT_PAY_MERCHANT_CERT: whole.WECHAT_PAY_MERCHANT_CERT,
    WECHAT_PAY_MERCHANT_KEY: whole.WECHAT_PAY_MERCHANT_KEY,
    WECHAT_PAY_APIV3_KEY: whole.WECHAT_PAY_APIV3_KEY,
    WECHAT_PAY_PUBLIC_KEY_ID: whole.WECHAT_PAY_PUBLIC_KEY_ID,
    WECHAT_PAY_PUBLIC_KEY: whole.WECHAT_PAY_PUBLIC_KEY,
  };
}

/** Stands for a merchant that the configuration does not name any more: nothing is asked of anybody else in its place. */
function gone(mchid: string, { log }: Pick<GatewayDependencies, 'log'>): WechatPay {
  const no = async () => {
    log.error({ service: 'wechat-pay', mchid }, 'this merchant is not configured');
    return { kind: 'unavailable', detail: `merchant ${mchid} is not configured`, notDone: true } as const;
  };
  return {
    openJsapi: no,
    openNative: no,
    query: no,
    close: no,
    refund: no,
    queryRefund: no,
    tradeBill: no,
    readNotification: async () => ({ kind: 'refused', reason: 'merchant' }),
  };
}
