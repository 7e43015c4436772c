import Router from 'koa-router';
import type { Middleware } from 'koa';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import { codeToSession, phoneNumber, stableToken } from './login';
import { sendSubscribe, type PublishedPages } from './subscribe';
import { unlimitedCode } from './code';
import { isTradeManaged, uploadShipping } from './shipping';

/** api.weixin.qq.com under `prefix`. */
export function wechatRoutes(world: World, keys: WorldKeys, prefix: string, published: PublishedPages): Middleware {
  return new Router({ prefix })
    .post('/cgi-bin/stable_token', stableToken(world, keys))
    .get('/sns/jscode2session', codeToSession(world, keys))
    .post('/wxa/business/getuserphonenumber', phoneNumber(world, keys))
    .post('/cgi-bin/message/subscribe/send', sendSubscribe(world, keys, published))
    .post('/wxa/sec/order/upload_shipping_info', uploadShipping(world))
    .post('/wxa/sec/order/is_trade_managed', isTradeManaged(world, keys))
    .post('/wxa/getwxacodeunlimit', unlimitedCode(world, published))
    .routes();
}
