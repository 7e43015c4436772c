import type { BookingView, CancelPreview } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { formatFen } from '@zhike/domain/kernel/money';
import { lengthOf, momentOf } from '../../components/time';
import { STATE_WORDS } from '../../words';

export type Tone = 'amber' | 'blue' | 'green' | 'teal' | 'violet' | 'grey' | 'red';

const TONES: Record<BookingState, Tone> = {
  held: 'amber',
  requested: 'blue',
  confirmed: 'green',
  checked_in: 'teal',
  in_service: 'violet',
  done: 'grey',
  no_show: 'red',
  cancelled: 'grey',
  declined: 'grey',
  expired: 'grey',
};

/** A state as people see it: always a word, the colour only beside it. A hold that asks no deposit waits for a person, not for money. */
export function stateMark(state: BookingState, deposit?: BookingView['deposit']): { word: string; tone: Tone; struck: boolean } {
  const struck = state === 'cancelled' || state === 'expired' || state === 'declined';
  if (state === 'held' && deposit?.state === 'none') return { word: '保留中', tone: 'amber', struck };
  if (state === 'held' && deposit?.state === 'paying') return { word: '支付确认中', tone: 'amber', struck };
  return { word: STATE_WORDS[state], tone: TONES[state], struck };
}

export function depositWords(deposit: BookingView['deposit']): string {
  const amount = formatFen(deposit.amountFen, 'short');
  switch (deposit.state) {
    case 'none':
      return '不收定金';
    case 'unpaid':
      return `定金 ${amount} 未付`;
    case 'paying':
      return `定金 ${amount} 支付确认中`;
    case 'paid':
      return `定金 ${amount} 已付`;
    case 'closed':
      return `定金 ${amount} 未收，已关闭`;
    case 'refunding':
      return `定金退款中（${formatFen(deposit.refundedFen || deposit.amountFen, 'short')}）`;
    case 'refunded':
      return `定金 ${formatFen(deposit.refundedFen, 'short')} 已退`;
    case 'partly_refunded':
      return `定金 ${amount}，已退 ${formatFen(deposit.refundedFen, 'short')}`;
    case 'refund_failed':
      return '定金退款失败，请联系财务';
  }
}

export function policyWords(policy: BookingView['policy']): string {
  if (policy.latePercent === 0) return '可随时免费取消';
  return `开始前 ${policy.freeUntilHours} 小时可免费取消，之后扣定金的 ${policy.latePercent}%`;
}

export function cancelWords(preview: CancelPreview, offsetMinutes: number, now: number): string {
  if (preview.depositPaidFen === 0) return '客户没有付过定金，取消不涉及退款。';
  const when = momentOf(preview.freeUntil, offsetMinutes, now);
  if (!preview.late) return `还在免费取消时间内（${when} 前），定金全额退回。`;
  return `已过免费取消时间（${when}），按约定扣除一部分定金。`;
}

const SOURCES: Record<BookingView['source'], string> = {
  miniapp: '小程序自助',
  sidebar: '侧边栏代约',
  workbench: '工作台代约',
  queue: '现场排队',
  waitlist: '候补',
  seed: '导入',
};
export function sourceWords(source: BookingView['source']): string {
  return SOURCES[source];
}

/** `加洗 10 张 ＋30 分钟 ¥200`. */
export function addonWords(addon: { readonly name: string; readonly minutes: number; readonly priceFen: number }): string {
  return [addon.name, addon.minutes > 0 ? `＋${lengthOf(addon.minutes)}` : '', addon.priceFen > 0 ? formatFen(addon.priceFen, 'short') : '']
    .filter(Boolean)
    .join(' ');
}

/** How much of her own moving the customer has left; staff may always move it. */
export function movesWords(booking: Pick<BookingView, 'moves' | 'policy'>): string {
  const { maxMoves, moveUntilHours } = booking.policy;
  if (maxMoves === 0) return '客户不能自己改期，由门店来改';
  const left = Math.max(0, maxMoves - booking.moves);
  if (left === 0) return `客户自己改期的 ${maxMoves} 次已用完`;
  return `开始前 ${moveUntilHours} 小时，客户还能自己改 ${left} 次（共 ${maxMoves} 次）`;
}
