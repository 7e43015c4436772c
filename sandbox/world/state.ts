import type { Faults } from './faults';
import type { CertifiedKey, PayPublicKey } from './keys';
import type { People } from './people';

/** ISO 8601 instant in UTC. */
export type Instant = string;
/** Whole fen. */
export type Fen = number;

export interface OneTimeCode {
  readonly code: string;
  /** login: wx.login. phone: the getPhoneNumber button. oauth: WeCom's page. A code of one kind is worth nothing for another. */
  readonly kind: 'login' | 'phone' | 'oauth';
  /** openid, or for oauth a userid, or an openid of an outsider. */
  readonly subject: string;
  readonly expiresAt: Instant;
  usedAt: Instant | null;
}

export interface AccessToken {
  readonly token: string;
  readonly service: 'wechat' | 'wecom';
  readonly issuedAt: Instant;
  expiresAt: Instant;
  /** Set when the platform dropped it before its time. */
  revoked: boolean;
}

export interface Ticket {
  readonly kind: 'config' | 'agent_config';
  readonly ticket: string;
  readonly expiresAt: Instant;
}

export interface SubscribeMessage {
  readonly id: string;
  readonly at: Instant;
  readonly openid: string;
  readonly templateId: string;
  readonly title: string;
  readonly page: string;
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

/** A text message that the operator has delivered. */
export interface SmsMessage {
  readonly serialNo: string;
  readonly at: Instant;
  /** E.164: `+8613800138001`. */
  readonly phone: string;
  readonly signName: string;
  readonly templateId: string;
  /** With the signature, as the phone shows it. */
  readonly text: string;
  /** What the sender wanted to be reminded of. */
  readonly context: string;
}

export interface AppMessage {
  readonly msgid: string;
  readonly at: Instant;
  readonly userid: string;
  readonly msgtype: 'text' | 'textcard';
  readonly title: string;
  readonly description: string;
  readonly url: string | null;
  /** Kept to recognise a repeat. */
  readonly fingerprint: string;
}

export interface ChatMessage {
  readonly id: string;
  readonly at: Instant;
  readonly userid: string;
  readonly externalUserId: string;
  readonly from: 'member' | 'customer';
  /** Part of a mass message that a member confirmed. */
  readonly mass?: true;
  readonly content:
    | { readonly msgtype: 'text'; readonly text: string }
    | { readonly msgtype: 'miniprogram'; readonly appid: string; readonly title: string; readonly page: string; readonly imgUrl: string | null };
}

/** A mass message that a member is asked to confirm. status: 0 waits, 1 sent, 2 no contact any more, 3 had too many. */
export interface MassTask {
  readonly msgid: string;
  readonly at: Instant;
  readonly userid: string;
  readonly text: string;
  readonly people: { readonly externalUserId: string; status: number }[];
}

export interface PayOrder {
  readonly outTradeNo: string;
  /** The further merchant whose order it is; absent: the main one's. */
  readonly mchid?: string;
  readonly description: string;
  readonly attach: string | null;
  readonly totalFen: Fen;
  /** Absent in worlds from before there were codes: JSAPI. */
  readonly tradeType?: 'JSAPI' | 'NATIVE';
  /** Who pays; null: nobody has read the code yet. */
  openid: string | null;
  readonly notifyUrl: string;
  readonly createdAt: Instant;
  /** Nobody can pay after this. The order stays NOTPAY until it is closed. */
  readonly payableUntil: Instant;
  /** The first request's parameters; a repeat must be identical. */
  readonly fingerprint: string;
  readonly prepayIds: { readonly id: string; readonly expiresAt: Instant }[];
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';
  transactionId: string | null;
  paidAt: Instant | null;
  closedAt: Instant | null;
}

export interface PayRefund {
  readonly outRefundNo: string;
  /** As the order's. */
  readonly mchid?: string;
  readonly refundId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly refundFen: Fen;
  readonly totalFen: Fen;
  readonly reason: string | null;
  readonly notifyUrl: string | null;
  readonly createdAt: Instant;
  /** How it will end; decided when it was asked for. */
  readonly fate: 'SUCCESS' | 'CLOSED' | 'ABNORMAL';
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';
  successAt: Instant | null;
}

export interface DeliveryAttempt {
  readonly at: Instant;
  /** genuine, or the way in which it was spoilt. */
  readonly as: string;
  /** HTTP status; null: no answer in time. */
  readonly status: number | null;
}

export interface PayNotification {
  readonly id: string;
  readonly eventType: string;
  readonly summary: string;
  readonly url: string;
  readonly originalType: 'transaction' | 'refund';
  readonly createdAt: Instant;
  /** The resource as it was when the event happened. */
  readonly plaintext: string;
  readonly outTradeNo: string;
  /** As the order's. */
  readonly mchid?: string;
  readonly attempts: DeliveryAttempt[];
  /** Rounds of delivery so far; a round may send several copies. */
  rounds: number;
  /** When the next round is due; null: none is. */
  nextAt: Instant | null;
  /** pending: more attempts will follow. held: waits for a later one to overtake it. */
  state: 'pending' | 'held' | 'delivered' | 'given-up' | 'suppressed';
}

export interface TagGroup {
  readonly id: string;
  readonly name: string;
  readonly tags: { readonly id: string; readonly name: string }[];
}

export interface CallbackDelivery {
  readonly id: string;
  readonly at: Instant;
  readonly changeType: string;
  readonly xml: string;
  readonly attempts: DeliveryAttempt[];
}

export interface JournalEntry {
  readonly id: number;
  readonly at: Instant;
  readonly service: 'wechat' | 'wechat-pay' | 'wecom' | 'sms' | 'people' | 'console';
  /** `payment.paid`, `api`, … : for filters. */
  readonly kind: string;
  /** One Chinese sentence for the 发生了什么 strip. No secrets, no whole phone numbers. */
  readonly text: string;
  readonly refs: Readonly<Record<string, string>>;
}

export interface WorldState {
  readonly version: 1;
  /** The last number given to a journal entry. */
  sequence: number;
  people: People;
  codes: OneTimeCode[];
  tokens: AccessToken[];
  tickets: Ticket[];
  /** `openid|templateId` → messages that may still be sent. */
  acceptances: Record<string, number>;
  subscribeMessages: SubscribeMessage[];
  smsMessages: SmsMessage[];
  appMessages: AppMessage[];
  chats: ChatMessage[];
  /** Absent in worlds from before there were any. */
  massTasks?: MassTask[];
  orders: PayOrder[];
  refunds: PayRefund[];
  notifications: PayNotification[];
  /** WeChat Pay's certificates after the one in the keys, and the serial that signs; absent until the first change. */
  platform?: { readonly issued: readonly CertifiedKey[]; readonly inUse: string };
  /** Merchants (by number) whose keys are changing: the new ones, and whether WeChat Pay seals and signs with them already. */
  changingKeys?: Record<string, { readonly apiV3Key: string; readonly payPublicKey: PayPublicKey; inUse: boolean }>;
  /** What the shop told the mini-program's platform of its payments. */
  shipments?: { readonly transactionId: string; readonly logisticsType: number; readonly item: string; readonly uploadTime: Instant }[];
  /** Whether the platform manages the trade of this mini-program, and so wants to be told of shipping; absent: it does. */
  tradeManaged?: boolean;
  callbacks: CallbackDelivery[];
  callbackUrl: string | null;
  tagGroups: TagGroup[];
  /** Nonces of signed requests → when they may be forgotten (epoch ms). */
  nonces: Record<string, number>;
  faults: Faults;
  journal: JournalEntry[];
}
