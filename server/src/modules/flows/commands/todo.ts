import type { ApiRefusal } from '@zhike/domain/api';
import type { FlowStatus } from '@zhike/domain/flows/contract';
import type { FlowEvent } from '@zhike/domain/engines/flows/instance';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { findInstance, listAsked } from '../../../engines/flows/records';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { unknownMember } from '../../stores/queries.members';
import type { Input } from '../input';
import { endOwnTodo, findTodo } from '../records';
import { stepFor, wordNo } from './stepping';

type Act = (stamp: { readonly id: string; readonly now: number; readonly key: string; readonly actor: string }) => FlowEvent;
type Settled = Promise<Decision<{ readonly status: FlowStatus }, ApiRefusal>>;

/** What somebody does with a to-do of hers that a node of a flow waits for. */
async function act(ask: Ask<ActorOf<'flows.decide'>>, write: Write, token: string, event: Act): Settled {
  const sql = sqlIn(write.tx);
  const { staffId } = ask.actor;
  const todo = await findTodo(sql, token, staffId);
  if (!todo || todo.instanceId === null) return refuse('record.not_found', { noun: 'todo', id: token });
  const stamp = { id: newId(write.now), now: write.now.getTime(), key: token, actor: staffId };
  const done = await stepFor(ask, write, { id: todo.instanceId, title: todo.subjectTitle ?? '' }, event(stamp));
  if (done.ok || done.refusal.code !== 'flow.moved_on') return done;
  // The whole flow is over; whoever was faster is still known.
  const instance = await findInstance(sql, todo.instanceId);
  const decided = instance?.state.decisions[todo.node];
  return decided && decided.by !== staffId ? wordNo(sql, { code: 'task_closed', by: decided.by }, '') : done;
}

/** A to-do of its own, which no flow waits for. */
async function endOwn(ask: Ask<ActorOf<'flows.decide'>>, write: Write, token: string): Settled {
  const todo = await findTodo(sqlIn(write.tx), token, ask.actor.staffId);
  if (!todo) return refuse('record.not_found', { noun: 'todo', id: token });
  if (await endOwnTodo(write.tx, token, ask.actor.staffId, write.now)) {
    await write.event({
      type: 'flow.todo_closed',
      customerId: todo.customerId,
      data: { token, title: todo.title, staffIds: await listAsked(sqlIn(write.tx), [token]) },
    });
    return allow({ status: 'done' });
  }
  const now = await findTodo(sqlIn(write.tx), token, ask.actor.staffId);
  return refuse('flow.todo_closed', { byName: now?.byName ?? null });
}

/** FL-03, FL-04: 同意, 拒绝, 完成. */
export async function decideTodo(ask: Ask<ActorOf<'flows.decide'>>, input: Input<'flows.decide'>, write: Write): Answer<'flows.decide'> {
  const { token, d, comment } = input;
  const todo = await findTodo(sqlIn(write.tx), token, ask.actor.staffId);
  if (todo?.node === '') return d === 'done' ? endOwn(ask, write, token) : refuse('flow.not_possible', { reason: 'not_allowed' as const });
  return act(ask, write, token, (stamp) => ({ ...stamp, t: 'decide', d, ...(comment ? { comment } : {}) }));
}

/** 转交, 加签. */
export async function passTodo(ask: Ask<ActorOf<'flows.pass'>>, input: Input<'flows.pass'>, write: Write): Answer<'flows.pass'> {
  const { token, how, staffId } = input;
  if ((await unknownMember(sqlIn(write.tx), [staffId])) !== null) return refuse('record.not_found', { noun: 'staff', id: staffId });
  return act(ask, write, token, (stamp) =>
    how === 'transfer' ? { ...stamp, t: 'transfer', to: staffId } : { ...stamp, t: 'addSigner', who: staffId, where: how },
  );
}

/** 退回. */
export function sendBack(ask: Ask<ActorOf<'flows.sendBack'>>, input: Input<'flows.sendBack'>, write: Write): Answer<'flows.sendBack'> {
  const { token, to, comment } = input;
  return act(ask, write, token, (stamp) => ({ ...stamp, t: 'return', to, ...(comment ? { comment } : {}) }));
}
