import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { daysLeft, isCompared } from '@zhike/domain/engines/rules/due';
import { durationMs, type EffectKind } from '@zhike/domain/engines/effects';
import { effectKey, type Occurrence } from '@zhike/domain/engines/rules/occurrence';
import { afterChange } from '@zhike/domain/engines/rules/changed';
import { decideRun, looksAgain } from '@zhike/domain/engines/rules/run';
import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlIn, sqlOf, type Sql, type Tx } from '../../platform/db';
import { defineJob, handleJob, type JobHandler } from '../../platform/jobs';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import { CommitRefused } from '../../platform/refused';
import type { EffectOf, RuleEffectHandler } from '../../platform/rule-setup';
import type { Write } from '../../platform/write';
import { rulesInForce, zoneClock } from './definitions';
import {
  claimEffect,
  countFromRoot,
  endEffect,
  findOccurrence,
  historyOf,
  insertEffects,
  listDue,
  lockDue,
  lockPending,
  settle,
  type EffectRow,
  type OccurrenceRow,
} from './records';
import { fits, instantAt, isStillSo, look, traceOf, type Seen } from './subjects';

/** Does one effect of a firing. */
export const ruleEffect = defineJob<{ key: string }>('rules.effect', { retries: 0 });
const BY = { actor: { kind: 'system', job: 'rules.run' } satisfies Actor, requestId: null } as const;
const BATCH = 200;
/** How long until the next try; then it has failed, visibly. */
const PAUSES_MS = [10_000, 60_000, 600_000, 3_600_000] as const;

type Name = Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>;

/** Decides on one occurrence and, when it runs, orders its effects: one transaction, so that of two workers one does it. */
async function runOne(write: Write, ports: Ports, rules: ReadonlyMap<string, RuleDef>, name: Name): Promise<void> {
  const sql = sqlIn(write.tx);
  // Two occurrences of one rule for one record are decided one after the other: the second knows of the first.
  await lockKeys(write.tx, { alone: [`rule:${name.ruleId}/${name.recordId}`] });
  const occurrence = await lockDue(sql, name);
  if (!occurrence) return;
  const rule = rules.get(name.ruleId);
  if (!rule) return settle(write.tx, name, { state: 'cancelled', reason: 'switched_off' }, write.now);
  const seen = await look(sql, ports, rule, name.recordId, write.now);
  const again = looksAgain(rule, occurrence.dueAt, write.now.getTime());
  const decided = decideRun(rule, occurrence, {
    now: write.now.getTime(),
    alive: seen !== null,
    still: seen !== null && (await isStillSo(seen, rule, occurrence)),
    matches: seen !== null && (!again || (await fits(seen, afterChange(rule.when)))),
    stop: seen !== null && rule.stopWhen !== undefined && (await fits(seen, rule.stopWhen)),
    passesAt: seen !== null && 'untilPassed' in rule.catchUp ? instantAt(seen, rule.catchUp.untilPassed) : null,
    history: { ...(await historyOf(sql, rule.id, name.recordId)), leftSince: isCompared(rule.trigger) },
    chain: occurrence.chain,
    fromRoot: (await countFromRoot(sql, occurrence.chain.root)) - 1,
  });
  if (decided.do === 'wait') return;
  // What an event fired was traced on the record as it was saved.
  const trace = seen && again ? await traceOf(seen, afterChange(rule.when)) : null;
  if (decided.do !== 'run') return settle(write.tx, name, { state: decided.do === 'skip' ? 'skipped' : 'cancelled', reason: decided.reason, trace }, write.now);
  const effects = rule.effects.map(({ id, what }) => ({ key: effectKey(occurrence, id), what }));
  await settle(write.tx, name, { state: 'running', trace }, write.now);
  await insertEffects(write.tx, occurrence, effects);
  for (const { key } of effects) await write.enqueue(ruleEffect, { key });
}

/** Runs whatever is due. Any number of workers at once: each occurrence is one's. */
export async function runDue(ports: Ports): Promise<number> {
  const sql = sqlOf(ports.db);
  const now = ports.clock.now();
  const names = await listDue(sql, now, BATCH);
  if (names.length === 0) return 0;
  const rules = new Map((await rulesInForce(sql)).map((rule) => [rule.id, rule]));
  for (const name of names) await ports.writer.transaction(BY, (write) => runOne(write, ports, rules, name));
  return names.length === BATCH ? names.length + (await runDue(ports)) : names.length;
}

class Refused extends Error {}

async function perform(ports: Ports, row: EffectRow): Promise<void> {
  const handler = (ports.rules.effects as Readonly<Record<string, RuleEffectHandler | undefined>>)[row.what.do];
  if (!handler) throw new Refused('effect_unknown');
  // The event that an effect causes carries its key: so the chain is known to whoever reacts.
  await ports.writer.transaction({ actor: { kind: 'system', job: ruleEffect.name }, requestId: row.key }, async (write) => {
    const sql = sqlIn(write.tx);
    if (!(await lockPending(sql, row.key))) return;
    const rule = (await rulesInForce(sql)).find((one) => one.id === row.ruleId);
    const occurrence = await findOccurrence(sql, row.ruleId, row.recordId, row.occKey);
    const seen = rule && (await look(sql, ports, rule, row.recordId, write.now));
    if (!rule || !occurrence || !seen) throw new Refused('record_gone');
    const done = await handler(write, askOf(rule, occurrence, seen, row, ports));
    if (!done.ok) throw new Refused(done.refusal.code);
    await endEffect(write.tx, row, { state: 'done', reason: null }, write.now);
  });
}

function askOf(rule: RuleDef, occurrence: OccurrenceRow, seen: Seen, row: EffectRow, ports: Ports) {
  const { id, category, priority } = rule;
  return {
    key: row.key,
    what: row.what as EffectOf<EffectKind>,
    subject: seen.subject,
    entity: rule.entity,
    rule: { id, category, priority },
    cause: `rule:${occurrence.ruleId}/${occurrence.recordId}/${occurrence.key}`,
    expiresAt: rule.expires ? occurrence.dueAt + durationMs(rule.expires) : null,
    daysLeft: daysLeft(rule.trigger, occurrence.dueAt, seen.context.now, zoneClock(seen.zone)),
    ports,
  };
}

/** RU-10: does one effect, once. A refusal ends it with its reason; a fault is tried again. */
export async function runRuleEffect(key: string, ports: Ports): Promise<void> {
  const row = await ports.db.transaction((tx) => claimEffect(sqlIn(tx), key));
  if (!row) return;
  const end = (state: 'refused' | 'failed', reason: string): Promise<void> =>
    ports.writer.transaction(BY, (write) => endEffect(write.tx, row, { state, reason }, write.now));
  if (row.tries > PAUSES_MS.length + 1) return end('failed', 'gave_up');
  try {
    await perform(ports, row);
  } catch (error) {
    if (error instanceof Refused || error instanceof CommitRefused) return end('refused', error.message);
    ports.log.warn({ effect: row.what.do, tries: row.tries, reason: error instanceof Error ? error.message : 'unknown' }, 'rules.effect_failed');
    const pause = PAUSES_MS[row.tries - 1];
    if (pause === undefined) return end('failed', 'gave_up');
    await ports.writer.transaction(BY, (write) => write.enqueue(ruleEffect, { key }, new Date(write.now.getTime() + pause)));
  }
}

/** Why a message that a rule wrote must not leave any more (`rule:<rule>/<record>/<occurrence>`); null: it may. */
export async function staleCause(tx: Tx, ports: Ports, cause: string, now: Date): Promise<string | null> {
  const [ruleId = '', recordId = '', ...rest] = cause.slice('rule:'.length).split('/');
  const sql: Sql = sqlIn(tx);
  const occurrence = await findOccurrence(sql, ruleId, recordId, rest.join('/'));
  const rule = (await rulesInForce(sql)).find((one) => one.id === ruleId);
  if (!occurrence || !rule?.on) return 'switched_off';
  if (occurrence.stoppedAt !== null) return 'stopped';
  const seen = await look(sql, ports, rule, recordId, now);
  if (!seen) return 'record_gone';
  if (rule.stopWhen !== undefined && (await fits(seen, rule.stopWhen))) return 'stopped';
  if (!rule.recheck) return null;
  const passes = 'untilPassed' in rule.catchUp ? instantAt(seen, rule.catchUp.untilPassed) : null;
  if (passes !== null && passes <= now.getTime()) return 'too_late';
  return (await isStillSo(seen, rule, occurrence)) && (await fits(seen, afterChange(rule.when))) ? null : 'condition_changed';
}

export function ruleEffectJobs(ports: Ports): JobHandler[] {
  return [handleJob(ruleEffect, ({ key }) => runRuleEffect(key, ports))];
}
