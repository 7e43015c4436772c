import type { ParameterizedContext } from 'koa';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import { answerJson, isFields, textOf } from '../http';
import { authorised, bodyOf, refuseWechat } from './answers';

const RFC3339_MS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|[+-]\d{2}:\d{2})$/;

/** POST /wxa/sec/order/is_trade_managed. */
export function isTradeManaged(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    if (!authorised(world, ctx)) return;
    const body = await bodyOf(ctx);
    if (!body) return;
    if (textOf(body, 'appid') !== keys.appid) return refuseWechat(ctx, 40013);
    answerJson(ctx, 200, { errcode: 0, errmsg: 'ok', is_trade_managed: world.state.tradeManaged ?? true });
  };
}

/**
 * POST /wxa/sec/order/upload_shipping_info. Only payments of the mini-program (JSAPI) that still hold money can be shipped; a payment may be
 * told of twice (once, and once again), with a later `upload_time`.
 */
export function uploadShipping(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    if (!authorised(world, ctx)) return;
    const body = await bodyOf(ctx);
    if (!body) return;
    const key = isFields(body.order_key) ? body.order_key : {};
    const list = Array.isArray(body.shipping_list) ? (body.shipping_list as unknown[]) : [];
    const openid = isFields(body.payer) ? textOf(body.payer, 'openid') : null;
    const uploadTime = textOf(body, 'upload_time') ?? '';
    if (!Array.isArray(body.shipping_list) || !RFC3339_MS.test(uploadTime) || openid === null) return refuseWechat(ctx, 47001);
    const byTransaction = key.order_number_type === 2;
    const order = world.state.orders.find((candidate) =>
      byTransaction ? candidate.transactionId !== null && candidate.transactionId === key.transaction_id : candidate.outTradeNo === key.out_trade_no,
    );
    if (!order || order.transactionId === null) return refuseWechat(ctx, 10060001);
    const back = world.state.refunds.filter((refund) => refund.outTradeNo === order.outTradeNo && refund.status !== 'CLOSED');
    const left = order.totalFen - back.reduce((sum, refund) => sum + refund.refundFen, 0);
    if (order.tradeType === 'NATIVE' || left <= 0) return refuseWechat(ctx, 10060004);
    if (![1, 2, 3, 4].includes(Number(body.logistics_type))) return refuseWechat(ctx, 10060005);
    if (body.delivery_mode !== 1) return refuseWechat(ctx, 10060006);
    const items = list.map((entry) => (isFields(entry) ? (textOf(entry, 'item_desc') ?? '') : ''));
    if (items.length !== 1 || items[0] === '') return refuseWechat(ctx, 10060008);
    if ([...(items[0] ?? '')].length > 120) return refuseWechat(ctx, 10060009);
    if (order.openid !== openid) return refuseWechat(ctx, 10060031);
    const shipments = (world.state.shipments ??= []);
    const before = shipments.filter((shipment) => shipment.transactionId === order.transactionId);
    if (before.length > 1) return refuseWechat(ctx, 10060003);
    if (before.some((shipment) => Date.parse(shipment.uploadTime) >= Date.parse(uploadTime))) return refuseWechat(ctx, 10060023);
    shipments.push({ transactionId: order.transactionId, logisticsType: Number(body.logistics_type), item: items[0] ?? '', uploadTime });
    world.record('wechat', 'shipping.uploaded', `「${order.description}」已录入发货信息，货款解冻`, { outTradeNo: order.outTradeNo });
    await world.flush();
    answerJson(ctx, 200, { errcode: 0, errmsg: 'ok' });
  };
}
