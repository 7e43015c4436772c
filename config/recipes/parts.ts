import type { RecipeAsk } from '@zhike/domain/rules/recipe';

/** What many recipes are made of. */
export const days = (label: string, value: number, min = 1, max = 365): RecipeAsk => ({ id: 'days', kind: 'number', label, unit: '天', value, min, max });
export const at = (value: string): RecipeAsk => ({ id: 'at', kind: 'time', label: '几点', value });
export const words = (value: string): RecipeAsk => ({ id: 'words', kind: 'words', label: '发给客户的话', value });
export const coupon: RecipeAsk = { id: 'coupon', kind: 'coupon', label: '送一张券（可不送）' };

/** What the variables of a text stand for, by the record that it is about. */
const NAME = { or: '贵宾' };
export const VARIABLES = {
  customer: { 客户姓名: { path: 'name', ...NAME }, 品牌: { path: '@shop' } },
  booking: { 客户姓名: { path: 'customer.name', ...NAME }, 项目: { path: 'service.name' }, 时间: { path: 'startsAt' }, 门店: { path: 'store.name' } },
  order: { 客户姓名: { path: 'customer.name', ...NAME }, 订单号: { path: 'code' }, 未付金额: { path: 'owed' } },
  card: { 客户姓名: { path: 'customer.name', ...NAME }, 卡号: { path: 'code' }, 有效期: { path: 'validUntil', or: '长期' } },
} as const;
/** A text about a record, in the manager's words. */
export const text = (entity: keyof typeof VARIABLES, title: string) => ({ entity, title, text: { $: 'words' }, variables: VARIABLES[entity] });

export const say = { id: 'say', what: { do: 'message', template: { $: '@text' }, to: 'self', channels: ['weapp', 'sms'] } } as const;
export const give = { id: 'give', if: 'coupon', what: { do: 'coupon.issue', template: { $: 'coupon' } } } as const;
/** Her consultant, or the manager of the store while she has none. */
export const WHO = {
  customer: { anyOf: [{ path: 'owner' }, { role: 'manager', scope: 'store' }] },
  hers: { anyOf: [{ path: 'customer.owner' }, { role: 'manager', scope: 'store' }] },
} as const;
export const task = (entity: string, title: string, dueDays = 1) => ({
  id: 'task',
  what: { do: 'task.open', who: entity === 'customer' ? WHO.customer : WHO.hers, title, due: { n: dueDays, unit: 'day' } },
});
export const tell = (entity: string, told: string) => ({
  id: 'tell',
  what: { do: 'notify', who: entity === 'customer' ? WHO.customer : WHO.hers, text: told },
});

/** How often and how late, for most. */
export const SERVICE = { reentry: 'everyTime', catchUp: { days: 2 }, priority: 4, category: 'service' } as const;
export const INSIDE = { ...SERVICE, priority: 5, category: 'internal' } as const;
/** A reminder of what she comes for: service, but worth nothing a day later. */
export const REMINDING = { ...SERVICE, priority: 6, expires: { n: 2, unit: 'day' } } as const;
export const MARKETING = { ...SERVICE, priority: 6, category: 'marketing', expires: { n: 2, unit: 'day' } } as const;
