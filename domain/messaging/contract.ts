import * as z from 'zod/mini';
import { Done, endpoint } from '../kernel/contract';
import { gateEndpoints } from './contract.gate';

export * from './contract.gate';

/** The messages of this product, each with one meaning; their wording is data (config/messages.ts). */
export const MESSAGE_TEMPLATES = [
  'booking_confirmed',
  'booking_reminder',
  'booking_changed',
  'booking_cancelled',
  'booking_requested',
  'booking_declined',
  'waitlist_offer',
  'queue_called',
  'deposit_refunded',
  'level_changed',
  'points_changed',
  'coupon_given',
  'shop_message',
  'staff_booking_assigned',
  'staff_booking_cancelled',
  'staff_acceptance_asked',
  'staff_acceptance_taken',
  'staff_todo',
  'staff_todo_late',
  'staff_flow_stuck',
  'staff_note',
] as const;
export type MessageTemplate = (typeof MESSAGE_TEMPLATES)[number];

/** weapp: subscribe message to the customer. sms: the same to her phone, when WeChat cannot. wecom: app message to a member. */
export type MessageChannel = 'weapp' | 'sms' | 'wecom';

export const messagingEndpoints = {
  ...gateEndpoints,
  'messaging.recordSubscription': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary:
      'Report the outcome of wx.requestSubscribeMessage. WeChat has no API to ask the balance, so we count acceptances ourselves: each accept allows one message.',
    input: z.strictObject({
      outcomes: z
        .array(z.strictObject({ templateKey: z.string().check(z.maxLength(64)), outcome: z.enum(['accept', 'reject', 'ban', 'filter']) }))
        .check(z.minLength(1), z.maxLength(3)),
    }),
    output: Done,
    refusals: [],
  }),
};
