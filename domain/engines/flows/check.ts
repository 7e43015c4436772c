import type { Cond, Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import type { Assign, Effect } from '../effects';
import { blocksOf, mayGo, nodeOf, outletsOf, reach, type Edge } from './blocks';
import type { FlowDef, FlowNode, NodeId, NodeKind } from './definition';
import { shapeFlow } from './shape';

/** Why a flow cannot be put in force, or (a warning) should be looked at again. Conditions and effects have codes of their own. */
export const FLOW_PROBLEMS = [
  'shape',
  'unknown_node',
  'no_end_reachable',
  'dead_node',
  'join_mismatch',
  'end_inside_parallel',
  'edge_leaves_block',
  'loop_without_wait',
  'delay_without_length',
  'timeout_without_due',
  'due_without_way',
  'template_unknown',
  'template_variable_missing',
  'effect_verb_unknown',
  'no_right',
  'assign_may_be_empty',
  'event_never_emitted',
  'subflow_unknown',
  'subflow_cycle',
  'outcome_unmapped',
  'customer_without_channel',
] as const;
export type FlowProblem = Problem<string>;
const WARNINGS: readonly string[] = ['assign_may_be_empty', 'dead_node'];

/** What a flow may speak of, and what its publisher may do. */
export interface FlowSurroundings {
  /** Problems of a condition on the flow's entity, with paths of its own. */
  readonly checkCondition: (cond: Cond, entity: string) => readonly FlowProblem[];
  /** Problems of an effect, with paths of its own. */
  readonly checkEffect: (effect: Effect, entity: string) => readonly FlowProblem[];
  /** Verbs that an effect may call → the right that they need. */
  readonly verbs: Readonly<Record<string, string>>;
  readonly rights: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  /** Template → those of its variables that a record of this flow has no word for. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
  /** Other flows in force → the results that they end with, and the flows that they call. */
  readonly flows: Readonly<Record<string, { readonly results: readonly string[]; readonly calls: readonly string[] }>>;
  /** Role → how many people hold it. */
  readonly roles: Readonly<Record<string, number>>;
  /** Entities that have a customer who can be reached. */
  readonly reaches: ReadonlySet<string>;
}
type Tell = (code: (typeof FLOW_PROBLEMS)[number], path: string, facts?: Problem['facts']) => void;
interface Looking {
  readonly def: FlowDef;
  readonly around: FlowSurroundings;
  readonly tell: Tell;
  readonly add: (problems: readonly FlowProblem[], path: string) => void;
}

/** Somebody, time or an event must come by, so that a circle cannot spin. */
const WAITS: ReadonlySet<NodeKind> = new Set(['approval', 'task', 'customer', 'delay', 'wait']);

function graph({ def, tell }: Looking): void {
  const edges = Object.entries(def.nodes).flatMap(([id, node]) => outletsOf(id, node));
  for (const edge of edges) if (!nodeOf(def, edge.to)) tell('unknown_node', `/nodes/${edge.from}/${edge.name}`, { node: edge.to });
  if (!nodeOf(def, def.entry)) return tell('unknown_node', '/entry', { node: def.entry });
  const blocks = blocksOf(def);
  for (const id of Object.keys(def.nodes)) if (!blocks.reached.has(id)) tell('dead_node', `/nodes/${id}`);
  const back = new Map<NodeId, NodeId[]>();
  for (const { from, to } of edges) back.set(to, [...(back.get(to) ?? []), from]);
  const ends = Object.keys(def.nodes).filter((id) => def.nodes[id]?.kind === 'end');
  const ending = reach(back, ends);
  for (const id of blocks.reached) if (!ending.has(id)) tell('no_end_reachable', `/nodes/${id}`);
  parallels(def, tell);
  for (const edge of edges) if (blocks.reached.has(edge.from) && nodeOf(def, edge.to)) leaving(def, tell, edge);
  circles(def, edges, tell);
}

function parallels(def: FlowDef, tell: Tell): void {
  const claimed = new Map<NodeId, NodeId>();
  const blocks = blocksOf(def);
  for (const [id, node] of Object.entries(def.nodes)) {
    if (node.kind === 'parallel') {
      const join = nodeOf(def, node.join);
      const other = claimed.get(node.join);
      if (join?.kind !== 'join' || other !== undefined) tell('join_mismatch', `/nodes/${id}/join`, { node: node.join });
      else if (join.how !== 'all' && join.how.atLeast > node.branches.length) tell('join_mismatch', `/nodes/${node.join}/how`, { node: id });
      claimed.set(node.join, id);
    } else if (node.kind === 'join' && blocks.reached.has(id) && !blocks.joins.has(id)) tell('join_mismatch', `/nodes/${id}`);
  }
}

function leaving(def: FlowDef, tell: Tell, edge: Edge): void {
  const blocks = blocksOf(def);
  const node = nodeOf(def, edge.from);
  const to = nodeOf(def, edge.to);
  const path = `/nodes/${edge.from}/${edge.name}`;
  const isDeep = (blocks.of.get(edge.from)?.length ?? 0) > 0;
  // A branch of a block goes in; it must come to the join.
  if (node?.kind === 'parallel') {
    const inside = blocks.of.get(edge.to)?.includes(edge.from) || node.join === edge.to;
    if (!inside) tell('end_inside_parallel', path, { node: edge.to });
    return;
  }
  const way = mayGo(blocks, edge.from, edge.to);
  if (way === 'no') tell(to?.kind === 'join' ? 'join_mismatch' : 'edge_leaves_block', path, { node: edge.to });
  else if (way === 'out' && !edge.mayLeave) tell(to?.kind === 'end' && isDeep ? 'end_inside_parallel' : 'edge_leaves_block', path, { node: edge.to });
}

function circles(def: FlowDef, edges: readonly Edge[], tell: Tell): void {
  const busy = new Map<NodeId, NodeId[]>();
  const isBusy = (id: NodeId): boolean => !WAITS.has(nodeOf(def, id)?.kind ?? 'end');
  for (const { from, to } of edges) if (isBusy(from) && isBusy(to)) busy.set(from, [...(busy.get(from) ?? []), to]);
  for (const id of busy.keys()) if (reach(busy, busy.get(id) ?? []).has(id)) tell('loop_without_wait', `/nodes/${id}`);
}

function who({ around, tell }: Looking, assign: Assign, path: string): void {
  if ('anyOf' in assign) return;
  if ('pick' in assign) return who({ around, tell } as Looking, assign.pick, `${path}/pick`);
  if ('users' in assign && assign.users.length === 0) tell('assign_may_be_empty', path);
  if ('role' in assign && (own(around.roles, assign.role) ?? 0) === 0) tell('assign_may_be_empty', path, { role: assign.role });
}

function due(node: FlowNode, path: string, tell: Tell): void {
  if (node.kind === 'delay' && (node.for === undefined) === (node.until === undefined)) tell('delay_without_length', path);
  if (node.kind === 'wait' && node.timeout && !node.due) tell('timeout_without_due', `${path}/timeout`);
  if (node.kind === 'wait' && node.due && !node.timeout) tell('due_without_way', `${path}/due`);
  if ((node.kind === 'approval' || node.kind === 'task' || node.kind === 'customer') && node.onDue && !node.due && !('dueAt' in node && node.dueAt))
    tell('timeout_without_due', `${path}/onDue`);
}

function doing({ def, around, tell, add }: Looking, effect: Effect, path: string): void {
  add(around.checkEffect(effect, def.entity), path);
  if (effect.do !== 'call') return;
  const right = own(around.verbs, effect.verb);
  if (right === undefined) tell('effect_verb_unknown', `${path}/verb`, { verb: effect.verb });
  else if (!around.rights.has(right)) tell('no_right', `${path}/verb`, { right });
}

function template({ around, tell }: Looking, id: string, path: string): void {
  const missing = own(around.templates, id);
  if (!missing) return tell('template_unknown', path, { template: id });
  if (missing.length > 0) tell('template_variable_missing', path, { template: id, missing });
}

function subflow({ def, around, tell }: Looking, node: Extract<FlowNode, { readonly kind: 'subflow' }>, path: string): void {
  const called = own(around.flows, node.flow);
  if (node.flow === def.id || reaches(around, node.flow, def.id)) return tell('subflow_cycle', `${path}/flow`, { flow: node.flow });
  if (!called) return tell('subflow_unknown', `${path}/flow`, { flow: node.flow });
  const missing = Object.keys(node.outcomes).filter((result) => !called.results.includes(result));
  if (missing.length > 0) tell('outcome_unmapped', `${path}/outcomes`, { missing });
}

function reaches({ flows }: FlowSurroundings, from: string, to: string): boolean {
  const calls = new Map(Object.entries(flows).map(([id, flow]) => [id, flow.calls] as const));
  return reach(calls, own(flows, from)?.calls ?? []).has(to);
}

function node(look: Looking, id: NodeId, node: FlowNode): void {
  const { def, around, tell, add } = look;
  const path = `/nodes/${id}`;
  due(node, path, tell);
  if (node.kind === 'approval' || node.kind === 'task') {
    who(look, node.who, `${path}/who`);
    if (node.onDue && 'to' in node.onDue) who(look, node.onDue.to, `${path}/onDue/to`);
  }
  if (node.kind === 'branch') for (const [i, row] of node.rows.entries()) add(around.checkCondition(row.if, def.entity), `${path}/rows/${i}/if`);
  if (node.kind === 'action') doing(look, node.do, `${path}/do`);
  if (node.kind === 'end') for (const [i, effect] of (node.set ?? []).entries()) doing(look, effect, `${path}/set/${i}`);
  if (node.kind === 'message') template(look, node.template, `${path}/template`);
  if (node.kind === 'wait' && !around.events.has(node.event)) tell('event_never_emitted', `${path}/event`, { event: node.event });
  if (node.kind === 'subflow') subflow(look, node, path);
  if (node.kind === 'customer' && Object.keys(node.outcomes).length === 0) tell('outcome_unmapped', `${path}/outcomes`);
  if ((node.kind === 'customer' || (node.kind === 'message' && node.to === 'customer')) && !around.reaches.has(def.entity))
    tell('customer_without_channel', path, { entity: def.entity });
}

/**
 * Every problem of a flow's text, its shape first: a text without its shape is looked at no further.
 * @param self under which id and title it would stand
 */
export function checkFlow(raw: unknown, self: { readonly id: string; readonly title: string }, around: FlowSurroundings): FlowProblem[] {
  const { body, problems: shape } = shapeFlow(raw);
  if (!body) return [...shape];
  const problems: FlowProblem[] = [];
  const tell: Tell = (code, path, facts = {}) => void problems.push({ code, path, level: WARNINGS.includes(code) ? 'warning' : 'error', facts });
  const def: FlowDef = { ...body, ...self, version: 0, store: 'org' };
  const add: Looking['add'] = (found, path) => void problems.push(...found.map((one) => ({ ...one, path: path + one.path })));
  const look: Looking = { def, around, tell, add };
  graph(look);
  for (const [id, one] of Object.entries(def.nodes)) node(look, id, one);
  for (const key of ['goal', 'stop'] as const) if (def.exit?.[key]) add(around.checkCondition(def.exit[key], def.entity), `/exit/${key}`);
  for (const [i, name] of (def.exit?.on ?? []).entries()) if (!around.events.has(name)) tell('event_never_emitted', `/exit/on/${i}`, { event: name });
  if (def.start.on === 'verb' && def.start.when) add(around.checkCondition(def.start.when, def.entity), '/start/when');
  who(look, def.owner, '/owner');
  return problems;
}
