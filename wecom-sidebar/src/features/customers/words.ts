import type { CustomerProfile, TimelineItem } from '@zhike/domain/customers/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { momentOf } from '../../components/time';

export const GENDER_WORDS: Record<CustomerProfile['gender'], string> = { female: '女', male: '男', unknown: '未填' };
export const KIND_WORDS: Record<TimelineItem['kind'], string> = { booking: '预约', payment: '收款', note: '跟进', tag: '标签', message: '消息', profile: '资料', access: '查看' };
export const REASON_WORDS = { unionid: '同一个微信', phone: '手机号相同', name: '姓名相同' } as const;
export const DUPLICATE_WORDS = { contact_phone: '预约留的是同一个电话', name_and_wedding: '姓名和婚期都相同' } as const;
export const SOURCES = ['小程序', '抖音', '小红书', '大众点评', '朋友介绍', '路过', '老客户'] as const;

const TITLES: Record<string, string> = {
  'booking.requested': '预约了', 'booking.held': '保留了时间', 'booking.created': '代约了', 'booking.confirmed': '预约已确认', 'booking.rescheduled': '改期', 'booking.cancelled': '取消了预约', 'booking.expired': '超时未付，时间已放开',
  'booking.checked_in': '到店签到', 'booking.started': '开始服务', 'booking.in_service': '开始服务', 'booking.finished': '服务完成', 'booking.done': '服务完成', 'booking.no_show': '没有到店', 'booking.marked_no_show': '没有到店',
  'payment.opened': '发起付款', 'payment.paid': '付了定金', 'payment.closed': '付款已关闭', 'payment.failed': '付款没有成功', 'payment.refund_started': '开始退款', 'payment.refunded': '退款已到账', 'payment.refund_failed': '退款没有成功', 'payment.late': '保留到期后才付款',
  'customer.note_added': '写了跟进', 'customer.created': '建了客户档案', 'customer.updated': '改了资料', 'customer.merged': '合并了重复档案', 'customer.linked': '关联了企业微信联系人', 'customer.contact_linked': '关联了企业微信联系人', 'customer.contact_added': '加为企业微信好友', 'customer.contact_removed': '删除了企业微信好友',
  'customer.phone_bound': '验证了手机号', 'customer.phone_revealed': '查看了完整手机号', 'customer.tags_changed': '改了标签', 'customer.tagged': '改了标签', 'message.sent': '发了消息', 'message.failed': '消息没有发出', 'message.skipped': '消息没有发出',
};
const MESSAGE_WORDS: Record<string, string> = { booking_confirmed: '预约成功通知', booking_reminder: '到店提醒', booking_changed: '改期通知', booking_cancelled: '取消通知', deposit_refunded: '退款通知', staff_booking_assigned: '派单提醒', staff_booking_cancelled: '取消提醒' };
const CHANNELS: Record<string, string> = { wechat: '小程序订阅消息', weapp: '小程序订阅消息', wecom: '企业微信', sms: '短信', email: '邮件' };

export interface TimelineWords {
  readonly title: string;
  readonly detail: string;
}

/**
 * Words one line of a life. Facts are data of unknown shape by contract: whatever is known is used, whatever is not is left out,
 * and an unknown type still says what kind of thing happened.
 */
export function wordTimeline(item: TimelineItem, offsetMinutes: number, now: number): TimelineWords {
  const facts = item.facts;
  const text = (name: string): string | null => (typeof facts[name] === 'string' && facts[name] !== '' ? facts[name] : null);
  const names = (name: string): string[] => (Array.isArray(facts[name]) ? facts[name].flatMap((v: unknown) => (typeof v === 'string' ? [v] : typeof v === 'object' && v !== null && 'name' in v && typeof v.name === 'string' ? [v.name] : [])) : []);
  const fen = (...keys: string[]): string | null => {
    for (const key of keys) if (typeof facts[key] === 'number') return formatFen(facts[key], 'short');
    return null;
  };
  const time = (name: string): string | null => {
    const value = text(name);
    return value && !Number.isNaN(Date.parse(value)) ? (value.length > 10 ? momentOf(value, offsetMinutes, now) : value) : null;
  };
  const detail: (string | null)[] = [];
  if (item.kind === 'booking') {
    const before = time('fromStartsAt') ?? time('previousStartsAt') ?? time('from');
    const after = time('startsAt') ?? time('toStartsAt') ?? time('to');
    detail.push(text('serviceName'), before && after && before !== after ? `${before} → ${after}` : after, text('code'), text('reason'));
  } else if (item.kind === 'payment') detail.push(fen('amountFen', 'refundFen', 'refundedFen'), text('reason'));
  else if (item.kind === 'tag') {
    const added = [...names('added'), ...names('add'), ...names('addedNames')];
    const removed = [...names('removed'), ...names('remove'), ...names('removedNames')];
    detail.push(added.length > 0 ? `＋ ${added.join('、')}` : null, removed.length > 0 ? `－ ${removed.join('、')}` : null);
  } else if (item.kind === 'message') {
    const template = text('template') ?? text('templateKey');
    const channel = text('channel');
    detail.push(template ? (MESSAGE_WORDS[template] ?? null) : null, channel ? (CHANNELS[channel] ?? channel) : null, text('reason'));
  } else if (item.kind === 'note') {
    const next = text('nextContactOn');
    detail.push(next ? `下次联系 ${next}` : null);
  }
  return { title: TITLES[item.type] ?? KIND_WORDS[item.kind], detail: detail.filter((d): d is string => d !== null).join(' · ') };
}
