import { randomBytes } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import { customerByOpenid, type World } from '../../world/world';
import { redeemCode } from '../../world/codes';
import type { WorldKeys } from '../../world/keys';
import { currentToken, replaceToken } from '../tokens';
import { answerJson, queryOf, rateLimit, textOf } from '../http';
import { authorised, bodyOf, refuseWechat } from './answers';

const DAY_MS = 86_400_000;

/** POST /cgi-bin/stable_token. A forced refresh kills the old token, works 20 times a day and not twice within 30 seconds. */
export function stableToken(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => Promise<void> {
  const calls = rateLimit(10_000, 60_000);
  const forced = rateLimit(20, DAY_MS);
  let lastForcedAt = -Infinity;
  return async (ctx) => {
    const body = await bodyOf(ctx);
    if (!body) return;
    if (textOf(body, 'grant_type') !== 'client_credential') return refuseWechat(ctx, 40002);
    const secret = textOf(body, 'secret');
    if (textOf(body, 'appid') !== keys.appid) return refuseWechat(ctx, body.appid === undefined ? 41002 : 40013);
    if (secret !== keys.appSecret) return refuseWechat(ctx, secret === null ? 41004 : 40125);
    const now = world.clock.now();
    if (!calls('stable_token', now)) return refuseWechat(ctx, 45009);
    const refresh = body.force_refresh === true && now.getTime() - lastForcedAt >= 30_000;
    if (refresh) {
      if (!forced('stable_token', now)) return refuseWechat(ctx, 45009);
      lastForcedAt = now.getTime();
    }
    const { token, expiresIn } = refresh ? replaceToken(world, 'wechat') : currentToken(world, 'wechat');
    answerJson(ctx, 200, { access_token: token, expires_in: expiresIn });
  };
}

/** GET /sns/jscode2session. Trap kept from the platform: success has no errcode, and the content type is text/plain. */
export function codeToSession(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => void {
  const calls = rateLimit(100, 60_000);
  return (ctx) => {
    answer(ctx);
    ctx.type = 'text/plain';
  };

  function answer(ctx: ParameterizedContext): void {
    const code = queryOf(ctx, 'js_code');
    const secret = queryOf(ctx, 'secret');
    if (queryOf(ctx, 'appid') !== keys.appid) return refuseWechat(ctx, queryOf(ctx, 'appid') === null ? 41002 : 40013);
    if (secret !== keys.appSecret) return refuseWechat(ctx, secret === null ? 41004 : 40125);
    if (queryOf(ctx, 'grant_type') !== 'authorization_code') return refuseWechat(ctx, 40002);
    if (code === null) return refuseWechat(ctx, 41008);
    const result = redeemCode(world, 'login', code);
    if (!result.ok) return refuseWechat(ctx, result.reason === 'used' ? 40163 : 40029);
    if (!calls(result.subject, world.clock.now())) return refuseWechat(ctx, 45011);
    const person = customerByOpenid(world, result.subject);
    if (!person) return refuseWechat(ctx, 40029);
    world.record('wechat', 'login', `${person.name} 登录了小程序`, { openid: person.openid });
    answerJson(ctx, 200, { session_key: randomBytes(16).toString('base64'), openid: person.openid, unionid: person.unionid });
  }
}

/** POST /wxa/business/getuserphonenumber. The code is the button's, not the one of wx.login. */
export function phoneNumber(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    if (!authorised(world, ctx)) return;
    const body = await bodyOf(ctx);
    if (!body) return;
    const code = textOf(body, 'code');
    if (code === null) return refuseWechat(ctx, 40029);
    const result = redeemCode(world, 'phone', code);
    if (!result.ok) return refuseWechat(ctx, result.reason === 'used' ? 40163 : 40029);
    const person = customerByOpenid(world, result.subject);
    if (!person) return refuseWechat(ctx, 40029);
    const openid = textOf(body, 'openid');
    if (openid !== null && openid !== person.openid) return refuseWechat(ctx, 40003);
    world.record('wechat', 'phone', `${person.name} 授权了手机号`, { openid: person.openid });
    answerJson(ctx, 200, {
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: person.phone,
        purePhoneNumber: person.phone,
        countryCode: '86',
        watermark: { timestamp: Math.floor(world.clock.now().getTime() / 1000), appid: keys.appid },
      },
    });
  };
}
