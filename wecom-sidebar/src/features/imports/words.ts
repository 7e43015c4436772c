import type { ImportView } from '@zhike/domain/imports/contract';

export const IMPORT_STATES: Readonly<Record<ImportView['state'], string>> = {
  uploading: '等待上传',
  mapping: '待对应栏目',
  checking: '检查中',
  checked: '待确认',
  writing: '导入中',
  done: '已导入',
  cancelled: '已取消',
  failed: '没有导入',
  undoing: '撤销中',
  undone: '已撤销',
};

/** It changes by itself: whoever looks at it sees it move. */
export const isMoving = (state: ImportView['state']): boolean => state === 'checking' || state === 'writing' || state === 'undoing';

/** 「新增 993 · 更新 0 · 没有变化 0」 */
export function outcomeWords(one: ImportView): string {
  if (one.state === 'done') return `新增 ${one.created} · 更新 ${one.changed} · 没有变化 ${one.same}${one.bad > 0 ? ` · 没导入 ${one.bad}` : ''}`;
  if (one.state === 'checking') return `已检查 ${one.checked} 行${one.bad > 0 ? `，${one.bad} 行不对` : ''}`;
  if (one.state === 'checked') return `${one.good} 行正确${one.bad > 0 ? `，${one.bad} 行不对` : ''}`;
  if (one.state === 'writing') return `已导入 ${one.written} / ${one.good} 行`;
  if (one.state === 'undone') return one.kept > 0 ? `${one.kept} 条已在使用，没有撤销` : '已全部撤回';
  return '';
}
