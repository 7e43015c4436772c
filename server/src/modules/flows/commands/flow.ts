import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { FlowEvent } from '@zhike/domain/engines/flows/instance';
import { flowsInForce } from '../../../engines/flows/definitions';
import { startFlow } from '../../../engines/flows/runner';
import { entityOf } from '../../../engines/flows/subjects';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { unknownMember } from '../../stores/queries.members';
import type { Input } from '../input';
import { endDelegation, findFlow, insertDelegation, listDelegations, rolesOf } from '../records';
import { toDelegationView } from '../queries';
import { stepFor } from './stepping';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Begins a flow by hand: it must allow that to one of the asker's roles (none named: to everybody). */
export async function startByHand(ask: Ask<ActorOf<'flows.start'>>, input: Input<'flows.start'>, write: Write): Answer<'flows.start'> {
  const sql = sqlIn(write.tx);
  const { staffId, storeIds } = ask.actor;
  const flow = (await flowsInForce(sql)).find((one) => one.def.id === input.flowId);
  if (!flow || (flow.storeId !== null && !storeIds.includes(flow.storeId))) return refuse('flow.not_started', { reason: 'not_in_force' as const });
  const { start, entity } = flow.def;
  const roles = await rolesOf(sql, staffId);
  if (start.on !== 'manual' || (start.by.length > 0 && !start.by.some((role) => roles.includes(role))))
    return refuse('flow.not_started', { reason: 'not_by_hand' as const });
  const notFound = refuse('record.not_found', { noun: entity, id: input.subjectId });
  const subject = UUID.test(input.subjectId) ? await entityOf(ask.ports.flows, entity).read(sql, input.subjectId) : null;
  // A record of a store that is not hers is not there for her.
  if (!subject || (subject.storeId !== null && compileScope(ask.actor, 'flow.manage').kind !== 'all' && !storeIds.includes(subject.storeId))) return notFound;
  const begun = await startFlow(write, ask.ports, { flow, subjectId: subject.id, cause: `hand:${newId(write.now)}`, starterId: staffId });
  return begun ? allow({ instanceId: begun.id }) : refuse('flow.not_started', { reason: 'already_running' as const });
}

export async function withdrawFlow(ask: Ask<ActorOf<'flows.withdraw'>>, input: Input<'flows.withdraw'>, write: Write): Answer<'flows.withdraw'> {
  const { staffId } = ask.actor;
  const row = await findFlow(sqlIn(write.tx), input.instanceId, compileScope(ask.actor, 'flow.read'), staffId);
  if (!row) return refuse('record.not_found', { noun: 'flow', id: input.instanceId });
  const event: FlowEvent = { t: 'withdraw', id: newId(write.now), now: write.now.getTime(), actor: staffId, ...(input.reason ? { reason: input.reason } : {}) };
  return stepFor(ask, write, { id: row.instanceId, title: row.subjectTitle }, event);
}

/** §4.6: every choice is in the record, with who made it and why. */
export async function resolveIncident(ask: Ask<ActorOf<'flows.resolve'>>, input: Input<'flows.resolve'>, write: Write): Answer<'flows.resolve'> {
  const sql = sqlIn(write.tx);
  const { staffId } = ask.actor;
  const [instanceId = ''] = input.token.split('/');
  const row = UUID.test(instanceId) ? await findFlow(sql, instanceId, ask.scope, staffId) : null;
  if (!row) return refuse('record.not_found', { noun: 'flow', id: instanceId });
  if (input.how === 'reassign' && (await unknownMember(sql, [input.staffId])) !== null) return refuse('record.not_found', { noun: 'staff', id: input.staffId });
  const done = await stepFor(
    ask,
    write,
    { id: row.instanceId, title: row.subjectTitle },
    choiceOf(input, { id: newId(write.now), now: write.now.getTime(), actor: staffId }),
  );
  if (done.ok) await write.event({ type: 'flow.resolved', customerId: row.customerId, data: { instanceId, how: input.how, title: row.flowTitle } });
  return done;
}

function choiceOf(input: Input<'flows.resolve'>, stamp: { readonly id: string; readonly now: number; readonly actor: string }): FlowEvent {
  const { token: key, reason } = input;
  if (input.how === 'stop') return { ...stamp, t: 'stop', reason };
  if (input.how === 'reassign') return { ...stamp, t: 'reassign', key, to: input.staffId, reason };
  if (input.how === 'goto') return { ...stamp, t: 'goto', key, to: input.to, reason };
  return { ...stamp, t: input.how, key, reason };
}

/** 委托: whoever stands in is asked instead, from the next question on. */
export async function delegate(ask: Ask<ActorOf<'flows.delegate'>>, input: Input<'flows.delegate'>, write: Write): Answer<'flows.delegate'> {
  const sql = sqlIn(write.tx);
  const { staffId } = ask.actor;
  if ((await unknownMember(sql, [input.toId])) !== null) return refuse('record.not_found', { noun: 'staff', id: input.toId });
  const invalid = (path: string, problem: string) => refuse('request.invalid', { issues: [{ path, problem }] });
  if (input.toId === staffId) return invalid('toId', 'oneself');
  if (Date.parse(input.endsAt) <= Math.max(Date.parse(input.startsAt), write.now.getTime())) return invalid('endsAt', 'not_after_start');
  const id = newId(write.now);
  await insertDelegation(write.tx, { ...input, id, fromId: staffId, now: write.now });
  await write.event({ type: 'flow.delegated', data: { staffIds: [input.toId], startsAt: input.startsAt, endsAt: input.endsAt } });
  const [row] = await listDelegations(sql, staffId, write.now, id);
  if (!row) throw new Error('a delegation that was just written is not there');
  return allow({ delegation: toDelegationView(row) });
}

export async function endOwnDelegation(
  ask: Ask<ActorOf<'flows.endDelegation'>>,
  input: Input<'flows.endDelegation'>,
  write: Write,
): Answer<'flows.endDelegation'> {
  const ended = await endDelegation(write.tx, input.id, ask.actor.staffId, write.now);
  return ended ? allow({ done: true as const }) : refuse('record.not_found', { noun: 'delegation', id: input.id });
}
