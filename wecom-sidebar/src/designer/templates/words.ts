import type { PlannedPart } from '@zhike/domain/templates/contract';

/** What a part is, in a manager's words. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  tags: '标签组',
  field: '字段',
  resource: '资源',
  line: '业务线',
  item: '套系和商品',
  role: '岗位',
  tagging: '自动标签',
  standing: '客户阶段',
  service: '服务项目',
  segment: '客群',
  record: '记录',
  form: '表单',
  text: '文案',
  flow: '流程',
  rule: '规则',
  guard: '保存前检查',
  report: '报表',
  dashboard: '看板',
};

export const STANDING_WORDS: Readonly<Record<PlannedPart['standing'], string>> = {
  new: '新增',
  same: '没有变化',
  follow: '跟随模板更新',
  mine: '保持我们的修改',
  conflict: '需要选择',
  gone: '我们已停用，不再装回',
};

/** A value at which both sides differ, short enough to choose by. */
export function wordsOfValue(value: unknown): string {
  if (value === undefined || value === null) return '（没有）';
  if (typeof value === 'boolean') return value ? '是' : '否';
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
