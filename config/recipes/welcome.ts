import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, days, INSIDE, say, SERVICE, task, tell, text, words } from './parts';

const theme = 'welcome' as const;
const none = (rel: string) => ({ rel, q: 'none' });

/** 新客与跟进 */
export const welcome: readonly Recipe[] = [
  {
    ...{ id: 'welcome', theme, title: '新客欢迎', does: '新建客户后马上发一条欢迎消息，并给负责人建「初次电话回访」待办。' },
    asks: [words('[客户姓名]您好，欢迎来到[品牌]。有任何问题直接回复我们就好。')],
    text: text('customer', '欢迎您'),
    rule: { ...SERVICE, entity: 'customer', trigger: { on: 'created' }, reentry: 'once', effects: [say, task('customer', '初次电话回访')] },
  },
  {
    ...{ id: 'nobooking', theme, title: '建档后一直没预约', does: '建档满几天还没有约过，提醒负责人打个电话。' },
    asks: [days('建档满几天', 3), at('10:00')],
    rule: {
      ...{ ...INSIDE, entity: 'customer', trigger: { on: 'date', path: 'createdAt', offset: { days: { $: 'days' } }, at: { $: 'at' } } },
      ...{ when: none('bookings'), effects: [task('customer', '建档后还没预约，打个电话')] },
    },
  },
  {
    ...{ id: 'noorder', theme, title: '建档后一直没下单', does: '建档满几天还没有订单，提醒负责人再跟进一次。' },
    asks: [days('建档满几天', 7), at('10:30')],
    rule: {
      ...{ ...INSIDE, entity: 'customer', trigger: { on: 'date', path: 'createdAt', offset: { days: { $: 'days' } }, at: { $: 'at' } } },
      ...{ when: none('orders'), effects: [task('customer', '建档后还没下单，再跟进一次')] },
    },
  },
  {
    ...{ id: 'nextcontact', theme, title: '到了下次联系日期', does: '到了客户的「下次联系日期」，提醒负责人一次并建待办。' },
    asks: [at('09:00')],
    rule: {
      ...{ ...INSIDE, entity: 'customer', trigger: { on: 'date', path: 'nextContactOn', offset: { days: 0 }, at: { $: 'at' } } },
      effects: [tell('customer', '今天要联系的客户'), task('customer', '今天联系这位客户')],
    },
  },
  {
    ...{ id: 'noowner', theme, title: '新客户没有负责人', does: '新建的客户没有负责人时，提醒店长分配。' },
    asks: [],
    rule: {
      ...{ ...INSIDE, entity: 'customer', trigger: { on: 'created' }, when: { f: 'owner', op: 'empty' } },
      effects: [{ id: 'task', what: { do: 'task.open', who: { role: 'manager', scope: 'store' }, title: '给新客户分配负责人', due: { n: 1, unit: 'day' } } }],
    },
  },
  {
    ...{ id: 'nobirthday', theme, title: '补全生日', does: '建档几天后生日还空着，提醒负责人问一下。' },
    asks: [days('建档满几天', 1), at('11:00')],
    rule: {
      ...{ ...INSIDE, entity: 'customer', trigger: { on: 'date', path: 'createdAt', offset: { days: { $: 'days' } }, at: { $: 'at' } } },
      ...{ when: { f: 'birthday', op: 'empty' }, effects: [task('customer', '问一下客户的生日', 7)] },
    },
  },
];
