import { customerByOpenid, newId, type World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { PayOrder } from '../../world/state';
import { isFields, textOf, type Fields } from '../http';
import { no, wrongParameter, type PayAnswer, type PayRequest } from './answers';
import { chinaTime } from './crypto';
import { isOf, markOf, type MerchantView } from './merchants';
import { transactionView } from './views';

const PREPAY_MS = 2 * 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The same text for the same parameters, whatever the order of their names. */
function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** This machine or a private network: where a demo runs without certificates. */
const AT_HOME = /^(localhost|\[::1\]|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|[a-z][a-z0-9-]*)$/;

/** What a notification address must be: https without a query. The one thing laxer than in life: http is let through to home. */
export function isNotifyUrl(text: string): boolean {
  if (text.length > 255 || !URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || (url.protocol === 'http:' && AT_HOME.test(url.hostname))) && !/[?#]/.test(text);
}

type Trade = 'JSAPI' | 'NATIVE';

/** The answer for the first parameter that is wrong, or null. */
function wrongOrder(world: World, keys: WorldKeys, body: Fields, trade: Trade): PayAnswer | null {
  const text = (name: string, max: number, pattern = /^[\s\S]+$/): PayAnswer | null => {
    const value = textOf(body, name);
    return value === null || [...value].length > max || !pattern.test(value)
      ? wrongParameter(`/${name}`, body[name], `${name} 必填，不超过 ${String(max)} 个字符`)
      : null;
  };
  const optional = (name: string, max: number): PayAnswer | null => (body[name] === undefined ? null : text(name, max));
  const bad =
    text('appid', 32) ??
    text('mchid', 32) ??
    text('description', 127) ??
    text('out_trade_no', 32, /^[0-9A-Za-z_\-|*]{6,32}$/) ??
    text('notify_url', 255) ??
    optional('attach', 128) ??
    optional('goods_tag', 32);
  if (bad) return bad;
  if (body.mchid !== keys.mchid) return no(400, 'INVALID_REQUEST', '请求中的mchid与签名的商户号不一致');
  if (body.appid !== keys.appid) return no(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配，请检查后再试');
  if (!isNotifyUrl(String(body.notify_url))) return wrongParameter('/notify_url', body.notify_url, '通知地址须为https，且不能携带参数');
  const expire = body.time_expire;
  if (expire !== undefined && (typeof expire !== 'string' || !RFC3339.test(expire) || Number.isNaN(Date.parse(expire))))
    return wrongParameter('/time_expire', expire, '不符合RFC3339格式');
  const amount = isFields(body.amount) ? body.amount : {};
  if (!Number.isSafeInteger(amount.total) || Number(amount.total) < 1 || Number(amount.total) > 1_000_000_000)
    return wrongParameter('/amount/total', amount.total, '金额须为正整数，单位为分');
  if (amount.currency !== undefined && amount.currency !== 'CNY') return wrongParameter('/amount/currency', amount.currency, '仅支持CNY');
  if (trade === 'NATIVE') return null;
  const openid = isFields(body.payer) ? textOf(body.payer, 'openid') : null;
  if (openid === null) return wrongParameter('/payer/openid', null, 'JSAPI支付必须传openid');
  if (!customerByOpenid(world, openid)) return wrongParameter('/payer/openid', openid, '无效的openid，openid与appid不匹配');
  return null;
}

function payableUntil(now: number, expire: unknown): number {
  if (typeof expire !== 'string') return now + 7 * DAY_MS;
  return Math.min(now + 90 * DAY_MS, Math.max(now + MINUTE_MS, Date.parse(expire)));
}

/** The number that wx.requestPayment takes; the one given before while it is good. */
function prepayId(order: PayOrder, now: number): string {
  const known = order.prepayIds.at(-1);
  if (known && Date.parse(known.expiresAt) > now) return known.id;
  const stamp = chinaTime(new Date(now)).replace(/\D/g, '').slice(0, 14);
  const id = `wx${stamp}${newId('', 20).replace(/[-_]/g, '0')}`;
  order.prepayIds.push({ id, expiresAt: new Date(now + PREPAY_MS).toISOString() });
  return id;
}

export const orderByNo = (world: World, keys: MerchantView, outTradeNo: string): PayOrder | undefined =>
  world.state.orders.find((order) => isOf(keys, order) && order.outTradeNo === outTradeNo);

/** POST /v3/pay/transactions/jsapi or …/native. The same number again is answered again if every parameter is the same, and refused otherwise. */
export async function openOrder(world: World, keys: MerchantView, trade: Trade, { body }: PayRequest): Promise<PayAnswer> {
  const wrong = wrongOrder(world, keys, body, trade);
  if (wrong) return wrong;
  const now = world.clock.now().getTime();
  const outTradeNo = String(body.out_trade_no);
  const asked = fingerprint(body);
  const known = orderByNo(world, keys, outTradeNo);
  if (known) {
    if (known.transactionId !== null) return no(400, 'ORDERPAID', '该订单已支付');
    if (known.state === 'CLOSED') return no(400, 'ORDER_CLOSED', '该订单已关闭，请使用新的商户订单号');
    if (known.fingerprint !== asked || (known.tradeType ?? 'JSAPI') !== trade) return no(400, 'INVALID_REQUEST', '201 商户订单号重复');
    const id = prepayId(known, now);
    await world.flush();
    return opened(trade, id);
  }
  const amount = body.amount as { readonly total: number };
  const order: PayOrder = {
    outTradeNo,
    ...markOf(keys),
    description: String(body.description),
    attach: textOf(body, 'attach'),
    totalFen: amount.total,
    tradeType: trade,
    openid: trade === 'JSAPI' ? (body.payer as { readonly openid: string }).openid : null,
    notifyUrl: String(body.notify_url),
    createdAt: new Date(now).toISOString(),
    payableUntil: new Date(payableUntil(now, body.time_expire)).toISOString(),
    fingerprint: asked,
    prepayIds: [],
    state: 'NOTPAY',
    transactionId: null,
    paidAt: null,
    closedAt: null,
  };
  world.state.orders.push(order);
  const id = prepayId(order, now);
  world.record('wechat-pay', 'payment.opened', `下单「${order.description}」¥${(order.totalFen / 100).toFixed(2)}`, { outTradeNo, prepayId: id });
  await world.flush();
  return opened(trade, id);
}

const CODE = 'weixin://wxpay/bizpayurl?pr=';
const opened = (trade: Trade, id: string): PayAnswer => ({ status: 200, body: trade === 'JSAPI' ? { prepay_id: id } : { code_url: CODE + id } });
/** What a phone reads from a code at the counter; null: it is no code of WeChat Pay. */
export const prepayIdOf = (codeUrl: string): string | null => (codeUrl.startsWith(CODE) ? codeUrl.slice(CODE.length) : null);

const unknownOrder = (): PayAnswer => no(404, 'ORDER_NOT_EXIST', '订单不存在');
const wrongMerchant = (keys: WorldKeys, mchid: unknown): PayAnswer | null =>
  mchid === keys.mchid ? null : no(400, 'PARAM_ERROR', 'mchid必填且须与签名的商户号一致');

/** GET /v3/pay/transactions/out-trade-no/{no}. */
export function queryByOutTradeNo(world: World, keys: MerchantView, { params, query }: PayRequest): PayAnswer {
  const order = orderByNo(world, keys, params[0] ?? '');
  return wrongMerchant(keys, query.get('mchid')) ?? (order ? { status: 200, body: transactionView(keys, order) } : unknownOrder());
}

/** GET /v3/pay/transactions/id/{transaction_id}: only paid orders have one. */
export function queryByTransactionId(world: World, keys: MerchantView, { params, query }: PayRequest): PayAnswer {
  const order = world.state.orders.find((candidate) => isOf(keys, candidate) && candidate.transactionId === params[0]);
  return wrongMerchant(keys, query.get('mchid')) ?? (order ? { status: 200, body: transactionView(keys, order) } : unknownOrder());
}

/** POST …/close. Closing twice is one closing; a paid order cannot be closed. */
export async function closeOrder(world: World, keys: MerchantView, { params, body }: PayRequest): Promise<PayAnswer> {
  const wrong = wrongMerchant(keys, body.mchid);
  if (wrong) return wrong;
  const order = orderByNo(world, keys, params[0] ?? '');
  if (!order) return unknownOrder();
  if (order.transactionId !== null) return no(400, 'ORDERPAID', '该订单已支付，不能关闭');
  if (order.state !== 'CLOSED') {
    order.state = 'CLOSED';
    order.closedAt = world.clock.now().toISOString();
    world.record('wechat-pay', 'payment.closed', `关闭订单「${order.description}」`, { outTradeNo: order.outTradeNo });
    await world.flush();
  }
  return { status: 204 };
}
