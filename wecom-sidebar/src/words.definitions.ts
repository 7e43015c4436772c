import type { DefinitionsRefusals } from '@zhike/domain/definitions/contract';
import type { ReportsRefusals } from '@zhike/domain/reports/contract';
import type { TemplatesRefusals } from '@zhike/domain/templates/contract';
import type { SegmentsRefusals } from '@zhike/domain/segments/contract';
import { clock, type Reader } from './words.reader';

type Told = DefinitionsRefusals & SegmentsRefusals & ReportsRefusals & TemplatesRefusals;
type Words = { [Code in keyof Told]: (facts: Told[Code], reader: Reader) => string };

const BODY_PROBLEMS: Readonly<Record<DefinitionsRefusals['definition.body_refused']['problem'], string>> = {
  too_large: '太大了',
  too_deep: '套得太深',
  forbidden_key: '有不能用的名字',
  not_a_value: '有读不出来的内容',
};

/** What the workbench says when a form, flow, rule or report cannot be saved or put in force. */
export const DEFINITION_WORDS: Words = {
  'definition.kind_unknown': ({ kind }) => `这个版本还不支持「${kind}」。请先升级系统。`,
  'definition.body_refused': ({ path, problem }) => `内容存不下来：${path === '' ? '整份' : `第 ${path} 处`}${BODY_PROBLEMS[problem]}。`,
  'definition.draft_changed': ({ byName }) => `${byName || '有人'}刚刚改过这份草稿，您的修改没有覆盖它。请刷新后再改。`,
  'definition.being_edited': ({ byName, until }, reader) =>
    `${byName || '有人'}正在编辑（${clock(until, reader)} 前没有动作就会放开）。您可以先查看，或点「接手」。`,
  'definition.has_problems': ({ problems }) => `还有 ${problems.length} 处问题，改好后才能发布。`,
  'definition.nothing_to_take_back': () => '没有可以撤销或重做的步骤了。',
  'definition.nothing_to_publish': ({ current }) => (current === 0 ? '还没有可以发布的内容。' : `和正在用的第 ${current} 版一样，不用发布。`),
  'definition.no_such_version': ({ version, current }) => `没有第 ${version} 版，最新是第 ${current} 版。`,
  'definition.in_use': ({ by }) => `${by.map(({ title }) => `「${title}」`).join('、')}还在用它，请先改掉再停用。`,
  'report.has_problems': ({ problems }) => `这张报表现在算不出来：有 ${problems.length} 处写得不对，或用了您看不到的内容。`,
  'report.too_wide': ({ lines, most }) => `结果有 ${lines} 行，一页最多 ${most} 行。请加上筛选、缩短期间，或只看前几名。`,
  'report.too_slow': ({ seconds }) => `数据较多，${seconds} 秒没有算完。请缩短期间或只看一家店后再试。`,
  'report.no_customers': () => '这些记录不属于哪位客户，不能给客户建任务。',
  'report.choose_part': ({ parts }) => `这个数由 ${parts.map(({ label }) => `「${label}」`).join('和')}算出来，请选看哪一个的明细。`,
  'segments.has_problems': ({ problems }) => `条件还有 ${problems.length} 处没写好。`,
  'templates.part_refused': ({ title, problems }) =>
    `模板里的「${title || '一项内容'}」现在装不上（${problems.length} 个问题），所以什么都没有装。请先看它的问题，或联系提供模板的人。`,
  'templates.part_missing': ({ part, needs }) => `模板不完整：「${part}」用到的「${needs}」不在里面。请重新导出模板。`,
  'templates.foreign_id': ({ part }) => `「${part}」里写死了另一家店的人或记录，不能带过来。请在原来的店里改成按角色或标签指定，再导出。`,
  'templates.choose': ({ conflicts }) => `有 ${conflicts} 处您和模板都改过，请先逐处选择保留哪一个。`,
  'templates.file_changed': ({ part }) => `文件里的「${part}」在导出后被改动过，不能导入。请使用原始文件。`,
  'templates.shop_in_use': ({ customers }) => `店里已经有 ${customers} 位客户了。练手数据会一直留在账里，只能装进还没有客户的店：可以另外搭一套系统来练。`,
  'templates.id_taken': ({ part }) => `「${part}」的编号已经被别的内容占用，不能安装。`,
  'definition.retired': ({ title }) => `「${title}」已经停用，不能再改。`,
};
