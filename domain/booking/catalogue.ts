import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field, optionsOf } from '../engines/catalogue/declare';
import { BOOKING_STATES, BOOKING_VERBS, type BookingState } from './lifecycle';

const STATE_LABELS: Readonly<Record<BookingState, string>> = {
  held: '待付定金',
  requested: '待接单',
  confirmed: '已确认',
  checked_in: '已到店',
  in_service: '服务中',
  done: '已完成',
  no_show: '爽约',
  cancelled: '已取消',
  declined: '未接单',
  expired: '已过期',
};

/** A booking: its state is moved by its verbs alone. */
export const BOOKING: Entity = declareEntity({
  id: 'booking',
  label: '预约',
  unit: '个',
  name: 'code',
  times: { created: 'createdAt', business: 'startsAt' },
  store: 'store',
  verbs: BOOKING_VERBS.map((verb) => `booking.${verb}`),
  custom: true,
  fields: [
    field('code', '预约号', 'serial', { writableBy: 'system' }),
    field('state', '状态', 'option', { options: optionsOf(BOOKING_STATES.map((state) => [state, STATE_LABELS[state]])), writableBy: 'system' }),
    field('customer', '客户', 'ref', { to: 'customer', writableBy: 'system' }),
    field('store', '门店', 'store', { to: 'store', writableBy: 'system' }),
    field('service', '项目', 'ref', { to: 'service', writableBy: 'system' }),
    field('startsAt', '开始时间', 'datetime', { writableBy: 'system' }),
    field('endsAt', '结束时间', 'datetime', { writableBy: 'system' }),
    field('source', '渠道', 'option', {
      options: optionsOf([
        ['miniapp', '小程序'],
        ['sidebar', '企业微信'],
        ['workbench', '工作台'],
        ['seed', '导入'],
      ]),
      writableBy: 'system',
    }),
    field('price', '价格', 'money', { writableBy: 'system' }),
    field('deposit', '定金', 'money', { writableBy: 'system' }),
    field('partySize', '人数', 'number', { unit: '人', writableBy: 'system' }),
    field('moves', '客户改期次数', 'number', { unit: '次', writableBy: 'system' }),
    field('people', '服务人员', 'text', { writableBy: 'system' }),
    field('note', '备注', 'longtext'),
    field('cancelledReason', '取消原因', 'text', { writableBy: 'system' }),
    field('createdAt', '下单时间', 'datetime', { writableBy: 'system' }),
    field('confirmedAt', '确认时间', 'datetime', { writableBy: 'system' }),
    field('finishedAt', '完成时间', 'datetime', { writableBy: 'system' }),
    field('cancelledAt', '取消时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['customer', '客户', 'customer', 'one'],
    ['store', '门店', 'store', 'one'],
    ['service', '项目', 'service', 'one'],
    ['order', '订单', 'order', 'one'],
    ['payments', '付款', 'payment', 'many'],
  ],
});

export const SERVICE: Entity = declareEntity({
  id: 'service',
  label: '项目',
  unit: '个',
  times: { created: 'createdAt' },
  fields: [
    field('name', '名称', 'text'),
    field('line', '业务线', 'text', { groupable: true }),
    field('price', '价格', 'money'),
    field('deposit', '定金', 'money'),
    field('minutes', '时长', 'number', { unit: '分钟' }),
    field('active', '可预约', 'bool'),
    field('createdAt', '创建时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [['bookings', '预约', 'booking', 'many']],
});
