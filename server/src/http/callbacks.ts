import { createHash, timingSafeEqual } from 'node:crypto';
import type Koa from 'koa';
import Router from 'koa-router';
import type { Ports } from '../platform/ports';
import { forgetBelief } from '../modules/customers/contact';
import { handleSmsReply } from '../modules/messaging/sms-reply';
import { handlePayNotification } from '../modules/orders/notifications';
import { readBody } from './body';

const MAX_CALLBACK_BYTES = 64 * 1024;

/** What outside services call: WeChat Pay's notifications, WeCom's encrypted events, answers to texts. No session; each proves itself by its signature, the last by the secret in its address. */
export function callbackRoutes(ports: Ports): Router {
  const router = new Router();
  const pay = async (ctx: Koa.Context & { params: Record<string, string | undefined> }): Promise<void> => {
    const body = await readBody(ctx.req, MAX_CALLBACK_BYTES);
    if (body.kind === 'too_large') {
      ctx.status = 413;
      return;
    }
    const headers = Object.fromEntries(Object.entries(ctx.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
    const outcome = await handlePayNotification(ctx.params.mchid ?? null, headers, body.text, ports);
    ports.metrics.notifications.inc({ outcome });
    if (outcome === 'settled' || outcome === 'ignored') {
      ctx.status = 204;
      return;
    }
    ctx.status = outcome === 'refused' ? 401 : 500;
    ctx.body = { code: 'FAIL', message: outcome === 'refused' ? '验签失败' : '处理失败' };
  };
  for (const what of ['payment', 'refund']) {
    router.post(`/callbacks/wechat-pay/${what}`, pay);
    router.post(`/callbacks/wechat-pay/:mchid/${what}`, pay);
  }

  router.post('/callbacks/sms/reply/:key', async (ctx) => {
    if (!isReplyKey(ports.shop.smsReplyKey, ctx.params.key ?? '')) {
      ctx.status = 404;
      return;
    }
    const body = await readBody(ctx.req, MAX_CALLBACK_BYTES);
    const outcome = body.kind === 'text' ? await handleSmsReply(body.text, ports) : 'malformed';
    // Whatever is not 0 is delivered again.
    ctx.body = outcome === 'malformed' ? { result: 1, errmsg: 'not an SMS reply' } : { result: 0, errmsg: 'OK' };
  });

  router.get('/callbacks/wecom', (ctx) => {
    const query = callbackQuery(ctx.query);
    const plain = ports.wecom.openCallback(query, typeof ctx.query.echostr === 'string' ? ctx.query.echostr : '');
    ctx.status = plain === null ? 401 : 200;
    ctx.type = 'text/plain';
    ctx.body = plain ?? '';
  });
  router.post('/callbacks/wecom', async (ctx) => {
    const body = await readBody(ctx.req, MAX_CALLBACK_BYTES);
    const encrypted = body.kind === 'text' ? ports.wecom.parseCallbackXml(body.text).Encrypt : undefined;
    const plain = encrypted ? ports.wecom.openCallback(callbackQuery(ctx.query), encrypted) : null;
    if (plain === null) {
      ctx.status = 401;
      return;
    }
    const event = ports.wecom.parseCallbackXml(plain);
    if (event.ExternalUserID && event.UserID) await forgetBelief(ports, event.UserID, event.ExternalUserID);
    ctx.status = 200;
    ctx.body = 'success';
  });
  return router;
}

/** Compared by hashes, in a time that tells nothing of how much of a guess was right. */
function isReplyKey(expected: string | null, given: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return expected !== null && timingSafeEqual(hash(expected), hash(given));
}

function callbackQuery(query: Record<string, string | string[] | undefined>): { msg_signature: string; timestamp: string; nonce: string } {
  const one = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
  return { msg_signature: one('msg_signature'), timestamp: one('timestamp'), nonce: one('nonce') };
}
