import type { FormsRefusals } from '@zhike/domain/forms/contract';

type Words = { [Code in keyof FormsRefusals]: (facts: FormsRefusals[Code]) => string };

const OUTDATED: Readonly<Record<FormsRefusals['form.outdated']['because'], string>> = {
  field_gone: '有一项已经停用',
  blocking_rule: '多了一条必须遵守的规定',
  too_old: '您打开的版本太旧',
};

/** What the sidebar and the workbench say when a form cannot be handed in. Each place's own problem stands beside it (features/forms/words). */
export const FORM_WORDS: Words = {
  'form.problems': ({ problems }) => `还有 ${problems.length} 处没有填对，已标出来，改好后再提交。`,
  'form.outdated': ({ because, current }) => `表单已经更新到第 ${current} 版（${OUTDATED[because]}）。您填的内容还在，请核对后重新提交。`,
  'form.not_open': () => '这张表单不存在或已关闭。请联系店长。',
  'form.link_closed': () => '这个链接已经失效。请向门店要一个新的。',
  'form.kind_not_shared': ({ kinds }) =>
    kinds.length === 0 ? '这张表单没有开放给外部填写。请先在表单设置里打开。' : '这张表单不允许这种链接。请换一种，或先改表单设置。',
  'form.too_fast': ({ seconds }) => `填得太快了，请至少用 ${seconds} 秒核对后再提交。`,
};
