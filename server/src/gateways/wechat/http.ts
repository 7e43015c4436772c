import type { Env } from '@zhike/config/env';
import * as z from 'zod/mini';
import { createCredentialCache } from '../access-token';
import type { GatewayDependencies } from '../dependencies';
import { createHttpSend } from '../http-json';
import type { Outcome } from '../outcome';
import { createTencentApi, type ErrorCodes, fit, readToken } from '../tencent-api';
import type { Wechat } from './port';

export type WechatConfig = Pick<Env, 'WECHAT_API_BASE' | 'WECHAT_APPID' | 'WECHAT_SECRET' | 'WECHAT_MINIPROGRAM_STATE'>;

const CODES: ErrorCodes = {
  tokenDead: new Set([40001, 40014, 42001]),
  /* busy, quota of the day, too often for this person, concurrency on one receiver; a fault of shipping */
  later: new Set([-1, 45009, 45011, 43108, 10060012, 10060019]),
  setUp: new Map([
    [40001, 'WECHAT_SECRET is wrong'],
    [40013, 'WECHAT_APPID is not known'],
    [40125, 'WECHAT_SECRET is wrong'],
    [40164, "this server's address is not in the mini-program's IP white list"],
    [48001, 'the mini-program has no permission for this interface'],
  ]),
};

const Session = z.object({ openid: z.string().check(z.minLength(1)), unionid: z.optional(z.string()) });
const PhoneAnswer = z.object({ phone_info: z.object({ purePhoneNumber: z.string().check(z.minLength(1)), countryCode: z.union([z.string(), z.number()]) }) });

const Managed = z.object({ is_trade_managed: z.boolean() });
const LOGISTICS = { virtual: 3, pickup: 4 } as const;
/** `2022-12-15T13:29:35.120+08:00`. */
const chinaTime = (at: Date): string => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`;

/** Which build a code opens, for each build that messages open. */
const BUILD = { formal: 'release', trial: 'trial', developer: 'develop' } as const;

/** The mini-program's server API. `rejected` codes are WeChat's errcodes as text. */
export function createWechat(config: WechatConfig, dependencies: GatewayDependencies): Wechat {
  const { clock, ephemeral, log } = dependencies;
  const credentials = { appid: config.WECHAT_APPID, secret: config.WECHAT_SECRET };
  const api = createTencentApi({
    service: 'wechat',
    baseUrl: config.WECHAT_API_BASE,
    send: createHttpSend(dependencies.limits),
    log,
    codes: CODES,
    token: () => token,
  });
  const token = createCredentialCache({
    key: `wechat:access-token:${config.WECHAT_APPID}`,
    ephemeral,
    log,
    now: () => clock.now().getTime(),
    /* stable_token: isolated from the older endpoint, and never `force_refresh` (20 a day). */
    fetchCredential: async () => readToken(await api.plain('POST', '/cgi-bin/stable_token', {}, { grant_type: 'client_credential', ...credentials })),
  });

  return {
    async codeToSession(code) {
      const answer = usedIsBad(await api.plain('GET', '/sns/jscode2session', { ...credentials, js_code: code, grant_type: 'authorization_code' }));
      /* Success is the openid: a good answer has no errcode at all. */
      const session = fit(Session, answer);
      return session.kind === 'ok' ? { kind: 'ok', value: { openid: session.value.openid, unionid: session.value.unionid || null } } : session;
    },

    async phoneNumber(code) {
      const answer = fit(PhoneAnswer, usedIsBad(await api.authorised('POST', '/wxa/business/getuserphonenumber', {}, { code })));
      if (answer.kind !== 'ok') return answer;
      const { purePhoneNumber, countryCode } = answer.value.phone_info;
      return { kind: 'ok', value: { phone: purePhoneNumber, countryCode: String(countryCode) } };
    },

    async sendSubscribe(message): Promise<Outcome<{ readonly msgid: string | null }>> {
      const data: Record<string, { value: string }> = {};
      for (const [field, value] of Object.entries(message.data)) data[field] = { value };
      const answer = await api.authorised(
        'POST',
        '/cgi-bin/message/subscribe/send',
        {},
        {
          touser: message.openid,
          template_id: message.templateId,
          page: message.page,
          miniprogram_state: config.WECHAT_MINIPROGRAM_STATE,
          lang: 'zh_CN',
          data,
        },
      );
      if (answer.kind !== 'ok') return answer;
      /* msgid is a number beyond 2^53: taken from the text, not from the parsed JSON. */
      return { kind: 'ok', value: { msgid: /"msgid"\s*:\s*"?(\d+)"?/.exec(answer.value.text)?.[1] ?? null } };
    },

    async uploadShipping({ transactionId, openid, how, item, at }): Promise<Outcome<null>> {
      const answer = await api.authorised(
        'POST',
        '/wxa/sec/order/upload_shipping_info',
        {},
        {
          order_key: { order_number_type: 2, transaction_id: transactionId },
          logistics_type: LOGISTICS[how],
          delivery_mode: 1,
          shipping_list: [{ item_desc: [...item].slice(0, 120).join('') }],
          upload_time: chinaTime(at),
          payer: { openid },
        },
      );
      return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer;
    },

    async isTradeManaged(): Promise<Outcome<boolean>> {
      const answer = fit(Managed, await api.authorised('POST', '/wxa/sec/order/is_trade_managed', {}, { appid: config.WECHAT_APPID }));
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.is_trade_managed } : answer;
    },

    unlimitedCode(request) {
      const build = BUILD[config.WECHAT_MINIPROGRAM_STATE];
      /* Pages of a build under test are not published yet and cannot be checked. */
      return api.authorisedBytes('/wxa/getwxacodeunlimit', { scene: request.scene, page: request.page, check_path: build === 'release', env_version: build });
    },
  };
}

/** A code that was used before is 40163 in newer answers and 40029 in older ones: one code for callers. */
function usedIsBad<Value>(answer: Outcome<Value>): Outcome<Value> {
  return answer.kind === 'rejected' && answer.code === '40163' ? { ...answer, code: '40029' } : answer;
}
