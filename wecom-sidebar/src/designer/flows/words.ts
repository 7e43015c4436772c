import type { FlowNode, NodeKind } from '@zhike/domain/engines/flows/definition';
import type { Consequence } from '@zhike/domain/engines/flows/instance';
import { EVENT_TYPES, nounOf } from '@zhike/domain/events';
import { eventTitle } from '../../features/customers/words';
import { effectWords } from '../rules/EffectEditor';
import type { NewKind } from './draft-flow';

/** Nouns whose events wake a flow that waits: the server's list in engines/flows/reactions.ts. */
const WAKING: ReadonlySet<string> = new Set(['booking', 'card', 'contract', 'coupon', 'customer', 'level', 'order', 'quote', 'record', 'refund', 'waitlist']);

/** Of the shop's own kinds of records, which stand in nobody's life. */
const RECORD_TITLES: Readonly<Record<string, string>> = { 'record.created': '新增了一张单据', 'record.changed': '单据改了' };
const titleOf = (type: string): string => RECORD_TITLES[type] ?? eventTitle(type);

/** What a step may wait for, in words; what it waits for already is among them. */
export function eventOptions(current: string): { value: string; label: string }[] {
  const known = EVENT_TYPES.filter((type) => WAKING.has(nounOf(type)) && titleOf(type) !== type).map((value) => ({
    value: value as string,
    label: titleOf(value),
  }));
  return current === '' || known.some((one) => one.value === current) ? known : [...known, { value: current, label: titleOf(current) }];
}

/** What a flow about this may begin with: of a kind that the shop made up what becomes of its records, of everything else what becomes of everything else. */
export function startOptions(entity: string, current: string): { value: string; label: string }[] {
  const isMade = entity.startsWith('rt_');
  return eventOptions(current).filter(({ value }) => value === current || (nounOf(value) === 'record') === isMade);
}

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
  ok: '同意',
  no: '驳回',
  yes: '同意',
  confirmed: '客户确认',
  refused: '客户不同意',
  picked: '选好了',
  paid: '已付款',
  signed: '已签',
  submitted: '已填写',
};

/** Verbs of records that a step may take by itself. */
export const VERBS: Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>> = {
  booking: [
    { value: 'booking.accept', label: '接单：谁同意就由谁服务' },
    { value: 'booking.passOn', label: '改问下一位，或放回时间' },
    { value: 'booking.confirm', label: '确认预约' },
    { value: 'booking.cancel', label: '取消预约，已付的退回' },
    { value: 'booking.checkIn', label: '登记到店' },
    { value: 'booking.start', label: '开始服务' },
    { value: 'booking.finish', label: '完成服务' },
  ],
  order: [
    { value: 'order.advance', label: '进到下一步' },
    { value: 'order.approve', label: '通过折扣，订单生效' },
    { value: 'order.reject', label: '不通过折扣，订单不成立' },
  ],
};
const VERB_WORDS = new Map(Object.values(VERBS).flatMap((all) => all.map((one) => [one.value, one.label] as const)));

/** What a step would do in the world, in words; null: it belongs to the flow's own books. */
export function doesWords(what: Consequence): string | null {
  switch (what.do) {
    case 'message':
      return '会给客户发消息';
    case 'call':
      return `会${VERB_WORDS.get(what.verb) ?? '改这条记录'}`;
    case 'customer.ask':
      return '会请客户处理';
    case 'customer.remind':
      return '会提醒客户';
    case 'child.start':
      return '会启动子流程';
    case 'todo.open':
    case 'todo.settle':
    case 'todo.close':
    case 'todo.hold':
    case 'todo.remind':
    case 'timer.set':
    case 'timer.cancel':
    case 'effect.drop':
    case 'incident':
    case 'incident.close':
    case 'customer.close':
    case 'child.stop':
    case 'parent.tell':
      return null;
    case 'record.set':
      return '会改这条记录的字段';
    case 'record.add':
      return '会改数量';
    case 'record.create':
      return '会新建一条记录';
    default:
      return `会${effectWords(what.do)}`;
  }
}

/** How a flow ended: as its last step is called. */
export function resultWords(def: { readonly nodes: Readonly<Record<string, FlowNode>> }, result: string): string {
  return Object.values(def.nodes).find((node) => node.kind === 'end' && node.result === result)?.title ?? outcomeWords(result);
}
