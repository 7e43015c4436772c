import type { FormsRefusals } from '@zhike/domain/forms/contract';

type Words = { [Code in keyof FormsRefusals]: (facts: FormsRefusals[Code]) => string };

const OUTDATED: Readonly<Record<FormsRefusals['form.outdated']['because'], string>> = {
  field_gone: '有一项已经停用',
  blocking_rule: '多了一条必须遵守的规定',
  too_old: '您打开的版本太旧',
};

const KINDS: Readonly<Record<string, string>> = { image: '图片（JPG、PNG、WebP）', pdf: 'PDF', office: 'Word、Excel、PPT', video: 'MP4 视频' };
const kindWords = (kinds: readonly string[]): string => kinds.map((kind) => KINDS[kind] ?? kind).join('、');
/** `20 MB`, `1.5 MB`. */
const megabytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;

/** What the sidebar and the workbench say when a form cannot be handed in. Each place's own problem stands beside it (features/forms/words). */
export const FORM_WORDS: Words = {
  'form.problems': ({ problems }) => `还有 ${problems.length} 处没有填对，已标出来，改好后再提交。`,
  'form.outdated': ({ because, current }) => `表单已经更新到第 ${current} 版（${OUTDATED[because]}）。您填的内容还在，请核对后重新提交。`,
  'form.not_open': () => '这张表单不存在或已关闭。请联系店长。',
  'form.link_closed': () => '这个链接已经失效。请向门店要一个新的。',
  'form.kind_not_shared': ({ kinds }) =>
    kinds.length === 0 ? '这张表单没有开放给外部填写。请先在表单设置里打开。' : '这张表单不允许这种链接。请换一种，或先改表单设置。',
  'form.too_fast': ({ seconds }) => `填得太快了，请至少用 ${seconds} 秒核对后再提交。`,
  'form.no_upload': () => '这里不能传文件。请刷新页面再试。',
  'form.upload_over': () => '上传等得太久了，请再选一次文件。',
  'form.file_too_large': ({ limitBytes }) => `文件太大，最多 ${megabytes(limitBytes)}。请压缩或换一个小一点的。`,
  'form.file_type': ({ kinds }) => `这里只收${kindWords(kinds)}。文件要真的是这种格式，改名字没有用。`,
  'form.file_unreadable': ({ reason }) => (reason === 'broken' ? '这张图片打不开，请换一张。' : '文件没有传完整，请再传一次。'),
};
