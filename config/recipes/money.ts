import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, INSIDE, say, SERVICE, task, text, words } from './parts';

const theme = 'money' as const;
const owes = { f: 'owed', op: 'gt', v: 0 };
const paid = { f: 'owed', op: 'lte', v: 0 };
const verb = (name: string) => ({ on: 'verb', verb: name });
const manager = (title: string) => ({ id: 'task', what: { do: 'task.open', who: { role: 'manager', scope: 'store' }, title, due: { n: 1, unit: 'day' } } });

/** 订单与收款 */
export const money: readonly Recipe[] = [
  {
    ...{ id: 'balance', theme, title: '催缴尾款', does: '下单后第 3、7、14 天还有尾款没付，各提醒一次客户并建待办；一付清就停。' },
    asks: [at('10:00'), words('[客户姓名]您好，订单[订单号]还有尾款[未付金额]待支付，可在小程序「我的订单」里付。')],
    text: text('order', '尾款待支付'),
    rule: {
      ...{ ...SERVICE, entity: 'order', trigger: { on: 'after', verb: 'order.created', days: [3, 7, 14], at: { $: 'at' } } },
      ...{ when: owes, stopWhen: paid, effects: [say, task('order', '电话提醒尾款')] },
    },
  },
  {
    ...{ id: 'bigorder', theme, title: '大额订单提醒店长', does: '新订单达到多少元，请店长看一眼。' },
    asks: [{ id: 'yuan', kind: 'number', label: '多少元起', unit: '元', value: 10_000, min: 1, max: 1_000_000 }],
    rule: {
      ...INSIDE,
      entity: 'order',
      trigger: { on: 'created' },
      when: { f: 'billed', op: 'gte', v: { $: 'yuan', times: 100 } },
      effects: [manager('大额订单，看一眼')],
    },
  },
  {
    ...{ id: 'paidthanks', theme, title: '付清后感谢', does: '订单付清时发一条感谢。' },
    asks: [words('[客户姓名]您好，订单[订单号]已付清，感谢您的信任。')],
    text: text('order', '已付清'),
    rule: { ...SERVICE, entity: 'order', trigger: verb('order.paid'), when: paid, reentry: 'once', effects: [say] },
  },
  {
    ...{ id: 'refunded', theme, title: '退款后了解原因', does: '订单退款时，提醒负责人了解原因。' },
    asks: [],
    rule: { ...INSIDE, entity: 'order', trigger: verb('order.refunded'), effects: [task('order', '退款了，了解原因')] },
  },
  {
    ...{ id: 'orderoff', theme, title: '取消订单提醒店长', does: '订单取消时，提醒店长。' },
    asks: [],
    rule: { ...INSIDE, entity: 'order', trigger: verb('order.cancelled'), effects: [manager('订单取消了，看一眼')] },
  },
];
