import { own } from '../conditions/values';
import { blocksOf, mayGo, nodeOf } from './blocks';
import { change, drop, effect, say, scopeFor, tokenOf, turn, type Draft } from './draft';
import type { EventOf, FlowNo, Line, Token, TokenKey, Todo } from './instance';
import { advance, without, type PeopleNode } from './node.people';
import { replaced, todosOf } from './signing';

/** What people do with a to-do: decide, pass on, ask others too, send back. Each answers why not, or changes the draft. */

interface Mine {
  readonly token: Token;
  readonly node: PeopleNode;
  readonly lines: readonly Line[];
  readonly todo: Todo;
}

/** Why a token is not there any more: whoever was faster is named. */
export function closedBy(draft: Draft, key: TokenKey): FlowNo {
  const [id, node = '', visit] = key.split('/');
  const decided = own(draft.inst.decisions, node);
  if (id !== draft.inst.id || Number(visit) > (own(draft.inst.visits, node) ?? 0)) return { code: 'stale' };
  return decided?.visit === Number(visit) && decided.by !== '' ? { code: 'task_closed', by: decided.by } : { code: 'task_closed' };
}

/** The to-do of somebody that is hers to act on now. */
function mine(draft: Draft, key: TokenKey, actor: string): Mine | FlowNo {
  const token = tokenOf(draft.inst, key);
  if (!token) return closedBy(draft, key);
  const node = nodeOf(draft.def, token.node);
  if (token.state !== 'people' || (node?.kind !== 'approval' && node?.kind !== 'task')) return { code: 'stale' };
  const lines = token.lines ?? [];
  const todo = todosOf(lines).find((one) => one.todo.person === actor)?.todo;
  if (!todo) return { code: 'not_yours' };
  if (todo.state === 'waiting') return { code: 'not_your_turn' };
  if (todo.state === 'agreed' || todo.state === 'refused') return { code: 'already_decided' };
  return todo.state === 'closed' ? { code: 'task_closed' } : { token, node, lines, todo };
}

function settled(draft: Draft, token: Token, person: string, how: 'approve' | 'reject' | 'done' | 'transfer' | 'return'): Token {
  const next = turn(draft, token.key);
  effect(draft, next, `settle.${next.turn}`, { do: 'todo.settle', token: token.key, person, how });
  return next;
}

export function decide(draft: Draft, { key, actor, d, comment }: EventOf<'decide'>): FlowNo | undefined {
  const found = mine(draft, key, actor);
  if ('code' in found) return found;
  const { token, node, lines } = found;
  if ((d === 'done') !== (node.kind === 'task')) return { code: 'not_allowed' };
  const must = node.kind === 'approval' && (node.needComment === 'always' || (node.needComment === 'onReject' && d === 'reject'));
  if (must && !comment?.trim()) return { code: 'comment_missing' };
  say(draft, { what: 'decided', node: token.node, token: key, actor, facts: { d, ...(comment === undefined ? {} : { comment }) } });
  const state = d === 'reject' ? 'refused' : 'agreed';
  advance(
    draft,
    settled(draft, token, actor, d),
    node,
    replaced(lines, actor, (todo) => [{ ...todo, state }]),
    actor,
    comment,
  );
  return undefined;
}

const mayDo = (node: PeopleNode, what: 'transfer' | 'addSigner' | 'return'): boolean => node.kind === 'task' || (node.allow ?? []).includes(what);

export function transfer(draft: Draft, { key, actor, to }: EventOf<'transfer'>): FlowNo | undefined {
  const found = mine(draft, key, actor);
  if ('code' in found) return found;
  const { token, node, lines } = found;
  if (!mayDo(node, 'transfer')) return { code: 'not_allowed' };
  if (todosOf(lines).some((one) => one.todo.person === to)) return { code: 'already_there' };
  say(draft, { what: 'transferred', node: token.node, token: key, actor, facts: { to } });
  const next = settled(draft, token, actor, 'transfer');
  const handed = (todo: Todo): Todo[] => [{ person: to, state: 'waiting', ...(todo.added ? { added: true as const } : {}) }];
  advance(draft, next, node, replaced(lines, actor, handed), actor);
  return undefined;
}

export function addSigner(draft: Draft, { key, actor, who, where }: EventOf<'addSigner'>): FlowNo | undefined {
  const found = mine(draft, key, actor);
  if ('code' in found) return found;
  const { token, node, lines, todo } = found;
  if (node.kind !== 'approval' || !mayDo(node, 'addSigner') || todo.added) return { code: 'not_allowed' };
  if (todosOf(lines).some((one) => one.todo.person === who)) return { code: 'already_there' };
  say(draft, { what: 'signer_added', node: token.node, token: key, actor, facts: { who, where } });
  const next = turn(draft, token.key);
  if (where === 'before') effect(draft, next, `hold.${next.turn}`, { do: 'todo.hold', token: key, person: actor });
  const added: Todo = { person: who, state: 'waiting', added: true };
  const hers: Todo = { ...todo, state: 'waiting' };
  advance(
    draft,
    next,
    node,
    replaced(lines, actor, () => (where === 'before' ? [added, hers] : [hers, added])),
    actor,
  );
  return undefined;
}

export function sendBack(draft: Draft, { key, actor, to, comment }: EventOf<'return'>): FlowNo | undefined {
  const found = mine(draft, key, actor);
  if ('code' in found) return found;
  const { token, node } = found;
  if (node.kind !== 'approval' || !mayDo(node, 'return') || !(node.returnTo ?? []).includes(to)) return { code: 'not_allowed' };
  if (!nodeOf(draft.def, to) || mayGo(blocksOf(draft.def), token.node, to) === 'no') return { code: 'unknown_node' };
  say(draft, { what: 'returned', node: token.node, token: key, actor, facts: { to, ...(comment === undefined ? {} : { comment }) } });
  const decided = { by: actor, visit: token.visit, d: 'return', at: draft.now, ...(comment === undefined ? {} : { comment }) };
  draft.inst = { ...draft.inst, agreed: [], decisions: { ...draft.inst.decisions, [token.node]: decided } };
  drop(draft, settled(draft, token, actor, 'return'), 'settled', actor);
  draft.ahead.push({ to, scope: scopeFor(draft, token.scope, to) });
  return undefined;
}

/** Her to-dos go to the others who were asked, or to whoever is found now. */
export function left(draft: Draft, { person }: EventOf<'left'>): FlowNo | undefined {
  const hers = draft.inst.tokens.filter((token) => token.state === 'people' && isWaitedFor(token, person));
  if (hers.length === 0) return { code: 'stale' };
  for (const token of hers) {
    const node = nodeOf(draft.def, token.node);
    if (node?.kind !== 'approval' && node?.kind !== 'task') continue;
    const next = turn(draft, token.key);
    effect(draft, next, `hold.${next.turn}`, { do: 'todo.hold', token: token.key, person });
    without(draft, next, node, person);
  }
  return undefined;
}

const isWaitedFor = (token: Token, person: string): boolean =>
  todosOf(token.lines ?? []).some(({ todo }) => todo.person === person && (todo.state === 'open' || todo.state === 'waiting'));

/** Puts one person in the place of everybody who was to decide. */
export function giveTo(draft: Draft, token: Token, node: PeopleNode, person: string): void {
  const next = turn(draft, token.key);
  for (const { todo } of todosOf(token.lines ?? []))
    if (todo.state === 'open') effect(draft, next, `hold.${next.turn}.${todo.person}`, { do: 'todo.hold', token: token.key, person: todo.person });
  const empty = change(draft, token.key, { lines: [] });
  advance(draft, empty, node, [{ todos: [{ person, state: 'waiting' }] }], '');
}
