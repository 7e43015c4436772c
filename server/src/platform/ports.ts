import type { Sms } from '../gateways/sms/port';
import type { Wechat } from '../gateways/wechat/port';
import type { Merchants } from '../gateways/wechat-pay/merchants';
import type { Wecom } from '../gateways/wecom/port';
import type { Clock } from './clock';
import type { FieldCrypto } from './crypto';
import type { DefinitionKinds } from './definition-kinds';
import type { FlowSetup } from './flow-setup';
import type { Db, Sql, Tx } from './db';
import type { Ephemeral } from './ephemeral';
import type { Jobs } from './jobs';
import type { Live } from './live';
import type { Log } from './log';
import type { Metrics } from './metrics';
import type { Pdf } from './pdf';
import type { RuleSetup } from './rule-setup';
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
  /** The secret in the address at which answers to texts come in; null: none do. */
  readonly smsReplyKey: string | null;
  readonly wechatAppid: string;
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

/** A line that may come onto a bill. */
export interface PreviewLine {
  readonly id: string;
  /** After the seller's discount. */
  readonly totalFen: number;
  /** A price of her level is in it already. */
  readonly levelPriced: boolean;
}
export interface OwnBenefit {
  readonly kind: 'level';
  readonly sourceId: string;
  readonly name: string;
  readonly parts: readonly { readonly lineId: string; readonly amountFen: number }[];
}

/** What an order's customer has a claim to by herself, and orders know nothing of. Inside the transaction of the order. */
export interface OwnBenefits {
  /** The order was billed, or its lines are others now: takes off its bill what belongs off it. */
  add(write: Write, orderId: string): Promise<void>;
  /** Its lines are about to change: puts it back on the bill. */
  lift(write: Write, orderId: string): Promise<void>;
  /** What it would take off lines that are on no bill yet; null: nothing. */
  preview(sql: Sql, customerId: string, lines: readonly PreviewLine[]): Promise<OwnBenefit | null>;
}

/** A card that paid a part of an order. */
export interface PayingCard {
  readonly cardId: string;
  /** In whose books its purses stand. */
  readonly storeId: string;
  readonly customerId: string;
  readonly name: string;
  /** It was given back: nothing goes onto it any more. */
  readonly ended: boolean;
}

/** What orders must know of the cards that paid them before something goes back. */
export interface PayingCards {
  find(sql: Sql, cardIds: readonly string[]): Promise<readonly PayingCard[]>;
  /** The same, and nobody ends one of them until the transaction does. The order is locked before. */
  lock(write: Write, cardIds: readonly string[]): Promise<readonly PayingCard[]>;
}

/** What messages were written for that messaging knows nothing of: whether it still is so when they leave. */
export interface MessageCauses {
  /** Why a cause (`rule:…`) does not hold any more; null: it does. Inside the transaction that lets the message pass. */
  stale(tx: Tx, cause: string, now: Date): Promise<string | null>;
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
  /** WeChat Pay: every merchant of the shop. */
  readonly merchants: Merchants;
  readonly payees: Payees;
  /** What the engines tell of the kinds of definitions that they run. */
  readonly definitionKinds: DefinitionKinds;
  /** What the nouns tell the engine of flows about themselves. */
  readonly flows: FlowSetup;
  readonly ownBenefits: OwnBenefits;
  readonly payingCards: PayingCards;
  readonly messageCauses: MessageCauses;
  readonly rules: RuleSetup;
  readonly wecom: Wecom;
  /** Null: the shop sends no text messages. */
  readonly sms: Sms | null;
  /** Null: no font with Chinese signs was found (CONTRACT_FONT). */
  readonly pdf: Pdf | null;
  readonly shop: ShopSettings;
}
