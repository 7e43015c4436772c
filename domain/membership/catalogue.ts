import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field, optionsOf } from '../engines/catalogue/declare';

/** A card that a customer holds. What is on it is in the ledger, so no field tells a balance. */
export const CARD: Entity = declareEntity({
  id: 'card',
  label: '卡',
  unit: '张',
  name: 'code',
  times: { created: 'soldAt' },
  store: 'store',
  owner: 'seller',
  custom: true,
  fields: [
    field('code', '卡号', 'serial', { writableBy: 'system' }),
    field('kind', '卡类型', 'option', {
      options: optionsOf([
        ['stored_value', '储值卡'],
        ['sessions', '次卡'],
        ['course', '疗程卡'],
      ]),
      writableBy: 'system',
    }),
    field('state', '状态', 'option', {
      options: optionsOf([
        ['active', '使用中'],
        ['frozen', '已冻结'],
        ['refunded', '已退卡'],
      ]),
      writableBy: 'system',
    }),
    field('customer', '客户', 'ref', { to: 'customer', writableBy: 'system' }),
    field('store', '售卡门店', 'store', { to: 'store', writableBy: 'system' }),
    field('seller', '销售', 'member', { to: 'staff', writableBy: 'system' }),
    field('validUntil', '有效期至', 'date', { writableBy: 'system' }),
    field('frozenOn', '冻结日期', 'date', { writableBy: 'system' }),
    field('soldAt', '售卡时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['customer', '客户', 'customer', 'one'],
    ['store', '售卡门店', 'store', 'one'],
    ['seller', '销售', 'staff', 'one'],
  ],
});
