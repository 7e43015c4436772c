import type { Cond, Operand, Path, Value } from '../conditions/definition';
import type { Assign, Duration, Effect } from '../effects';
import type { DelayNode, Due, FlowId, NodeId, VarId } from './definition';

/** `instance/node/visit`: names one visit of one node, for ever. */
export type TokenKey = string;
/** The token key of the parallel node that opened it. */
export type ForkKey = string;

/** One running flow. Plain data: what is stored, and all that a step may know besides its definition and the event. */
export interface Instance {
  readonly id: string;
  readonly def: { readonly id: FlowId; readonly version: number };
  readonly subject: { readonly entity: string; readonly id: string };
  /** new: nothing happened yet. stuck: somebody must look; other branches still go on. */
  readonly status: 'new' | 'running' | 'done' | 'withdrawn' | 'stuck' | 'exited';
  readonly result?: string;
  readonly starter?: string;
  /** The token of another instance that waits for this one. */
  readonly parent?: TokenKey;
  readonly vars: Readonly<Record<VarId, Value>>;
  /** The last decision at each node: what messages and branches may speak of. */
  readonly decisions: Readonly<Record<NodeId, Decided>>;
  readonly visits: Readonly<Record<NodeId, number>>;
  readonly tokens: readonly Token[];
  readonly forks: Readonly<Record<ForkKey, Fork>>;
  /** Events that were taken in, newest last, so that a second delivery is known. */
  readonly seen: readonly string[];
  /** Who has agreed since the last refusal. */
  readonly agreed: readonly string[];
  readonly seq: number;
}

export interface Decided {
  readonly by: string;
  readonly visit: number;
  readonly d: 'approve' | 'reject' | 'done' | (string & {});
  readonly at: number;
  readonly comment?: string;
}

export interface Fork {
  readonly n: number;
  readonly arrived: number;
  readonly join: NodeId;
  readonly scope: readonly ForkKey[];
}

export interface Token {
  readonly key: TokenKey;
  readonly node: NodeId;
  readonly visit: number;
  /** The parallel blocks that it lies in, outermost first. */
  readonly scope: readonly ForkKey[];
  /** What it waits for. */
  readonly state: 'asking' | 'people' | 'customer' | 'timer' | 'event' | 'effect' | 'child' | 'stuck';
  readonly since: number;
  /** Counts what was done at this visit, so that no effect's key is used again. */
  readonly turn: number;
  /** The question that is out, and what its answer is for. */
  readonly asked?: { readonly ask: Question['ask']; readonly as: string };
  readonly lines?: readonly Line[];
  /** Timer key → due. A timer that is not here is of no consequence. */
  readonly timers?: Readonly<Record<string, number>>;
  /** Of a wait: the id that the event must be about. Of an effect: its key. Of a stuck one: why. */
  readonly match?: string;
  readonly effect?: string;
  readonly stuck?: string;
}

/** What one of those who were asked became: she and whoever was put before or behind her, in order. All must agree for the line to agree. */
export interface Line {
  readonly todos: readonly Todo[];
  /** Asked because the others were late: whoever of these answers decides. */
  readonly above?: true;
}

export interface Todo {
  readonly person: string;
  /** Stands in for somebody who is away. */
  readonly insteadOf?: string;
  readonly state: 'waiting' | 'open' | 'agreed' | 'refused' | 'closed';
  /** Was added by another signer and may add nobody. */
  readonly added?: true;
}

export interface Person {
  readonly person: string;
  readonly insteadOf?: string;
}

/** Every event has an id and an instant: the interpreter has no clock. `exit`: what came out when the conditions of leaving were tested. */
interface Stamp {
  readonly id: string;
  readonly now: number;
}
type By = { readonly actor: string };

export type FlowEvent = Stamp &
  (
    | {
        readonly t: 'start';
        readonly starter?: string;
        readonly parent?: TokenKey;
        readonly vars?: Readonly<Record<VarId, Value>>;
      }
    | { readonly t: 'answer'; readonly key: TokenKey; readonly answer: Answer }
    | (By & { readonly t: 'decide'; readonly key: TokenKey; readonly d: 'approve' | 'reject' | 'done'; readonly comment?: string })
    | (By & { readonly t: 'transfer'; readonly key: TokenKey; readonly to: string })
    | (By & { readonly t: 'addSigner'; readonly key: TokenKey; readonly who: string; readonly where: 'before' | 'after' })
    | (By & { readonly t: 'return'; readonly key: TokenKey; readonly to: NodeId; readonly comment?: string })
    | { readonly t: 'customer'; readonly key: TokenKey; readonly outcome: string }
    | { readonly t: 'timer'; readonly key: string; readonly exit?: Exit }
    | { readonly t: 'event'; readonly name: string; readonly about: readonly string[]; readonly exit?: Exit }
    /** The record changed: what waits for a moment of it reads it again. */
    | { readonly t: 'changed'; readonly exit?: Exit }
    | { readonly t: 'effect'; readonly key: string; readonly ok: boolean; readonly reason?: string; readonly exit?: Exit }
    | { readonly t: 'child'; readonly key: TokenKey; readonly result: string; readonly exit?: Exit }
    /** A member of the staff is here no longer. */
    | { readonly t: 'left'; readonly person: string }
    | (By & { readonly t: 'withdraw'; readonly reason?: string })
    | (By & { readonly t: 'retry' | 'skip'; readonly key: TokenKey; readonly reason: string })
    | (By & { readonly t: 'reassign'; readonly key: TokenKey; readonly to: string; readonly reason: string })
    | (By & { readonly t: 'goto'; readonly key: TokenKey; readonly to: NodeId; readonly reason: string })
    | (By & { readonly t: 'stop'; readonly reason: string })
    | (By & { readonly t: 'migrate'; readonly version: number; readonly tokens: Readonly<Record<TokenKey, Move>> })
    | { readonly t: 'gone'; readonly why: 'deleted' }
    | { readonly t: 'gone'; readonly why: 'merged'; readonly into: string }
  );
export type EventKind = FlowEvent['t'];
export type EventOf<T extends EventKind> = Extract<FlowEvent, { readonly t: T }>;
export type Exit = 'goal' | 'stop';

/** Of a token in a migration: it stays where it is (with another due time), moves to a node, or ends the instance. */
export type Move = { readonly keep: true; readonly due?: number } | { readonly to: NodeId } | { readonly end: true };

/** A question that the server answers inside the same transaction. Answers are journalled, so a replay needs no database. */
export type Question =
  | { readonly ask: 'people'; readonly who: Assign; readonly starter?: string; readonly self: 'allow' | 'supervisor' }
  | { readonly ask: 'row'; readonly rows: readonly Cond[] }
  | { readonly ask: 'due'; readonly due: Due; readonly from: number }
  | { readonly ask: 'until'; readonly until: NonNullable<DelayNode['until']> }
  | { readonly ask: 'wait'; readonly path: Path; readonly event: string; readonly lookBack?: Duration };
export type Ask = { readonly key: TokenKey } & Question;
export type Answer =
  | { readonly ask: 'people'; readonly people: readonly Person[] }
  | { readonly ask: 'row'; readonly row: number | null }
  | { readonly ask: 'due' | 'until'; readonly at: number | null }
  | { readonly ask: 'wait'; readonly match: string | null; readonly happened?: string };

/**
 * What follows from a step. The first group is the instance's own book-keeping: the runner writes it in the transaction of the step.
 * The second is work in the world and is done by jobs.
 */
export type Consequence =
  | {
      readonly do: 'todo.open';
      readonly token: TokenKey;
      readonly node: NodeId;
      readonly kind: 'approval' | 'task';
      readonly people: readonly Person[];
    }
  | { readonly do: 'todo.settle'; readonly token: TokenKey; readonly person: string; readonly how: 'approve' | 'reject' | 'done' | 'transfer' | 'return' }
  /** Everybody's that is still open; `by` was faster. */
  | { readonly do: 'todo.close'; readonly token: TokenKey; readonly by?: string; readonly why: Leaving }
  | { readonly do: 'todo.hold'; readonly token: TokenKey; readonly person: string }
  | { readonly do: 'timer.set'; readonly timer: string; readonly at: number }
  | { readonly do: 'timer.cancel'; readonly timer: string }
  | { readonly do: 'effect.drop'; readonly effect: string }
  | { readonly do: 'incident'; readonly token: TokenKey; readonly reason: string; readonly who: Assign }
  | { readonly do: 'incident.close'; readonly token: TokenKey }
  | WorldEffect;
export type WorldEffect =
  | Effect
  | {
      readonly do: 'child.start';
      readonly child: TokenKey;
      readonly flow: FlowId;
      readonly version?: number;
      readonly input: Readonly<Record<VarId, Operand>>;
      readonly wait: boolean;
    }
  | {
      readonly do: 'customer.ask' | 'customer.remind' | 'customer.close';
      readonly token: TokenKey;
      readonly act: string;
      readonly target: Path;
      readonly link: string;
      readonly form?: string;
    }
  | { readonly do: 'child.stop'; readonly child: TokenKey }
  | { readonly do: 'parent.tell'; readonly parent: TokenKey; readonly result: string }
  | { readonly do: 'todo.remind'; readonly token: TokenKey };
export type Keyed = { readonly key: string; readonly what: Consequence };

/** Why a token left: settled where it stood, or closed because its surroundings went. */
export type Leaving = 'settled' | 'block_left' | 'ended' | 'moved';

export interface LogEntry {
  readonly what:
    | 'started'
    | 'entered'
    | 'asked'
    | 'decided'
    | 'transferred'
    | 'signer_added'
    | 'returned'
    | 'late'
    | 'escalated'
    | 'answered'
    | 'woken'
    | 'effect_done'
    | 'effect_failed'
    | 'cancelled'
    | 'stuck'
    | 'resolved'
    | 'nobody_waits'
    | 'migrated'
    | 'repointed'
    | 'ended';
  readonly node?: NodeId;
  readonly token?: TokenKey;
  readonly actor?: string;
  readonly facts?: Readonly<Record<string, Value>>;
}

/** A no of a flow. Nothing has changed. */
export interface FlowNo {
  readonly code:
    | 'task_closed'
    | 'not_yours'
    | 'already_decided'
    | 'not_your_turn'
    | 'comment_missing'
    | 'not_allowed'
    | 'already_there'
    | 'unknown_outcome'
    | 'unknown_node'
    | 'stale'
    | 'early'
    | 'duplicate'
    | 'not_running'
    | 'too_late';
  /** by: who was faster. */
  readonly by?: string;
}

export interface Step {
  readonly instance: Instance;
  readonly asks: readonly Ask[];
  readonly effects: readonly Keyed[];
  /** Effects that did not come about and are to be tried again under their old key. */
  readonly again: readonly string[];
  readonly log: readonly LogEntry[];
  readonly refused?: FlowNo;
}

/** An instance to which nothing has happened yet. */
export function newInstance(id: string, def: { readonly id: FlowId; readonly version: number }, subject: Instance['subject']): Instance {
  return {
    id,
    def: { id: def.id, version: def.version },
    subject,
    status: 'new',
    vars: {},
    decisions: {},
    visits: {},
    tokens: [],
    forks: {},
    seen: [],
    agreed: [],
    seq: 0,
  };
}
