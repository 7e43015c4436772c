import type { ImportsRefusals } from '@zhike/domain/imports/contract';

type Words = { [Code in keyof ImportsRefusals]: (facts: ImportsRefusals[Code]) => string };

/** Why a file is none. */
export const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  not_a_sheet: '这不是 Excel（.xlsx）或 CSV 文件。旧的 .xls 请先另存为 .xlsx。',
  too_large: '文件解开后太大。请分成几个文件。',
  encrypted: '文件有密码。请去掉密码再上传。',
  broken: '文件损坏，没有完整上传或保存。请重新保存后再上传。',
  empty: '文件里没有内容。第一行要是栏目名称。',
  form_gone: '对应的表单已经停用。',
  changed_meanwhile: '检查之后数据有变化，已全部撤回，没有留下任何一行。请重新导入。',
};

export const IMPORT_WORDS: Words = {
  'imports.bad_file': ({ problem }) => FILE_PROBLEMS[problem] ?? '文件读不出来，请重新保存后再上传。',
  'imports.not_whole': ({ have, parts }) => `文件只传了 ${have} / ${parts} 份。请重新上传。`,
  'imports.column_missing': ({ titles }) => `还没有对应必填的栏目：${titles.join('、')}。`,
  'imports.column_twice': ({ title }) => `「${title}」对应了两列，请只留一列。`,
  'imports.has_bad_rows': ({ bad }) => `有 ${bad} 行不对，不能全部导入。请改好文件重新上传，或选“只导入正确的行”。`,
  'imports.nothing_good': ({ bad }) => (bad === 0 ? '文件里没有数据行。' : `${bad} 行全都不对，没有可以导入的。请先改好文件。`),
  'imports.in_use': ({ count, names }) => `已有 ${count} 条导入的数据在使用（${names.join('、')}），不能整体撤销。`,
};
