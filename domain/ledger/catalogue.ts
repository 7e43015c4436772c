import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field, optionsOf } from '../engines/catalogue/declare';

/** A payment by WeChat, from the moment it was asked for. */
export const PAYMENT: Entity = declareEntity({
  id: 'payment',
  label: '微信付款',
  unit: '笔',
  name: 'tradeNo',
  times: { created: 'createdAt', business: 'paidAt' },
  store: 'store',
  fields: [
    field('tradeNo', '商户单号', 'serial', { writableBy: 'system' }),
    field('purpose', '用途', 'option', {
      options: optionsOf([
        ['deposit', '定金'],
        ['order', '订单'],
        ['card', '购卡'],
      ]),
      writableBy: 'system',
    }),
    field('state', '状态', 'option', {
      options: optionsOf([
        ['created', '未发起'],
        ['pending', '待支付'],
        ['paid', '已支付'],
        ['closed', '已关闭'],
      ]),
      writableBy: 'system',
    }),
    field('channel', '方式', 'option', {
      options: optionsOf([
        ['jsapi', '小程序'],
        ['native', '扫码'],
      ]),
      writableBy: 'system',
    }),
    field('customer', '客户', 'ref', { to: 'customer', writableBy: 'system' }),
    field('store', '门店', 'store', { to: 'store', writableBy: 'system' }),
    field('amount', '应付', 'money', { writableBy: 'system' }),
    field('paid', '实付', 'money', { writableBy: 'system' }),
    field('paidAt', '付款时间', 'datetime', { writableBy: 'system' }),
    field('createdAt', '发起时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['customer', '客户', 'customer', 'one'],
    ['store', '门店', 'store', 'one'],
    ['booking', '预约', 'booking', 'one'],
    ['order', '订单', 'order', 'one'],
  ],
});
