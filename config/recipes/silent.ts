import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, coupon, days, give, INSIDE, MARKETING, say, task, tell, text, words } from './parts';

const theme = 'silent' as const;
/** Who has been here at some time, and not in the last days. */
const away = {
  entity: 'customer',
  where: {
    all: [
      { rel: 'bookings', q: 'some', where: { f: 'finishedAt', op: 'notEmpty' } },
      { rel: 'bookings', q: 'none', where: { f: 'finishedAt', op: 'inWindow', v: { last: { $: 'days' }, unit: 'day' } } },
    ],
  },
};
const when = (on: 'enter' | 'leave') => ({ on, segment: { $: '@segment' }, at: { $: 'at' } });
const again = { reentry: { whenLeft: true } };

/** 沉睡与唤醒 */
export const silent: readonly Recipe[] = [
  {
    ...{ id: 'silent', theme, title: '沉默客户唤醒', does: '多少天没到店就发一条问候，可以同时送一张券；来过再沉默，才会有下一次。' },
    asks: [days('多少天没到店', 90, 7), at('10:00'), coupon, words('[客户姓名]，好久没见到您了，[品牌]想念您，想约随时在小程序里选时间。')],
    text: text('customer', '好久不见'),
    segment: away,
    rule: { ...MARKETING, entity: 'customer', trigger: when('enter'), ...again, effects: [say, give] },
  },
  {
    ...{ id: 'lost', theme, title: '流失客户召回', does: '更久没到店，提醒负责人亲自打电话。' },
    asks: [days('多少天没到店', 180, 7), at('10:30')],
    segment: away,
    rule: { ...INSIDE, entity: 'customer', trigger: when('enter'), ...again, effects: [task('customer', '很久没来了，亲自打个电话', 3)] },
  },
  {
    ...{ id: 'back', theme, title: '沉默客户回来了', does: '很久没来的客户又到店了，告诉负责人。' },
    asks: [days('多少天没到店算沉默', 90, 7), at('20:00')],
    segment: away,
    rule: { ...INSIDE, entity: 'customer', trigger: when('leave'), ...again, effects: [tell('customer', '很久没来的客户又到店了')] },
  },
  {
    ...{ id: 'cardidle', theme, title: '有卡却没来', does: '手里有卡，却多少天没到店，提醒负责人约客户来用。' },
    asks: [days('多少天没到店', 30, 7), at('11:00')],
    segment: {
      entity: 'customer',
      where: {
        all: [
          { rel: 'cards', q: 'some', where: { f: 'state', op: 'eq', v: 'active' } },
          { rel: 'bookings', q: 'none', where: { f: 'startsAt', op: 'inWindow', v: { last: { $: 'days' }, unit: 'day' } } },
          { f: 'createdAt', op: 'inWindow', v: { before: { $: 'days' }, unit: 'day' } },
        ],
      },
    },
    rule: { ...INSIDE, entity: 'customer', trigger: when('enter'), ...again, effects: [task('customer', '有卡没来，约客户来用')] },
  },
];
