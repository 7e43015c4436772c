import type { MessageTemplate } from '@zhike/domain/messaging/contract';

/**
 * The wording of every message, as data. `[name]` stands for a variable that the server fills in.
 * Customers get WeChat subscribe messages: `fields` are those of the template chosen in the mini-program's console
 * (the part before the digits is the type, which limits the value), `page` is where a tap leads.
 * A customer whom WeChat cannot tell gets `sms`, where there is one: `text` is what is registered with the SMS service (its `{1}`
 * are filled by `values` in order), and says nothing that another reader of her phone must not see.
 * Staff get WeCom text cards: title ≤ 128 bytes, description ≤ 512 bytes (UTF-8; the gateway cuts).
 */
export interface SmsWording {
  readonly text: string;
  readonly values: readonly string[];
}
export type MessageWording =
  | { readonly channel: 'weapp'; readonly fields: Readonly<Record<string, string>>; readonly page: string; readonly sms?: SmsWording }
  | { readonly channel: 'wecom'; readonly title: string; readonly description: string; readonly path: string };

const DETAIL = 'packages/booking/detail/index?bookingId=[bookingId]';

export const messages: Readonly<Record<MessageTemplate, MessageWording>> = {
  booking_confirmed: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '[whatToBring]' },
    page: DETAIL,
    sms: {
      text: '您的预约已确认：{1}，{2}，地点{3}。备注：{4}。',
      values: ['[serviceName]', '[startsAt]', '[storeName] [storeAddress]', '[whatToBring]'],
    },
  },
  booking_reminder: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '[whatToBring]' },
    page: DETAIL,
    sms: {
      text: '温馨提醒：您预约的{1}将于{2}开始，地点{3}。备注：{4}。',
      values: ['[serviceName]', '[startsAt]', '[storeName] [storeAddress]', '[whatToBring]'],
    },
  },
  booking_changed: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '原定[previousStart]' },
    page: DETAIL,
    sms: {
      text: '您的预约已改期：{1}，改为{2}，地点{3}，原定{4}。',
      values: ['[serviceName]', '[startsAt]', '[storeName] [storeAddress]', '[previousStart]'],
    },
  },
  booking_cancelled: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName]', thing4: '[cancelledReason]' },
    page: DETAIL,
    sms: {
      text: '您的预约已取消：{1}，{2}，{3}。原因：{4}。',
      values: ['[serviceName]', '[startsAt]', '[storeName]', '[cancelledReason]'],
    },
  },
  booking_requested: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '已收到预约，等待技师确认' },
    page: DETAIL,
  },
  booking_declined: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName]', thing4: '[declinedReason]' },
    page: DETAIL,
  },
  waitlist_offer: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', time4: '[deadline]' },
    page: DETAIL,
    sms: {
      text: '您候补的{1}有空位了：{2}，{3}。已为您保留到{4}，请尽快在小程序里确认。',
      values: ['[serviceName]', '[startsAt]', '[storeName] [storeAddress]', '[deadline]'],
    },
  },
  queue_called: {
    channel: 'weapp',
    fields: { character_string1: '[queueNumber]', thing2: '[serviceName]', thing3: '[storeName]', thing4: '轮到你了，请到前台' },
    page: 'packages/booking/queue/index?storeId=[storeId]',
  },
  deposit_refunded: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]定金', amount2: '[refundAmount]', time3: '[refundedAt]', thing4: '已原路退回微信支付' },
    page: DETAIL,
  },
  level_changed: {
    channel: 'weapp',
    fields: { thing1: '[levelName]', thing2: '[previousLevelName]', thing3: '[levelReason]' },
    page: 'pages/mine/index',
  },
  points_changed: {
    channel: 'weapp',
    fields: { thing1: '[pointsReason]', character_string2: '[pointsChange]', number3: '[pointsLeft]' },
    page: 'pages/mine/index',
  },
  coupon_given: {
    channel: 'weapp',
    fields: { thing1: '[couponName]', thing2: '[couponUntil]', thing3: '[couponWording]' },
    page: 'pages/mine/index',
  },
  shop_message: {
    channel: 'weapp',
    fields: { thing1: '[shopTitle]', thing2: '[shopText]' },
    page: 'pages/mine/index',
  },
  staff_booking_assigned: {
    channel: 'wecom',
    title: '待办：[serviceName]',
    description: '时间 [span]\n门店 [storeName]\n客户 [contactName]\n你负责 [roleName]（[servesSpan]）\n预约号 [bookingCode]',
    path: '/workbench/#/bookings/[bookingId]',
  },
  staff_booking_cancelled: {
    channel: 'wecom',
    title: '取消：[serviceName]',
    description: '时间 [span]\n门店 [storeName]\n客户 [contactName]\n你不用再负责 [roleName]\n预约号 [bookingCode]',
    path: '/workbench/#/bookings/[bookingId]',
  },
  staff_acceptance_asked: {
    channel: 'wecom',
    title: '待接单：[serviceName]',
    description: '时间 [span]\n门店 [storeName]\n客户 [contactName]\n需要 [roleName]\n预约号 [bookingCode]\n先接先得，请尽快处理',
    path: '/workbench/#/bookings/[bookingId]',
  },
  staff_acceptance_taken: {
    channel: 'wecom',
    title: '已由 [takenBy] 接单：[serviceName]',
    description: '时间 [span]\n门店 [storeName]\n预约号 [bookingCode]\n你不用再处理',
    path: '/workbench/#/bookings/[bookingId]',
  },
  staff_todo: {
    channel: 'wecom',
    title: '待办：[todoTitle]',
    description: '关于 [subjectTitle]\n流程 [flowTitle]\n发起 [startedBy]\n期限 [dueAt]',
    path: '/workbench/#/todos/[instanceId]',
  },
  staff_todo_late: {
    channel: 'wecom',
    title: '待办已超时：[todoTitle]',
    description: '关于 [subjectTitle]\n流程 [flowTitle]\n期限 [dueAt]\n请尽快处理',
    path: '/workbench/#/todos/[instanceId]',
  },
  staff_flow_stuck: {
    channel: 'wecom',
    title: '流程卡住了：[flowTitle]',
    description: '关于 [subjectTitle]\n请打开「需要处理」看原因并处理',
    path: '/workbench/#/todos/incidents',
  },
  staff_note: {
    channel: 'wecom',
    title: '[todoTitle]',
    description: '关于 [subjectTitle]',
    path: '/workbench/#/todos/[instanceId]',
  },
};
