import { customerByOpenid, newDigits, type World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { PayOrder } from '../../world/state';
import { chinaDate, rsaVerify } from './crypto';
import { keysOfOwner } from './merchants';

export type RefusedPayment = 'cancelled' | 'failed' | 'unknown_prepay' | 'prepay_expired' | 'expired' | 'closed' | 'paid' | 'wrong_payer' | 'bad_signature';

/** What wx.requestPayment calls back with. `errMsg` is the client's own wording; it proves nothing to a server. */
export type PaymentResult =
  | { readonly ok: true; readonly errMsg: 'requestPayment:ok'; readonly outTradeNo: string; readonly transactionId: string }
  | { readonly ok: false; readonly errMsg: string; readonly reason: RefusedPayment };

const WORDS: Readonly<Record<RefusedPayment, string>> = {
  cancelled: 'cancel',
  failed: '支付失败，银行拒绝了这笔付款',
  unknown_prepay: '缺少参数或prepay_id不正确',
  prepay_expired: '支付会话已过期，请重新发起支付',
  expired: '订单已过期，请重新下单',
  closed: '该订单已关闭，无法支付',
  paid: '该订单已支付，请勿重复支付',
  wrong_payer: '下单账号与支付账号不一致',
  bad_signature: '支付验证签名失败',
};

function refused(world: World, reason: RefusedPayment, order?: PayOrder): PaymentResult {
  world.record(
    'wechat-pay',
    'payment.refused',
    reason === 'cancelled' ? '顾客取消了支付' : `支付没有成功：${WORDS[reason]}`,
    order ? { outTradeNo: order.outTradeNo } : {},
  );
  return { ok: false, errMsg: `requestPayment:fail ${WORDS[reason]}`, reason };
}

/** Why this person cannot pay this now; null when they can. */
function obstacle(order: PayOrder, prepayId: string, openid: string, now: number): RefusedPayment | null {
  if (order.transactionId !== null) return 'paid';
  if (order.state === 'CLOSED') return 'closed';
  if (order.openid !== null && order.openid !== openid) return 'wrong_payer';
  if (Date.parse(order.payableUntil) <= now) return 'expired';
  const prepay = order.prepayIds.find((candidate) => candidate.id === prepayId);
  return prepay && Date.parse(prepay.expiresAt) > now ? null : 'prepay_expired';
}

/**
 * The customer's act: entering the password in WeChat's payment sheet. Resolves after the payment is on disk. `onPaid`
 * plans the notification; it is called once per payment and before the write, so that a crash cannot part the two.
 */
export async function payOrder(world: World, prepayId: string, openid: string, onPaid: (order: PayOrder) => void): Promise<PaymentResult> {
  const order = world.state.orders.find((candidate) => candidate.prepayIds.some((prepay) => prepay.id === prepayId));
  if (!order) return refused(world, 'unknown_prepay');
  const now = world.clock.now();
  const hindered = obstacle(order, prepayId, openid, now.getTime());
  if (hindered) return refused(world, hindered, order);
  const next = world.state.faults.nextPayment;
  world.state.faults.nextPayment = 'succeed';
  if (next !== 'succeed') return refused(world, next === 'cancel' ? 'cancelled' : 'failed', order);
  const transactionId = `4200${newDigits(6)}${chinaDate(now).replace(/-/g, '')}${newDigits(10)}`;
  order.openid = openid;
  order.state = 'SUCCESS';
  order.transactionId = transactionId;
  order.paidAt = now.toISOString();
  world.record(
    'wechat-pay',
    'payment.paid',
    `${customerByOpenid(world, openid)?.name ?? '顾客'} 支付了 ¥${(order.totalFen / 100).toFixed(2)}「${order.description}」`,
    { outTradeNo: order.outTradeNo, transactionId },
  );
  onPaid(order);
  await world.flush();
  return { ok: true, errMsg: 'requestPayment:ok', outTradeNo: order.outTradeNo, transactionId };
}

export interface RequestPaymentParams {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** wx.requestPayment with its parameters: WeChat first checks that the merchant signed them for this mini-program. */
export async function requestPayment(
  world: World,
  keys: WorldKeys,
  params: RequestPaymentParams,
  openid: string,
  onPaid: (order: PayOrder) => void,
): Promise<PaymentResult> {
  const order = world.state.orders.find((candidate) => candidate.prepayIds.some((prepay) => params.package === `prepay_id=${prepay.id}`));
  const { merchant } = keysOfOwner(world, keys, order ?? {});
  const signed = `${keys.appid}\n${params.timeStamp}\n${params.nonceStr}\n${params.package}\n`;
  if (params.signType !== 'RSA' || !rsaVerify(signed, params.paySign, merchant.certificate)) return refused(world, 'bad_signature');
  return payOrder(world, params.package.replace(/^prepay_id=/, ''), openid, onPaid);
}
