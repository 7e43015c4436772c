import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { decideSend, type GateChannel, goesFirst, type GateClock, type GateFacts, type GateVerdict } from '@zhike/domain/marketing/gate';
import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { sqlIn, type Tx } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import { findGateRow, noteDecision, wasLetPass, type GateRow } from './records.gate';
import { listRefusals } from './records.settings';
import type { OutgoingMessage } from './records.sending';
import { budgetOf, gateSettings } from './settings';

/** Where a message has no store of its own. */
export const SHOP_ZONE = 'Asia/Shanghai';
/** What the shop itself words. The other templates are registered as they are, and their values are names: 「首选套餐」 is what a service is called. */
const SHOP_WORDED: readonly MessageTemplate[] = ['coupon_given', 'shop_message'];

export function zoneClock(zone: string): GateClock {
  return {
    instantOf: (date, time) => instantOf(date, time, zone),
    wallClock(instant) {
      const offset = offsetMinutesAt(zone, instant);
      return { date: dateAt(instant, offset), time: timeAt(instant, offset) };
    },
  };
}

const NOTHING: GateRow = { sent: [], waiting: [] };
/** What a message of the shop's own wish is about: a coupon or a campaign, or (whatever a rule says) that she is cared for. */
const topicOf = (templateKey: MessageTemplate): 'offers' | 'care' => (templateKey === 'shop_message' ? 'care' : 'offers');
const CHANNELS: readonly GateChannel[] = ['weapp', 'sms', 'wecom'];

/** Her wishes as the gate asks for them: nothing at all about this topic, or not this way. */
export const wishesOf = (refused: readonly string[], topic: string): Pick<GateFacts, 'refusesAdvertising' | 'refusedChannels'> => ({
  refusesAdvertising: refused.includes('all') || refused.includes(topic),
  refusedChannels: CHANNELS.filter((channel) => refused.includes(channel)),
});

/** The words of a message that somebody here wrote: what the gate reads, and what places in it are counted from. */
export function writtenIn({ templateKey, variables }: Pick<OutgoingMessage, 'templateKey' | 'variables'>): string {
  if (!SHOP_WORDED.includes(templateKey)) return '';
  if (templateKey !== 'shop_message') return Object.values(variables).join('\n');
  const { shopTitle = '', shopText = '', shopWhole = shopText } = variables;
  // The short form for WeChat is the whole one cut off, unless somebody wrote one of its own.
  const own = shopWhole.startsWith(shopText.replace(/…$/, '')) ? [] : [shopText];
  return [shopTitle, shopWhole, ...own].join('\n');
}

/**
 * Which of these customers must not be written to by a member in WeCom, and why: no advertising for her, or she has had as much as is allowed.
 * The member sends when she likes, so nothing is put off. Under the lock of each customer until the transaction ends; a few at a time.
 * @param taskId what is asked about: it does not count itself
 */
export async function leaveOut(tx: Tx, taskId: string, customerIds: readonly string[], text: string, now: Date): Promise<ReadonlyMap<string, string>> {
  await lockKeys(tx, { alone: customerIds.map((id) => `gate:${id}`) });
  const settings = await gateSettings(sqlIn(tx));
  const left = new Map<string, string>();
  for (const id of customerIds) {
    const { sent } = await findGateRow(tx, id, taskId, now);
    const facts = {
      decided: null,
      unreachable: {},
      ...wishesOf(await listRefusals(sqlIn(tx), id), 'offers'),
      blocked: [],
      approved: true,
      released: false,
      stale: null,
      ahead: 0,
      budget: null,
    };
    const asked = { key: taskId, category: 'marketing' as const, channels: ['wecom' as const], text, priority: 5, expiresAt: null };
    const verdict = decideSend(asked, { ...facts, sent }, settings, zoneClock(SHOP_ZONE), now.getTime());
    if (verdict.do === 'drop' || verdict.do === 'hold') left.set(id, verdict.reason);
  }
  return left;
}

/**
 * The one gate: whether a claimed message leaves now. Each answer is a row with reason and numbers. Inside the claiming transaction,
 * for what the shop itself wishes under the customer's lock: of two messages in one second the second counts the first.
 * @param unreachable why its channel does not reach her; null: it does
 */
export async function askGate(message: OutgoingMessage, unreachable: string | null, tx: Tx, ports: Ports, now: Date): Promise<GateVerdict> {
  const { channel } = message;
  const personal = message.category !== 'internal' && message.customerId !== null ? message.customerId : null;
  // Asked together, answered one after the other on one connection: what is read of her is read under her lock.
  const [passed, , row, refused, settings] = await Promise.all([
    wasLetPass(tx, message.id),
    personal ? lockKeys(tx, { alone: [`gate:${personal}`] }) : null,
    personal ? findGateRow(tx, personal, message.id, now) : NOTHING,
    personal ? listRefusals(sqlIn(tx), personal) : [],
    gateSettings(sqlIn(tx), message.storeId),
  ]);
  if (passed) return { do: 'send', channel };
  const zone = message.zone ?? SHOP_ZONE;
  // Last of all locks: of two texts at once the second knows what the first has cost.
  const limited = message.category === 'marketing' && channel === 'sms' && settings.budget.monthFen !== null;
  if (limited) await lockKeys(tx, { alone: [`gate-budget:${message.storeId ?? 'shop'}`] });
  const mine = { priority: message.priority, at: message.createdAt.getTime(), key: message.occurrenceKey };
  const facts: GateFacts = {
    decided: null,
    unreachable: unreachable === null ? {} : { [channel]: unreachable },
    ...wishesOf(refused, topicOf(message.templateKey)),
    blocked: [],
    // A template that is not registered with its service has no number here, and is unreachable.
    approved: true,
    released: message.released,
    stale: message.cause === null ? null : await ports.messageCauses.stale(tx, message.cause, now),
    sent: row.sent,
    ahead: row.waiting.filter((other) => goesFirst(other, mine)).length,
    budget: limited ? await budgetOf(sqlIn(tx), settings, message.storeId, zone, now) : null,
  };
  const asked = {
    key: message.occurrenceKey,
    category: message.category,
    channels: [channel],
    text: writtenIn(message),
    priority: message.priority,
    expiresAt: message.expiresAt?.getTime() ?? null,
  };
  const verdict = decideSend(asked, facts, settings, zoneClock(zone), now.getTime());
  noteDecision(tx, message.id, verdict, now);
  return verdict;
}
