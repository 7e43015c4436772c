import type { Sms } from '../gateways/sms/port';
import type { Wechat } from '../gateways/wechat/port';
import type { WechatPay } from '../gateways/wechat-pay/port';
import type { Wecom } from '../gateways/wecom/port';
import type { Clock } from './clock';
import type { FieldCrypto } from './crypto';
import type { Db } from './db';
import type { Ephemeral } from './ephemeral';
import type { Jobs } from './jobs';
import type { Live } from './live';
import type { Log } from './log';
import type { Metrics } from './metrics';
import type { Pdf } from './pdf';
import type { Write, Writer } from './write';

/** What the shop is set up as: the part of the configuration that modules need. */
export interface ShopSettings {
  readonly name: string;
  readonly colour: string;
  readonly holdMinutes: number;
  /** Multiplies the calls per minute that one address may make (RATE_LIMIT_FACTOR). */
  readonly rateLimitFactor: number;
  readonly publicBaseUrl: string;
  readonly templates: Readonly<Record<string, string>>;
  /** Numbers of the approved SMS templates, by message. */
  readonly smsTemplates: Readonly<Record<string, string>>;
  readonly wechatAppid: string;
  readonly wechatPayMchid: string;
  readonly wecomCorpId: string;
  readonly wecomAgentId: string;
}

/** A WeChat payment that has come in, for whoever sold what it pays. */
export interface PaidPayment {
  readonly id: string;
  readonly subjectId: string;
  readonly storeId: string;
  readonly customerId: string;
  /** What came, in fen. */
  readonly paidFen: number;
}

/**
 * What money is for that orders, where it arrives, know nothing of. Inside the transaction that settles the payment; answers how much of it
 * is not needed and goes back, in fen.
 */
export interface Payees {
  card(write: Write, paid: PaidPayment): Promise<number>;
}

/** What an order's customer has a claim to by herself, and orders know nothing of. Inside the transaction of the order. */
export interface OwnBenefits {
  /** The order was billed, or its lines are others now: takes off its bill what belongs off it. */
  add(write: Write, orderId: string): Promise<void>;
  /** Its lines are about to change: puts it back on the bill. */
  lift(write: Write, orderId: string): Promise<void>;
}

/** Everything outside a function that it may reach; commands and queries take it as their last argument. */
export interface Ports {
  readonly db: Db;
  readonly writer: Writer;
  readonly jobs: Jobs;
  readonly live: Live;
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  readonly crypto: FieldCrypto;
  /** Seals short texts that a browser carries and brings back (the log-in's state). */
  readonly seal: { close(text: string, expiresAt: Date): string; open(sealed: string): string | null };
  readonly log: Log;
  readonly metrics: Metrics;
  readonly wechat: Wechat;
  readonly wechatPay: WechatPay;
  readonly payees: Payees;
  readonly ownBenefits: OwnBenefits;
  readonly wecom: Wecom;
  /** Null: the shop sends no text messages. */
  readonly sms: Sms | null;
  /** Null: no font with Chinese signs was found (CONTRACT_FONT). */
  readonly pdf: Pdf | null;
  readonly shop: ShopSettings;
}
