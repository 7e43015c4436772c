import type { Entity } from '../engines/catalogue/definition';
import { declareEntity, declareField as field, optionsOf } from '../engines/catalogue/declare';

/** What a condition, a form, a rule or a report may say of a customer. What follows from her life here (level, merged into) has its own verbs. */
export const CUSTOMER: Entity = declareEntity({
  id: 'customer',
  label: '客户',
  unit: '位',
  alive: { f: 'merged', op: 'empty' },
  store: 'store',
  owner: 'owner',
  custom: true,
  fields: [
    field('name', '姓名', 'text', { sensitivity: 'personal', mask: 'name' }),
    field('memberCode', '会员号', 'serial', { writableBy: 'system' }),
    field('phone', '手机号', 'phone', { storage: 'encrypted', sensitivity: 'personal', mask: 'phone', unique: 'org' }),
    field('phoneVerified', '手机号已验证', 'bool', { writableBy: 'system' }),
    field('gender', '性别', 'option', {
      options: optionsOf([
        ['female', '女'],
        ['male', '男'],
        ['unknown', '未知'],
      ]),
      sensitivity: 'personal',
    }),
    field('birthday', '生日', 'date', { sensitivity: 'personal' }),
    field('weddingDate', '结婚纪念日', 'date', { sensitivity: 'personal' }),
    field('source', '来源', 'text', { groupable: true }),
    field('note', '备注', 'longtext'),
    field('level', '等级', 'option', { writableBy: 'system' }),
    field('standing', '客户阶段', 'option', { writableBy: 'system' }),
    field('tags', '标签', 'refs', { to: 'tag', writableBy: 'system' }),
    field('owner', '负责人', 'member', { to: 'staff' }),
    field('store', '门店', 'store', { to: 'store' }),
    field('nextContactOn', '下次联系日期', 'date'),
    field('merged', '合并到', 'ref', { to: 'customer', writableBy: 'system' }),
    field('createdAt', '建档时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [
    ['owner', '负责人', 'staff', 'one'],
    ['store', '门店', 'store', 'one'],
    ['tags', '标签', 'tag', 'many'],
    ['bookings', '预约', 'booking', 'many'],
    ['orders', '订单', 'order', 'many'],
    ['cards', '卡', 'card', 'many'],
    ['payments', '付款', 'payment', 'many'],
  ],
});

export const TAG: Entity = declareEntity({
  id: 'tag',
  label: '标签',
  unit: '个',
  fields: [
    field('name', '名称', 'text'),
    field('archivedAt', '停用时间', 'datetime', { writableBy: 'system' }),
    field('createdAt', '创建时间', 'datetime', { writableBy: 'system' }),
  ],
  relations: [['customers', '客户', 'customer', 'many']],
});
