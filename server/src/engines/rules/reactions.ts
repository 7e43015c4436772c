import { EVENT_TYPES } from '@zhike/domain/events';
import { chained, decideChain, rootChain, tellsOwner, type Chain } from '@zhike/domain/engines/rules/chain';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { planAfter, superseded } from '@zhike/domain/engines/rules/due';
import { firedBy, stoppedBy, type RecordEvent } from '@zhike/domain/engines/rules/react';
import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import type { RuleEntity } from '../../platform/rule-setup';
import type { Write } from '../../platform/write';
import { rulesInForce, zoneClock } from './definitions';
import { ruleEntity } from './entities';
import { cancelPending, chainOfEffect, countFromRoot, countLoops, enabledAt, markStopped, noteOccurrences, pendingKeys } from './records';
import { fits, look, momentOf, traceOf, type Seen } from './subjects';

const DAY_MS = 86_400_000;

/** What led to an event: the chain of the effect that caused it, or the beginning of one. */
export async function chainOf(write: Write, event: Pick<StoredEvent, 'id' | 'requestId'>): Promise<Chain> {
  const from = event.requestId?.startsWith('rule:') ? await chainOfEffect(sqlIn(write.tx), event.requestId) : null;
  return from ? chained(from.chain, from.ruleId, from.recordId) : rootChain(event.id);
}

/** Tells the owner of a rule that keeps turning in circles: on the third time in a day. */
async function tellLoops(write: Write, rule: RuleDef): Promise<void> {
  const loops = await countLoops(sqlIn(write.tx), rule.id, new Date(write.now.getTime() - DAY_MS));
  if (tellsOwner(loops)) await write.event({ type: 'rule.looped', data: { ruleId: rule.id, title: rule.title, loops } });
}

/** Notes that a rule fired for a record: due, or skipped with the reason. */
export async function fire(write: Write, rule: RuleDef, seen: Seen, key: string, chain: Chain): Promise<void> {
  const recordId = seen.subject.id;
  const reason =
    decideChain(chain, rule.id, recordId, await countFromRoot(sqlIn(write.tx), chain.root)) ?? ((await fits(seen, rule.when)) ? null : 'not_matching');
  const row = { recordId, key, dueAt: write.now.getTime(), chain, trace: await traceOf(seen, rule.when) };
  const noted = await noteOccurrences(write.tx, rule, [{ ...row, state: reason === null ? 'due' : 'skipped', reason }], write.now);
  if (reason === 'loop' && noted > 0) await tellLoops(write, rule);
}

async function planMomentOf(write: Write, rule: RuleDef, seen: Seen, since: number): Promise<void> {
  const recordId = seen.subject.id;
  const now = write.now.getTime();
  const planned = momentOf(seen, rule, now, since);
  const gone = superseded(rule.trigger, await pendingKeys(sqlIn(write.tx), rule.id, recordId), planned?.key ?? null);
  if (gone.length > 0) await cancelPending(write.tx, rule.id, recordId, 'moved', write.now, gone);
  if (!planned) return;
  const row = { recordId, key: planned.key, dueAt: planned.dueAt, ...planned.fate, chain: rootChain(`${rule.id}/${recordId}/${planned.key}`) };
  await noteOccurrences(write.tx, rule, [row], write.now);
}

/** A rule in the words of events: a verb of the lifecycle is heard by the event that tells of it. */
export function inEvents(rule: RuleDef, { verbs }: RuleEntity): RuleDef {
  const heard = (verb: string): string => (Object.hasOwn(verbs, verb) ? (verbs[verb] ?? verb) : verb);
  const { trigger, stopOn } = rule;
  return { ...rule, trigger: 'verb' in trigger ? { ...trigger, verb: heard(trigger.verb) } : trigger, ...(stopOn ? { stopOn: stopOn.map(heard) } : {}) };
}

/**
 * The thing that a day after counts from: each use of a card, and of a customer what was done for her, so that every treatment has days of
 * its own.
 */
function sourceOf(event: StoredEvent, entity: string, recordId: string): string {
  const { orderId, cardId, useId } = event.data;
  if (entity === 'booking' || entity === 'order') return recordId;
  if (typeof useId === 'string') return useId;
  if (entity !== 'customer') return recordId;
  return event.bookingId ?? (typeof orderId === 'string' ? orderId : typeof cardId === 'string' ? cardId : event.id);
}

async function react(write: Write, ports: Ports, told: RuleDef, event: StoredEvent, since: number): Promise<void> {
  const own = ruleEntity(ports.rules, told.entity);
  const rule = own ? inEvents(told, own) : told;
  const recordId = own?.idIn(event) ?? null;
  if (!own || recordId === null) return;
  const happened: RecordEvent = {
    id: event.id,
    entity: rule.entity,
    recordId,
    source: 'staff',
    happened: event.type === own.created ? { kind: 'created' } : { kind: 'verb', verb: event.type },
  };
  if (stoppedBy(rule, happened)) {
    // What is undone takes along its own days; anything else that stops the rule stops all of it.
    const days = `s:${sourceOf(event, rule.entity, recordId)}:`;
    const own = (await pendingKeys(sqlIn(write.tx), rule.id, recordId)).filter((key) => key.startsWith(days));
    await cancelPending(write.tx, rule.id, recordId, 'stopped', write.now, own.length > 0 ? own : null);
    if (own.length === 0) await markStopped(write.tx, rule.id, recordId, write.now);
  }
  const { trigger } = rule;
  const key = firedBy(rule, happened);
  const after = trigger.on === 'after' && trigger.verb === event.type;
  if (key === null && !after && trigger.on !== 'moment') return;
  const seen = await look(sqlIn(write.tx), ports, rule, recordId, write.now);
  if (!seen) return;
  const chain = await chainOf(write, event);
  if (key !== null) await fire(write, rule, seen, key, chain);
  if (trigger.on === 'moment') await planMomentOf(write, rule, seen, since);
  if (after) {
    const rows = planAfter(trigger, sourceOf(event, rule.entity, recordId), event.at.getTime(), zoneClock(seen.zone)).map((one) => ({
      ...one,
      recordId,
      state: 'due' as const,
      reason: null,
      chain,
    }));
    await noteOccurrences(write.tx, rule, rows, write.now);
  }
}

async function onEvent(event: StoredEvent, write: Write, ports: Ports): Promise<void> {
  const rules = (await rulesInForce(sqlIn(write.tx))).filter((rule) => rule.on);
  if (rules.length === 0) return;
  const since = await enabledAt(
    sqlIn(write.tx),
    rules.map((rule) => rule.id),
  );
  for (const rule of rules) await react(write, ports, rule, event, since.get(rule.id) ?? write.now.getTime());
}

/** Of these no rule hears: they are the engines' and the messages' own, and would never end. */
const SILENT = /^(access|api_key|definition|message|rule|flow)\./;

/** What rules do when something happens to a record: at once in the transaction of its delivery, each occurrence once. */
export const ruleReactions: Reactions = Object.fromEntries(EVENT_TYPES.filter((type) => !SILENT.test(type)).map((type) => [type, onEvent]));
