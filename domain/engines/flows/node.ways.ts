import type { BranchNode, EndNode, JoinNode, ParallelNode } from './definition';
import { ask, drop, effect, finish, go, leaveBlock, say, stick, type NodeRules } from './draft';

/** Nodes that only lead somewhere: a branch, a parallel block and its join, the end. */

export const branch: NodeRules<BranchNode> = {
  enter(draft, token, node) {
    ask(draft, token, { ask: 'row', rows: node.rows.map((row) => row.if) });
  },
  answer(draft, token, node, answer) {
    if (answer.ask !== 'row') return;
    const row = answer.row === null ? undefined : node.rows[answer.row];
    say(draft, { what: 'answered', node: token.node, token: token.key, facts: { row: row ? row.label : null } });
    go(draft, token, row ? row.to : node.else);
  },
  skip: (node) => node.else,
};

export const parallel: NodeRules<ParallelNode> = {
  enter(draft, token, node) {
    drop(draft, token, 'settled');
    const fork = { n: node.branches.length, arrived: 0, join: node.join, scope: token.scope };
    draft.inst = { ...draft.inst, forks: { ...draft.inst.forks, [token.key]: fork } };
    for (const { to } of node.branches) draft.ahead.push({ to, scope: [...token.scope, token.key] });
  },
  skip: () => null,
};

export const join: NodeRules<JoinNode> = {
  enter(draft, token, node) {
    const key = token.scope[token.scope.length - 1];
    const fork = key === undefined ? undefined : draft.inst.forks[key];
    if (key === undefined || fork?.join !== token.node) return stick(draft, token, 'join_without_block');
    const arrived = fork.arrived + 1;
    const needed = node.how === 'all' ? fork.n : Math.min(node.how.atLeast, fork.n);
    drop(draft, token, 'settled');
    draft.inst = { ...draft.inst, forks: { ...draft.inst.forks, [key]: { ...fork, arrived } } };
    if (arrived < needed) return;
    leaveBlock(draft, key);
    go(draft, { ...token, scope: fork.scope }, node.next);
  },
  skip: () => null,
};

export const end: NodeRules<EndNode> = {
  enter(draft, token, node) {
    (node.set ?? []).forEach((what, i) => {
      effect(draft, token, `set.${i + 1}`, what);
    });
    drop(draft, token, 'settled');
    finish(draft, 'done', node.result);
  },
  skip: () => null,
};
