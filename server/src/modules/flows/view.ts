import type { FlowRow, FlowView, IncidentView, TodoView } from '@zhike/domain/flows/contract';
import { blocksOf, mayGo, nodeOf } from '@zhike/domain/engines/flows/blocks';
import type { FlowDef } from '@zhike/domain/engines/flows/definition';
import type { Instance } from '@zhike/domain/engines/flows/instance';
import { rulesOf } from '@zhike/domain/engines/flows/kinds';
import { openPeople, todosOf } from '@zhike/domain/engines/flows/signing';
import { timeline } from '@zhike/domain/engines/flows/timeline';
import { flowVersion } from '../../engines/flows/definitions';
import { findInstance, listJournal } from '../../engines/flows/records';
import type { Sql } from '../../platform/db';
import { listDone, namesOf, type FlowListRow, type IncidentRow, type TodoRow } from './records';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

function todoRights(def: FlowDef | null, row: TodoRow): Pick<TodoView, 'can' | 'needComment' | 'returnTo'> {
  const nothing = { can: [], needComment: 'never' as const, returnTo: [] };
  if (row.state !== 'open') return nothing;
  const node = def && nodeOf(def, row.node);
  if (node?.kind !== 'approval') return { ...nothing, can: node ? ['done', 'transfer'] : ['done'] };
  const returnTo = (node.returnTo ?? []).map((id) => ({ node: id, title: nodeOf(def as FlowDef, id)?.title ?? id }));
  const allowed = (node.allow ?? []).filter((one) => one !== 'return' || returnTo.length > 0);
  return { can: ['approve', 'reject', ...allowed], needComment: node.needComment ?? 'never', returnTo: allowed.includes('return') ? returnTo : [] };
}

export async function toTodoView(sql: Sql, row: TodoRow, names: ReadonlyMap<string, string>, now: Date): Promise<TodoView> {
  const def = row.flowId === null || row.version === null ? null : await flowVersion(sql, row.flowId, row.version);
  return {
    token: row.token,
    kind: row.kind,
    title: row.title,
    flowTitle: def?.title ?? '',
    instanceId: row.instanceId,
    subject: { entity: row.entity ?? '', id: row.subjectId ?? '', title: row.subjectTitle ?? '', customerId: row.customerId },
    openedAt: row.openedAt.toISOString(),
    dueAt: iso(row.dueAt),
    late: row.state === 'open' && row.dueAt !== null && row.dueAt < now,
    insteadOfName: row.insteadOfName,
    startedByName: row.startedByName,
    note: (def && nodeOf(def, row.node)?.note) ?? null,
    lastWord: row.lastWord && { byName: names.get(row.lastWord.by) ?? null, text: row.lastWord.text, at: new Date(row.lastWord.at).toISOString() },
    state: row.state,
    how: row.how,
    byName: row.byName,
    ...todoRights(def, row),
  };
}

export function toFlowRow(row: FlowListRow): FlowRow {
  return {
    instanceId: row.instanceId,
    flowId: row.flowId,
    flowTitle: row.flowTitle,
    version: row.version,
    subject: { entity: row.entity, id: row.subjectId, title: row.subjectTitle, customerId: row.customerId },
    status: row.status,
    result: row.result,
    startedAt: row.startedAt.toISOString(),
    endedAt: iso(row.endedAt),
    startedByName: row.startedByName,
    waitingFor: [...row.waitingFor],
  };
}

/** Everything that is kept of a flow, drawn on the versions that really ran. */
export async function toFlowView(sql: Sql, row: FlowListRow, reader: { readonly staffId: string; readonly manages: boolean }): Promise<FlowView> {
  const journal = await listJournal(sql, row.instanceId);
  const instance = (await findInstance(sql, row.instanceId))?.state;
  if (!instance) throw new Error('a flow without its state');
  const versions = [...new Set([row.version, ...journal.map((one) => one.version)])];
  const defs = await Promise.all(versions.map((version) => flowVersion(sql, row.flowId, version)));
  const def = await flowVersion(sql, row.flowId, row.version);
  const rows = timeline(
    journal.map(({ at, version, log }) => ({ at: at.getTime(), version, log })),
    defs,
  );
  const people = instance.tokens.flatMap((token) => todosOf(token.lines ?? []).map((one) => one.todo.person));
  const inFacts = rows.flatMap((one) =>
    Object.values(one.facts ?? {})
      .flat()
      .map(String),
  );
  const names = await namesOf(sql, [...people, ...inFacts, ...rows.flatMap((one) => (one.actor === undefined ? [] : [one.actor]))]);
  const named = (value: unknown): unknown => (Array.isArray(value) ? value.map(named) : typeof value === 'string' ? (names.get(value) ?? value) : value);
  return {
    ...toFlowRow(row),
    steps: rows.map((one) => ({
      at: new Date(one.at).toISOString(),
      what: one.what,
      node: one.node ?? null,
      title: one.title ?? null,
      actorName: one.actor === undefined ? null : (names.get(one.actor) ?? null),
      version: one.version,
      facts: Object.fromEntries(Object.entries(one.facts ?? {}).map(([key, value]) => [key, named(value)])),
      tookMs: one.tookMs ?? null,
    })),
    waiting: instance.tokens.map((token) => ({
      token: token.key,
      node: token.node,
      title: nodeOf(def, token.node)?.title ?? token.node,
      since: new Date(token.since).toISOString(),
      people: openPeople(token.lines ?? []).map((one) => names.get(one.person) ?? ''),
      stuck: token.stuck ?? null,
      can: reader.manages && token.state === 'people' ? ['reassign' as const] : [],
    })),
    body: { ...bodyOf(def) },
    visits: instance.visits,
    done: (await listDone(sql, row.instanceId)).map((one) => ({ kind: one.kind, at: one.at.toISOString() })),
    can: [
      ...(mayWithdraw(def, instance, reader.staffId) ? (['withdraw'] as const) : []),
      ...(reader.manages && row.endedAt === null ? (['stop'] as const) : []),
    ],
  };
}

/** The steps, without what the store of definitions keeps beside them. */
const bodyOf = ({ entity, kind, start, nodes, entry, vars, maxVisits, owner }: FlowDef) => ({ entity, kind, start, nodes, entry, vars, maxVisits, owner });

function mayWithdraw(def: FlowDef, instance: Instance, staffId: string): boolean {
  if (instance.starter !== staffId || (instance.status !== 'running' && instance.status !== 'stuck') || def.withdraw === 'never') return false;
  return def.withdraw === 'always' || Object.keys(instance.decisions).length === 0;
}

export async function toIncidentView(sql: Sql, row: IncidentRow): Promise<IncidentView> {
  const def = await flowVersion(sql, row.flowId, row.version);
  const [, node = ''] = row.token.split('/');
  const known = nodeOf(def, node);
  const blocks = blocksOf(def);
  const goTo = Object.entries(def.nodes).filter(([id]) => id !== node && mayGo(blocks, node, id) !== 'no' && nodeOf(def, id)?.kind !== 'join');
  return {
    token: row.token,
    node,
    title: known?.title ?? node,
    reason: row.reason,
    openedAt: row.openedAt.toISOString(),
    flow: toFlowRow(row),
    can: [
      'retry',
      ...(known && rulesOf(known).skip(known) !== null ? (['skip'] as const) : []),
      ...(known?.kind === 'approval' || known?.kind === 'task' ? (['reassign'] as const) : []),
      'goto',
      'stop',
    ],
    goTo: goTo.map(([id, one]) => ({ node: id, title: one.title })),
  };
}
