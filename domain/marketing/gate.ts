import { addDays, type CalendarDate } from '../kernel/calendar-date';
import { DAY_MS, MINUTE_MS } from '../kernel/time-range';
import { findForbidden } from './rules';

/** The ways to a person outside; each message has an order of them. */
export const GATE_CHANNELS = ['weapp', 'sms', 'wecom', 'email'] as const;
export type GateChannel = (typeof GATE_CHANNELS)[number];
/** service: what she ordered or must know. marketing: what the shop wishes. internal: to the shop's own people. */
export type GateCategory = 'service' | 'marketing' | 'internal';

export interface GateMessage {
  /** What happened and to whom it is told: for ever one answer. */
  readonly key: string;
  readonly category: GateCategory;
  /** The first that reaches her is taken. */
  readonly channels: readonly GateChannel[];
  /** All that the shop itself wrote in it. */
  readonly text: string;
  /** 1 goes first. */
  readonly priority: number;
  /** Epoch milliseconds; null: it stays true. */
  readonly expiresAt: number | null;
}

export interface SentBefore {
  readonly at: number;
  readonly channel: GateChannel;
}

/** What is known when the gate decides; of a customer, under the lock of the customer. */
export interface GateFacts {
  /** The answer that this key had before; null: none, or it was put off. */
  readonly decided: Extract<GateVerdict, { do: 'send' | 'drop' }> | null;
  /** Why a channel does not reach her; one that is missing does. */
  readonly unreachable: Readonly<Partial<Record<GateChannel, string>>>;
  readonly refusesAdvertising: boolean;
  /** The ways by which she wants none; absent: no way in particular. */
  readonly refusedChannels?: readonly GateChannel[];
  /** She blocked the sender there: not even service goes that way. */
  readonly blocked: readonly GateChannel[];
  readonly approved: boolean;
  /** Somebody has looked at the words and lets them pass. */
  readonly released: boolean;
  /** Why it is no longer true (`condition_changed`, `booking_ended`); null: it is. */
  readonly stale: string | null;
  /** Marketing that went out to her, of the last seven days at least. */
  readonly sent: readonly SentBefore[];
  /** Marketing to her that waits as well and goes first. */
  readonly ahead: number;
  /** What the store may still spend and what this costs, in fen; null: it is not limited. */
  readonly budget: { readonly leftFen: number; readonly costFen: number } | null;
}

export interface GateSettings {
  /** `HH:MM` on the store's clock, over midnight when `until` is not after `from`. Equal: never. */
  readonly quiet: { readonly from: string; readonly until: string };
  /** How many in 24 hours by a channel, in seven days altogether, and how long between two. */
  readonly caps: { readonly perDay: Readonly<Partial<Record<GateChannel, number>>>; readonly perWeek: number; readonly gapMinutes: number };
  /** A word of `block` is never sent; one of `approve` waits until somebody has looked at it. */
  readonly words: { readonly block: readonly string[]; readonly approve: readonly string[] };
  /** Service waits for the morning and counts, too. */
  readonly serviceToo: boolean;
  /** What texts of the shop's own wish may cost in a calendar month (null: whatever they come to), and what one costs. */
  readonly budget: { readonly monthFen: number | null; readonly smsFen: number };
}

export interface GateClock {
  readonly instantOf: (date: CalendarDate, time: string) => number;
  readonly wallClock: (instant: number) => { readonly date: CalendarDate; readonly time: string };
}

/** Reason and numbers: what a row of the log is made of, and a sentence: 「24 小时内已收到 1 条营销短信（上限 1）」. */
type GateNumbers = Readonly<Record<string, string | number>>;
export type GateVerdict =
  | { readonly do: 'send'; readonly channel: GateChannel }
  | { readonly do: 'defer'; readonly until: number; readonly reason: string; readonly facts: GateNumbers }
  /** Somebody must look at it first. */
  | { readonly do: 'hold'; readonly reason: string; readonly facts: GateNumbers }
  | { readonly do: 'drop'; readonly reason: string; readonly facts: GateNumbers };

/** What was put off to one moment leaves over so long, not all at once. */
const SPREAD_MINUTES = 30;
/** Whoever goes first is on her way within this. */
const AHEAD_MS = 10_000;

const drop = (reason: string, facts: GateNumbers = {}): GateVerdict => ({ do: 'drop', reason, facts });
const defer = (until: number, reason: string, facts: GateNumbers = {}): GateVerdict => ({ do: 'defer', until, reason, facts });

/**
 * The one decision whether a message leaves now, later or never. In this order: answered before; a channel that reaches her; her wish;
 * words; approval; whether it is still true; whether it is worth anything still; how many she had; the night; the budget. What was put
 * off is decided anew, from the beginning, when its time has come.
 */
export function decideSend(message: GateMessage, facts: GateFacts, settings: GateSettings, clock: GateClock, now: number): GateVerdict {
  if (facts.decided) return facts.decided;
  const open = message.channels.filter((channel) => !facts.blocked.includes(channel) && facts.unreachable[channel] === undefined);
  const unwished = message.category === 'marketing' ? (facts.refusedChannels ?? []) : [];
  const channel = open.find((one) => !unwished.includes(one));
  if (open.length === 0) return drop(unreached(message, facts), { channels: message.channels.join(',') });
  if (message.category === 'marketing' && facts.refusesAdvertising) return drop('no_advertising');
  if (channel === undefined) return drop('no_advertising', { channel: open.join(',') });
  const words = message.category === 'internal' || facts.released ? [] : flaggedWords(message.text, settings.words);
  if (words.length > 0) {
    const told = { words: words.map(({ word, at }) => `${word}@${at}`).join(','), n: words.length };
    return { do: words.some((one) => one.level === 'block') ? 'drop' : 'hold', reason: 'forbidden_words', facts: told };
  }
  if (!facts.approved) return drop('not_approved');
  if (facts.stale !== null) return drop(facts.stale);
  if (message.expiresAt !== null && message.expiresAt <= now) return drop('expired');
  const held =
    message.category === 'marketing' || (message.category === 'service' && settings.serviceToo)
      ? (capOf(channel, facts, settings, now) ?? nightOf(message, settings, clock, now))
      : null;
  if (held) return held;
  if (facts.budget && facts.budget.costFen > facts.budget.leftFen) return drop('budget', facts.budget);
  return { do: 'send', channel };
}

/** MK-08: every word of a text that may not stand, or not before somebody has looked at it, with its place. */
export function flaggedWords(
  text: string,
  { block, approve }: GateSettings['words'],
): { readonly word: string; readonly at: number; readonly level: 'block' | 'approve' }[] {
  const blocked = new Set(block.map((word) => word.toLowerCase()));
  return findForbidden(text, [...block, ...approve]).map(({ word, at }) => ({ word, at, level: blocked.has(word.toLowerCase()) ? 'block' : 'approve' }));
}

function unreached({ channels }: GateMessage, { unreachable, blocked }: GateFacts): string {
  const first = channels[0];
  if (first === undefined) return 'no_channel';
  return blocked.includes(first) ? 'blocked' : (unreachable[first] ?? 'no_channel');
}

/** Counted on both sides of now: a clock that is set back hides nothing. */
function capOf(channel: GateChannel, { sent, ahead }: GateFacts, { caps }: GateSettings, now: number): GateVerdict | null {
  if (ahead > 0) return defer(now + AHEAD_MS, 'others_first', { ahead });
  const within = (ms: number): readonly SentBefore[] => sent.filter(({ at }) => Math.abs(now - at) < ms);
  const day = within(DAY_MS).filter((one) => one.channel === channel).length;
  const perDay = caps.perDay[channel];
  if (perDay !== undefined && day >= perDay) return drop('cap_day', { n: day, limit: perDay, channel });
  const week = within(7 * DAY_MS).length;
  if (week >= caps.perWeek) return drop('cap_week', { n: week, limit: caps.perWeek });
  const last = Math.max(...within(caps.gapMinutes * MINUTE_MS).map(({ at }) => at));
  return Number.isFinite(last) ? defer(last + caps.gapMinutes * MINUTE_MS, 'gap', { minutes: caps.gapMinutes }) : null;
}

/** Whether an instant lies in the quiet hours, and when they end; null: it does not. */
export function quietEnd(quiet: GateSettings['quiet'], clock: GateClock, now: number): number | null {
  const { from, until } = quiet;
  if (from === until) return null;
  const { date, time } = clock.wallClock(now);
  const over = until <= from;
  const inside = over ? time >= from || time < until : time >= from && time < until;
  if (!inside) return null;
  return clock.instantOf(over && time >= from ? addDays(date, 1) : date, until);
}

function nightOf({ key }: GateMessage, { quiet }: GateSettings, clock: GateClock, now: number): GateVerdict | null {
  const end = quietEnd(quiet, clock, now);
  return end === null ? null : defer(end + spreadOf(key), 'quiet_hours', { from: quiet.from, until: quiet.until });
}

/** Where in the half hour after the night a message leaves: always the same for one key. FNV-1a, as numbers. */
function spreadOf(key: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16_777_619) >>> 0;
  return (hash % (SPREAD_MINUTES * 60)) * 1_000;
}

/** Who of those who wait goes first: the priority, then the age, then the key. */
export function goesFirst(
  a: { readonly priority: number; readonly at: number; readonly key: string },
  b: { readonly priority: number; readonly at: number; readonly key: string },
): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.at === b.at ? a.key < b.key : a.at < b.at;
}
