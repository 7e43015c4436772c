import type { ContractView, OrderPhase, OrderView, QuoteView, RefundStep } from '@zhike/domain/orders/contract';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { daysBetween } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { Stage } from '@zhike/domain/catalogue/contract';

export { PHASE_WORDS } from '../../words.orders';

export type Till = NonNullable<OrderView['payments'][number]['till']>;
export const TILL_WORDS: Readonly<Record<Till, string>> = { wechat: '微信', cash: '现金', pos: '刷卡', bank: '转账' };
export const TILLS = Object.keys(TILL_WORDS) as Till[];
export const PHASE_TONE: Readonly<Record<OrderPhase, string>> = { waiting: 'amber', open: 'green', closed: 'grey', cancelled: 'grey struck', rejected: 'red' };
export const CONTRACT_WORDS: Readonly<Record<ContractView['state'], string>> = { draft: '待签', signed: '已签', outdated: '已失效' };
export const CONTRACT_TONE: Readonly<Record<ContractView['state'], string>> = { draft: 'amber', signed: 'green', outdated: 'grey struck' };
export const QUOTE_WORDS: Readonly<Record<QuoteView['state'], string>> = { open: '待答复', accepted: '已成交', declined: '已作废' };
export const QUOTE_TONE: Readonly<Record<QuoteView['state'], string>> = { open: 'blue', accepted: 'green', declined: 'grey struck' };
export const NEEDS_WORDS: Readonly<Record<Stage['needs'], string>> = {
  nothing: '随时可到',
  deposit: '首款收齐自动到',
  booking: '约好时间自动到',
  service: '服务完成自动到',
  paid: '款项收清自动到',
};
const STEP_WORDS: Readonly<Record<RefundStep['kind'], string>> = {
  billed_before: '原应收',
  line: '退',
  kept: '加：扣留',
  billed_after: '退后应收',
  paid: '已收',
  back: '退给客户',
  owed: '还欠',
  new_line: '换成',
  carried: '优惠跟过来',
  to_money: '其中退钱',
  to_card: '其中退回卡',
  void: '卡已退，赠送作废',
};

/** `¥1,280`, and to the fen where there are fen. */
export const yuan = (fen: number): string => formatFen(fen, 'short');
export const refundWord = (step: RefundStep): string => `${STEP_WORDS[step.kind]}${step.name === '' ? '' : `「${step.name}」`}`;
type Payment = OrderView['payments'][number];
const PAYMENT_WORDS: Readonly<Record<Payment['kind'], string>> = {
  payment: '收款',
  deposit: '预约定金抵扣',
  card: '储值卡付款',
  refund: '退款',
  void: '赠送作废',
};
/** `收款 · 现金`, `储值卡付款 · 至尊卡（本金 ¥80，赠送 ¥20）`, `退款 · 退回至尊卡`. */
export function paymentWord({
  kind,
  till,
  cardId,
  cardName,
  principalFen,
  bonusFen,
  undoesId,
}: Pick<Payment, 'kind' | 'till' | 'cardId' | 'cardName' | 'principalFen' | 'bonusFen' | 'undoesId'>): string {
  const purses = bonusFen > 0 && principalFen > 0 ? `（本金 ${yuan(principalFen)}，赠送 ${yuan(bonusFen)}）` : bonusFen > 0 ? '（赠送）' : '';
  if (cardId === null) return `${PAYMENT_WORDS[kind]}${till ? ` · ${TILL_WORDS[till]}` : ''}`;
  if (undoesId !== null) return `撤销储值卡付款 · 退回${cardName}${purses}`;
  if (kind === 'refund') return till ? `退款 · ${TILL_WORDS[till]}（${cardName}已退卡，退本金）` : `退款 · 退回${cardName}${purses}`;
  return `${PAYMENT_WORDS[kind]} · ${cardName}${kind === 'card' ? purses : '已退卡'}`;
}

/** How a due item stands: `已付清`, `逾期 3 天`, `今天到期`, `还有 5 天`. */
export function dueWord(
  due: { readonly amountFen: number; readonly paidFen: number; readonly dueOn: string; readonly overdue: boolean },
  today: CalendarDate,
): string {
  if (due.paidFen >= due.amountFen) return '已付清';
  return daysWord(daysBetween(due.dueOn, today));
}

/** @param days since it was due; negative: until it is */
export const daysWord = (days: number): string => (days > 0 ? `逾期 ${days} 天` : days === 0 ? '今天到期' : `还有 ${-days} 天`);
/** `毛利 ¥2,400（60%）` */
export const marginWord = (marginFen: number, priceFen: number): string =>
  `毛利 ${yuan(marginFen)}${priceFen > 0 ? `（${Math.round((marginFen / priceFen) * 100)}%）` : ''}`;
