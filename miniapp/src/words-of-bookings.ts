import type { BookingView, CancelPolicy, DayView, SlotView } from '@zhike/domain/booking/contract';
import { dateAt, formatDateZh, formatSpanZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import { serverNow } from './api/clock';

/** How the customer reads a booking. Types come from the contract; the tables are exhaustive by type. */
export type Tone = 'amber' | 'blue' | 'green' | 'violet' | 'grey' | 'struck' | 'red';
type State = BookingView['state'];

const STATES: Readonly<Record<State, { word: string; tone: Tone }>> = {
  held: { word: '待支付', tone: 'amber' },
  requested: { word: '待确认', tone: 'blue' },
  confirmed: { word: '已确认', tone: 'green' },
  checked_in: { word: '已到店', tone: 'violet' },
  in_service: { word: '服务中', tone: 'violet' },
  done: { word: '已完成', tone: 'grey' },
  no_show: { word: '未到店', tone: 'red' },
  cancelled: { word: '已取消', tone: 'struck' },
  declined: { word: '没约成', tone: 'grey' },
  expired: { word: '已过期', tone: 'grey' },
};

export function stateWords(state: string): string {
  return (STATES as Readonly<Record<string, { word: string } | undefined>>)[state]?.word ?? state;
}

/** Paid by the customer's phone, not yet by WeChat's word to the shop. */
export const AWAITS_WECHAT: { word: string; tone: Tone } = { word: '付款确认中', tone: 'blue' };
/** Offered from the waiting list: it is hers when she says so (or pays). */
const OFFERED: { word: string; tone: Tone } = { word: '候补到了', tone: 'amber' };
/** Held without a deposit. */
const HELD_FREE: { word: string; tone: Tone } = { word: '为你保留', tone: 'amber' };

export function badgeOf(booking: BookingView): { word: string; tone: Tone } {
  if (booking.state === 'held' && booking.fromWaitlist) return OFFERED;
  if (booking.state === 'held' && booking.deposit.state === 'none') return HELD_FREE;
  return STATES[booking.state];
}

const VERBS: Readonly<Record<string, string>> = {
  pay: '支付',
  payDeposit: '支付',
  submit: '提交',
  accept: '接单',
  decline: '婉拒',
  takeOffer: '确认',
  confirm: '确认',
  reschedule: '改期',
  cancel: '取消',
  expire: '过期',
  checkIn: '签到',
  start: '开始',
  finish: '完成',
  markNoShow: '标记未到',
};
export function verbWords(verb: string): string {
  return VERBS[verb] ?? '这样操作';
}

export function spanOf(booking: Pick<BookingView, 'startsAt' | 'endsAt' | 'utcOffsetMinutes'>): string {
  return span(booking.startsAt, booking.endsAt, booking.utcOffsetMinutes);
}

export function span(startsAt: string, endsAt: string, utcOffsetMinutes: number): string {
  return formatSpanZh(Date.parse(startsAt), Date.parse(endsAt), utcOffsetMinutes, dateAt(serverNow(), utcOffsetMinutes));
}

/** `2 位 · 加底片`; empty when one person comes and nothing is added. */
export function addedWords(booking: Pick<BookingView, 'partySize' | 'addons'>): string {
  return [...(booking.partySize > 1 ? [`${booking.partySize} 位`] : []), ...booking.addons.map((addon) => addon.name)].join(' · ');
}

export function dayAndTime(instant: number, utcOffsetMinutes: number): string {
  return `${formatDateZh(dateAt(instant, utcOffsetMinutes), dateAt(serverNow(), utcOffsetMinutes))} ${timeAt(instant, utcOffsetMinutes)}`;
}

export const PARTS: Readonly<Record<SlotView['part'], string>> = { morning: '上午', afternoon: '下午', evening: '晚上' };

/** Why a day has nothing: a whole sentence. */
export function whyNoDay(reason: DayView['reason'], leadMinutes: number, horizonDays: number): string {
  switch (reason) {
    case 'closed':
      return '这天门店休息';
    case 'full':
      return '这天已经约满';
    case 'past':
      return '这天已经过去了';
    case 'too_soon':
      return `需要至少提前 ${durationWords(leadMinutes)}预约`;
    case 'too_far':
      return `目前只开放未来 ${horizonDays} 天的预约`;
    case null:
      return '这天暂时没有空档';
  }
}

/** 90 → `1.5 小时`, 120 → `2 小时`, 45 → `45 分钟`, 2880 → `2 天`. */
export function durationWords(minutes: number): string {
  if (minutes >= 1440 && minutes % 1440 === 0) return `${minutes / 1440} 天`;
  if (minutes >= 60 && minutes % 30 === 0) return `${minutes / 60} 小时`;
  return minutes > 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟` : `${minutes} 分钟`;
}

/** The cancel policy in one line; with a start, the exact moment. */
export function policyWords(policy: CancelPolicy, depositFen: number, start?: { startsAt: string; utcOffsetMinutes: number }): string {
  if (depositFen === 0) return '不收定金，有事请提前告诉我们。';
  if (policy.latePercent === 0) return '开始前取消，定金全退。';
  const late = policy.latePercent >= 100 ? '定金不退' : `扣定金的 ${policy.latePercent}%`;
  if (!start) return `开始前 ${durationWords(policy.freeUntilHours * 60)}以前取消，定金全退；之后取消，${late}。`;
  const until = Date.parse(start.startsAt) - policy.freeUntilHours * HOUR_MS;
  if (until <= serverNow()) return `离开始已不到 ${durationWords(policy.freeUntilHours * 60)}，取消会${late === '定金不退' ? '不退定金' : late}。`;
  return `${dayAndTime(until, start.utcOffsetMinutes)} 前取消，定金全退；之后取消，${late}。`;
}

/**
 * One line about the deposit; null when there is nothing to say.
 * Trap: right after a cancellation the deposit is still `paid`, because the refund is a reaction of its own.
 */
export function depositWords({ deposit, state }: Pick<BookingView, 'deposit' | 'state'>): { word: string; hint: string | null } | null {
  const amount = formatFen(deposit.amountFen, 'short');
  switch (deposit.state) {
    case 'none':
      return null;
    case 'unpaid':
    case 'paying':
      return { word: `定金 ${amount} 待支付`, hint: null };
    case 'paid':
      if (state === 'declined') return { word: '定金正在全额退回', hint: '原路退回，进展会显示在这里。' };
      if (state === 'cancelled' || state === 'expired') return { word: '定金按取消规则处理中', hint: '该退的部分会原路退回，进展会显示在这里。' };
      return { word: `定金 ${amount} 已支付`, hint: null };
    case 'closed':
      return { word: '定金未支付', hint: '没有扣款。' };
    case 'refunding':
      return { word: '定金退款中', hint: `已提交微信支付，通常几分钟到账，银行卡最长 3 个工作日，原路退回。` };
    case 'refunded':
      return { word: `定金 ${formatFen(deposit.refundedFen, 'short')} 已全部退回`, hint: '已原路退回你的微信支付账户。' };
    case 'partly_refunded':
      return {
        word: `已退回 ${formatFen(deposit.refundedFen, 'short')}`,
        hint: `定金 ${amount}，按取消规则扣除 ${formatFen(deposit.amountFen - deposit.refundedFen, 'short')}，其余已原路退回。`,
      };
    case 'refund_failed':
      return { word: '退款遇到问题', hint: '微信没能原路退回，门店会联系你处理，钱不会少。' };
  }
}
