import { formatFen } from '@zhike/domain/kernel/money';
import type { OrdersRefusals } from '@zhike/domain/orders/contract';
import { clock, problemWord, type Reader } from './words.reader';

type Words = { [Code in keyof OrdersRefusals]: (facts: OrdersRefusals[Code], reader: Reader) => string };

export const PHASE_WORDS: Readonly<Record<string, string>> = { waiting: '待审批', open: '进行中', closed: '已完结', cancelled: '已取消', rejected: '未通过' };
const VERB_WORDS: Readonly<Record<string, string>> = {
  decide: '审批',
  advance: '推进',
  change: '改内容',
  pay: '收款',
  use_deposit: '抵扣定金',
  link: '关联预约',
  refund: '退款',
  share: '改业绩分成',
  schedule_dues: '改付款计划',
  draw_contract: '生成合同',
};
const NEEDS_WORDS = { deposit: '先收齐首款', booking: '先约好时间并关联到订单', paid: '先收清尾款' } as const;
const QUOTE_WORDS: Readonly<Record<string, string>> = { accepted: '已经成交', declined: '已经作废', open: '已经过期' };
const yuan = (fen: number): string => formatFen(fen, 'short');

/** Every "no" of orders in words for staff. Exhaustive by type. */
export const ORDERS_WORDS: Words = {
  'orders.nothing_to_pay': () => '这个预约没有要付的定金。',
  'orders.hold_expired': ({ holdExpiresAt }, reader) => `保留已在 ${clock(holdExpiresAt, reader)} 到期，不能再付。请重新约一次。`,
  'orders.payment_rejected': ({ code }) => `微信支付没有受理（${code}）。请稍后再试，或换一种收款方式。`,
  'orders.step_not_next': ({ from, to, next }) => `订单现在是「${from}」，不能直接到「${to}」。${next ? `下一步是「${next}」。` : '已经没有下一步。'}`,
  'orders.step_needs': ({ stage, needs }) => `还不能到「${stage}」：请${NEEDS_WORDS[needs]}。`,
  'orders.not_possible': ({ phase, verb }) => `订单${PHASE_WORDS[phase] ?? '现在的状态'}，不能${VERB_WORDS[verb] ?? '这样操作'}。`,
  'orders.discount_above_price': ({ listFen }) => `优惠不能超过总价 ${yuan(listFen)}。`,
  'orders.discount_too_large': ({ maxPercent, discountFen }) => `优惠 ${yuan(discountFen)} 超过你的权限（最多 ${maxPercent}%），请找权限更高的同事审批。`,
  'orders.instalments_differ': ({ totalFen, sumFen }) => `各期加起来是 ${yuan(sumFen)}，应该等于 ${yuan(totalFen)}。`,
  'orders.instalments_backwards': ({ name }) => `「${name}」的日期早于上一期，请按先后填写。`,
  'orders.form_value_invalid': ({ field, problem }) => `「${field}」${problemWord(problem)}。`,
  'orders.line_inactive': ({ name }) => `业务线「${name}」已经停用，请换一个。`,
  'orders.more_than_owed': ({ owedFen }) => (owedFen > 0 ? `最多还能收 ${yuan(owedFen)}，请核对金额。` : '这张订单已经收清。'),
  'orders.less_than_paid': ({ paidFen, billedFen }) => `已收 ${yuan(paidFen)}，改后只有 ${yuan(billedFen)}。请用「退款」退掉不要的项目。`,
  'orders.benefit_above_bill': ({ amountFen, possibleFen }) => `优惠 ${yuan(amountFen)} 超过了可优惠的 ${yuan(possibleFen)}，请换一张或改金额。`,
  'orders.benefit_there': ({ name }) => `「${name}」已经用在这张订单上了。`,
  'orders.benefit_not_there': () => '这张订单上没有这项优惠，可能刚被撤下。',
  'orders.benefit_settled': () => '客户已经用它付清了订单，不能自己撤下。要改请在订单里退款或换项。',
  'orders.benefits_stand': ({ names }) => `订单上有「${names.join('」「')}」。请先撤下，改完内容再用。`,
  'orders.refund_changed': ({ backFen, keptFen }) => `可退金额刚刚变了：现在退 ${yuan(backFen)}，扣 ${yuan(keptFen)}。请看过后再确认。`,
  'orders.exchange_changed': ({ billedFen, backFen }) => `价格刚刚变了：换后应收 ${yuan(billedFen)}，退 ${yuan(backFen)}。请看过后再确认。`,
  'orders.wechat_refund_short': ({ refundableFen }) => `微信原路只能退 ${formatFen(refundableFen)}，其余请换一种退款方式，或分次退。`,
  'orders.no_deposit': () => '这个预约没有可以抵扣的定金。',
  'orders.booking_taken': ({ code }) => `预约 ${code} 已经属于另一张订单。`,
  'orders.other_customer': () => '这个预约是另一位客户的，不能用在这张订单上。',
  'orders.deposit_in_use': () => '这个预约的定金已经抵扣在订单里，不能移除。',
  'orders.shares_invalid': ({ percent, problem }) => (problem === 'twice' ? '有一位同事填了两次。' : `分成加起来是 ${percent}%，应该等于 100%。`),
  'orders.template_invalid': ({ variable }) => `模板里的【${variable}】不是可用的变量，请检查。`,
  'orders.contract_over': ({ state, version }) =>
    state === 'signed' ? '这份合同已经签过了。' : `订单有变动，这份合同不能再签。请签最新的第 ${version} 版，没有就重新生成。`,
  'orders.customer_nameless': ({ name }) => `合同要写真实姓名，现在只知道「${name}」。请问客户姓名，填好后重新生成。`,
  'orders.receipt_signed': ({ number }) => `收据 ${number} 已经签过了，不用再签。`,
  'orders.signature_invalid': () => '签名图片没有读到，请重新签一次。',
  'orders.shipment_not_failed': () => '这笔发货信息没有被退回，不用重发。请刷新。',
  'orders.no_font': ({ setting }) => `服务器没有中文字体，暂时不能生成 PDF。请管理员安装字体，或设置 ${setting}。`,
  'orders.quote_over': ({ state, validUntil }) => `这份报价${QUOTE_WORDS[state] ?? '已经结束'}（有效期到 ${validUntil}），请重新报价。`,
};
