import type { Operand, Value } from '@zhike/domain/engines/conditions/definition';
import { valueAt } from '@zhike/domain/engines/conditions/evaluate';
import { fixedContext } from '@zhike/domain/engines/conditions/context';
import { durationMs } from '@zhike/domain/engines/effects';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { sendIn, sqlIn } from '../../platform/db';
import type { EffectAsk, EffectHandler, FlowSetup } from '../../platform/flow-setup';
import type { Write } from '../../platform/write';
import { flowsInForce, flowVersion } from './definitions';
import { peopleMeant } from './people';
import { startFlow, stepFlow } from './runner';

/** Work that the engine does itself: other flows, and to-dos that no node waits for. */

/** What a definition hands on: a value, or what the record says at a path. */
export function valuesOf(input: Readonly<Record<string, Operand>>, { subject, ports }: Pick<EffectAsk, 'subject' | 'ports'>): Record<string, Value> {
  const context = fixedContext(ports.clock.now().getTime(), 480);
  const one = (operand: Operand): Value => {
    if (operand === null || typeof operand !== 'object') return operand;
    if ('field' in operand) return subject ? valueAt(operand.field, subject.row, { load: subject.load, context }) : null;
    return Array.isArray(operand) ? operand.map(String) : null;
  };
  return Object.fromEntries(Object.entries(input).map(([key, operand]) => [key, one(operand)]));
}

async function begin(
  write: Write,
  ask: EffectAsk,
  wanted: { readonly flow: string; readonly version?: number; readonly input: Readonly<Record<string, Operand>>; readonly parent?: string },
) {
  const sql = sqlIn(write.tx);
  const inForce = (await flowsInForce(sql)).find((one) => one.def.id === wanted.flow);
  if (!inForce) return refuse('flow.not_started', { reason: 'not_in_force' });
  const flow = wanted.version === undefined ? inForce : { ...inForce, def: await flowVersion(sql, wanted.flow, wanted.version) };
  if (flow.def.entity !== ask.entity) return refuse('flow.not_started', { reason: 'other_record' });
  const start = { flow, subjectId: ask.subjectId, cause: ask.key, starterId: ask.starterId, vars: valuesOf(wanted.input, ask) };
  const begun = await startFlow(write, ask.ports, wanted.parent === undefined ? start : { ...start, parent: wanted.parent });
  return begun ? allow('done' as const) : refuse('flow.not_started', { reason: 'already_running' });
}

const childStart: EffectHandler<'child.start'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.flow }),
  run: (write, ask) => {
    const { flow, version, input, wait, child } = ask.what;
    return begin(write, ask as EffectAsk, { flow, input, ...(version === undefined ? {} : { version }), ...(wait ? { parent: child } : {}) });
  },
};

const flowStart: EffectHandler<'flow.start'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.flow }),
  run: (write, ask) => begin(write, ask as EffectAsk, { flow: ask.what.flow, input: ask.what.input ?? {} }),
};

/** A to-do of its own: whoever of these reports it done, it is done. */
const taskOpen: EffectHandler<'task.open'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.title }),
  async run(write, ask) {
    const { what, key, subject, starterId, instanceId } = ask;
    const people = await peopleMeant(write, what.who, { subject, starterId });
    if (people.length === 0) return refuse('flow.nobody', {});
    const due = what.due ? new Date(write.now.getTime() + durationMs(what.due)).toISOString() : null;
    for (const one of people)
      sendIn(
        write.tx,
        `INSERT INTO flow_tasks (token, person_id, instance_id, node, kind, title, instead_of_id, state, due_at, opened_at)
         VALUES ($1, $2::uuid, $3::uuid, '', 'task', $4, $5::uuid, 'open', $6::timestamptz, $7::timestamptz)`,
        [key, one.person, instanceId, what.title, one.insteadOf ?? null, due, write.now.toISOString()],
      );
    const data = { instanceId, token: key, title: what.title, staffIds: people.map((one) => one.person) };
    await write.event({ type: 'flow.todo_opened', storeId: subject?.storeId ?? null, customerId: subject?.customerId ?? null, data });
    return allow('done');
  },
};

const todoRemind: EffectHandler<'todo.remind'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.token }),
  async run(write, { what, subject, instanceId }) {
    const rows = await sqlIn(write.tx)<{ id: string }>(`SELECT person_id AS id FROM flow_tasks WHERE token = $1 AND state = 'open'`, [what.token]);
    const data = { instanceId, token: what.token, staffIds: rows.map((row) => row.id) };
    if (rows.length > 0) await write.event({ type: 'flow.todo_late', storeId: subject?.storeId ?? null, customerId: subject?.customerId ?? null, data });
    return allow('done');
  },
};

/** A child tells its end to whoever waits for it. */
const parentTell: EffectHandler<'parent.tell'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.result }),
  async run(write, { key, ports, what }) {
    const [instanceId = ''] = what.parent.split('/');
    await stepFlow(write, ports, instanceId, { t: 'child', id: key, now: write.now.getTime(), key: what.parent, result: what.result });
    return allow('done');
  },
};

/** A parent that goes on without its child stops it. */
const childStop: EffectHandler<'child.stop'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.child }),
  async run(write, { key, ports, what }) {
    const [child] = await sqlIn(write.tx)<{ id: string }>(`SELECT id FROM flow_instances WHERE state->>'parent' = $1 AND ended_at IS NULL`, [what.child]);
    if (child) await stepFlow(write, ports, child.id, { t: 'stop', id: key, now: write.now.getTime(), actor: '', reason: 'parent' });
    return allow('done');
  },
};

export const ownEffects: FlowSetup['effects'] = {
  'child.start': childStart,
  'child.stop': childStop,
  'flow.start': flowStart,
  'parent.tell': parentTell,
  'task.open': taskOpen,
  'todo.remind': todoRemind,
};
