import { own } from '../conditions/values';
import type { FlowDef, FlowNode, NodeId, NodeKind, NodeOf } from './definition';

/** An outlet of a node. `mayLeave`: it is a decision or a timeout, which may lead out of a parallel block. */
export interface Edge {
  readonly from: NodeId;
  readonly name: string;
  readonly to: NodeId;
  readonly mayLeave: boolean;
}
type Outlet = Omit<Edge, 'from'>;

const stays = (name: string, to: NodeId): Outlet => ({ name, to, mayLeave: false });
const leaves = (name: string, to: NodeId): Outlet => ({ name, to, mayLeave: true });
const each = (name: string, map: Readonly<Record<string, NodeId>>): Outlet[] => Object.keys(map).map((key) => leaves(`${name}/${key}`, map[key] ?? ''));

const OUTLETS: { readonly [K in NodeKind]: (node: NodeOf<K>) => readonly Outlet[] } = {
  approval: (node) => [
    stays('approve', node.approve),
    leaves('reject', node.reject),
    ...(node.returnTo ?? []).map((to, i) => leaves(`returnTo/${i}`, to)),
    ...(node.onDue && 'goto' in node.onDue ? [leaves('onDue/goto', node.onDue.goto)] : []),
  ],
  task: (node) => [stays('done', node.done), ...(node.onDue && 'goto' in node.onDue ? [leaves('onDue/goto', node.onDue.goto)] : [])],
  customer: (node) => [...each('outcomes', node.outcomes), ...(node.onDue ? [leaves('onDue', node.onDue)] : [])],
  message: (node) => [stays('next', node.next), ...(node.failed ? [leaves('failed', node.failed)] : [])],
  action: (node) => [stays('next', node.next), ...(node.failed ? [leaves('failed', node.failed)] : [])],
  delay: (node) => [stays('next', node.next)],
  wait: (node) => [stays('next', node.next), ...(node.timeout ? [leaves('timeout', node.timeout)] : [])],
  branch: (node) => [...node.rows.map((row, i) => leaves(`rows/${i}/to`, row.to)), leaves('else', node.else)],
  parallel: (node) => node.branches.map((branch, i) => stays(`branches/${i}/to`, branch.to)),
  join: (node) => [stays('next', node.next)],
  subflow: (node) => [...each('outcomes', node.outcomes), leaves('else', node.else)],
  end: () => [],
};

/** What a node's outlets are called and where they lead, in the order in which they are drawn. */
export function outletsOf(id: NodeId, node: FlowNode): Edge[] {
  return (OUTLETS[node.kind] as (node: FlowNode) => readonly Outlet[])(node).map((outlet) => ({ from: id, ...outlet }));
}

/** A definition's node by an id from outside: never something that every object has. */
export function nodeOf(def: FlowDef, id: NodeId): FlowNode | undefined {
  return own(def.nodes, id);
}

export interface Blocks {
  /** Node → the parallel nodes whose blocks it lies in, outermost first. A parallel node and its join lie outside of their own block. */
  readonly of: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Join → its parallel node. */
  readonly joins: ReadonlyMap<NodeId, NodeId>;
  /** Nodes that a path from the entry reaches. */
  readonly reached: ReadonlySet<NodeId>;
}

/** Everything that is reached from these without setting foot on `barred`. */
export function reach(edges: ReadonlyMap<NodeId, readonly NodeId[]>, from: readonly NodeId[], barred: ReadonlySet<NodeId> = new Set()): Set<NodeId> {
  const found = new Set<NodeId>();
  const ahead = from.filter((id) => !barred.has(id));
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const to of edges.get(id) ?? []) if (!found.has(to) && !barred.has(to)) ahead.push(to);
  }
  return found;
}

function graphOf(def: FlowDef): { forward: Map<NodeId, NodeId[]>; backward: Map<NodeId, NodeId[]> } {
  const forward = new Map<NodeId, NodeId[]>();
  const backward = new Map<NodeId, NodeId[]>();
  for (const [id, node] of Object.entries(def.nodes)) {
    const to = outletsOf(id, node)
      .map((edge) => edge.to)
      .filter((one) => nodeOf(def, one) !== undefined);
    forward.set(id, to);
    for (const one of to) backward.set(one, [...(backward.get(one) ?? []), id]);
  }
  return { forward, backward };
}

function workOut(def: FlowDef): Blocks {
  const { forward, backward } = graphOf(def);
  const reached = nodeOf(def, def.entry) ? reach(forward, [def.entry]) : new Set<NodeId>();
  const joins = new Map<NodeId, NodeId>();
  const inside = new Map<NodeId, Set<NodeId>>();
  for (const id of reached) {
    const node = nodeOf(def, id);
    if (node?.kind !== 'parallel' || nodeOf(def, node.join)?.kind !== 'join') continue;
    joins.set(node.join, id);
    const ends = new Set([id, node.join]);
    // Inside is what cannot be reached but through the parallel node, before its join, and still leads to that join.
    const around = reach(forward, [def.entry], new Set([id]));
    const before = reach(
      forward,
      node.branches.map((branch) => branch.to),
      ends,
    );
    const leading = reach(backward, backward.get(node.join) ?? [], ends);
    inside.set(id, new Set([...before].filter((one) => !around.has(one) && leading.has(one))));
  }
  const of = new Map<NodeId, readonly NodeId[]>();
  for (const id of reached) {
    const around = [...inside.keys()].filter((block) => inside.get(block)?.has(id));
    of.set(
      id,
      around.sort((a, b) => (inside.get(b)?.size ?? 0) - (inside.get(a)?.size ?? 0)),
    );
  }
  return { of, joins, reached };
}

const known = new WeakMap<FlowDef, Blocks>();

/** The parallel blocks of a definition: which node lies in which, worked out once a definition. */
export function blocksOf(def: FlowDef): Blocks {
  let blocks = known.get(def);
  if (!blocks) known.set(def, (blocks = workOut(def)));
  return blocks;
}

/** How many blocks deep somebody stands who has arrived at a node: at a join she is still inside of the block that it closes. */
export function depthAt(blocks: Blocks, id: NodeId): number {
  const parallel = blocks.joins.get(id);
  return parallel === undefined ? (blocks.of.get(id)?.length ?? 0) : (blocks.of.get(parallel)?.length ?? 0) + 1;
}

/** Whether an arrow may lead from one node to the other: into no block but by its parallel node, out of blocks or along. */
export function mayGo(blocks: Blocks, from: NodeId, to: NodeId): 'along' | 'out' | 'no' {
  const here = blocks.of.get(from) ?? [];
  const parallel = blocks.joins.get(to);
  const there = parallel === undefined ? (blocks.of.get(to) ?? []) : [...(blocks.of.get(parallel) ?? []), parallel];
  if (!there.every((block, i) => here[i] === block)) return 'no';
  return there.length === here.length ? 'along' : 'out';
}
