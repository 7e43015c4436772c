import type { GateCategory, GateChannel, GateFacts, GateSettings, GateVerdict, SentBefore } from '@zhike/domain/marketing/gate';
import { decideSend } from '@zhike/domain/marketing/gate';
import type { Sql } from '../../platform/db';
import { wishesOf, zoneClock } from './gate';
import { gateSettings } from './settings';

/** A message that somebody would have been told. */
export interface Wish {
  /** Unique among those that are asked about. */
  readonly key: string;
  readonly customerId: string;
  readonly category: GateCategory;
  readonly priority: number;
  /** All that the shop says in it. */
  readonly text: string;
  /** The text is registered with the SMS service. */
  readonly sms: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly expiresAt: number | null;
  readonly zone: string;
  readonly storeId: string | null;
}
/** What the gate would have said in the end, and why it put the message off before. */
export interface Rehearsed {
  readonly verdict: GateVerdict;
  readonly waited: string | null;
}

interface Person {
  readonly id: string;
  readonly refused: readonly string[];
  readonly weapp: boolean;
  readonly phone: boolean;
  readonly sent: readonly { readonly at: string; readonly channel: GateChannel }[];
}

/** How she can be told and what she wishes, as it is now; what really went out to her for the shop's own wish, as it was. */
const PEOPLE = `SELECT c.id::text AS id, 
    ARRAY(SELECT 'all' FROM advertising_refusals a WHERE a.customer_id = c.id UNION ALL SELECT m.kind FROM message_refusals m WHERE m.customer_id = c.id) AS refused,
    EXISTS (SELECT 1 FROM customer_identities i WHERE i.customer_id = c.id AND i.provider = 'weapp') AS weapp, c.phone_index IS NOT NULL AS phone,
    coalesce((SELECT json_agg(json_build_object('at', d.at, 'channel', m.channel)) FROM messages m JOIN message_decisions d ON d.message_id = m.id AND d.verdict = 'send'
      WHERE m.customer_id = c.id AND m.category = 'marketing' AND m.state IN ('queued', 'sending', 'sent', 'unknown') AND d.at >= $2::timestamptz), '[]') AS sent
  FROM customers c WHERE c.id = ANY($1::uuid[])`;
const WEEK_MS = 8 * 86_400_000;
/** So often one message is put off before nobody waits for it any more. */
const MOST_WAITS = 6;

/**
 * What the one gate would have said to messages of the past, each counting those that would have gone before it. Reads only: the decision is
 * the gate's own, with nothing written and nobody told.
 */
export async function rehearseGate(sql: Sql, wishes: readonly Wish[]): Promise<Map<string, Rehearsed>> {
  const answers = new Map<string, Rehearsed>();
  if (wishes.length === 0) return answers;
  const settings = new Map<string | null, GateSettings>();
  for (const storeId of new Set(wishes.map((wish) => wish.storeId))) settings.set(storeId, await gateSettings(sql, storeId));
  const spent = new Map<string, number>();
  const first = Math.min(...wishes.map((wish) => wish.at));
  const ids = [...new Set(wishes.map((wish) => wish.customerId))];
  const people = new Map((await sql<Person>(PEOPLE, [ids, new Date(first - WEEK_MS).toISOString()])).map((one) => [one.id, one]));
  const sent = new Map([...people].map(([id, one]) => [id, one.sent.map(({ at, channel }): SentBefore => ({ at: Date.parse(at), channel }))]));
  // In the order in which they would have come to the gate; one that is put off comes again.
  const queue = [...wishes]
    .sort((a, b) => a.at - b.at || a.priority - b.priority || (a.key < b.key ? -1 : 1))
    .map((wish) => ({ wish, now: wish.at, waits: 0 }));
  const waited = new Map<string, string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { wish, now, waits } = next;
    const held = settings.get(wish.storeId);
    if (!held) continue;
    const month = `${wish.storeId ?? ''} ${zoneClock(wish.zone).wallClock(now).date.slice(0, 7)}`;
    const known = { person: people.get(wish.customerId), sent: sent.get(wish.customerId) ?? [], spentFen: spent.get(month) ?? 0 };
    const verdict = decideOne(wish, known, held, now);
    if (verdict.do === 'defer' && waits < MOST_WAITS) {
      waited.set(wish.key, verdict.reason);
      const later = { wish, now: verdict.until, waits: waits + 1 };
      const place = queue.findIndex((other) => other.now > later.now);
      queue.splice(place === -1 ? queue.length : place, 0, later);
      continue;
    }
    if (verdict.do === 'send' && wish.category === 'marketing') {
      if (verdict.channel === 'sms') spent.set(month, known.spentFen + held.budget.smsFen);
      sent.set(wish.customerId, [...(sent.get(wish.customerId) ?? []), { at: now, channel: verdict.channel }]);
    }
    answers.set(wish.key, { verdict, waited: waited.get(wish.key) ?? null });
  }
  return answers;
}

interface Known {
  readonly person: Person | undefined;
  readonly sent: readonly SentBefore[];
  /** What these messages alone have cost in the month. */
  readonly spentFen: number;
}

function decideOne(wish: Wish, { person, sent, spentFen }: Known, settings: GateSettings, now: number): GateVerdict {
  const { monthFen, smsFen } = settings.budget;
  const facts: GateFacts = {
    decided: null,
    unreachable: {
      ...(person?.weapp ? {} : { weapp: 'no_wechat' }),
      ...(person?.phone && wish.sms ? {} : { sms: person?.phone ? 'no_sms_template' : 'no_mobile' }),
    },
    ...wishesOf(person?.refused ?? [], 'care'),
    blocked: [],
    approved: true,
    released: false,
    stale: null,
    sent,
    ahead: 0,
    // Money is spent on texts alone; who is told in the mini-program costs nothing.
    budget: wish.category !== 'marketing' || monthFen === null || person?.weapp ? null : { leftFen: Math.max(0, monthFen - spentFen), costFen: smsFen },
  };
  const { key, category, text, priority, expiresAt } = wish;
  return decideSend({ key, category, channels: ['weapp', 'sms'], text, priority, expiresAt }, facts, settings, zoneClock(wish.zone), now);
}
