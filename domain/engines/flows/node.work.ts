import { own } from '../conditions/values';
import type { ActionNode, MessageNode, SubflowNode } from './definition';
import { change, effect, go, say, stick, type Draft, type NodeRules } from './draft';
import type { Token } from './instance';

/** Nodes whose work is done in the world by somebody else, under a key that is used once: a message, a verb, another flow. */

const outcome = (draft: Draft, token: Token, node: MessageNode | ActionNode, { ok, reason }: { readonly ok: boolean; readonly reason?: string }): void => {
  const why = reason ?? 'failed';
  say(draft, { what: ok ? 'effect_done' : 'effect_failed', node: token.node, token: token.key, ...(ok ? {} : { facts: { reason: why } }) });
  // A refusal keeps the effect's key: what did not come about may be tried again under it.
  if (ok) go(draft, change(draft, token.key, { effect: undefined }), node.next);
  else if (node.failed) go(draft, change(draft, token.key, { effect: undefined }), node.failed);
  else stick(draft, token, why);
};

export const message: NodeRules<MessageNode> = {
  enter(draft, token, node) {
    const { template, to, channels } = node;
    const key = effect(draft, token, 'message', { do: 'message', template, to, channels });
    if (node.wait === 'sent' || node.failed) change(draft, token.key, { state: 'effect', effect: key });
    else go(draft, token, node.next);
  },
  effect: outcome,
  skip: (node) => node.next,
};

export const action: NodeRules<ActionNode> = {
  enter(draft, token, node) {
    change(draft, token.key, { state: 'effect', effect: effect(draft, token, 'action', node.do) });
  },
  effect: outcome,
  skip: (node) => node.next,
};

export const subflow: NodeRules<SubflowNode> = {
  enter(draft, token, node) {
    const { flow, version, input, wait } = node;
    const key = effect(draft, token, 'child', { do: 'child.start', child: token.key, flow, input, wait, ...(version === undefined ? {} : { version }) });
    if (wait) change(draft, token.key, { state: 'child', effect: key });
    else go(draft, token, node.else);
  },
  // Only a child that could not begin is told as an effect that failed; one that runs tells its own end.
  effect(draft, token, _node, { ok, reason }) {
    if (ok) change(draft, token.key, { effect: undefined });
    else stick(draft, token, reason ?? 'failed');
  },
  child(draft, token, node, result) {
    say(draft, { what: 'answered', node: token.node, token: token.key, facts: { result } });
    go(draft, token, own(node.outcomes, result) ?? node.else);
  },
  skip: (node) => node.else,
};
