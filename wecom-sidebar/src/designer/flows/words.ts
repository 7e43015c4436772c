import type { FlowNode, NodeKind } from '@zhike/domain/engines/flows/definition';
import type { NewKind } from './draft-flow';

/** Steps as a manager calls them, in the order of the palette. */
export const KIND_WORDS: Readonly<Record<NodeKind, string>> = {
  approval: '审批',
  task: '办理',
  customer: '等客户',
  message: '发消息',
  action: '自动做',
  delay: '等一段时间',
  wait: '等某件事',
  branch: '分情况',
  parallel: '同时进行',
  subflow: '调用子流程',
  join: '都完成后',
  end: '结束',
};
export const PALETTE: readonly NewKind[] = ['approval', 'task', 'customer', 'message', 'action', 'delay', 'wait', 'branch', 'parallel', 'subflow', 'end'];

export const MODE_WORDS = {
  or: ['或签', '一个人同意就通过，其他人的待办自动收走'],
  all: ['会签', '每个人都要同意，有一个拒绝就不通过'],
  seq: ['依次', '一个接一个，前一个同意了才轮到下一个'],
  vote: ['投票', '同意的人到了比例就通过'],
} as const;

/** What a line out of a step is called. */
export function outletWords(node: FlowNode, name: string): string {
  const [head, key = ''] = name.split('/');
  if (node.kind === 'branch') return head === 'else' ? '其他情况' : (node.rows[Number(key)]?.label ?? '');
  if (node.kind === 'parallel') return node.branches[Number(key)]?.label ?? '';
  if (head === 'outcomes') return outcomeWords(key);
  return OUTLET_WORDS[head ?? ''] ?? '';
}
const OUTLET_WORDS: Readonly<Record<string, string>> = {
  approve: '同意',
  reject: '不同意',
  returnTo: '退回',
  onDue: '超时',
  timeout: '没等到',
  failed: '没做成',
  else: '其他结果',
};
/** What a customer may answer, or a sub-flow come to. */
export const outcomeWords = (name: string): string => OUTCOME_WORDS[name] ?? name;
const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  confirmed: '客户确认',
  refused: '客户不同意',
  picked: '选好了',
  paid: '已付款',
  signed: '已签',
  submitted: '已填写',
};
