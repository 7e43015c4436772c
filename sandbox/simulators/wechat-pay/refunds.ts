import { newDigits, type World } from '../../world/world';
import type { PayOrder, PayRefund } from '../../world/state';
import { isFields, textOf, type Fields } from '../http';
import { no, wrongParameter, type PayAnswer, type PayRequest } from './answers';
import { isOf, markOf, type MerchantView } from './merchants';
import { isNotifyUrl, orderByNo } from './orders';
import { refundView } from './views';

const YEAR_MS = 365 * 86_400_000;
const MOST_PARTS = 50;
const FATES = { succeed: 'SUCCESS', abnormal: 'ABNORMAL', closed: 'CLOSED' } as const;

const refundByNo = (world: World, keys: MerchantView, outRefundNo: string): PayRefund | undefined =>
  world.state.refunds.find((refund) => isOf(keys, refund) && refund.outRefundNo === outRefundNo);

interface RefundAmounts {
  readonly refund: number;
  readonly total: number;
}

function wrongRefund(body: Fields): PayAnswer | RefundAmounts {
  const outRefundNo = textOf(body, 'out_refund_no') ?? '';
  if (!/^[0-9A-Za-z_\-|*@]{1,64}$/.test(outRefundNo)) return wrongParameter('/out_refund_no', body.out_refund_no, '必填，1到64个字符');
  if (textOf(body, 'transaction_id') === null && textOf(body, 'out_trade_no') === null)
    return wrongParameter('/out_trade_no', null, 'transaction_id和out_trade_no二选一');
  if (body.reason !== undefined && (typeof body.reason !== 'string' || [...body.reason].length > 80))
    return wrongParameter('/reason', body.reason, '不超过80个字符');
  if (body.notify_url !== undefined && !isNotifyUrl(String(body.notify_url)))
    return wrongParameter('/notify_url', body.notify_url, '通知地址须为https，且不能携带参数');
  const amount = isFields(body.amount) ? body.amount : {};
  for (const name of ['refund', 'total'] as const)
    if (!Number.isSafeInteger(amount[name]) || Number(amount[name]) < 1) return wrongParameter(`/amount/${name}`, amount[name], '金额须为正整数，单位为分');
  if (amount.currency !== 'CNY') return wrongParameter('/amount/currency', amount.currency, '必填，仅支持CNY');
  return { refund: Number(amount.refund), total: Number(amount.total) };
}

function refuseRefund(world: World, order: PayOrder, amounts: RefundAmounts): PayAnswer | null {
  if (order.transactionId === null || order.paidAt === null) return no(400, 'INVALID_REQUEST', '订单未支付，不能退款');
  if (amounts.total !== order.totalFen) return no(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
  if (world.clock.now().getTime() - Date.parse(order.paidAt) > YEAR_MS) return no(400, 'INVALID_REQUEST', '订单已经超过退款期限');
  const earlier = world.state.refunds.filter((refund) => refund.outTradeNo === order.outTradeNo && refund.status !== 'CLOSED');
  if (earlier.length >= MOST_PARTS) return no(403, 'RULE_LIMIT', '该笔订单的部分退款次数已达上限');
  const refunded = earlier.reduce((sum, refund) => sum + refund.refundFen, 0);
  return refunded + amounts.refund > order.totalFen ? no(400, 'INVALID_REQUEST', '申请退款金额大于订单可退金额') : null;
}

/**
 * POST /v3/refund/domestic/refunds. Answers PROCESSING; `settle` brings it to its end later. The same out_refund_no
 * refunds once, however often it is sent.
 */
export async function requestRefund(world: World, keys: MerchantView, { body }: PayRequest, settle: (refund: PayRefund) => void): Promise<PayAnswer> {
  const amounts = wrongRefund(body);
  if (!('refund' in amounts)) return amounts;
  const transactionId = textOf(body, 'transaction_id');
  const order =
    transactionId === null
      ? orderByNo(world, keys, textOf(body, 'out_trade_no') ?? '')
      : world.state.orders.find((candidate) => isOf(keys, candidate) && candidate.transactionId === transactionId);
  if (!order) return no(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
  const outRefundNo = String(body.out_refund_no);
  const known = refundByNo(world, keys, outRefundNo);
  if (known) {
    const same = known.outTradeNo === order.outTradeNo && known.refundFen === amounts.refund && known.totalFen === amounts.total;
    return same ? { status: 200, body: refundView(known) } : no(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
  }
  const refused = refuseRefund(world, order, amounts);
  if (refused) return refused;
  const faults = world.state.faults;
  const refund: PayRefund = {
    outRefundNo,
    ...markOf(keys),
    refundId: `503${newDigits(26)}`,
    outTradeNo: order.outTradeNo,
    transactionId: order.transactionId ?? '',
    refundFen: amounts.refund,
    totalFen: amounts.total,
    reason: textOf(body, 'reason'),
    notifyUrl: textOf(body, 'notify_url'),
    createdAt: world.clock.now().toISOString(),
    fate: FATES[faults.nextRefund],
    status: 'PROCESSING',
    successAt: null,
  };
  faults.nextRefund = 'succeed';
  world.state.refunds.push(refund);
  order.state = 'REFUND';
  world.record('wechat-pay', 'refund.accepted', `受理退款 ¥${(refund.refundFen / 100).toFixed(2)}（${order.description}）`, {
    outTradeNo: order.outTradeNo,
    outRefundNo,
  });
  await world.flush();
  const answer = refundView(refund);
  settle(refund);
  return { status: 200, body: answer };
}

/** GET /v3/refund/domestic/refunds/{out_refund_no}. */
export function queryRefund(world: World, keys: MerchantView, { params }: PayRequest): PayAnswer {
  const refund = refundByNo(world, keys, params[0] ?? '');
  return refund ? { status: 200, body: refundView(refund) } : no(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
}
