import type { ResourceTypeView, ResourceUnitView } from '@zhike/domain/booking/contract';

export const KIND_WORDS: Record<ResourceTypeView['kind'], string> = { person: '人', place: '场地', thing: '物品' };
export const STATE_WORDS: Record<ResourceUnitView['state'], string> = { active: '可用', repair: '维修中', retired: '已停用' };
export const FIELD_TYPES = { text: '文字', number: '数字', boolean: '是/否', choice: '选项' } as const;

/** A key nobody has to think of: stable, short, and legal in the contract. */
export function freshKey(prefix: string, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) if (!taken.includes(`${prefix}${n}`)) return `${prefix}${n}`;
}

/** Nothing was filled in. */
export const isEmpty = (value: string | number | boolean | undefined): boolean => value === undefined || value === '';

export function valueWords(value: string | number | boolean | undefined): string {
  if (value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return String(value);
}
