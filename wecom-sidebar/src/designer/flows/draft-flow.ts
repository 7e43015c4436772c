import { outletsOf } from '@zhike/domain/engines/flows/blocks';
import type { FlowDef, FlowNode, NodeId, NodeKind } from '@zhike/domain/engines/flows/definition';

/** Edits of a flow's draft, each from one body to the next. Nodes are named; a line is an outlet of a node that names another. */
export type FlowBody = Omit<FlowDef, 'id' | 'version' | 'title' | 'store'>;

export interface Outlet {
  readonly from: NodeId;
  /** As the engine calls it: `approve`, `rows/0/to`. */
  readonly name: string;
}

export const EMPTY_FLOW: FlowBody = {
  entity: 'booking',
  kind: 'business',
  start: { on: 'manual', by: ['manager'] },
  nodes: { done: { kind: 'end', title: '结束', result: 'done' } },
  entry: 'done',
  vars: {},
  maxVisits: 20,
  owner: { role: 'manager', scope: 'store' },
};

/** A body from outside, as far as it is a flow's. */
export function flowOf(body: unknown): FlowBody {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<FlowBody>;
  const nodes = typeof raw.nodes === 'object' && Object.keys(raw.nodes).length > 0 ? raw.nodes : EMPTY_FLOW.nodes;
  const entry = typeof raw.entry === 'string' && raw.entry in nodes ? raw.entry : (Object.keys(nodes)[0] ?? '');
  return { ...EMPTY_FLOW, ...raw, nodes, entry };
}

export const outletsIn = (flow: FlowBody, id: NodeId) => {
  const node = flow.nodes[id];
  return node ? outletsOf(id, node) : [];
};

/** The node with one outlet led elsewhere. An outlet is a path into the node: `rows/0/to`, `outcomes/confirmed`. */
function led(node: FlowNode, name: string, to: NodeId): FlowNode {
  const steps = name.split('/');
  const set = (value: unknown, [step = '', ...rest]: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown, i) => (i === Number(step) ? (rest.length === 0 ? to : set(one, rest)) : one));
    const held = (value ?? {}) as Record<string, unknown>;
    return { ...held, [step]: rest.length === 0 ? to : set(held[step], rest) };
  };
  return set(node, steps) as FlowNode;
}

function withNode(flow: FlowBody, id: NodeId, node: FlowNode): FlowBody {
  return { ...flow, nodes: { ...flow.nodes, [id]: node } };
}

/** Where the line of an outlet leads; of the flow's own beginning when there is none. */
const targetOf = (flow: FlowBody, outlet: Outlet | null): NodeId =>
  outlet === null ? flow.entry : (outletsIn(flow, outlet.from).find((one) => one.name === outlet.name)?.to ?? '');

export function lead(flow: FlowBody, outlet: Outlet | null, to: NodeId): FlowBody {
  if (outlet === null) return { ...flow, entry: to };
  const node = flow.nodes[outlet.from];
  return node ? withNode(flow, outlet.from, led(node, outlet.name, to)) : flow;
}

/** A name that no node has: `approval`, `approval2`. */
function freeNode(flow: FlowBody, wish: string): NodeId {
  let id = wish;
  for (let n = 2; id in flow.nodes; n += 1) id = `${wish}${n}`;
  return id;
}

/** A step as it begins; what it needs before it can be published stands open for the check to ask. `to`: where it goes on. */
const BEGIN: { readonly [K in Exclude<NodeKind, 'join'>]: (to: NodeId, end: NodeId) => FlowNode } = {
  approval: (to, end) => ({ kind: 'approval', title: '审批', mode: 'or', who: { role: 'manager', scope: 'store' }, approve: to, reject: end, empty: 'admin' }),
  task: (to) => ({ kind: 'task', title: '办理', who: { role: 'manager', scope: 'store' }, what: '请办理', done: to }),
  customer: (to, end) => ({ kind: 'customer', title: '等客户', act: 'confirm', target: 'id', link: 'mini', outcomes: { confirmed: to, refused: end } }),
  message: (to) => ({ kind: 'message', title: '发消息', template: '', to: 'customer', channels: ['weapp', 'sms'], next: to }),
  action: (to) => ({ kind: 'action', title: '自动做', do: { do: 'tag.add', tag: '' }, next: to }),
  delay: (to) => ({ kind: 'delay', title: '等一段时间', for: { n: 24, unit: 'hour' }, next: to }),
  wait: (to) => ({ kind: 'wait', title: '等某件事', event: '', match: { path: 'id' }, next: to }),
  branch: (to) => ({ kind: 'branch', title: '分情况', rows: [{ label: '情况一', if: { all: [] }, to }], else: to }),
  parallel: (to) => ({ kind: 'parallel', title: '同时进行', branches: [], join: to }),
  subflow: (to) => ({ kind: 'subflow', title: '调用子流程', flow: '', input: {}, wait: true, outcomes: {}, else: to }),
  end: () => ({ kind: 'end', title: '结束', result: 'done' }),
};
export type NewKind = keyof typeof BEGIN;

/** Puts a step on a line. A parallel block comes with its join and two branches; an end cuts the line off. */
export function insertOn(flow: FlowBody, outlet: Outlet | null, kind: NewKind): { readonly flow: FlowBody; readonly id: NodeId } {
  const to = targetOf(flow, outlet);
  const id = freeNode(flow, kind);
  if (kind === 'parallel') {
    const join = freeNode(flow, 'join');
    const first = freeNode(flow, 'task');
    const withJoin = withNode(flow, join, { kind: 'join', title: '都完成后', next: to, how: 'all' });
    const withFirst = withNode(withJoin, first, BEGIN.task(join, join));
    const second = freeNode(withFirst, 'task');
    const whole = withNode(withFirst, second, BEGIN.task(join, join));
    const branches = [
      { label: '一边', to: first },
      { label: '另一边', to: second },
    ];
    return { flow: lead(withNode(whole, id, { kind, title: '同时进行', branches, join }), outlet, id), id };
  }
  const end = Object.keys(flow.nodes).find((one) => flow.nodes[one]?.kind === 'end') ?? to;
  return { flow: lead(withNode(flow, id, BEGIN[kind](to, end)), outlet, id), id };
}

/** What lies between a parallel node and its join. */
function inside(flow: FlowBody, id: NodeId): Set<NodeId> {
  const node = flow.nodes[id];
  const found = new Set<NodeId>();
  if (node?.kind !== 'parallel') return found;
  const ahead = node.branches.map((branch) => branch.to);
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === node.join || found.has(next) || !(next in flow.nodes)) continue;
    found.add(next);
    for (const outlet of outletsIn(flow, next)) if (!outlet.mayLeave) ahead.push(outlet.to);
  }
  return found;
}

/** Where a step goes on when it is taken out: its first way; an end and a join have none of their own. */
function onward(flow: FlowBody, id: NodeId): NodeId | null {
  const node = flow.nodes[id];
  if (node?.kind === 'parallel') {
    const join = flow.nodes[node.join];
    return join?.kind === 'join' ? join.next : null;
  }
  if (node?.kind === 'branch') return node.else;
  return outletsIn(flow, id)[0]?.to ?? null;
}

/** Whether a step can be taken out: a join goes with its block, and an end only where another remains for the lines that led to it. */
export function canRemove(flow: FlowBody, id: NodeId): boolean {
  const kind = flow.nodes[id]?.kind;
  if (kind === undefined || kind === 'join') return false;
  return kind !== 'end' || Object.values(flow.nodes).filter((node) => node.kind === 'end').length > 1;
}

/** Takes a step out; the lines that led to it lead to what came after it. A parallel block goes with all that is inside of it. */
export function removeNode(flow: FlowBody, id: NodeId): FlowBody {
  if (!canRemove(flow, id)) return flow;
  const node = flow.nodes[id];
  const gone = new Set([id, ...(node?.kind === 'parallel' ? [node.join, ...inside(flow, id)] : [])]);
  const otherEnd = Object.keys(flow.nodes).find((one) => !gone.has(one) && flow.nodes[one]?.kind === 'end') ?? null;
  const next = onward(flow, id);
  const to = next !== null && !gone.has(next) ? next : otherEnd;
  if (to === null) return flow;
  let left: FlowBody = { ...flow, nodes: Object.fromEntries(Object.entries(flow.nodes).filter(([one]) => !gone.has(one))) };
  if (gone.has(left.entry)) left = { ...left, entry: to };
  for (const from of Object.keys(left.nodes))
    for (const outlet of outletsIn(left, from)) if (gone.has(outlet.to)) left = lead(left, { from, name: outlet.name }, to);
  return left;
}

export function setNode(flow: FlowBody, id: NodeId, change: Readonly<Record<string, unknown>>): FlowBody {
  const node = flow.nodes[id];
  if (!node) return flow;
  const next = Object.fromEntries(Object.entries({ ...node, ...change }).filter(([, value]) => value !== undefined)) as unknown as FlowNode;
  return withNode(flow, id, next);
}

/** Another case of a branch, or another side of a parallel block; it goes where the others go. */
export function addWay(flow: FlowBody, id: NodeId): FlowBody {
  const node = flow.nodes[id];
  if (node?.kind === 'branch') {
    const rows = [...node.rows, { label: `情况${node.rows.length + 1}`, if: { all: [] }, to: node.else }];
    return withNode(flow, id, { ...node, rows });
  }
  if (node?.kind !== 'parallel') return flow;
  const task = freeNode(flow, 'task');
  const added = withNode(flow, task, BEGIN.task(node.join, node.join));
  return withNode(added, id, { ...node, branches: [...node.branches, { label: `第 ${node.branches.length + 1} 边`, to: task }] });
}

/** What a drawn flow is made of: steps below each other, ways beside each other, and lines that lead to a step that is drawn elsewhere. */
export interface Drawn {
  readonly id: NodeId;
  /** The ways that part here; empty for a step with a single way on. */
  readonly ways: readonly { readonly outlet: Outlet; readonly steps: readonly Drawn[]; readonly leadsTo: NodeId | null }[];
  /** The line below: where a step is put after this one, once all ways have come together. Null where nothing follows. */
  readonly below: Outlet | null;
}
export interface Line {
  readonly steps: readonly Drawn[];
  /** A step that is drawn elsewhere, to which the line leads. */
  readonly leadsTo: NodeId | null;
}

/** Everything that can be reached from a step, nearest first. */
function ahead(flow: FlowBody, from: NodeId, barred: ReadonlySet<NodeId>): NodeId[] {
  const found: NodeId[] = [];
  const queue = [from];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (found.includes(id) || barred.has(id) || !(id in flow.nodes)) continue;
    found.push(id);
    queue.push(...outletsIn(flow, id).map((outlet) => outlet.to));
  }
  return found;
}

/**
 * The flow as a tree that reads from top to bottom: ways that part are drawn beside each other until the first step that all of them reach;
 * whatever leads back, or into another way, is said and not drawn. Every step is drawn at most once, so the drawing ends.
 */
export function draw(flow: FlowBody): Line {
  const drawn = new Set<NodeId>();
  const line = (start: NodeId, until: NodeId | null): Line => {
    const steps: Drawn[] = [];
    let id: NodeId | null = start;
    while (id !== null && id !== until) {
      if (drawn.has(id) || !(id in flow.nodes)) return { steps, leadsTo: id };
      const here: NodeId = id;
      drawn.add(here);
      const outlets = outletsIn(flow, here);
      const [only] = outlets;
      if (outlets.length < 2) {
        steps.push({ id: here, ways: [], below: only ? { from: here, name: only.name } : null });
        id = only?.to ?? null;
        continue;
      }
      const sets = outlets.map((outlet) => ahead(flow, outlet.to, drawn)).filter((set) => set.length > 0);
      const meet: NodeId | null = sets[0]?.find((candidate) => sets.length > 1 && sets.every((set) => set.includes(candidate))) ?? null;
      const stop: NodeId | null = meet ?? until;
      const ways = outlets.map((outlet) => {
        const way = outlet.to === stop ? { steps: [], leadsTo: null } : line(outlet.to, stop);
        return { outlet: { from: here, name: outlet.name }, ...way };
      });
      steps.push({ id: here, ways, below: null });
      id = meet;
    }
    return { steps, leadsTo: null };
  };
  return line(flow.entry, null);
}
