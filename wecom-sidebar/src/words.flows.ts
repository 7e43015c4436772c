import type { FlowsRefusals } from '@zhike/domain/flows/contract';

/** Every "no" of to-dos and flows: what it is, and the way out. */
export const FLOW_WORDS: { readonly [Code in keyof FlowsRefusals]: (facts: FlowsRefusals[Code]) => string } = {
  'flow.todo_closed': ({ byName }) => (byName ? `这件待办已被${byName}处理。` : '这件待办已经结束，不用再处理。'),
  'flow.not_for_you': ({ reason }) =>
    ({ not_yours: '这件待办不是找你的。', not_your_turn: '前面的人还没有处理，还没轮到你。', already_decided: '你已经处理过这件待办。' })[reason],
  'flow.comment_missing': () => '这一步需要写明意见，请填写后再提交。',
  'flow.not_possible': ({ reason }) =>
    ({
      not_allowed: '流程在这一步不允许这样做。',
      already_there: '此人已在处理名单里，请换一位。',
      unknown_node: '不能回到这一步，请另选一步。',
      unknown_outcome: '没有这个选项，请刷新后再选。',
    })[reason],
  'flow.too_late': ({ title }) => `「${title}」已经有人处理，不能再撤回。`,
  'flow.moved_on': ({ title }) => `${title ? `「${title}」` : '流程'}的这一步已经过去了，请刷新看最新进展。`,
  'flow.not_started': ({ reason }) =>
    ({
      not_in_force: '这个流程还没有启用，请先发布并打开。',
      not_by_hand: '这个流程不能由你手动发起。',
      already_running: '同一流程正在进行，结束后才能再发起。',
      other_record: '这个流程不适用于这条记录。',
    })[reason],
};
