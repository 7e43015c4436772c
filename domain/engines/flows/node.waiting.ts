import { durationMs } from '../effects';
import { own } from '../conditions/values';
import type { CustomerNode, DelayNode, WaitNode } from './definition';
import { ask, change, dropTimer, effect, go, say, setDue, setTimer, stick, turn, type Draft, type NodeRules } from './draft';
import type { EventOf, Token } from './instance';

/** Nodes that wait for something that nobody of the staff does: time, an event, the customer. */

/** The name of a timer within its visit: `due`, `remind.1`. */
export function timerName(key: string): string {
  return key.slice(key.indexOf('#') + 1);
}

export const delay: NodeRules<DelayNode> = {
  enter(draft, token, node) {
    change(draft, token.key, { state: 'timer' });
    if (node.until) ask(draft, token, { ask: 'until', until: node.until });
    else setTimer(draft, token.key, 'timer', draft.now + (node.for ? durationMs(node.for) : 0));
  },
  answer(draft, token, node, answer) {
    if (answer.ask !== 'until') return;
    const [running] = Object.entries(token.timers ?? {});
    if (answer.at === null) {
      if (running) dropTimer(draft, token.key, running[0], true);
      return stick(draft, token, 'no_moment');
    }
    if (running?.[1] === answer.at) return;
    if (running) dropTimer(draft, token.key, running[0], true);
    // What has passed already waits for nothing.
    if (answer.at <= draft.now) return go(draft, token, node.next);
    setTimer(draft, token.key, `timer.${turn(draft, token.key).turn}`, answer.at);
  },
  // The record may have moved and nobody has said so yet: what it says now counts.
  timer: (draft, token, node) => (node.until ? ask(draft, token, { ask: 'until', until: node.until }) : go(draft, token, node.next)),
  changed(draft, token, node) {
    if (node.until && token.state === 'timer') ask(draft, token, { ask: 'until', until: node.until });
  },
  skip: (node) => node.next,
};

export const wait: NodeRules<WaitNode> = {
  enter(draft, token, node) {
    ask(draft, token, { ask: 'wait', path: node.match.path, event: node.event, ...(node.lookBack ? { lookBack: node.lookBack } : {}) });
  },
  answer(draft, token, node, answer) {
    if (answer.ask === 'due' && answer.at !== null) return setTimer(draft, token.key, 'due', answer.at);
    if (answer.ask !== 'wait') return;
    if (answer.happened !== undefined) return go(draft, token, node.next);
    if (answer.match === null) return stick(draft, token, 'nothing_to_wait_for');
    setDue(draft, change(draft, token.key, { state: 'event', match: answer.match }), node.due);
  },
  timer: (draft, token, node) => (node.timeout ? go(draft, token, node.timeout) : stick(draft, token, 'waited_too_long')),
  skip: (node) => node.next,
};

/** Wakes whoever waits for this event of this record. Answers whether anybody did. */
export function wake(draft: Draft, event: EventOf<'event'>): boolean {
  let woken = false;
  for (const { key } of draft.inst.tokens) {
    const token = draft.inst.tokens.find((one) => one.key === key);
    const node = token && own(draft.def.nodes, token.node);
    if (token?.state !== 'event' || node?.kind !== 'wait' || node.event !== event.name) continue;
    if (token.match === undefined || !event.about.includes(token.match)) continue;
    woken = true;
    say(draft, { what: 'woken', node: token.node, token: key, facts: { event: event.name } });
    go(draft, token, node.next);
  }
  return woken;
}

const asking = (draft: Draft, token: Token, node: CustomerNode, what: 'customer.ask' | 'customer.remind', slot: string): void => {
  const { act, target, link, form } = node;
  effect(draft, token, slot, { do: what, token: token.key, act, target, link, ...(form === undefined ? {} : { form }) });
};

export const customer: NodeRules<CustomerNode> = {
  enter(draft, token, node) {
    const next = change(draft, token.key, { state: 'customer' });
    asking(draft, next, node, 'customer.ask', 'ask');
    (node.remindAfter ?? []).forEach((after, i) => {
      setTimer(draft, token.key, `remind.${i + 1}`, draft.now + durationMs(after));
    });
    setDue(draft, next, node.due);
  },
  answer(draft, token, _node, answer) {
    if (answer.ask === 'due' && answer.at !== null) setTimer(draft, token.key, 'due', answer.at);
  },
  timer(draft, token, node, name) {
    if (name !== 'due') return asking(draft, token, node, 'customer.remind', name);
    say(draft, { what: 'late', node: token.node, token: token.key });
    if (node.onDue) go(draft, token, node.onDue);
    else stick(draft, token, 'customer_silent');
  },
  // Which outcome is meant, nobody can know for her.
  skip: (node) => (Object.keys(node.outcomes).length === 1 ? (Object.values(node.outcomes)[0] ?? null) : null),
};
