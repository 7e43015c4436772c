import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, coupon, days, give, INSIDE, MARKETING, say, SERVICE, task, text, words } from './parts';

const theme = 'days' as const;
const yearly = (path: string, offset: unknown) => ({ on: 'yearly', path, offset: { days: offset }, at: { $: 'at' } });

/** 生日与纪念日 */
export const anniversaries: readonly Recipe[] = [
  {
    ...{ id: 'birthday3', theme, title: '生日前送祝福和券', does: '生日前几天发祝福，可以同时送一张券，并提醒负责人打电话。那天没开机，第二天补上一次。' },
    asks: [days('提前几天', 3, 1, 60), at('10:00'), coupon, words('[客户姓名]，生日快到了，提前祝您生日快乐！[品牌]等您来。')],
    text: text('customer', '生日快乐'),
    rule: {
      ...MARKETING,
      entity: 'customer',
      trigger: yearly('birthday', { $: 'days', minus: true }),
      effects: [say, give, task('customer', '生日前打个电话')],
    },
  },
  {
    ...{ id: 'birthday', theme, title: '生日当天祝福', does: '每年生日当天发一条祝福。2 月 29 日的生日，平年在 2 月 28 日发。' },
    asks: [at('09:30'), words('[客户姓名]，[品牌]祝您生日快乐！')],
    text: text('customer', '生日快乐'),
    rule: { ...SERVICE, entity: 'customer', trigger: yearly('birthday', 0), effects: [say] },
  },
  {
    ...{ id: 'wedding', theme, title: '结婚纪念日', does: '每年结婚纪念日发祝福，约周年照。' },
    asks: [at('10:00'), words('[客户姓名]，结婚纪念日快乐！[品牌]想再为你们拍一张周年照。')],
    text: text('customer', '纪念日快乐'),
    rule: { ...MARKETING, entity: 'customer', trigger: yearly('weddingDate', 0), effects: [say] },
  },
  {
    ...{ id: 'weddingsoon', theme, title: '纪念日前联系', does: '结婚纪念日前几天，提醒负责人联系客户。' },
    asks: [days('提前几天', 7, 1, 60), at('10:00')],
    rule: { ...INSIDE, entity: 'customer', trigger: yearly('weddingDate', { $: 'days', minus: true }), effects: [task('customer', '纪念日快到了，联系客户')] },
  },
  {
    ...{ id: 'oneyear', theme, title: '成为客户一周年', does: '建档满一年那天发一条感谢，可以同时送一张券。' },
    asks: [at('10:00'), coupon, words('[客户姓名]，感谢您陪伴[品牌]一整年！')],
    text: text('customer', '一周年'),
    rule: {
      ...{ ...MARKETING, entity: 'customer', trigger: { on: 'date', path: 'createdAt', offset: { days: 365 }, at: { $: 'at' } }, effects: [say, give] },
    },
  },
];
