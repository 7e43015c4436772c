import type { MessageTemplate } from '@zhike/domain/messaging/contract';

/**
 * The wording of every message, as data. `[name]` stands for a variable that the server fills in.
 * Customers get WeChat subscribe messages: `fields` are those of the template chosen in the mini-program's console
 * (the part before the digits is the type, which limits the value), `page` is where a tap leads.
 * Staff get WeCom text cards: title ≤ 128 bytes, description ≤ 512 bytes (UTF-8; the gateway cuts).
 */
export type MessageWording =
  | { readonly channel: 'weapp'; readonly fields: Readonly<Record<string, string>>; readonly page: string }
  | { readonly channel: 'wecom'; readonly title: string; readonly description: string; readonly path: string };

const DETAIL = 'packages/booking/detail/index?bookingId=[bookingId]';

export const messages: Readonly<Record<MessageTemplate, MessageWording>> = {
  booking_confirmed: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '[whatToBring]' },
    page: DETAIL,
  },
  booking_reminder: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '[whatToBring]' },
    page: DETAIL,
  },
  booking_changed: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName] [storeAddress]', thing4: '原定[previousStart]' },
    page: DETAIL,
  },
  booking_cancelled: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]', time2: '[startsAt]', thing3: '[storeName]', thing4: '[cancelledReason]' },
    page: DETAIL,
  },
  deposit_refunded: {
    channel: 'weapp',
    fields: { thing1: '[serviceName]定金', amount2: '[refundAmount]', time3: '[refundedAt]', thing4: '已原路退回微信支付' },
    page: DETAIL,
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
};
