import type { FlowNode, NodeKind, NodeOf } from './definition';
import type { NodeRules } from './draft';
import { approval, task } from './node.people';
import { customer, delay, wait } from './node.waiting';
import { branch, end, join, parallel } from './node.ways';
import { action, message, subflow } from './node.work';

const KINDS: { readonly [K in NodeKind]: NodeRules<NodeOf<K>> } = {
  approval,
  task,
  customer,
  message,
  action,
  delay,
  wait,
  branch,
  parallel,
  join,
  subflow,
  end,
};

/** How a node behaves. A kind of node without its rules does not compile. */
export function rulesOf(node: FlowNode): NodeRules<FlowNode> {
  return KINDS[node.kind] as NodeRules<FlowNode>;
}
