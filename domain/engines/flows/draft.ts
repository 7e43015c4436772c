import { own } from '../conditions/values';
import { durationMs } from '../effects';
import { blocksOf, depthAt, nodeOf, type Blocks } from './blocks';
import type { Due, FlowDef, FlowNode, NodeId } from './definition';
import type { Answer, Ask, Consequence, Fork, ForkKey, Instance, Keyed, Leaving, LogEntry, Question, Token, TokenKey } from './instance';

/**
 * One step in the making. It belongs to the step alone and is thrown away if the step is refused, so that what it changes was never
 * anybody else's.
 */
export interface Draft {
  readonly def: FlowDef;
  readonly blocks: Blocks;
  readonly now: number;
  inst: Instance;
  /** Nodes that are to be entered in this step: a queue and not a call, so that a long chain of nodes needs no deep stack. */
  ahead: { readonly to: NodeId; readonly scope: readonly ForkKey[] }[];
  readonly asks: Ask[];
  readonly effects: Keyed[];
  readonly again: string[];
  readonly log: LogEntry[];
}

/** How a kind of node behaves. What it has no word for is refused as stale. */
export interface NodeRules<N extends FlowNode> {
  readonly enter: (draft: Draft, token: Token, node: N) => void;
  readonly answer?: (draft: Draft, token: Token, node: N, answer: Answer, as: string) => void;
  /** One of its timers has rung; `name` is its name within the visit. */
  readonly timer?: (draft: Draft, token: Token, node: N, name: string) => void;
  /** Its effect came about, or was refused. */
  readonly effect?: (draft: Draft, token: Token, node: N, outcome: { readonly ok: boolean; readonly reason?: string }) => void;
  readonly child?: (draft: Draft, token: Token, node: N, result: string) => void;
  /** The record changed. */
  readonly changed?: (draft: Draft, token: Token, node: N) => void;
  /** Where somebody is sent who skips it; null: there is no one way on. */
  readonly skip: (node: N) => NodeId | null;
}

export function newDraft(def: FlowDef, inst: Instance, now: number): Draft {
  return { def, blocks: blocksOf(def), now, inst, ahead: [], asks: [], effects: [], again: [], log: [] };
}

export function tokenOf(inst: Instance, key: TokenKey): Token | undefined {
  return inst.tokens.find((token) => token.key === key);
}

/** Changes a token that is still there; answers what it is now. */
export function change(draft: Draft, key: TokenKey, fields: Partial<Token>): Token {
  const token = tokenOf(draft.inst, key);
  if (!token) throw new Error(`no token ${key}`);
  const next = { ...token, ...fields };
  draft.inst = { ...draft.inst, tokens: draft.inst.tokens.map((one) => (one.key === key ? next : one)) };
  return next;
}

/** A key of an effect that was never used: of the visit, what it is for, and the turn when it may happen more than once. */
export function effect(draft: Draft, token: Token, slot: string, what: Consequence): string {
  const key = `${token.key}#${slot}`;
  draft.effects.push({ key, what });
  return key;
}

/** The next turn of a token: its effects get names of their own. */
export function turn(draft: Draft, key: TokenKey): Token {
  return change(draft, key, { turn: (tokenOf(draft.inst, key)?.turn ?? 0) + 1 });
}

/** Asks the server something; `as` says what the answer is for. */
export function ask(draft: Draft, token: Token, question: Question, as: string = question.ask): void {
  change(draft, token.key, { asked: { ask: question.ask, as } });
  draft.asks.push({ key: token.key, ...question });
}

export function say(draft: Draft, entry: LogEntry): void {
  draft.log.push(entry);
}

/** Sets a timer of a token. One that lies in the past rings at the next look. */
export function setTimer(draft: Draft, key: TokenKey, name: string, at: number): void {
  const token = tokenOf(draft.inst, key);
  if (!token) return;
  const timer = `${key}#${name}`;
  change(draft, key, { timers: { ...token.timers, [timer]: at } });
  effect(draft, token, `${name}!set`, { do: 'timer.set', timer, at });
}

/** Takes a timer off that has rung or that nobody waits for any more. */
export function dropTimer(draft: Draft, key: TokenKey, timer: string, cancel: boolean): void {
  const token = tokenOf(draft.inst, key);
  if (!token?.timers) return;
  const { [timer]: _, ...rest } = token.timers;
  change(draft, key, { timers: rest });
  if (cancel) draft.effects.push({ key: `${timer}!cancel`, what: { do: 'timer.cancel', timer } });
}

/** Sets the timer of a time limit; business hours are counted by the server, which is asked. */
export function setDue(draft: Draft, token: Token, due: Due | undefined): void {
  if (!due) return;
  if (due.clock === 'hours') setTimer(draft, token.key, 'due', draft.now + durationMs(due.after));
  else ask(draft, token, { ask: 'due', due, from: draft.now });
}

/** Takes a token away with everything that hung on it: to-dos, timers, a child flow, work that is not done yet. */
export function drop(draft: Draft, token: Token, why: Leaving, by?: string): void {
  for (const timer of Object.keys(token.timers ?? {})) dropTimer(draft, token.key, timer, true);
  if (token.state === 'people') effect(draft, token, 'close', { do: 'todo.close', token: token.key, why, ...(by ? { by } : {}) });
  if (token.state === 'stuck') effect(draft, token, `incident.${token.turn}!close`, { do: 'incident.close', token: token.key });
  if (why !== 'settled') {
    if (token.state === 'customer') closeCustomer(draft, token);
    if (token.state === 'child') effect(draft, token, 'stop', { do: 'child.stop', child: token.key });
    if (token.effect !== undefined) effect(draft, token, `drop.${token.turn}`, { do: 'effect.drop', effect: token.effect });
    say(draft, { what: 'cancelled', node: token.node, token: token.key, facts: { why } });
  }
  draft.inst = { ...draft.inst, tokens: draft.inst.tokens.filter((one) => one.key !== token.key) };
}

function closeCustomer(draft: Draft, token: Token): void {
  const node = nodeOf(draft.def, token.node);
  if (node?.kind !== 'customer') return;
  effect(draft, token, 'close', { do: 'customer.close', token: token.key, act: node.act, target: node.target, link: node.link });
}

/** Leaves a parallel block: what else goes on inside is over, and so are the blocks inside of it. */
export function leaveBlock(draft: Draft, fork: ForkKey, why: Leaving = 'block_left'): void {
  for (const token of draft.inst.tokens.filter((one) => one.scope.includes(fork))) drop(draft, token, why);
  const forks: Record<ForkKey, Fork> = {};
  for (const [key, one] of Object.entries(draft.inst.forks)) if (key !== fork && !one.scope.includes(fork)) forks[key] = one;
  draft.inst = { ...draft.inst, forks };
}

/** Nobody can go on from here by themselves: the owner is told, the rest of the instance goes on. */
export function stick(draft: Draft, token: Token, reason: string): void {
  const next = change(draft, token.key, { state: 'stuck', stuck: reason, turn: token.turn + 1 });
  effect(draft, next, `incident.${next.turn}`, { do: 'incident', token: token.key, reason, who: draft.def.owner });
  say(draft, { what: 'stuck', node: token.node, token: token.key, facts: { reason } });
}

/** A new visit of a node, in the blocks of `scope`. The key counts visits, so that a second pass has effects of its own. */
export function visit(draft: Draft, node: NodeId, scope: readonly ForkKey[]): Token {
  const count = (own(draft.inst.visits, node) ?? 0) + 1;
  const token: Token = { key: `${draft.inst.id}/${node}/${count}`, node, visit: count, scope, state: 'asking', since: draft.now, turn: 0 };
  draft.inst = { ...draft.inst, visits: { ...draft.inst.visits, [node]: count }, tokens: [...draft.inst.tokens, token] };
  say(draft, { what: 'entered', node, token: token.key });
  return token;
}

/** Ends the instance: whatever is still open is closed, whoever waits for it is told. */
export function finish(draft: Draft, status: 'done' | 'withdrawn' | 'exited', result: string): void {
  for (const token of draft.inst.tokens) drop(draft, token, 'ended');
  draft.inst = { ...draft.inst, status, result, forks: {} };
  draft.ahead = [];
  if (draft.inst.parent !== undefined) draft.effects.push({ key: `${draft.inst.id}#parent`, what: { do: 'parent.tell', parent: draft.inst.parent, result } });
  say(draft, { what: 'ended', facts: { status, result } });
}

/** Settles a visit and goes on to a node; every block that this leaves is closed. */
export function go(draft: Draft, token: Token, to: NodeId, by?: string): void {
  const here = tokenOf(draft.inst, token.key);
  if (here) drop(draft, here, 'settled', by);
  draft.ahead.push({ to, scope: scopeFor(draft, token.scope, to) });
}

/** The blocks that somebody keeps who goes to a node from here; every block that she leaves is closed behind her. */
export function scopeFor(draft: Draft, scope: readonly ForkKey[], to: NodeId): readonly ForkKey[] {
  const depth = depthAt(draft.blocks, to);
  const left = scope[depth];
  if (left !== undefined) leaveBlock(draft, left);
  return scope.slice(0, depth);
}
