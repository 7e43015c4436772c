import type { FlowRow, FlowView, IncidentView, TodoView } from '@zhike/domain/flows/contract';

/* Flows and to-dos as people read them. */

export const STATUS_WORDS: Readonly<Record<FlowRow['status'], string>> = {
  running: '进行中',
  stuck: '卡住了',
  done: '已结束',
  withdrawn: '已撤回',
  exited: '已终止',
};
export const STATUS_TONES: Readonly<Record<FlowRow['status'], string>> = { running: 'blue', stuck: 'red', done: 'green', withdrawn: 'grey', exited: 'grey' };

const HOW_WORDS: Readonly<Record<string, string>> = {
  approve: '同意',
  reject: '不同意',
  done: '完成',
  transfer: '转交',
  return: '退回',
  settled: '别人已处理',
  block_left: '流程走了别的路',
  ended: '流程已结束',
  moved: '已改由他人处理',
};

/** What became of a to-do that is over. */
export function endWords({ state, how, byName }: Pick<TodoView, 'state' | 'how' | 'byName'>): string {
  if (state === 'done') return `我已${HOW_WORDS[how ?? ''] ?? '处理'}`;
  return byName ? `已被${byName}处理` : (HOW_WORDS[how ?? ''] ?? '已结束');
}

/** Where the record that a to-do is about can be opened at the desk; null: nowhere. */
export function placeOfSubject({ entity, id, customerId }: TodoView['subject']): string | null {
  if (entity === 'booking') return `#/bookings/${id}`;
  if (entity === 'order') return `#/orders?order=${id}`;
  return customerId ? `#/customers/${customerId}` : null;
}

const RESOLVED: Readonly<Record<string, string>> = {
  withdraw: '撤回',
  retry: '再试一次',
  skip: '跳过这一步',
  goto: '改到另一步',
  reassign: '改由他人处理',
  stop: '终止流程',
};

type Step = FlowView['steps'][number];
const text = (value: unknown): string => (Array.isArray(value) ? value.map(text).filter(Boolean).join('、') : typeof value === 'string' ? value : '');
const STEP_WORDS: Readonly<Record<string, (facts: Step['facts']) => string>> = {
  started: () => '流程开始',
  entered: () => '走到这一步',
  asked: ({ people }) => (text(people) ? `交给${text(people)}` : '已通知处理人'),
  decided: ({ d }) => HOW_WORDS[text(d)] ?? '已处理',
  transferred: ({ to }) => `转交给${text(to)}`,
  signer_added: ({ who }) => `请${text(who)}也来看`,
  returned: () => '退回',
  late: () => '超过时限',
  escalated: () => '超时后请更多人处理',
  answered({ outcome, row }) {
    if (text(outcome)) return `客户选了「${outcomeWords(text(outcome))}」`;
    return text(row) ? `按「${text(row)}」走` : '已有答案';
  },
  woken: () => '等到了',
  effect_done: () => '已自动完成',
  effect_failed: ({ reason }) => `没做成：${reasonWords(text(reason))}`,
  cancelled: () => '这一步取消了',
  stuck: ({ reason }) => `卡住：${reasonWords(text(reason))}`,
  resolved: ({ how }) => RESOLVED[text(how)] ?? '已处理',
  nobody_waits: () => '收到消息，没有步骤在等它',
  migrated: ({ from, to }) => `换到新版（第 ${String(from)} 版 → 第 ${String(to)} 版）`,
  repointed: () => '客户档案合并，流程跟到合并后的档案',
  ended: ({ result }) => (text(result) ? '流程结束' : '结束'),
};

/** One line of the record of a flow. */
export function stepWords({ what, facts }: Step): string {
  return STEP_WORDS[what]?.(facts) ?? what;
}

/** What was said with it; empty: nothing. */
export function saidWith({ facts }: Step): string {
  return text(facts.comment) || (facts.how === undefined ? '' : text(facts.reason));
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ok: '同意',
  no: '驳回',
  yes: '同意',
  confirmed: '确认',
  refused: '不同意',
  picked: '选好了',
  signed: '已签',
  paid: '已付款',
  submitted: '已填写',
  approved: '通过',
  rejected: '要修改',
};
export const outcomeWords = (name: string): string => OUTCOMES[name] ?? name;

const REASONS: Readonly<Record<string, string>> = {
  nobody: '没有找到能处理的人',
  no_moment: '记录上没有要等的时间',
  nothing_to_wait_for: '记录上没有要等的东西',
  waited_too_long: '等了太久',
  customer_silent: '客户一直没有回应',
  customer_unreachable: '联系不上客户',
  too_many_visits: '在同一步绕了太多次',
  gave_up: '试了很多次都没成功',
  unconfirmed: '消息发出后没有回音，不确定客户是否收到',
  service_unavailable: '外部服务没有回应',
  effect_unknown: '系统还不会做这件事',
  unknown_node: '要去的那一步已经不在了',
  'record.not_found': '要改的记录已经不在了',
  'message.text_missing': '消息文案已经不在了，或被停用了',
  'message.text_misfit': '消息文案说的是另一种记录',
  'message.value_missing': '消息里有变量对这位客户没有内容',
  'flow.nobody': '没有找到能处理的人',
  'booking.slot_taken': '时间已经被占用',
  'fields.not_enough': '数量不够',
};

/** Why a flow cannot go on: its own reasons, and the refusals of what it wanted to do. */
export function reasonWords(reason: string): string {
  return REASONS[reason] ?? (reason.includes('.') ? '记录现在的状态不允许这样做' : '没有做成，请点「再试一次」');
}

export const CHOICE_WORDS: Readonly<Record<IncidentView['can'][number], string>> = {
  retry: '再试一次',
  skip: '跳过这一步',
  reassign: '改由他人',
  goto: '改到某步',
  stop: '终止流程',
};

const DONE_WORDS: Readonly<Record<string, string>> = {
  message: '发了消息',
  notify: '通知了同事',
  call: '改了记录',
  'tag.add': '打了标签',
  'tag.remove': '去掉了标签',
  'record.set': '改了字段',
  'record.add': '改了数量',
  'record.create': '建了记录',
  'coupon.issue': '发了优惠券',
  'points.add': '加了积分',
  'order.create': '生成了订单',
  'task.open': '派了待办',
  'flow.start': '启动了另一个流程',
  'child.start': '启动了子流程',
  'customer.ask': '请客户处理',
  'customer.remind': '提醒了客户',
};
export const doneWords = (kind: string): string | null => DONE_WORDS[kind] ?? null;

const MINUTE_MS = 60_000;
/** How long something took: 3 分钟, 2 小时, 1 天. */
export function tookWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return '不到 1 分钟';
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} 小时` : `${Math.round(hours / 24)} 天`;
}
