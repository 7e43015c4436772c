import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field } from '../engines/catalogue/declare';

export const STORE: Entity = declareEntity({
  id: 'store',
  label: '门店',
  unit: '家',
  fields: [
    field('name', '名称', 'text', { writableBy: 'system' }),
    field('address', '地址', 'text', { writableBy: 'system' }),
    field('area', '面积', 'number', { scale: 2, unit: '平方米', writableBy: 'system' }),
    field('closedAt', '停业时间', 'datetime', { writableBy: 'system' }),
    field('createdAt', '创建时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['customers', '客户', 'customer', 'many'],
    ['bookings', '预约', 'booking', 'many'],
    ['orders', '订单', 'order', 'many'],
    ['cards', '卡', 'card', 'many'],
  ],
});

/** A member of the staff; one who has left stays, because old records name her. */
export const STAFF: Entity = declareEntity({
  id: 'staff',
  label: '员工',
  unit: '位',
  fields: [
    field('name', '姓名', 'text', { writableBy: 'system' }),
    field('title', '职务', 'text', { writableBy: 'system', groupable: true }),
    field('roles', '角色', 'options', { writableBy: 'system' }),
    field('stores', '所属门店', 'refs', { to: 'store', writableBy: 'system' }),
    field('leftAt', '离职时间', 'datetime', { writableBy: 'system' }),
    field('createdAt', '加入时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['stores', '所属门店', 'store', 'many'],
    ['customers', '负责的客户', 'customer', 'many'],
    ['orders', '卖出的订单', 'order', 'many'],
  ],
});
