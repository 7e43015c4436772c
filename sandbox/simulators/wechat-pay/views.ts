import type { WorldKeys } from '../../world/keys';
import type { PayOrder, PayRefund } from '../../world/state';
import { chinaTime } from './crypto';

const STATE_TEXT: Readonly<Record<PayOrder['state'], string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
};

/** The transaction as query answers and payment notifications show it; what is known only after payment is absent before. */
export function transactionView(keys: WorldKeys, order: PayOrder): Record<string, unknown> {
  const head = { appid: keys.appid, mchid: keys.mchid, out_trade_no: order.outTradeNo, trade_state: order.state, trade_state_desc: STATE_TEXT[order.state] };
  if (order.transactionId === null || order.paidAt === null)
    return { amount: { payer_currency: 'CNY', total: order.totalFen }, ...head, promotion_detail: [], scene_info: { device_id: '' } };
  return {
    amount: { currency: 'CNY', payer_currency: 'CNY', payer_total: order.totalFen, total: order.totalFen },
    attach: order.attach ?? '',
    bank_type: 'OTHERS',
    ...head,
    payer: { openid: order.openid },
    promotion_detail: [],
    success_time: chinaTime(order.paidAt),
    trade_type: order.tradeType ?? 'JSAPI',
    transaction_id: order.transactionId,
  };
}

const refundAmount = (refund: PayRefund) => ({
  total: refund.totalFen,
  refund: refund.refundFen,
  payer_total: refund.totalFen,
  payer_refund: refund.refundFen,
});
const successTime = (refund: PayRefund) => (refund.successAt === null ? {} : { success_time: chinaTime(refund.successAt) });

/** The refund as the refund API answers it. Trap: here the state is called `status`. */
export function refundView(refund: PayRefund): Record<string, unknown> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...successTime(refund),
    create_time: chinaTime(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      ...refundAmount(refund),
      from: [],
      settlement_refund: refund.refundFen,
      settlement_total: refund.totalFen,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: 0,
    },
    promotion_detail: [],
  };
}

/** The refund as its notification shows it. Trap: here the state is called `refund_status`. */
export function refundNotice(keys: WorldKeys, refund: PayRefund): Record<string, unknown> {
  return {
    mchid: keys.mchid,
    out_trade_no: refund.outTradeNo,
    transaction_id: refund.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: refund.status,
    ...successTime(refund),
    amount: refundAmount(refund),
    user_received_account: '支付用户零钱',
  };
}
