import type { CustomerProfile, TimelineItem } from '@zhike/domain/customers/contract';
import type { EventOf } from '@zhike/domain/events';
import type { WishKind } from '@zhike/domain/messaging/contract';
import { MONEY_EVENT_WORDS } from '@zhike/domain/events.words';
import { formatFen } from '@zhike/domain/kernel/money';
import { momentOf } from '../../components/time';

export const GENDER_WORDS: Record<CustomerProfile['gender'], string> = { female: '女', male: '男', unknown: '未填' };
export const KIND_WORDS: Record<TimelineItem['kind'], string> = {
  booking: '预约',
  payment: '收款',
  order: '订单',
  card: '卡券积分',
  note: '跟进',
  tag: '标签',
  message: '消息',
  profile: '资料',
  access: '查看',
};
export const REASON_WORDS = { unionid: '同一个微信', phone: '手机号相同', name: '姓名相同' } as const;
export const DUPLICATE_WORDS = { contact_phone: '预约留的是同一个电话', name_and_wedding: '姓名和婚期都相同' } as const;
export const SOURCES = ['小程序', '抖音', '小红书', '大众点评', '朋友介绍', '路过', '老客户'] as const;

/** Every event that can stand in a customer's life, by the nouns of TIMELINE_TYPES; MONEY_EVENT_WORDS has the others. */
const TITLES: Readonly<Record<EventOf<'booking' | 'waitlist' | 'queue' | 'payment' | 'refund' | 'customer' | 'message' | 'advertising' | 'access'>, string>> = {
  'booking.held': '约了时间，等付定金',
  'booking.confirmed': '预约已确认',
  'booking.rescheduled': '改期',
  'booking.cancelled': '取消了预约',
  'booking.expired': '超时未付，时间已放开',
  'booking.checked_in': '到店签到',
  'booking.started': '开始服务',
  'booking.finished': '服务完成',
  'booking.no_show': '没有到店',
  'booking.requested': '提交了预约，等技师接单',
  'booking.accepted': '技师接单了',
  'booking.declined': '没有人能接，时间已放开',
  'booking.resized': '改了时长',
  'booking.overbooked': '超额安排，和别的预约重叠',
  'waitlist.joined': '加入候补',
  'waitlist.offered': '候补轮到她，时间已保留',
  'waitlist.taken': '候补约到了',
  'waitlist.passed': '候补错过了，给了下一位',
  'waitlist.withdrawn': '退出候补',
  'queue.taken': '现场取号',
  'queue.called': '叫号',
  'queue.served': '排队轮到，开始服务',
  'queue.left': '离开排队',
  'queue.skipped': '过号',
  'payment.opened': '打开了付款',
  'payment.paid': '付了定金',
  'payment.shipped': '已向微信录入发货信息',
  'payment.shipping_refused': '微信退回了发货信息',
  'payment.not_needed': '多付的款项退回',
  'payment.came_late': '保留到期后才付款',
  'payment.mismatch': '付款金额对不上，需要人工核对',
  'refund.requested': '开始退款',
  'refund.succeeded': '退款已到账',
  'refund.abnormal': '退款异常，需要人工处理',
  'refund.closed': '退款被关闭，需要人工处理',
  'customer.note_added': '写了跟进',
  'customer.created': '建了客户档案',
  'customer.updated': '改了资料',
  'customer.merged': '合并了重复档案',
  'customer.wecom_linked': '关联了企业微信联系人',
  'customer.wechat_linked': '登录了小程序',
  'customer.phone_verified': '微信验证了手机号',
  'customer.phone_conflict': '手机号和另一份档案冲突',
  'customer.phone_revealed': '查看了完整手机号',
  'customer.health_read': '查看了健康档案',
  'customer.health_saved': '更新了健康档案',
  'customer.health_consent_given': '同意记录健康信息',
  'customer.health_consent_withdrawn': '撤回同意，健康档案已删除',
  'customer.shared': '与另一家门店共享了资料',
  'customer.standing_changed': '客户阶段变了',
  'customer.tagged': '打了标签',
  'customer.unshared': '不再与另一家门店共享',
  'customer.untagged': '去掉了标签',
  'message.sent': '发了消息',
  'message.released': '放行了消息',
  'message.settings_saved': '改了消息设置',
  'message.dropped': '决定不发这条消息',
  'message.wish_changed': '改了想收哪些消息',
  'advertising.allowed': '愿意接收门店的优惠和关怀消息',
  'advertising.refused': '不再接收门店的优惠和关怀消息',
  'message.failed': '消息没有发出',
  'message.skipped': '消息没有发',
  'access.customer_logged_in': '打开了小程序',
  'access.staff_logged_in': '登录了企业微信',
};
const FIELD_WORDS: Record<string, string> = {
  name: '姓名',
  phone: '手机号',
  gender: '性别',
  birthday: '生日',
  weddingDate: '婚期',
  source: '来源',
  note: '备注',
  storeId: '门店',
  ownerStaffId: '归属',
};
const REFUND_REASONS: Record<string, string> = { cancelled: '取消预约', declined: '没有人接单', no_show: '没有到店', late_payment: '付款太晚' };
const CONFIRMED_BY: Record<string, string> = { deposit: '定金到账', staff: '员工确认', no_deposit: '免定金', accept: '技师接单' };
const DECLINED_WHY: Record<string, string> = { nobody: '都没空', timeout: '没有人按时回复' };
/** What an event is called; its own name where nobody has words for it. */
export const eventTitle = (type: string): string => (TITLES as Record<string, string>)[type] ?? (MONEY_EVENT_WORDS as Record<string, string>)[type] ?? type;

export const MESSAGE_WORDS: Record<string, string> = {
  booking_confirmed: '预约成功通知',
  booking_reminder: '到店提醒',
  booking_changed: '改期通知',
  booking_cancelled: '取消通知',
  booking_requested: '预约受理通知',
  booking_declined: '预约未成通知',
  waitlist_offer: '候补成功通知',
  queue_called: '叫号通知',
  deposit_refunded: '退款通知',
  level_changed: '等级变更通知',
  coupon_given: '优惠券到账通知',
  shop_message: '门店消息',
  points_changed: '积分变动通知',
  staff_booking_assigned: '派单提醒',
  staff_booking_cancelled: '取消提醒',
  staff_acceptance_asked: '待接单提醒',
  staff_acceptance_taken: '已有人接单提醒',
  staff_todo: '待办提醒',
  staff_todo_late: '待办超时提醒',
  staff_flow_stuck: '流程卡住提醒',
  staff_note: '同事提醒',
};
/** MK-10: what she may not want to hear, with what it means. */
export const WISH_WORDS: Record<WishKind, string> = {
  all: '门店的优惠和关怀消息',
  offers: '优惠和活动',
  care: '生日问候、回访关怀',
  weapp: '微信里的消息',
  sms: '短信',
  wecom: '顾问在企业微信里发的消息',
};
/** How a wish was told to a member. */
export const HOW_TOLD: Record<string, string> = { phone: '电话里说的', in_person: '当面说的', chat: '聊天里说的' };
const wishLine = (kind: string | null, wanted: boolean): string | null => {
  const words = (WISH_WORDS as Record<string, string>)[kind ?? ''];
  return words ? `${wanted ? '愿意收' : '不收'}：${words}` : null;
};
const CHANNELS: Record<string, string> = { wechat: '小程序订阅消息', weapp: '小程序订阅消息', wecom: '企业微信', sms: '短信', email: '邮件' };
const NOT_SENT: Record<string, string> = {
  no_wechat: '没有来过小程序',
  no_subscription: '顾客没有订阅',
  no_template: '通知模板未配置',
  sms_not_set_up: '短信未开通',
  no_sms_template: '短信模板未配置',
  no_mobile: '没有手机号',
  staff_left: '同事已离职',
  booking_ended: '预约已取消',
  booking_started: '预约已开始',
  already_confirmed: '已经确认，不用再说',
  offer_over: '保留时间已过',
  quiet_hours: '夜里不打扰',
  no_advertising: '顾客不接收推广消息',
  forbidden_words: '含有广告禁用词',
  cap_day: '24 小时内已发过',
  cap_week: '7 天内已发够次数',
  gap: '离上一条太近',
  expired: '已过有效时间',
  condition_changed: '条件已不符合',
  stopped: '事情已办完，不用再提醒',
  switched_off: '规则已停用',
  record_gone: '记录已删除或合并',
  too_late: '时间已过',
  budget: '预算已用完',
  no_answer: '不确定是否送达',
  process_died_while_sending: '不确定是否送达',
  service_unavailable: '对方服务一直没有应答',
};
/** Codes of WeChat, WeCom and the SMS service that a receptionist can do something about. */
const REJECTED: Record<string, string> = {
  rejected_43101: '顾客没有订阅',
  'rejected_FailedOperation.PhoneNumberInBlacklist': '号码退订了短信',
  'rejected_FailedOperation.InsufficientBalanceInSmsPackage': '短信余额不足',
  'rejected_LimitExceeded.PhoneNumberDailyLimit': '今天给这个号码发得太多',
};
export const whyNotSent = (reason: string): string => NOT_SENT[reason] ?? REJECTED[reason] ?? (reason.startsWith('rejected_') ? '被对方拒绝' : '');

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
  const list = (name: string): string[] =>
    Array.isArray(facts[name]) ? facts[name].filter((v: unknown): v is string => typeof v === 'string') : typeof facts[name] === 'string' ? [facts[name]] : [];
  const time = (name: string): string | null => {
    const value = text(name);
    return value && !Number.isNaN(Date.parse(value)) ? (value.length > 10 ? momentOf(value, offsetMinutes, now) : value) : null;
  };
  const detail: (string | null)[] = [];
  switch (item.kind) {
    case 'booking': {
      const before = time('from');
      const after = time('to') ?? time('startsAt');
      detail.push(text('serviceName'), before && before !== after ? `${before} → ${after ?? ''}` : after);
      if (item.type === 'booking.confirmed') detail.push(CONFIRMED_BY[text('by') ?? ''] ?? null);
      if (item.type === 'booking.declined') detail.push(DECLINED_WHY[text('reason') ?? ''] ?? null);
      if (typeof facts.feeFen === 'number' && facts.feeFen > 0) detail.push(`扣 ${formatFen(facts.feeFen, 'short')}`);
      if (typeof facts.refundFen === 'number' && facts.refundFen > 0) detail.push(`退 ${formatFen(facts.refundFen, 'short')}`);
      break;
    }
    case 'payment':
      detail.push(
        typeof facts.amountFen === 'number' ? formatFen(item.type.startsWith('refund.') ? -facts.amountFen : facts.amountFen, 'short') : null,
        text('serviceName'),
        REFUND_REASONS[text('reason') ?? ''] ?? null,
      );
      break;
    case 'order':
    case 'card': {
      const fen = ['amountFen', 'priceFen', 'valueFen', 'backFen'].map((name) => facts[name]).find((value) => typeof value === 'number' && value !== 0);
      detail.push(
        text('cardName') ?? text('name'),
        typeof facts.sessions === 'number' && facts.sessions !== 0 ? `${facts.sessions} 次` : null,
        typeof fen === 'number' ? formatFen(fen, 'short') : null,
        typeof facts.points === 'number' && facts.points !== 0 ? `${facts.points} 分` : null,
      );
      break;
    }
    case 'tag':
      detail.push(list('tags').join('、'), text('tagging') ? `自动标签「${text('tagging') ?? ''}」` : null);
      break;
    case 'message':
      detail.push(MESSAGE_WORDS[text('templateKey') ?? ''] ?? null, CHANNELS[text('channel') ?? ''] ?? null, whyNotSent(text('reason') ?? ''));
      if (item.type === 'message.wish_changed') detail.push(wishLine(text('kind'), facts.wanted === true));
      detail.push(HOW_TOLD[text('how') ?? ''] ?? null);
      break;
    case 'note':
      detail.push(text('nextContactOn') ? `下次联系 ${text('nextContactOn') ?? ''}` : null);
      break;
    case 'profile':
      detail.push(
        item.type === 'customer.standing_changed' ? [text('from'), text('to')].filter(Boolean).join(' → ') : null,
        list('fields')
          .map((name) => FIELD_WORDS[name] ?? '')
          .filter(Boolean)
          .join('、'),
      );
      break;
    case 'access':
      break;
  }
  return {
    title: ({ ...TITLES, ...MONEY_EVENT_WORDS } as Readonly<Record<string, string | undefined>>)[item.type] ?? KIND_WORDS[item.kind],
    detail: detail.filter(Boolean).join(' · '),
  };
}
