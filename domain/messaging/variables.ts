import { formatSpanZh, timeAt } from '../kernel/calendar-date';
import { formatFen, type Fen } from '../kernel/money';
import { formatWechatTime, type Variables } from './rules';

/** What messages tell of a booking; instants in epoch milliseconds, written on the store's clock. */
export interface BookingNews {
  readonly bookingId: string;
  readonly bookingCode: string;
  readonly serviceName: string;
  readonly storeName: string;
  readonly storeAddress: string;
  readonly whatToBring: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly offsetMinutes: number;
}

/** The part of a booking that one member serves; two roles of one person are one part. */
export interface ServesPart {
  readonly roleNames: readonly string[];
  readonly from: number;
  readonly until: number;
}

function common(news: BookingNews): Record<string, string> {
  return {
    bookingId: news.bookingId,
    bookingCode: news.bookingCode,
    serviceName: news.serviceName,
    storeName: news.storeName,
    startsAt: formatWechatTime(news.startsAt, news.offsetMinutes),
  };
}

/** For booking_confirmed, booking_reminder, booking_requested and booking_changed; `previousStart` for the last one only. */
export function visitVariables(news: BookingNews, previousStart: number | null = null): Variables {
  return {
    ...common(news),
    storeAddress: news.storeAddress,
    whatToBring: news.whatToBring || '请准时到店',
    ...(previousStart === null ? {} : { previousStart: formatWechatTime(previousStart, news.offsetMinutes) }),
  };
}

/** For booking_cancelled. A customer who gave no reason of her own is told that it was she. */
export function cancelledVariables(news: BookingNews, by: 'customer' | 'staff', reason: string): Variables {
  return { ...common(news), cancelledReason: reason || (by === 'customer' ? '您已取消预约' : '门店取消，请联系门店') };
}

/** For booking_declined. The shop's own words, when there are any. */
export function declinedVariables(news: BookingNews, reason: string): Variables {
  return { ...common(news), declinedReason: reason || '该时间无法安排，欢迎改约' };
}

/** For waitlist_offer: the held booking, and until when it is hers. */
export function offerVariables(news: BookingNews, deadline: number): Variables {
  return { ...common(news), storeAddress: news.storeAddress, deadline: formatWechatTime(deadline, news.offsetMinutes) };
}

/** A number of the shop's queue that is called. */
export interface CalledTicket {
  /** As it is shown: `12`. */
  readonly number: string;
  readonly storeId: string;
  readonly serviceName: string;
  readonly storeName: string;
  readonly calledAt: number;
  readonly offsetMinutes: number;
}

/** For queue_called. */
export function calledVariables(ticket: CalledTicket): Variables {
  const { number, storeId, serviceName, storeName, calledAt, offsetMinutes } = ticket;
  return { queueNumber: number, storeId, serviceName, storeName, calledAt: formatWechatTime(calledAt, offsetMinutes) };
}

/** For level_changed. Names are empty where there is no level. */
export function levelVariables(move: { readonly fromName: string; readonly toName: string; readonly raised: boolean; readonly months: number }): Variables {
  const name = (level: string): string => level || '无等级';
  return {
    levelName: name(move.toName),
    previousLevelName: name(move.fromName),
    levelReason: move.months === 0 ? '会员等级规则调整' : `近${move.months}个月消费${move.raised ? '已达标' : '未达标'}`,
  };
}

const POINTS_REASON = { earned: '消费获得积分', taken_back: '退款收回积分', expired: '积分到期清零' } as const;

/** For points_changed. `change` is negative for what was taken. */
export function pointsVariables(news: { readonly why: keyof typeof POINTS_REASON; readonly change: number; readonly left: number }): Variables {
  return { pointsReason: POINTS_REASON[news.why], pointsChange: `${news.change > 0 ? '+' : ''}${news.change}`, pointsLeft: String(news.left) };
}

/** For coupon_given. `validUntil` is its last day. */
export function couponVariables(coupon: { readonly name: string; readonly validUntil: string; readonly wording: string }): Variables {
  return { couponName: coupon.name, couponUntil: `${coupon.validUntil} 前有效`, couponWording: coupon.wording || '已放入您的卡包' };
}

/** For shop_message: what the shop wrote itself, filled in. `smsTemplate`: the number under which its text is registered with the SMS service. */
export function shopVariables(
  filled: { readonly title: string; readonly text: string; readonly brief: string; readonly inOrder: readonly string[] },
  smsTemplate: string | null,
): Variables {
  return {
    shopTitle: filled.title,
    shopText: filled.brief,
    shopWhole: filled.text,
    ...(smsTemplate === null ? {} : { [SMS_TEMPLATE]: smsTemplate, [SMS_VALUES]: JSON.stringify(filled.inOrder) }),
  };
}
const SMS_TEMPLATE = 'smsTemplate';
const SMS_VALUES = 'smsValues';

/** How a message that the shop wrote itself is said by text message; null: its text is not registered with the SMS service. */
export function ownSmsOf(variables: Variables): { readonly templateId: string; readonly values: readonly string[] } | null {
  const templateId = variables[SMS_TEMPLATE];
  return templateId === undefined ? null : { templateId, values: JSON.parse(variables[SMS_VALUES] ?? '[]') as string[] };
}

/** For deposit_refunded. */
export function refundVariables(news: BookingNews, refund: { readonly amountFen: Fen; readonly at: number }): Variables {
  return { ...common(news), refundAmount: formatFen(refund.amountFen), refundedAt: formatWechatTime(refund.at, news.offsetMinutes) };
}

/** For the cards to staff. No phone number: a card can be forwarded. */
export function staffVariables(news: BookingNews, contactName: string, part: ServesPart): Variables {
  return {
    ...common(news),
    contactName,
    span: formatSpanZh(news.startsAt, news.endsAt, news.offsetMinutes),
    roleName: part.roleNames.join('、'),
    servesSpan: `${timeAt(part.from, news.offsetMinutes)}–${timeAt(part.until, news.offsetMinutes)}`,
  };
}

/** For staff_acceptance_asked: to everyone who may take it. No phone number either. */
export function acceptanceAskedVariables(news: BookingNews, contactName: string, roleNames: readonly string[]): Variables {
  return { ...common(news), contactName, span: formatSpanZh(news.startsAt, news.endsAt, news.offsetMinutes), roleName: roleNames.join('、') };
}

/** For staff_acceptance_taken: to those who were asked and need not answer any more. */
export function acceptanceTakenVariables(news: BookingNews, takenBy: string): Variables {
  return { ...common(news), span: formatSpanZh(news.startsAt, news.endsAt, news.offsetMinutes), takenBy };
}

/** A to-do as a card tells it. */
export interface TodoNews {
  readonly todoTitle: string;
  /** The record that it is about, by its name. */
  readonly subjectTitle: string;
  readonly flowTitle: string;
  /** Null: it began by itself. */
  readonly startedBy: string | null;
  /** Epoch milliseconds; null: it has no time limit. */
  readonly dueAt: number | null;
  /** Where a tap leads; null: to all her to-dos. */
  readonly instanceId: string | null;
  readonly offsetMinutes: number;
}

/** For staff_todo, staff_todo_late and staff_flow_stuck. No phone number: a card can be forwarded. */
export function todoVariables({ todoTitle, subjectTitle, flowTitle, startedBy, dueAt, instanceId, offsetMinutes }: TodoNews): Variables {
  return {
    todoTitle,
    subjectTitle: subjectTitle || '无',
    flowTitle: flowTitle || '无',
    startedBy: startedBy ?? '系统',
    dueAt: dueAt === null ? '不限' : formatWechatTime(dueAt, offsetMinutes),
    instanceId: instanceId ?? 'open',
  };
}
