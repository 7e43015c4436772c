import { blocksOf, mayGo, nodeOf } from './blocks';
import { change, drop, dropTimer, effect, finish, go, say, scopeFor, setTimer, tokenOf, turn, type Draft } from './draft';
import type { EventOf, FlowNo, Token } from './instance';
import { rulesOf } from './kinds';
import { giveTo } from './on.people';

/** What is done to an instance from outside of its nodes: taken back, freed where it is stuck, moved to another version. */

const DECIDING = new Set(['approve', 'reject', 'done', 'return']);

export function withdraw(draft: Draft, { actor, reason }: EventOf<'withdraw'>): FlowNo | undefined {
  const { starter, decisions } = draft.inst;
  const rule = draft.def.withdraw ?? 'untilDecision';
  if (starter !== actor) return { code: 'not_yours' };
  if (rule === 'never') return { code: 'not_allowed' };
  if (rule === 'untilDecision' && Object.values(decisions).some((one) => DECIDING.has(one.d))) return { code: 'too_late' };
  say(draft, { what: 'resolved', actor, facts: { how: 'withdraw', reason: reason ?? null } });
  finish(draft, 'withdrawn', 'withdrawn');
  return undefined;
}

/** Closes the incident of a token that is stuck. */
function freed(draft: Draft, token: Token, actor: string, how: string, reason: string): Token {
  say(draft, { what: 'resolved', node: token.node, token: token.key, actor, facts: { how, reason } });
  if (token.state !== 'stuck') return token;
  effect(draft, token, `incident.${token.turn}!close`, { do: 'incident.close', token: token.key });
  return change(draft, turn(draft, token.key).key, { state: 'asking', stuck: undefined });
}

/** Tries again: work that did not come about under its old key, everything else from the node's beginning. */
export function retry(draft: Draft, { key, actor, reason }: EventOf<'retry'>): FlowNo | undefined {
  const token = tokenOf(draft.inst, key);
  const node = token && nodeOf(draft.def, token.node);
  if (token?.state !== 'stuck' || !node) return { code: 'stale' };
  const next = freed(draft, token, actor, 'retry', reason);
  if (next.effect !== undefined) {
    change(draft, key, { state: node.kind === 'subflow' ? 'child' : 'effect' });
    draft.again.push(next.effect);
    return undefined;
  }
  for (const timer of Object.keys(next.timers ?? {})) dropTimer(draft, key, timer, true);
  // A visit that was stuck from its first moment has done nothing yet; one that has is a new visit, with keys of its own.
  draft.inst = { ...draft.inst, tokens: draft.inst.tokens.filter((one) => one.key !== key) };
  draft.ahead.push({ to: next.node, scope: next.scope });
  return undefined;
}

export function skip(draft: Draft, { key, actor, reason }: EventOf<'skip'>): FlowNo | undefined {
  const token = tokenOf(draft.inst, key);
  const node = token && nodeOf(draft.def, token.node);
  if (!token || !node) return { code: 'stale' };
  const to = rulesOf(node).skip(node);
  if (to === null) return { code: 'not_allowed' };
  abandon(draft, freed(draft, token, actor, 'skip', reason));
  go(draft, tokenOf(draft.inst, key) ?? token, to);
  return undefined;
}

/** Work that was begun and is not waited for any more is not begun later either. */
function abandon(draft: Draft, token: Token): void {
  drop(draft, token, 'moved');
}

export function goTo(draft: Draft, { key, actor, to, reason }: EventOf<'goto'>): FlowNo | undefined {
  const token = tokenOf(draft.inst, key);
  if (!token) return { code: 'stale' };
  if (!nodeOf(draft.def, to) || mayGo(blocksOf(draft.def), token.node, to) === 'no') return { code: 'unknown_node' };
  abandon(draft, freed(draft, token, actor, 'goto', reason));
  draft.ahead.push({ to, scope: scopeFor(draft, token.scope, to) });
  return undefined;
}

export function reassign(draft: Draft, { key, actor, to, reason }: EventOf<'reassign'>): FlowNo | undefined {
  const token = tokenOf(draft.inst, key);
  const node = token && nodeOf(draft.def, token.node);
  if (!token || (node?.kind !== 'approval' && node?.kind !== 'task')) return { code: 'stale' };
  if (token.state !== 'people' && token.state !== 'stuck') return { code: 'stale' };
  giveTo(draft, freed(draft, token, actor, 'reassign', reason), node, to);
  return undefined;
}

export function stop(draft: Draft, { actor, reason }: EventOf<'stop'>): FlowNo | undefined {
  say(draft, { what: 'resolved', actor, facts: { how: 'stop', reason } });
  finish(draft, 'exited', 'stopped');
  return undefined;
}

/** Moves a running instance to the version that is given as the definition; tokens that the plan does not name stay where they are. */
export function migrate(draft: Draft, { version, tokens, actor }: EventOf<'migrate'>): FlowNo | undefined {
  if (version === draft.inst.def.version) return { code: 'duplicate' };
  if (version !== draft.def.version) return { code: 'stale' };
  const moves = draft.inst.tokens.map((token) => ({ token, move: tokens[token.key] ?? ({ keep: true } as const) }));
  const lost = moves.some(({ token, move }) => ('keep' in move ? !nodeOf(draft.def, token.node) : 'to' in move && !nodeOf(draft.def, move.to)));
  if (lost) return { code: 'unknown_node' };
  say(draft, { what: 'migrated', actor, facts: { from: draft.inst.def.version, to: version } });
  draft.inst = { ...draft.inst, def: { ...draft.inst.def, version } };
  for (const { token, move } of moves) {
    const here = tokenOf(draft.inst, token.key);
    if (!here) continue;
    if ('end' in move) {
      finish(draft, 'exited', 'migrated_away');
      return undefined;
    }
    if ('to' in move) {
      abandon(draft, here);
      draft.ahead.push({ to: move.to, scope: scopeFor(draft, here.scope, move.to) });
    } else if (move.due !== undefined) dueAgain(draft, here, move.due);
  }
  return undefined;
}

function dueAgain(draft: Draft, token: Token, at: number): void {
  const [timer] = Object.keys(token.timers ?? {}).filter((key) => !key.includes('#remind'));
  if (timer === undefined || token.timers?.[timer] === at) return;
  dropTimer(draft, token.key, timer, true);
  const next = turn(draft, token.key);
  setTimer(draft, token.key, `${token.state === 'timer' ? 'timer' : 'due'}.${next.turn}`, at);
}

/** The record is no longer what it was: the instance follows the one that it was merged into, or ends. */
export function gone(draft: Draft, event: EventOf<'gone'>): FlowNo | undefined {
  if (event.why === 'deleted') {
    finish(draft, 'exited', 'subject_gone');
    return undefined;
  }
  if (event.into === draft.inst.subject.id) return { code: 'duplicate' };
  say(draft, { what: 'repointed', facts: { from: draft.inst.subject.id, to: event.into } });
  draft.inst = { ...draft.inst, subject: { ...draft.inst.subject, id: event.into } };
  return undefined;
}
