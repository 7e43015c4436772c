/** Things that happen, as a rule speaks of them. */
const VERBS: Readonly<Record<string, string>> = {
  'booking.held': '占住时间',
  'booking.requested': '提交预约',
  'booking.confirmed': '确认预约',
  'booking.rescheduled': '改期',
  'booking.cancelled': '取消预约',
  'booking.checked_in': '到店',
  'booking.started': '开始服务',
  'booking.finished': '服务完成',
  'booking.no_show': '没有到店',
  'customer.tagged': '打了标签',
  'customer.untagged': '去掉标签',
  'customer.merged': '合并资料',
  'order.placed': '开单',
  'order.paid': '付款',
  'order.cancelled': '取消订单',
  'order.refunded': '退款',
  'card.sold': '开卡',
  'card.charged': '充值',
  'card.used': '核销',
  'card.expired': '卡到期',
  'level.raised': '等级升了',
  'level.lowered': '等级降了',
  'points.earned': '得到积分',
};
/** An event in words; one without words says its own name. */
export const verbWords = (verb: string): string => VERBS[verb] ?? verb;
