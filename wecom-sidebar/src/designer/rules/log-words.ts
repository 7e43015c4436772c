import type { OccurrenceState, SkipReason } from '@zhike/domain/engines/rules/occurrence';

/** What became of a firing. */
export const STATE_WORDS: Readonly<Record<OccurrenceState, string>> = {
  due: '已排期，还没到时间',
  running: '正在执行',
  done: '已执行',
  skipped: '到时间了，没有执行',
  cancelled: '提前取消了',
  failed: '有动作没做成',
};

/** Why one did not run; a reason without words does not compile. */
export const REASON_WORDS: Readonly<Record<SkipReason, string>> = {
  too_late: '错过了补发的天数',
  before_enabled: '那时规则还没打开',
  gone_by: '建档或排期时，时间已经过了',
  imported_same_day: '是当天导入的资料',
  not_matching: '当时不满足「如果…」',
  again_too_soon: '距离上一次太近',
  already_once: '同一位只触发一次，已经触发过',
  not_left: '一直在客群里，没有离开过',
  loop: '规则互相触发，转起圈来，已停下',
  too_many: '同一件事引出的动作太多，已停下',
  expired: '过了有效时间',
  moved: '日期改了，按新的日期重新排',
  stopped: '已经不需要了（如：已付款、已预约）',
  switched_off: '规则已关闭',
  record_gone: '资料已删除、已合并，或换了门店',
};

export const reasonWords = (reason: string | null): string => (reason === null ? '' : ((REASON_WORDS as Readonly<Record<string, string>>)[reason] ?? reason));

/** Why one thing that a rule was to do was not done. */
const NOT_DONE: Readonly<Record<string, string>> = {
  'rule.guard_refused': '被保存前检查拦下',
  'rule.guard_warned': '保存前检查要人看过才行',
  'record.not_found': '要改的记录已经不在',
  'record.changed': '记录正好被别人改了',
  'flow.nobody': '没有找到可以办的人',
  'flow.not_started': '流程没有启用，或已经在办',
  'message.text_missing': '文案已停用',
  'message.value_missing': '文案里有一项这位客户没有填',
  'message.text_misfit': '文案说的不是这种记录',
  'marketing.retired': '券已停用',
  'marketing.limit_reached': '券已发完，或她领够了',
  'lifecycle.illegal_step': '那时已经不能这样做了',
  effect_unknown: '这个动作现在做不了',
  record_gone: '资料已删除、已合并，或换了门店',
  gave_up: '试了几次都没成功',
};
export const notDoneWords = (reason: string): string => NOT_DONE[reason] ?? '没有通过检查';
