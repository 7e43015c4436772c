import type { Duration } from '../effects';
import type { FlowDef, FlowNode, NodeId, Signing } from './definition';

/** Random block-structured definitions for the laws: every shape that the designer can draw, and decisions that leave blocks. */

/** Numbers from a seed (mulberry32), so that a failing play can be played again. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) % 1_000_003) % Math.max(1, below);
  };
}
export type Pick = (below: number) => number;

export const one = <T>(pick: Pick, list: readonly T[]): T => list[pick(list.length)] as T;

interface Drawing {
  readonly pick: Pick;
  readonly nodes: Record<NodeId, FlowNode>;
  /** Nodes that a decision may lead to from here. */
  readonly out: readonly NodeId[];
  readonly depth: number;
}

function add(draw: Drawing, node: FlowNode): NodeId {
  const id = `n${Object.keys(draw.nodes).length}`;
  draw.nodes[id] = node;
  return id;
}

const hours = (draw: Drawing): Duration => ({ n: 1 + draw.pick(48), unit: 'hour' });
const dueOf = (draw: Drawing) => ({ after: hours(draw), clock: draw.pick(5) === 0 ? ('businessHours' as const) : ('hours' as const) });
const maybe = <T>(draw: Drawing, value: () => T): T | undefined => (draw.pick(2) === 0 ? value() : undefined);
const elsewhere = (draw: Drawing, next: NodeId): NodeId => one(draw.pick, [next, ...draw.out]);

const MODES: readonly Signing[] = ['or', 'all', 'seq', { vote: 50 }, { vote: 67 }];
const WHO = { role: 'technician', scope: 'store' } as const;

/** Ways to draw one node in front of `next`. */
const DRAWERS: readonly ((draw: Drawing, next: NodeId) => NodeId)[] = [
  (draw, next) => {
    const onDue = one(draw.pick, [
      undefined,
      { auto: 'reject' },
      { auto: 'approve' },
      { to: WHO, thenEach: hours(draw) },
      { goto: elsewhere(draw, next) },
    ] as const);
    return add(draw, {
      kind: 'approval',
      title: '审批',
      mode: one(draw.pick, MODES),
      who: WHO,
      allow: ['transfer', 'addSigner', 'return'],
      approve: next,
      reject: elsewhere(draw, next),
      returnTo: ['W'],
      empty: one(draw.pick, ['admin', 'skip', 'supervisor'] as const),
      same: maybe(draw, () => 'autoApproveIfAlreadyApproved' as const),
      ...(draw.pick(2) ? { due: dueOf(draw), onDue } : {}),
    });
  },
  (draw, next) => add(draw, { kind: 'task', title: '办理', who: WHO, what: '办理', done: next, due: maybe(draw, () => dueOf(draw)) }),
  (draw, next) =>
    add(draw, {
      kind: 'customer',
      title: '客户确认',
      act: 'confirm',
      target: 'id',
      link: 'mini',
      outcomes: { ok: next, no: elsewhere(draw, next) },
      remindAfter: [hours(draw)],
      ...(draw.pick(2) ? { due: dueOf(draw), onDue: elsewhere(draw, next) } : {}),
    }),
  (draw, next) =>
    add(draw, {
      kind: 'message',
      title: '通知',
      template: 't',
      to: 'customer',
      channels: ['sms'],
      next,
      wait: one(draw.pick, ['no', 'sent'] as const),
      failed: maybe(draw, () => next),
    }),
  (draw, next) => add(draw, { kind: 'action', title: '标签', do: { do: 'tag.add', tag: 'a' }, next, failed: maybe(draw, () => next) }),
  (draw, next) => add(draw, { kind: 'delay', title: '等待', for: hours(draw), next }),
  (draw, next) => add(draw, { kind: 'delay', title: '等到', until: { path: 'startsAt' }, next }),
  (draw, next) =>
    add(draw, {
      kind: 'wait',
      title: '等付款',
      event: 'order.paid',
      match: { path: 'id' },
      next,
      ...(draw.pick(2) ? { due: dueOf(draw), timeout: elsewhere(draw, next) } : {}),
    }),
  (draw, next) =>
    add(draw, {
      kind: 'branch',
      title: '分支',
      rows: [
        { label: '一', if: { all: [] }, to: sequence({ ...draw, depth: draw.depth + 1 }, next) },
        ...(draw.pick(2) ? [{ label: '二', if: { any: [] }, to: elsewhere(draw, next) }] : []),
      ],
      else: next,
    }),
  (draw, next) => block(draw, next),
  (draw, next) => block(draw, next),
  (draw, next) =>
    add(draw, {
      kind: 'subflow',
      title: '子流程',
      flow: 'g',
      input: {},
      wait: draw.pick(3) > 0,
      outcomes: { ok: next, no: elsewhere(draw, next) },
      else: next,
    }),
];

function block(draw: Drawing, next: NodeId): NodeId {
  const how = draw.pick(3) === 0 ? { atLeast: 1 } : ('all' as const);
  const join = add(draw, { kind: 'join', title: '汇合', next, how });
  const within = { ...draw, out: [...draw.out, next], depth: draw.depth + 1 };
  const branches = Array.from({ length: 2 + draw.pick(2) }, (_, i) => ({ label: `${i}`, to: sequence(within, join) }));
  return add(draw, { kind: 'parallel', title: '同时', branches, join });
}

function sequence(draw: Drawing, next: NodeId): NodeId {
  const length = draw.depth > 3 ? 1 : 1 + draw.pick(3);
  let first = next;
  for (let i = 0; i < length; i++) first = one(draw.pick, draw.depth > 2 ? DRAWERS.slice(0, 8) : DRAWERS)(draw, first);
  return first;
}

/** A flow that begins with work (`W`, to which decisions lead back) and ends well or early. */
export function sampleFlow(seed: number): FlowDef {
  const pick = numbers(seed);
  const nodes: Record<NodeId, FlowNode> = {
    Z: { kind: 'end', title: '结束', result: 'ok' },
    X: { kind: 'end', title: '提前结束', result: 'early', set: [{ do: 'tag.add', tag: 'x' }] },
  };
  const entry = sequence({ pick, nodes, out: ['W', 'X'], depth: 0 }, 'Z');
  nodes.W = { kind: 'task', title: '受理', who: WHO, what: '受理', done: entry };
  return {
    id: 'f',
    version: 1,
    title: '样例',
    entity: 'booking',
    store: 'org',
    kind: 'business',
    start: { on: 'manual', by: [] },
    nodes,
    entry: 'W',
    vars: {},
    exit: { on: ['booking.cancelled'] },
    maxVisits: 6,
    owner: { users: ['boss'] },
  };
}
