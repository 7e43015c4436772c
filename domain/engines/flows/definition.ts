import type { Cond, Operand, Path } from '../conditions/definition';
import type { Assign, Duration, Effect } from '../effects';

/**
 * A flow is nodes with named outlets, nothing else: where a node stands on the screen is worked out, so that a difference between two
 * versions shows meaning only. A published version never changes; an instance keeps the one that it began with.
 */
export type NodeId = string;
export type VarId = string;
export type FlowId = string;

export interface FlowDef {
  readonly id: FlowId;
  readonly version: number;
  readonly title: string;
  /** The entity whose record an instance is about. */
  readonly entity: string;
  readonly store: 'org' | (string & {});
  /** journey: one instance a customer is alive at a time, and running ones follow a new version unless told otherwise. */
  readonly kind: 'business' | 'journey';
  readonly start: FlowStart;
  readonly nodes: Readonly<Record<NodeId, FlowNode>>;
  readonly entry: NodeId;
  /** What an instance carries besides its decisions: variable → field type. */
  readonly vars: Readonly<Record<VarId, string>>;
  /** Tested whenever an instance wakes, and on these events. */
  readonly exit?: { readonly goal?: Cond; readonly stop?: Cond; readonly on?: readonly string[] };
  /** How often one node may be entered before somebody must look. */
  readonly maxVisits: number;
  /** untilDecision: whoever started it may take it back until the first decision. */
  readonly withdraw?: 'untilDecision' | 'always' | 'never';
  /** Who is told when it is stuck. */
  readonly owner: Assign;
}

export type FlowStart =
  | { readonly on: 'form'; readonly form: string }
  | { readonly on: 'verb'; readonly verb: string; readonly when?: Cond }
  | { readonly on: 'rule' }
  | { readonly on: 'manual'; readonly by: readonly string[] }
  | { readonly on: 'subflow' }
  /** The house asks by it, in the transaction that needs the answer: who accepts a booking. */
  | { readonly on: 'system'; readonly what: 'acceptance' };

/** businessHours run only while the store is open: the server counts them. */
export interface Due {
  readonly after: Duration;
  readonly clock: 'hours' | 'businessHours';
}
/** What follows when nobody answers in time: others are asked too, and whoever of them answers decides; or it is decided; or it goes elsewhere. */
export type Escalate = { readonly to: Assign; readonly thenEach?: Duration } | { readonly auto: 'approve' | 'reject' } | { readonly goto: NodeId };
export type Signing = 'or' | 'all' | 'seq' | { readonly vote: number };

interface Named {
  readonly title: string;
  readonly note?: string;
}

/** Somebody decides: 同意 or 拒绝. */
export interface ApprovalNode extends Named {
  readonly kind: 'approval';
  /** or: the first yes settles it. all: everybody. seq: one after the other. vote: so many per cent. */
  readonly mode: Signing;
  readonly who: Assign;
  readonly form?: string;
  readonly needComment?: 'always' | 'onReject';
  readonly allow?: readonly ('transfer' | 'addSigner' | 'return')[];
  readonly approve: NodeId;
  readonly reject: NodeId;
  readonly returnTo?: readonly NodeId[];
  readonly due?: Due;
  /** Instead of a length: the moment that the record names there. Read again whenever the record changes. */
  readonly dueAt?: Path;
  readonly onDue?: Escalate;
  /** When nobody is found: the flow's owner is asked, it counts as agreed, or the starter's supervisor is asked. */
  readonly empty: 'admin' | 'skip' | 'supervisor';
  readonly same?: 'autoApproveIfAlreadyApproved' | 'ask';
  readonly self?: 'allow' | 'supervisor';
}

/** Work, not a decision: the first who reports it done settles it. */
export interface TaskNode extends Named {
  readonly kind: 'task';
  readonly who: Assign;
  readonly what: string;
  readonly form?: string;
  readonly done: NodeId;
  readonly due?: Due;
  readonly onDue?: Escalate;
}

/** The customer does something: picks photos, confirms, signs, pays, fills a form. */
export interface CustomerNode extends Named {
  readonly kind: 'customer';
  readonly act: 'pick' | 'confirm' | 'review' | 'sign' | 'pay' | 'form';
  readonly target: Path;
  readonly form?: string;
  readonly link: 'mini' | 'one_time';
  readonly outcomes: Readonly<Record<string, NodeId>>;
  readonly remindAfter?: readonly Duration[];
  readonly due?: Due;
  readonly onDue?: NodeId;
}

export interface MessageNode extends Named {
  readonly kind: 'message';
  readonly template: string;
  /** `customer`, `owner`, a role, or a path to a person. */
  readonly to: string;
  /** In order of fallback. */
  readonly channels: readonly string[];
  readonly next: NodeId;
  /** sent: goes on when the message has left the house. */
  readonly wait?: 'no' | 'sent';
  readonly failed?: NodeId;
}

export interface ActionNode extends Named {
  readonly kind: 'action';
  readonly do: Effect;
  readonly next: NodeId;
  /** Where a refusal leads; without it somebody must look. */
  readonly failed?: NodeId;
}

export interface DelayNode extends Named {
  readonly kind: 'delay';
  readonly for?: Duration;
  /** Read again whenever the record changes: it moves with the booking. `at`: `HH:mm` of the store on that day. */
  readonly until?: { readonly path: Path; readonly offset?: Duration & { readonly before?: boolean }; readonly at?: string };
  readonly next: NodeId;
}

/** Waits for something that happens to the record that `match` leads to, so another customer's payment wakes nobody. */
export interface WaitNode extends Named {
  readonly kind: 'wait';
  readonly event: string;
  readonly match: { readonly path: Path };
  /** It counts if it happened so long before the wait began. */
  readonly lookBack?: Duration;
  readonly next: NodeId;
  readonly due?: Due;
  readonly timeout?: NodeId;
}

/** The first row that is true wins. */
export interface BranchNode extends Named {
  readonly kind: 'branch';
  readonly rows: readonly { readonly label: string; readonly if: Cond; readonly to: NodeId }[];
  readonly else: NodeId;
}

export interface ParallelNode extends Named {
  readonly kind: 'parallel';
  readonly branches: readonly { readonly label: string; readonly to: NodeId }[];
  readonly join: NodeId;
}

export interface JoinNode extends Named {
  readonly kind: 'join';
  readonly next: NodeId;
  readonly how: 'all' | { readonly atLeast: number };
}

export interface SubflowNode extends Named {
  readonly kind: 'subflow';
  readonly flow: FlowId;
  /** Absent: whichever is published when it is called. */
  readonly version?: number;
  readonly input: Readonly<Record<VarId, Operand>>;
  readonly wait: boolean;
  readonly outcomes: Readonly<Record<string, NodeId>>;
  readonly else: NodeId;
}

export interface EndNode extends Named {
  readonly kind: 'end';
  readonly result: string;
  readonly set?: readonly Effect[];
}

export type FlowNode =
  | ApprovalNode
  | TaskNode
  | CustomerNode
  | MessageNode
  | ActionNode
  | DelayNode
  | WaitNode
  | BranchNode
  | ParallelNode
  | JoinNode
  | SubflowNode
  | EndNode;
export type NodeKind = FlowNode['kind'];
export type NodeOf<K extends NodeKind> = Extract<FlowNode, { readonly kind: K }>;

/** Bounds that keep a flow readable and a step short. */
export const FLOW_LIMITS = { nodes: 200, branches: 20, rows: 20, maxVisits: 50, people: 200, text: 200 } as const;
