import { createHash, randomBytes } from 'node:crypto';
import type { Env } from '@zhike/config/env';
import * as z from 'zod/mini';
import { createCredentialCache } from '../access-token';
import type { GatewayDependencies } from '../dependencies';
import { createHttpSend } from '../http-json';
import type { Outcome } from '../outcome';
import { createTencentApi, type ErrorCodes, fit, readToken } from '../tencent-api';
import { cutBytes, cutCharacters } from '../text';
import { openCallback, parseCallbackXml } from './callback';
import type { ExternalContact, JsapiSignature, MassResult, Wecom } from './port';

export type WecomConfig = Pick<
  Env,
  'WECOM_API_BASE' | 'WECOM_OAUTH_BASE' | 'WECOM_CORP_ID' | 'WECOM_AGENT_ID' | 'WECOM_SECRET' | 'WECOM_CALLBACK_TOKEN' | 'WECOM_CALLBACK_AES_KEY'
>;

const CODES: ErrorCodes = {
  tokenDead: new Set([40001, 40014, 42001]),
  /* busy, too often, too many at once */
  later: new Set([-1, 45009, 45033]),
  setUp: new Map([
    [40001, 'WECOM_SECRET is wrong'],
    [40013, 'WECOM_CORP_ID is not known'],
    [40056, 'WECOM_AGENT_ID does not belong to this secret'],
    [60020, "this server's address is not in 企业可信IP of the app"],
    [48002, 'the app has no permission for this interface: add it to 客户联系 > 可调用接口的应用'],
    [41050, 'the member has no 客户联系 function'],
    [84074, 'the app may not use 客户联系'],
  ]),
};

const TICKET_PATHS = { config: '/cgi-bin/get_jsapi_ticket', agentConfig: '/cgi-bin/ticket/get' } as const;
const MOST_PAGES = 100;

const Ticket = z.object({ ticket: z.string().check(z.minLength(1)), expires_in: z.int().check(z.gt(0)) });
const MemberAnswer = z.object({ userid: z.optional(z.string()), UserId: z.optional(z.string()) });
const ContactPage = z.object({
  external_contact: z.object({
    external_userid: z.string(),
    name: z.optional(z.string()),
    avatar: z.optional(z.nullable(z.string())),
    unionid: z.optional(z.nullable(z.string())),
  }),
  follow_user: z.optional(
    z.array(
      z.object({
        userid: z.string(),
        remark: z.optional(z.string()),
        remark_mobiles: z.optional(z.nullable(z.array(z.string()))),
        state: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
  next_cursor: z.optional(z.string()),
});
const TagLibrary = z.object({
  tag_group: z.optional(
    z.array(
      z.object({
        group_id: z.string(),
        group_name: z.string(),
        deleted: z.optional(z.boolean()),
        tag: z.optional(z.array(z.object({ id: z.string(), name: z.string(), deleted: z.optional(z.boolean()) }))),
      }),
    ),
  ),
});
const MassAsked = z.object({ msgid: z.string().check(z.minLength(1)), fail_list: z.optional(z.nullable(z.array(z.string()))) });
const MassPage = z.object({
  send_list: z.optional(z.nullable(z.array(z.object({ external_userid: z.optional(z.string()), status: z.int() })))),
  next_cursor: z.optional(z.string()),
});
const MASS_STATES: readonly MassResult['state'][] = ['waiting', 'sent', 'no_contact', 'too_many'];
const Sent = z.object({ msgid: z.optional(z.string()), invaliduser: z.optional(z.string()), unlicenseduser: z.optional(z.string()) });

/** WeCom for one self-built app. `rejected` codes are WeCom's errcodes as text, or `outsider` and `invaliduser`. */
export function createWecom(config: WecomConfig, dependencies: GatewayDependencies): Wecom {
  const { clock, ephemeral, log } = dependencies;
  const agentId = Number(config.WECOM_AGENT_ID);
  if (!Number.isSafeInteger(agentId)) throw new Error('WECOM_AGENT_ID must be a number');
  const secrets = { token: config.WECOM_CALLBACK_TOKEN, aesKey: config.WECOM_CALLBACK_AES_KEY, corpId: config.WECOM_CORP_ID };
  const shared = { ephemeral, log, now: () => clock.now().getTime() };
  const owner = `${config.WECOM_CORP_ID}:${config.WECOM_AGENT_ID}`;
  const api = createTencentApi({
    service: 'wecom',
    baseUrl: config.WECOM_API_BASE,
    send: createHttpSend(dependencies.limits),
    log,
    codes: CODES,
    token: () => token,
  });
  const token = createCredentialCache({
    ...shared,
    key: `wecom:access-token:${owner}`,
    fetchCredential: async () => readToken(await api.plain('GET', '/cgi-bin/gettoken', { corpid: config.WECOM_CORP_ID, corpsecret: config.WECOM_SECRET })),
  });

  /** Tickets are counted (100 an hour for an app): kept as long as they live. */
  function ticketCache(kind: keyof typeof TICKET_PATHS) {
    return createCredentialCache({
      ...shared,
      key: `wecom:ticket:${kind}:${owner}`,
      fetchCredential: async () => {
        const answer = fit(Ticket, await api.authorised('GET', TICKET_PATHS[kind], kind === 'agentConfig' ? { type: 'agent_config' } : {}));
        return answer.kind === 'ok' ? { kind: 'ok', value: { value: answer.value.ticket, expiresInSeconds: answer.value.expires_in } } : answer;
      },
    });
  }
  const tickets = { config: ticketCache('config'), agentConfig: ticketCache('agentConfig') };

  function signatureOf(ticket: string, url: string): JsapiSignature {
    const timestamp = Math.floor(clock.now().getTime() / 1000);
    const nonceStr = randomBytes(12).toString('hex');
    const signature = createHash('sha1').update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`).digest('hex');
    return { timestamp, nonceStr, signature };
  }

  return {
    authorizeUrl(redirectUri, state) {
      const query = new URLSearchParams({
        appid: config.WECOM_CORP_ID,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
        agentid: config.WECOM_AGENT_ID,
      });
      return `${config.WECOM_OAUTH_BASE.replace(/\/+$/, '')}/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
    },

    async memberByCode(code) {
      const answer = fit(MemberAnswer, await api.authorised('GET', '/cgi-bin/auth/getuserinfo', { code }));
      if (answer.kind !== 'ok') return answer;
      const userId = answer.value.userid || answer.value.UserId;
      /* Customers and strangers get an openid here; they are not staff. */
      return userId ? { kind: 'ok', value: { userId } } : { kind: 'rejected', code: 'outsider', detail: 'not a member of this corp' };
    },

    async externalContact(externalUserId): Promise<Outcome<ExternalContact>> {
      const followers: ExternalContact['followers'][number][] = [];
      let cursor = '';
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page = fit(
          ContactPage,
          await api.authorised('GET', '/cgi-bin/externalcontact/get', { external_userid: externalUserId, ...(cursor ? { cursor } : {}) }),
        );
        if (page.kind !== 'ok') return page;
        for (const f of page.value.follow_user ?? [])
          followers.push({ userId: f.userid, remark: f.remark ?? '', mobiles: f.remark_mobiles ?? [], state: f.state || null });
        const next = page.value.next_cursor ?? '';
        if (next === '' || next === cursor) {
          const { external_userid, name, avatar, unionid } = page.value.external_contact;
          return { kind: 'ok', value: { externalUserId: external_userid, name: name ?? '', avatarUrl: avatar || null, unionid: unionid || null, followers } };
        }
        cursor = next;
      }
      return { kind: 'unavailable', detail: `more than ${MOST_PAGES} pages of followers` };
    },

    async remark(request) {
      /* WeCom takes at most 20 characters. */
      const body = { userid: request.userId, external_userid: request.externalUserId, remark: cutCharacters(request.remark, 20) };
      return done(await api.authorised('POST', '/cgi-bin/externalcontact/remark', {}, body));
    },

    async markTags(request) {
      if (request.add.length === 0 && request.remove.length === 0) return { kind: 'ok', value: null };
      const body = { userid: request.userId, external_userid: request.externalUserId, add_tag: request.add, remove_tag: request.remove };
      return done(await api.authorised('POST', '/cgi-bin/externalcontact/mark_tag', {}, body));
    },

    async corpTags() {
      const answer = fit(TagLibrary, await api.authorised('POST', '/cgi-bin/externalcontact/get_corp_tag_list', {}, {}));
      if (answer.kind !== 'ok') return answer;
      const groups = (answer.value.tag_group ?? []).filter((group) => !group.deleted);
      return {
        kind: 'ok',
        value: groups.map((group) => ({
          groupId: group.group_id,
          groupName: group.group_name,
          tags: (group.tag ?? []).filter((tag) => !tag.deleted).map((tag) => ({ id: tag.id, name: tag.name })),
        })),
      };
    },

    async sendTextCard(message) {
      const duplicateCheck = message.duplicateCheckSeconds > 0;
      const answer = fit(
        Sent,
        await api.authorised(
          'POST',
          '/cgi-bin/message/send',
          {},
          {
            touser: message.userId,
            msgtype: 'textcard',
            agentid: agentId,
            textcard: { title: cutBytes(message.title, 128), description: cutBytes(message.description, 512), url: message.url, btntxt: '详情' },
            enable_duplicate_check: duplicateCheck ? 1 : 0,
            /* WeCom remembers for four hours at most. */
            ...(duplicateCheck ? { duplicate_check_interval: Math.min(Math.ceil(message.duplicateCheckSeconds), 14_400) } : {}),
          },
        ),
      );
      /* A member unknown or out of the app's range: listed in an answer with errcode 0, or 81013 when there is nobody else. One code for callers. */
      const listed = answer.kind === 'ok' && (answer.value.invaliduser || answer.value.unlicenseduser);
      if (listed || (answer.kind === 'rejected' && answer.code === '81013'))
        return { kind: 'rejected', code: 'invaliduser', detail: 'the member cannot receive messages of this app' };
      if (answer.kind !== 'ok') return answer;
      return { kind: 'ok', value: { msgid: answer.value.msgid ?? '' } };
    },

    async askMassMessage({ userId, externalUserIds, text }) {
      const body = { chat_type: 'single', external_userid: externalUserIds, sender: userId, text: { content: cutBytes(text, 4_000) } };
      const answer = fit(MassAsked, await api.authorised('POST', '/cgi-bin/externalcontact/add_msg_template', {}, body));
      return answer.kind === 'ok' ? { kind: 'ok', value: { msgid: answer.value.msgid, failed: answer.value.fail_list ?? [] } } : answer;
    },

    async massMessageResult({ msgid, userId }): Promise<Outcome<readonly MassResult[]>> {
      const results: MassResult[] = [];
      let cursor = '';
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const body = { msgid, userid: userId, limit: 500, ...(cursor ? { cursor } : {}) };
        const page = fit(MassPage, await api.authorised('POST', '/cgi-bin/externalcontact/get_groupmsg_send_result', {}, body));
        if (page.kind !== 'ok') return page;
        for (const one of page.value.send_list ?? []) {
          const state = MASS_STATES[one.status];
          if (one.external_userid && state) results.push({ externalUserId: one.external_userid, state });
        }
        const next = page.value.next_cursor ?? '';
        if (next === '' || next === cursor) return { kind: 'ok', value: results };
        cursor = next;
      }
      return { kind: 'unavailable', detail: `more than ${MOST_PAGES} pages of contacts`, notDone: true };
    },

    async jsapiSignatures(url) {
      const page = url.split('#')[0] ?? url;
      const [configTicket, agentTicket] = await Promise.all([tickets.config.get(), tickets.agentConfig.get()]);
      if (configTicket.kind !== 'ok') return configTicket;
      if (agentTicket.kind !== 'ok') return agentTicket;
      return { kind: 'ok', value: { config: signatureOf(configTicket.value, page), agentConfig: signatureOf(agentTicket.value, page) } };
    },

    openCallback: (query, encrypted) => openCallback(query, encrypted, secrets, clock.now()),
    parseCallbackXml,
  };
}

function done(answer: Outcome<unknown>): Outcome<null> {
  return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer;
}
