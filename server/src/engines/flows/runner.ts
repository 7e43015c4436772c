import type { EventKind, FlowEvent, FlowNo, Instance, Keyed, Step, WorldEffect } from '@zhike/domain/engines/flows/instance';
import { newInstance } from '@zhike/domain/engines/flows/instance';
import { interpret } from '@zhike/domain/engines/flows/interpret';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { sendIn, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { answerTo, exitOf, type Known } from './answers';
import { isBookkeeping, writeBook } from './book';
import { flowVersion, type FlowInForce } from './definitions';
import { doEffect, ringTimer } from './jobs.kinds';
import { findPeople } from './people';
import { entityOf } from './subjects';
import { insertInstance, insertJournal, isJournalled, listAsked, lockInstance, saveInstance, type InstanceRow } from './records';

/** Events at which an instance wakes by itself and first looks whether it should leave. */
const WAKES: ReadonlySet<EventKind> = new Set(['timer', 'event', 'changed', 'effect', 'child']);
/** What may end within one transaction: a flow whose questions answer each other without end is stopped by its visits long before. */
const MOST_STEPS = 2_000;

/** What a step needs of the server beside its transaction. */
export type RunnerPorts = Known['ports'];

export type Stepped = { readonly ok: true; readonly instance: Instance } | { readonly ok: false; readonly no: FlowNo };

interface Running {
  readonly write: Write;
  readonly row: Pick<InstanceRow, 'id' | 'title' | 'storeId' | 'customerId'>;
  readonly known: Known;
}

/**
 * Steps an instance inside the caller's transaction, under its lock: the event, then the answers to whatever it asks, until nothing is asked.
 * State, journal, to-dos, timers and ordered work are written together. A refused event has written nothing.
 */
export async function stepFlow(write: Write, ports: RunnerPorts, instanceId: string, event: FlowEvent): Promise<Stepped> {
  const sql = sqlIn(write.tx);
  const row = await lockInstance(sql, ports.flows, instanceId);
  if (!row) return { ok: false, no: { code: 'stale' } };
  if (await isJournalled(sql, instanceId, event.id)) return { ok: false, no: { code: 'duplicate' } };
  const def = await flowVersion(sql, row.flowId, event.t === 'migrate' ? event.version : row.version);
  const subject = await entityOf(ports.flows, row.entity).read(sql, row.subjectId, row.state.vars);
  return run({ write, row, known: { sql, now: event.now, def, subject, ports } }, row.state, event);
}

export interface FlowStart {
  readonly flow: FlowInForce;
  readonly subjectId: string;
  /** What made it begin: of two starts with one cause only the first comes about. */
  readonly cause: string;
  readonly starterId: string | null;
  readonly parent?: string;
  readonly vars?: Readonly<Record<string, Value>>;
}

/** Begins a flow for a record; null: the record is not there, the cause has begun it before, or its journey is under way. */
export async function startFlow(write: Write, ports: RunnerPorts, { flow, subjectId, cause, starterId, parent, vars }: FlowStart): Promise<Instance | null> {
  const sql = sqlIn(write.tx);
  const { def } = flow;
  const subject = await entityOf(ports.flows, def.entity).read(sql, subjectId, vars);
  if (!subject) return null;
  const id = newId(write.now);
  const fresh = newInstance(id, def, { entity: def.entity, id: subjectId });
  const row = {
    id,
    flowId: def.id,
    version: def.version,
    title: subject.title,
    storeId: subject.storeId ?? flow.storeId,
    entity: def.entity,
    subjectId,
    customerId: subject.customerId,
    starterId,
    startKey: `${def.id}/${cause}`,
    single: def.kind === 'journey',
    state: fresh,
    now: write.now,
  };
  if (!(await insertInstance(write.tx, row))) return null;
  const now = write.now.getTime();
  const told = { ...(starterId === null ? {} : { starter: starterId }), ...(parent === undefined ? {} : { parent }), ...(vars === undefined ? {} : { vars }) };
  const begun = await run({ write, row, known: { sql, now, def, subject, ports } }, fresh, { t: 'start', id: 'start', now, ...told });
  if (!begun.ok) throw new Error(`a new instance refused to start: ${begun.no.code}`);
  await write.event({ type: 'flow.started', storeId: row.storeId, customerId: row.customerId, data: { instanceId: id, flowId: def.id, title: def.title } });
  return begun.instance;
}

async function run(running: Running, before: Instance, event: FlowEvent): Promise<Stepped> {
  const { write, row, known } = running;
  const exit = WAKES.has(event.t) ? await exitOf(known) : undefined;
  const queue: FlowEvent[] = [exit === undefined ? event : ({ ...event, exit } as FlowEvent)];
  const steps: Step[] = [];
  let instance = before;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const step = interpret(known.def, instance, next);
    if (step.refused) {
      // The first is somebody's no. Later ones are answers to a question that the answer before has made void.
      if (steps.length === 0) return { ok: false, no: step.refused };
      continue;
    }
    if (steps.length > MOST_STEPS) throw new Error(`flow ${known.def.id} asks without end`);
    steps.push(step);
    instance = step.instance;
    insertJournal(write.tx, row.id, { seq: instance.seq, event: next, log: step.log, version: instance.def.version }, write.now);
    for (const [i, ask] of step.asks.entries())
      queue.push({ t: 'answer', id: `${event.id}/${steps.length}.${i}`, now: known.now, key: ask.key, answer: await answerTo(known, instance, ask) });
  }
  saveInstance(write.tx, row.id, instance, write.now);
  const effects = steps.flatMap((step) => step.effects);
  await book(running, effects);
  for (const { key, what } of effects) if (!isBookkeeping(what.do)) await order(write, row.id, key, what as WorldEffect);
  for (const key of steps.flatMap((step) => step.again)) await orderAgain(write, key);
  await tell(running, before, instance, effects);
  return { ok: true, instance };
}

async function book({ write, row, known }: Running, effects: readonly Keyed[]): Promise<void> {
  const incident = effects.find(({ what }) => what.do === 'incident');
  const owners = incident ? await ownersOf(known) : [];
  for (const keyed of effects) writeBook({ tx: write.tx, instanceId: row.id, def: known.def, now: write.now, owners }, keyed);
  for (const { what } of effects) if (what.do === 'timer.set') await write.enqueue(ringTimer, { key: what.timer }, new Date(what.at));
}

async function ownersOf({ sql, def, now, subject }: Known): Promise<string[]> {
  const people = await findPeople(sql, def.owner, { flow: def.id, node: '', now, starter: null, self: 'allow', subject, valueAt: () => null });
  return people.map((one) => one.person);
}

/** Work in the world: a row under its key and a job, in the transaction that wanted it. */
async function order(write: Write, instanceId: string, key: string, what: WorldEffect): Promise<void> {
  sendIn(
    write.tx,
    `INSERT INTO flow_effects (key, instance_id, kind, what, state, created_at) VALUES ($1, $2::uuid, $3, $4::jsonb, 'pending', $5::timestamptz)`,
    [key, instanceId, what.do, JSON.stringify(what), write.now.toISOString()],
  );
  await write.enqueue(doEffect, { key });
}

/** What did not come about is tried again under its old key, with all its tries before it. */
async function orderAgain(write: Write, key: string): Promise<void> {
  sendIn(write.tx, `UPDATE flow_effects SET state = 'pending', tries = 0, reason = NULL WHERE key = $1 AND state IN ('refused', 'failed')`, [key]);
  await write.enqueue(doEffect, { key });
}

/** What others learn of a step: to-dos that opened, an end, something stuck. */
async function tell({ write, row, known }: Running, before: Instance, after: Instance, effects: readonly Keyed[]): Promise<void> {
  const base = { storeId: row.storeId, customerId: row.customerId };
  const data = { instanceId: row.id, flowId: known.def.id, title: known.def.title };
  for (const { what } of effects)
    if (what.do === 'todo.open') {
      const staffIds = what.people.map((one) => one.person);
      await write.event({ type: 'flow.todo_opened', ...base, data: { ...data, token: what.token, node: what.node, staffIds } });
    }
  const closed = effects.flatMap(({ what }) => (what.do === 'todo.close' || what.do === 'todo.settle' ? [what.token] : []));
  if (closed.length > 0) await write.event({ type: 'flow.todo_closed', ...base, data: { ...data, staffIds: await listAsked(known.sql, closed) } });
  const live = (one: Instance): boolean => one.status === 'running' || one.status === 'stuck';
  if (!live(after)) await write.event({ type: 'flow.ended', ...base, data: { ...data, result: after.result ?? '', status: after.status } });
  else if (after.status === 'stuck' && before.status !== 'stuck') await write.event({ type: 'flow.stuck', ...base, data });
}
