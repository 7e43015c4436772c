import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field, optionsOf } from '../engines/catalogue/declare';

/** An order: its phase, its step and every sum follow from its own verbs and from the money that came. */
export const ORDER: Entity = declareEntity({
  id: 'order',
  label: '订单',
  unit: '笔',
  name: 'code',
  store: 'store',
  owner: 'seller',
  custom: true,
  fields: [
    field('code', '订单号', 'serial', { writableBy: 'system' }),
    field('phase', '阶段', 'option', {
      options: optionsOf([
        ['waiting', '待审批'],
        ['open', '进行中'],
        ['closed', '已完成'],
        ['cancelled', '已取消'],
        ['rejected', '未通过'],
      ]),
      writableBy: 'system',
    }),
    field('stage', '步骤', 'option', { writableBy: 'system' }),
    field('customer', '客户', 'ref', { to: 'customer', writableBy: 'system' }),
    field('store', '门店', 'store', { to: 'store', writableBy: 'system' }),
    field('seller', '销售', 'member', { to: 'staff', writableBy: 'system' }),
    field('list', '原价', 'money', { writableBy: 'system' }),
    field('discount', '优惠', 'money', { writableBy: 'system' }),
    field('benefit', '券和积分抵扣', 'money', { writableBy: 'system' }),
    field('billed', '应收', 'money', { writableBy: 'system' }),
    field('paid', '已收', 'money', { writableBy: 'system' }),
    field('owed', '未付', 'money', { writableBy: 'system' }),
    field('cost', '成本', 'money', { writableBy: 'system', sensitivity: 'sensitive' }),
    field('note', '备注', 'longtext'),
    field('createdAt', '下单时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['customer', '客户', 'customer', 'one'],
    ['store', '门店', 'store', 'one'],
    ['seller', '销售', 'staff', 'one'],
    ['bookings', '预约', 'booking', 'many'],
    ['payments', '微信付款', 'payment', 'many'],
  ],
});
