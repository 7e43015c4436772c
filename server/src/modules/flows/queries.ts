import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { countOpen, findFlow, listBegun, listDelegations, listFlows, listIncidents, listTodos, namesOf, type DelegationRow } from './records';
import { toFlowRow, toFlowView, toIncidentView, toTodoView } from './view';

const PAGE = 50;
const TOKEN = /^[A-Za-z0-9_.:/#!~-]{1,200}$/;

/** FL-14: the to-dos of whoever asks. */
export async function getTodos(ask: Ask<ActorOf<'flows.todos'>>, input: Input<'flows.todos'>): Answer<'flows.todos'> {
  const after = readCursor(input.cursor, TOKEN);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const { staffId } = ask.actor;
  const rows = await listTodos(sql, staffId, input.state, input, { after: after.value, limit: PAGE + 1 });
  const names = await namesOf(
    sql,
    rows.flatMap((row) => (row.lastWord ? [row.lastWord.by] : [])),
  );
  const items = await Promise.all(rows.slice(0, PAGE).map((row) => toTodoView(sql, row, names, ask.now)));
  const last = rows[PAGE - 1];
  const at = last && (input.state === 'open' ? last.openedAt : (last.endedAt ?? last.openedAt));
  const next = rows.length > PAGE && last && at ? toCursor({ at, id: last.token }) : null;
  return allow({ items, next, open: await countOpen(sql, staffId) });
}

export async function getInstance(ask: Ask<ActorOf<'flows.instance'>>, input: Input<'flows.instance'>): Answer<'flows.instance'> {
  const sql = sqlOf(ask.ports.db);
  const { staffId } = ask.actor;
  const row = await findFlow(sql, input.instanceId, compileScope(ask.actor, 'flow.read'), staffId);
  if (!row) return refuse('record.not_found', { noun: 'flow', id: input.instanceId });
  return allow({ flow: await toFlowView(sql, row, { staffId, manages: compileScope(ask.actor, 'flow.manage').kind !== 'none' }) });
}

export async function getFlows(ask: Ask<ActorOf<'flows.list'>>, input: Input<'flows.list'>): Answer<'flows.list'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const wanted = { customerId: input.customerId ?? null, running: input.running ?? false, after: after.value, limit: PAGE + 1 };
  const rows = await listFlows(sqlOf(ask.ports.db), ask.scope, wanted);
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toFlowRow), next: rows.length > PAGE && last ? toCursor({ at: last.startedAt, id: last.instanceId }) : null });
}

/** 我发起的. */
export async function getBegun(ask: Ask<ActorOf<'flows.mine'>>, input: Input<'flows.mine'>): Answer<'flows.mine'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const rows = await listBegun(sqlOf(ask.ports.db), ask.actor.staffId, { search: input.search, after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toFlowRow), next: rows.length > PAGE && last ? toCursor({ at: last.startedAt, id: last.instanceId }) : null });
}

/** 需要处理: the oldest first. */
export async function getIncidents(ask: Ask<ActorOf<'flows.incidents'>>, input: Input<'flows.incidents'>): Answer<'flows.incidents'> {
  const after = readCursor(input.cursor, TOKEN);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const rows = await listIncidents(sql, ask.scope, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  const items = await Promise.all(rows.slice(0, PAGE).map((row) => toIncidentView(sql, row)));
  return allow({ items, next: rows.length > PAGE && last ? toCursor({ at: last.openedAt, id: last.key }) : null });
}

export const toDelegationView = ({ id, toId, toName, startsAt, endsAt, flows }: DelegationRow) => ({
  id,
  toId,
  toName,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  flows: [...flows],
});

export async function getDelegations(ask: Ask<ActorOf<'flows.delegations'>>): Answer<'flows.delegations'> {
  return allow({ delegations: (await listDelegations(sqlOf(ask.ports.db), ask.actor.staffId, ask.now)).map(toDelegationView) });
}
