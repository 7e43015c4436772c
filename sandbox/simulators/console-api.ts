import Router from 'koa-router';
import type { Middleware, ParameterizedContext } from 'koa';
import { customerByExternalId, customerByOpenid, memberById, newId, type World } from '../world/world';
import { issueCode } from '../world/codes';
import type { WorldKeys } from '../world/keys';
import type { ChatMessage } from '../world/state';
import { subscribeTemplateKeys } from '../world/templates';
import { consoleState } from './console-state';
import { applyFaults } from './faults';
import { answerJson, isFields, parseFields, queryOf, readRaw, textOf, type Fields } from './http';
import { journalStream } from './journal-stream';
import { revokeTokens } from './tokens';
import { MEMBER_COOKIE, OUTSIDER } from './wecom/oauth';
import type { WecomSimulator } from './wecom';
import type { PaySimulator } from './wechat-pay';
import { prepayIdOf } from './wechat-pay/orders';
import { balanceKey } from './wechat/subscribe';

const MOST_TEMPLATES = 3;

/** A wrong request to the console: 400 or 404 with what is wrong, in Chinese, for the developer who made it. */
function refuse(ctx: ParameterizedContext, status: number, problem: string): void {
  answerJson(ctx, status, { ok: false, problem });
}

/** Takes a JSON object and a handler; refuses anything else. An empty body is `{}`. */
function post(handler: (ctx: ParameterizedContext & { params: Record<string, string> }, body: Fields) => void | Promise<void>) {
  return async (ctx: ParameterizedContext & { params: Record<string, string> }): Promise<void> => {
    const raw = (await readRaw(ctx.req)).toString('utf8');
    const body = raw === '' ? {} : parseFields(raw);
    if (!body) return refuse(ctx, 400, '请求体须为 JSON 对象');
    await handler(ctx, body);
  };
}

function chatContent(keys: WorldKeys, body: Fields): ChatMessage['content'] | null {
  if (body.msgtype === 'text') {
    const text = textOf(body, 'text');
    return text === null ? null : { msgtype: 'text', text: text.slice(0, 4000) };
  }
  const [title, page] = [textOf(body, 'title'), textOf(body, 'page')];
  if (body.msgtype !== 'miniprogram' || title === null || page === null) return null;
  return { msgtype: 'miniprogram', appid: textOf(body, 'appid') ?? keys.appid, title, page, imgUrl: textOf(body, 'imgUrl') };
}

/** What people do with their phones: sign in, give a number, accept messages, pay. */
function personRoutes(router: Router, world: World, keys: WorldKeys, pay: PaySimulator): void {
  const person = (ctx: ParameterizedContext, body: Fields) => {
    const found = customerByOpenid(world, textOf(body, 'openid') ?? '');
    if (!found) refuse(ctx, 404, '没有这位顾客：openid 不存在');
    return found;
  };
  router.post(
    '/login-code',
    post((ctx, body) => {
      const found = person(ctx, body);
      if (found) answerJson(ctx, 200, { ok: true, code: issueCode(world, 'login', found.openid) });
    }),
  );
  router.post(
    '/phone-code',
    post((ctx, body) => {
      const found = person(ctx, body);
      if (found) answerJson(ctx, 200, { ok: true, code: issueCode(world, 'phone', found.openid) });
    }),
  );
  router.post(
    '/subscribe',
    post((ctx, body) => {
      const found = person(ctx, body);
      if (!found) return;
      const outcomes = isFields(body.outcomes) ? body.outcomes : {};
      const ids = Object.keys(outcomes);
      const known = subscribeTemplateKeys.map((key) => keys.templates[key]);
      if (ids.length === 0 || ids.length > MOST_TEMPLATES || ids.some((id) => !known.includes(id)))
        return refuse(ctx, 400, 'outcomes 须为 1 到 3 个已选用的模板');
      for (const id of ids)
        if (outcomes[id] === 'accept') world.state.acceptances[balanceKey(found.openid, id)] = (world.state.acceptances[balanceKey(found.openid, id)] ?? 0) + 1;
      world.record('people', 'subscribe.answered', `${found.name} 同意接收 ${String(ids.filter((id) => outcomes[id] === 'accept').length)} 类通知`, {
        openid: found.openid,
      });
      answerJson(ctx, 200, {
        ok: true,
        result: { errMsg: 'requestSubscribeMessage:ok', ...Object.fromEntries(ids.map((id) => [id, outcomes[id] === 'accept' ? 'accept' : 'reject'])) },
      });
    }),
  );
  router.post(
    '/pay',
    post(async (ctx, body) => {
      const found = person(ctx, body);
      if (!found) return;
      const params = isFields(body.params) ? body.params : null;
      const codeUrl = textOf(body, 'codeUrl');
      const prepayId = codeUrl === null ? textOf(body, 'prepayId') : prepayIdOf(codeUrl);
      if (!params && prepayId === null) return refuse(ctx, 400, '须给出 params（wx.requestPayment 的参数）、codeUrl（柜台的收款码）或 prepayId');
      const text = (name: string): string => (params ? String(params[name] ?? '') : '');
      const result = params
        ? await pay.requestPayment(
            { timeStamp: text('timeStamp'), nonceStr: text('nonceStr'), package: text('package'), signType: text('signType'), paySign: text('paySign') },
            found.openid,
          )
        : await pay.payOrder(prepayId ?? '', found.openid);
      answerJson(ctx, 200, result);
    }),
  );
}

/** What happens between members and customers inside WeCom. */
function wecomRoutes(router: Router, world: World, keys: WorldKeys, wecom: WecomSimulator): void {
  router.post(
    '/chats',
    post((ctx, body) => {
      const [userid, externalUserId] = [textOf(body, 'userid') ?? '', textOf(body, 'externalUserId') ?? ''];
      const from = body.from === 'customer' ? 'customer' : 'member';
      const content = chatContent(keys, body);
      if (!memberById(world, userid) || !customerByExternalId(world, externalUserId)) return refuse(ctx, 404, '没有这位成员或顾客');
      if (!world.state.people.follows.some((follow) => follow.userid === userid && follow.externalUserId === externalUserId))
        return refuse(ctx, 400, '他们还不是联系人');
      if (!content) return refuse(ctx, 400, '须为 text（text）或 miniprogram（title、page）');
      const message: ChatMessage = { id: newId('msg', 16), at: world.clock.now().toISOString(), userid, externalUserId, from, content };
      world.state.chats.push(message);
      world.record('people', 'chat.said', from === 'member' ? '成员给顾客发了消息' : '顾客给成员发了消息', { userid, externalUserId, id: message.id });
      answerJson(ctx, 200, { ok: true, message });
    }),
  );
  router.get('/chats', (ctx) => {
    const [userid, externalUserId] = [queryOf(ctx, 'userid'), queryOf(ctx, 'externalUserId')];
    answerJson(ctx, 200, {
      messages: world.state.chats.filter(
        (message) => (userid === null || message.userid === userid) && (externalUserId === null || message.externalUserId === externalUserId),
      ),
    });
  });
  const relation = (act: (userid: string, externalUserId: string, body: Fields) => string) =>
    post((ctx, body) => {
      const result = act(textOf(body, 'userid') ?? '', textOf(body, 'externalUserId') ?? '', body);
      if (result === 'ok') answerJson(ctx, 200, { ok: true });
      else refuse(ctx, 400, result);
    });
  router.post(
    '/contacts/add',
    relation((userid, id, body) => wecom.relations.add(userid, id, textOf(body, 'state') ?? '')),
  );
  router.post(
    '/contacts/edit',
    relation((userid, id, body) => wecom.relations.edit(userid, id, textOf(body, 'remark') ?? '')),
  );
  router.post(
    '/contacts/end',
    relation((userid, id, body) => wecom.relations.end(userid, id, body.by === 'customer' ? 'customer' : 'member')),
  );
  router.post(
    '/mass/:msgid/confirm',
    post((ctx) => {
      if (wecom.confirmMass(ctx.params.msgid ?? '')) answerJson(ctx, 200, { ok: true });
      else refuse(ctx, 404, '没有要确认的群发');
    }),
  );
  router.post(
    '/wecom-callback',
    post(async (ctx, body) => answerJson(ctx, 200, await wecom.callbacks.verify(textOf(body, 'url') ?? ''))),
  );
  router.post(
    '/members/:userid/enter',
    post((ctx) => {
      const userid = ctx.params.userid ?? '';
      if (userid !== OUTSIDER && !memberById(world, userid)) return refuse(ctx, 404, '没有这位成员');
      ctx.cookies.set(MEMBER_COOKIE, userid, { httpOnly: true, sameSite: 'lax', path: '/sim', overwrite: true });
      answerJson(ctx, 200, { ok: true });
    }),
  );
}

/** /sim/console/*: the strings that the demo's phone, chat window and console pull. None of it exists in the real world. */
export function consoleRoutes(
  world: World,
  keys: WorldKeys,
  prefix: string,
  parts: { readonly pay: PaySimulator; readonly wecom: WecomSimulator; readonly stopping: AbortSignal },
): Middleware {
  const router = new Router({ prefix });
  router.get('/state', (ctx) => answerJson(ctx, 200, consoleState(world, keys)));
  router.get('/journal', journalStream(world, parts.stopping));
  router.get('/faults', (ctx) => answerJson(ctx, 200, { ok: true, faults: world.state.faults }));
  router.post(
    '/faults',
    post((ctx, body) => {
      const wrong = applyFaults(world, body);
      if (wrong.length > 0) refuse(ctx, 400, `看不懂这些开关：${wrong.join('、')}`);
      else answerJson(ctx, 200, { ok: true, faults: world.state.faults });
    }),
  );
  router.post(
    '/notifications/:id/deliver',
    post(async (ctx) => {
      const attempt = await parts.pay.notifier.deliverAgain(ctx.params.id ?? '');
      if (attempt) answerJson(ctx, 200, { ok: true, attempt });
      else refuse(ctx, 404, '没有这条通知');
    }),
  );
  router.post(
    '/notifications/:id/probe',
    post(async (ctx) => {
      const attempt = await parts.pay.notifier.deliverAgain(ctx.params.id ?? '', 'probe');
      if (attempt) answerJson(ctx, 200, { ok: true, attempt });
      else refuse(ctx, 404, '没有这条通知');
    }),
  );
  router.post(
    '/tokens/revoke',
    post((ctx, body) => {
      const service = body.service;
      if (service !== 'wechat' && service !== 'wecom') return refuse(ctx, 400, 'service 须为 wechat 或 wecom');
      revokeTokens(world, service);
      world.record('console', 'tokens.revoked', `平台提前作废了 ${service} 的 access_token`);
      answerJson(ctx, 200, { ok: true });
    }),
  );
  personRoutes(router, world, keys, parts.pay);
  wecomRoutes(router, world, keys, parts.wecom);
  return router.routes();
}
