import type { RecipeTheme } from '@zhike/domain/rules/recipe';

/** Themes in the order of a customer's life. */
export const THEMES: readonly (readonly [RecipeTheme, string])[] = [
  ['welcome', '新客与跟进'],
  ['days', '生日与纪念日'],
  ['visits', '预约与到店'],
  ['money', '订单与收款'],
  ['cards', '会员卡与疗程'],
  ['silent', '沉睡与唤醒'],
];

const UNITS: Readonly<Record<string, string>> = { customer: '位客户', booking: '个预约', order: '笔订单', card: '张卡' };
export const unitOf = (entity: string): string => UNITS[entity] ?? '条';
