import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, days, INSIDE, REMINDING, say, SERVICE, task, text, words } from './parts';

const theme = 'visits' as const;
const hours = (label: string, value: number) => ({ id: 'hours', kind: 'number', label, unit: '小时', value, min: 1, max: 240 }) as const;
const sure = { f: 'state', op: 'eq', v: 'confirmed' };
const verb = (name: string) => ({ on: 'verb', verb: name });
/** Any new booking of hers, and any visit that ends. */
const NEXT = ['booking.held', 'booking.requested', 'booking.confirmed', 'booking.finished'];

/** 预约与到店 */
export const visits: readonly Recipe[] = [
  {
    ...{ id: 'before', theme, title: '到店前提醒', does: '预约开始前几小时提醒客户。改期跟着改，取消就不发。' },
    asks: [hours('提前几小时', 24), words('[客户姓名]您好，您预约的[项目]将于[时间]开始，地点[门店]。')],
    text: text('booking', '到店提醒'),
    rule: {
      ...{ ...SERVICE, priority: 2, entity: 'booking', trigger: { on: 'moment', path: 'startsAt', offset: { hours: { $: 'hours', minus: true } } } },
      ...{ when: sure, catchUp: { untilPassed: 'startsAt' }, effects: [say] },
    },
  },
  {
    ...{ id: 'prepare', theme, title: '到店前准备', does: '预约开始前几小时，提醒负责人做好准备。' },
    asks: [hours('提前几小时', 4)],
    rule: {
      ...{ ...INSIDE, entity: 'booking', trigger: { on: 'moment', path: 'startsAt', offset: { hours: { $: 'hours', minus: true } } } },
      ...{ when: sure, catchUp: { untilPassed: 'startsAt' }, effects: [task('booking', '客户快到店了，做好准备')] },
    },
  },
  {
    ...{ id: 'noshow', theme, title: '没有到店', does: '客户没有到店时，发一条关心，并建待办重新约。' },
    asks: [words('[客户姓名]您好，今天没等到您。需要改个时间随时告诉我们。')],
    text: text('booking', '今天没见到您'),
    rule: { ...SERVICE, entity: 'booking', trigger: verb('booking.markNoShow'), effects: [say, task('booking', '没有到店，重新约时间')] },
  },
  {
    ...{ id: 'cancelled', theme, title: '取消预约后跟进', does: '客户取消预约时，提醒负责人问问原因、改约时间。' },
    asks: [],
    rule: { ...INSIDE, entity: 'booking', trigger: verb('booking.cancel'), effects: [task('booking', '预约取消了，问问原因')] },
  },
  {
    ...{ id: 'holdended', theme, title: '没付定金，预约过期', does: '预约因为没付定金过期时，提醒负责人打个电话。' },
    asks: [],
    rule: { ...INSIDE, entity: 'booking', trigger: verb('booking.expire'), effects: [task('booking', '定金没付，预约过期了，打个电话')] },
  },
  {
    ...{ id: 'thanks', theme, title: '服务后感谢', does: '服务完成第二天发一条感谢。' },
    asks: [days('服务后第几天', 1, 1, 30), at('10:00'), words('[客户姓名]您好，感谢您昨天到[门店]做[项目]，有任何不舒服或不满意请告诉我们。')],
    text: text('booking', '感谢您的到来'),
    rule: { ...SERVICE, entity: 'booking', trigger: { on: 'after', verb: 'booking.finish', days: [{ $: 'days' }], at: { $: 'at' } }, effects: [say] },
  },
  {
    ...{ id: 'survey', theme, title: '满意度回访', does: '服务完成后几天，提醒负责人做满意度回访。' },
    asks: [days('服务后第几天', 2, 1, 60), at('14:00')],
    rule: {
      ...INSIDE,
      entity: 'booking',
      trigger: { on: 'after', verb: 'booking.finish', days: [{ $: 'days' }], at: { $: 'at' } },
      effects: [task('booking', '满意度回访', 2)],
    },
  },
  {
    ...{ id: 'care', theme, title: '术后第 1、3、7 天回访', does: '治疗或服务完成后第 1、3、7 天各建一个回访待办；这次治疗作废，没到时间的都取消。' },
    asks: [at('10:00')],
    rule: {
      ...{ ...INSIDE, entity: 'booking', trigger: { on: 'after', verb: 'booking.finish', days: [1, 3, 7], at: { $: 'at' } } },
      ...{ stopOn: ['booking.cancelled', 'card.use_undone'], effects: [task('booking', '术后回访')] },
    },
  },
  {
    ...{ id: 'recheck', theme, title: '该来下一次了', does: '上一次服务后满几天提醒客户约下一次（28 天一次的项目填 25）；她一约上，提醒就取消。' },
    asks: [days('服务后第几天', 25), at('10:00'), words('[客户姓名]您好，离上次服务有一段时间了，该安排下一次了，想约随时在小程序里选时间。')],
    text: text('customer', '该来下一次了'),
    rule: {
      ...{ ...REMINDING, entity: 'customer', trigger: { on: 'after', verb: 'booking.finished', days: [{ $: 'days' }], at: { $: 'at' } } },
      ...{ stopOn: NEXT, effects: [say] },
    },
  },
];
