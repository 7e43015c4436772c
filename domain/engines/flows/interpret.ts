import { own } from '../conditions/values';
import { nodeOf } from './blocks';
import type { FlowDef } from './definition';
import { change, dropTimer, finish, go, newDraft, say, stick, tokenOf, visit, type Draft } from './draft';
import type { EventKind, EventOf, FlowEvent, FlowNo, Instance, Step, Token } from './instance';
import { rulesOf } from './kinds';
import { timerName, wake } from './node.waiting';
import { gone, goTo, migrate, reassign, retry, skip, stop, withdraw } from './on.admin';
import { addSigner, decide, left, sendBack, transfer } from './on.people';

type On<T extends EventKind> = (draft: Draft, event: EventOf<T>) => FlowNo | undefined;

/** How many events an instance remembers; the journal's unique index knows the rest. */
const SEEN = 256;

/** A token with its node's rules; undefined: it is not there any more, or nothing of the kind is waited for. */
function at(draft: Draft, key: string, state?: Token['state']) {
  const token = tokenOf(draft.inst, key);
  const node = token && nodeOf(draft.def, token.node);
  return token && node && (state === undefined || token.state === state) ? { token, node, rules: rulesOf(node) } : undefined;
}

const HANDLERS: { readonly [T in EventKind]: On<T> } = {
  start(draft, { starter, parent, vars }) {
    if (draft.inst.status !== 'new') return { code: 'duplicate' };
    const known = Object.entries(vars ?? {}).filter(([key]) => own(draft.def.vars, key) !== undefined);
    const told = { ...(starter === undefined ? {} : { starter }), ...(parent === undefined ? {} : { parent }) };
    draft.inst = { ...draft.inst, status: 'running', vars: Object.fromEntries(known), ...told };
    say(draft, { what: 'started', ...(starter === undefined ? {} : { actor: starter }) });
    draft.ahead.push({ to: draft.def.entry, scope: [] });
    return undefined;
  },
  answer(draft, { key, answer }) {
    const found = at(draft, key);
    if (!found?.token.asked || found.token.asked.ask !== answer.ask) return { code: 'stale' };
    const { as } = found.token.asked;
    found.rules.answer?.(draft, change(draft, key, { asked: undefined }), found.node, answer, as);
    return undefined;
  },
  decide,
  transfer,
  addSigner,
  return: sendBack,
  customer(draft, { key, outcome }) {
    const found = at(draft, key, 'customer');
    if (found?.node.kind !== 'customer') return { code: 'stale' };
    const to = own(found.node.outcomes, outcome);
    if (to === undefined) return { code: 'unknown_outcome' };
    say(draft, { what: 'answered', node: found.token.node, token: key, facts: { outcome } });
    const decided = { by: 'customer', visit: found.token.visit, d: outcome, at: draft.now };
    draft.inst = { ...draft.inst, decisions: { ...draft.inst.decisions, [found.token.node]: decided } };
    go(draft, found.token, to);
    return undefined;
  },
  timer(draft, { key }) {
    const found = at(draft, key.slice(0, Math.max(0, key.indexOf('#'))));
    const due = found?.token.timers?.[key];
    if (!found || due === undefined) return { code: 'stale' };
    if (draft.now < due) return { code: 'early' };
    dropTimer(draft, found.token.key, key, false);
    found.rules.timer?.(draft, tokenOf(draft.inst, found.token.key) ?? found.token, found.node, timerName(key));
    return undefined;
  },
  event(draft, event) {
    if (draft.def.exit?.on?.includes(event.name) && event.about.includes(draft.inst.subject.id)) finish(draft, 'exited', event.name);
    else if (!wake(draft, event)) say(draft, { what: 'nobody_waits', facts: { event: event.name } });
    return undefined;
  },
  changed(draft) {
    for (const { key } of draft.inst.tokens) {
      const found = at(draft, key);
      found?.rules.changed?.(draft, found.token, found.node);
    }
    return undefined;
  },
  effect(draft, { key, ok, reason }) {
    const found = at(draft, key.slice(0, Math.max(0, key.indexOf('#'))));
    if (!found || found.token.effect !== key || found.token.state === 'stuck' || !found.rules.effect) return { code: 'stale' };
    found.rules.effect(draft, found.token, found.node, { ok, ...(reason === undefined ? {} : { reason }) });
    return undefined;
  },
  child(draft, { key, result }) {
    const found = at(draft, key, 'child');
    if (!found?.rules.child) return { code: 'stale' };
    found.rules.child(draft, found.token, found.node, result);
    return undefined;
  },
  left,
  withdraw,
  retry,
  skip,
  goto: goTo,
  reassign,
  stop,
  migrate,
  gone,
};

/** Enters what lies ahead, node by node. A way into a block that was left meanwhile leads nowhere. */
function enterAhead(draft: Draft): void {
  for (let next = draft.ahead.shift(); next; next = draft.ahead.shift()) {
    if (!next.scope.every((fork) => own(draft.inst.forks, fork) !== undefined)) continue;
    const token = visit(draft, next.to, next.scope);
    const node = nodeOf(draft.def, next.to);
    if (!node) stick(draft, token, 'unknown_node');
    else if (token.visit > draft.def.maxVisits) stick(draft, token, 'too_many_visits');
    else rulesOf(node).enter(draft, token, node);
  }
}

const unchanged = (instance: Instance, refused: FlowNo): Step => ({ instance, asks: [], effects: [], again: [], log: [], refused });

/**
 * One step of a flow: what an event makes of an instance, what must be asked, what follows in the world, what is written into the record.
 * Deterministic: no clock, no random, no I/O. A refused event has changed nothing.
 * @param def the version that the instance keeps; for `migrate` the version it moves to
 */
export function interpret(def: FlowDef, instance: Instance, event: FlowEvent): Step {
  if (instance.seen.includes(event.id)) return unchanged(instance, { code: 'duplicate' });
  const isLive = instance.status === 'running' || instance.status === 'stuck';
  if (!isLive && event.t !== 'start') return unchanged(instance, { code: 'not_running' });
  const draft = newDraft(def, instance, event.now);
  const exit = 'exit' in event ? event.exit : undefined;
  if (exit !== undefined) finish(draft, 'exited', exit);
  else {
    const refused = (HANDLERS[event.t] as On<EventKind>)(draft, event);
    if (refused) return unchanged(instance, refused);
  }
  enterAhead(draft);
  const { inst } = draft;
  const going = inst.tokens.some((token) => token.state === 'stuck') ? ('stuck' as const) : ('running' as const);
  const status = inst.status === 'running' || inst.status === 'stuck' ? going : inst.status;
  const seen = event.t === 'answer' ? inst.seen : [...inst.seen, event.id].slice(-SEEN);
  return { instance: { ...inst, status, seen, seq: inst.seq + 1 }, asks: draft.asks, effects: draft.effects, again: draft.again, log: draft.log };
}
