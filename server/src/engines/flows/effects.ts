import type { Actor } from '@zhike/domain/kernel/actor';
import type { WorldEffect } from '@zhike/domain/engines/flows/instance';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { changeIn, sqlIn, type Tx } from '../../platform/db';
import type { EffectHandler } from '../../platform/flow-setup';
import { handleJob, type JobHandler } from '../../platform/jobs';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import { CommitRefused } from '../../platform/refused';
import type { Write } from '../../platform/write';
import { doEffect } from './jobs.kinds';
import { ownEffects } from './effects.own';
import { lockInstance, type InstanceRow } from './records';
import { stepFlow } from './runner';
import { entityOf } from './subjects';

/** How long until the next try; out of tries somebody must look. */
const PAUSES_MS = [10_000, 60_000, 600_000, 3_600_000] as const;
const MOST_TRIES = PAUSES_MS.length + 1;
const BY = { actor: { kind: 'system', job: doEffect.name } satisfies Actor, requestId: null } as const;

/** A handler said no: what it wrote is taken back. */
class Refused extends Error {}

interface Claimed {
  readonly tries: number;
  readonly instanceId: string;
  readonly kind: WorldEffect['do'];
  readonly what: WorldEffect;
}

/** Uses up a try before anything is done, so that a worker that dies every time does not go on for ever. */
async function claim(ports: Ports, key: string): Promise<Claimed | null> {
  const [row] = await ports.db.transaction((tx) =>
    sqlIn(tx)<Claimed>(
      `UPDATE flow_effects SET tries = tries + 1 WHERE key = $1 AND state = 'pending' RETURNING tries, instance_id AS "instanceId", kind, what`,
      [key],
    ),
  );
  return row ?? null;
}

async function isPending(write: Write, key: string): Promise<boolean> {
  const [row] = await sqlIn(write.tx)<{ state: string }>('SELECT state FROM flow_effects WHERE key = $1 FOR UPDATE', [key]);
  return row?.state === 'pending';
}

/**
 * Tells the instance how its work went; an instance that waits for it no longer takes no notice. It is told once, because the effect's
 * state changes in the same transaction; after a retry there is more to tell about the same key, so the event has an id of its own.
 */
async function report(write: Write, ports: Ports, instanceId: string, key: string, end: { readonly ok: boolean; readonly reason?: string }): Promise<void> {
  const { ok, reason } = end;
  const event = { t: 'effect', id: newId(write.now), now: write.now.getTime(), key, ok, ...(reason === undefined ? {} : { reason }) } as const;
  await stepFlow(write, ports, instanceId, event);
}

async function fail(ports: Ports, key: string, { instanceId }: Claimed, state: 'refused' | 'failed', reason: string): Promise<void> {
  await ports.writer.transaction(BY, async (write) => {
    await lockInstance(sqlIn(write.tx), ports.flows, instanceId);
    const changed = await changeIn(write.tx, `UPDATE flow_effects SET state = $2, reason = $3 WHERE key = $1 AND state = 'pending'`, [key, state, reason]);
    if (changed === 1) await report(write, ports, instanceId, key, { ok: false, reason });
  });
}

type Work = Pick<Claimed, 'instanceId' | 'kind' | 'what'>;

/** Whoever agreed last, or reported work done, and what she said. */
function decisionIn({ state }: InstanceRow): { readonly decidedBy: string | null; readonly comment: string } {
  const [last] = Object.values(state.decisions).sort((a, b) => b.at - a.at);
  return { decidedBy: last?.by ?? null, comment: last?.comment ?? '' };
}

/** Does the work and marks it done in the caller's transaction; the instance goes on in the same one. Null: there was nothing to do. */
async function perform(write: Write, ports: Ports, key: string, { instanceId, kind, what }: Work): Promise<Decision<'done' | 'handed_over'> | null> {
  const handlers = { ...ports.flows.effects, ...ownEffects } as unknown as Readonly<Record<string, EffectHandler | undefined>>;
  const handler = handlers[kind];
  if (!handler) return refuse('effect_unknown', {});
  const sql = sqlIn(write.tx);
  const instance = await lockInstance(sql, ports.flows, instanceId);
  if (!instance || !(await isPending(write, key))) return null;
  const subject = await entityOf(ports.flows, instance.entity).read(sql, instance.subjectId, instance.state.vars);
  const { entity, subjectId, starterId } = instance;
  const done = await handler.run(write, {
    key,
    what,
    instanceId,
    vars: instance.state.vars,
    entity,
    subjectId,
    starterId,
    subject,
    ...decisionIn(instance),
    ports,
  });
  if (!done.ok) return done;
  await changeIn(write.tx, `UPDATE flow_effects SET state = $2, done_at = CASE WHEN $2 = 'done' THEN $3::timestamptz END WHERE key = $1`, [
    key,
    done.value,
    write.now.toISOString(),
  ]);
  if (done.value === 'done') await report(write, ports, instanceId, key, { ok: true });
  return done;
}

async function attempt(ports: Ports, key: string, work: Work): Promise<void> {
  await ports.writer.transaction(BY, async (write) => {
    const done = await perform(write, ports, key, work);
    if (done && !done.ok) throw new Refused(done.refusal.code);
  });
}

/**
 * What a decision must bring about at once: verbs that ask for it are done in the transaction of the decision, under its lock. The first
 * no is the answer to whoever decided, and the caller takes everything back with it.
 */
export async function performDecided(write: Write, ports: Ports, instanceId: string): Promise<Decision<'done'>> {
  const ordered = await sqlIn(write.tx)<Work & { key: string }>(
    `SELECT key, instance_id AS "instanceId", kind, what FROM flow_effects WHERE instance_id = $1::uuid AND state = 'pending' AND tries = 0 AND kind = 'call' ORDER BY created_at, key`,
    [instanceId],
  );
  for (const { key, ...work } of ordered) {
    const verb = work.what.do === 'call' ? work.what.verb : '';
    if (!Object.hasOwn(ports.flows.verbs, verb) || !ports.flows.verbs[verb]?.withDecision) continue;
    const done = await perform(write, ports, key, work);
    if (done && !done.ok) return done;
  }
  return allow('done');
}

/** Does one piece of ordered work. A second delivery finds it done and does nothing. */
export async function runEffect(key: string, ports: Ports): Promise<void> {
  const claimed = await claim(ports, key);
  if (!claimed) return;
  if (claimed.tries > MOST_TRIES) return fail(ports, key, claimed, 'failed', 'gave_up');
  try {
    await attempt(ports, key, claimed);
  } catch (error) {
    if (error instanceof Refused || error instanceof CommitRefused) return fail(ports, key, claimed, 'refused', error.message);
    const reason = error instanceof Error ? error.message : 'unknown';
    ports.log.warn({ effect: key, tries: claimed.tries, reason }, 'flows.effect_failed');
    const pause = PAUSES_MS[claimed.tries - 1];
    if (pause === undefined) return fail(ports, key, claimed, 'failed', 'gave_up');
    await ports.writer.transaction(BY, (write) => write.enqueue(doEffect, { key }, new Date(write.now.getTime() + pause)));
  }
}

/** What somebody else's outbox took over has ended. False: it is not one of ours, or it is settled. */
export async function settleEffect(write: Write, ports: Ports, key: string, end: { readonly ok: boolean; readonly reason: string | null }): Promise<boolean> {
  const [row] = await sqlIn(write.tx)<{ instanceId: string }>(`SELECT instance_id AS "instanceId" FROM flow_effects WHERE key = $1 AND state = 'handed_over'`, [
    key,
  ]);
  if (!row || !(await lockInstance(sqlIn(write.tx), ports.flows, row.instanceId))) return false;
  const state = end.ok ? 'done' : 'failed';
  const text = `UPDATE flow_effects SET state = $2, reason = $3, done_at = CASE WHEN $2 = 'done' THEN $4::timestamptz END WHERE key = $1 AND state = 'handed_over'`;
  if ((await changeIn(write.tx, text, [key, state, end.reason, write.now.toISOString()])) !== 1) return false;
  await report(write, ports, row.instanceId, key, { ok: end.ok, ...(end.reason === null ? {} : { reason: end.reason }) });
  return true;
}

/**
 * What the outbox of messages says about messages that flows handed over. `unknown` (a time-out after sending) is never sent again:
 * whoever waits for it must look.
 */
export async function settleMessages(write: Write, ports: Ports, customerId: string): Promise<void> {
  const ended = await sqlIn(write.tx)<{ key: string; ok: boolean; reason: string | null }>(
    `SELECT e.key, bool_or(m.state = 'sent') AS ok, max(CASE WHEN m.state = 'unknown' THEN 'unconfirmed' ELSE COALESCE(m.reason, m.state) END) AS reason
     FROM messages m JOIN flow_effects e ON e.key = CASE WHEN m.occurrence_key LIKE '%:sms' THEN left(m.occurrence_key, -4) ELSE m.occurrence_key END
     WHERE m.customer_id = $1::uuid AND e.kind = 'message' AND e.state = 'handed_over'
     GROUP BY e.key HAVING bool_or(m.state = 'sent') OR bool_and(m.state IN ('failed', 'skipped', 'unknown', 'held')) ORDER BY e.key`,
    [customerId],
  );
  for (const { key, ok, reason } of ended) await settleEffect(write, ports, key, { ok, reason: ok ? null : reason });
}

/** Why what a flow wanted to say is true no more: it was taken back or left. Null: it is still so. */
export async function staleFlow(tx: Tx, cause: string): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ status: string }>('SELECT status FROM flow_instances WHERE id::text = $1', [cause.slice('flow:'.length)]);
  return row?.status === 'withdrawn' || row?.status === 'exited' ? 'flow_stopped' : null;
}

export function effectJobs(ports: Ports): JobHandler[] {
  return [handleJob(doEffect, ({ key }) => runEffect(key, ports))];
}
