import { declareEntity, declareField as field } from '../engines/catalogue/declare';
import type { Entity } from '../engines/catalogue/definition';
import type { FormDef, Slot } from '../engines/forms/definition';

/* The forms by which files are read that no manager designs: customers, and what a shop brings along from another program. */

const form = (id: string, title: string, entity: string, fields: Readonly<Record<string, Slot>>): FormDef => ({
  id,
  version: 1,
  title,
  entity,
  mode: 'createOrUpdate',
  layout: [{ id: 'main', cols: 1, slots: Object.keys(fields) }],
  fields,
  rules: [],
  submit: { button: '导入', after: 'record' },
});

/** What a customer's record takes: the core's limits, and every field that the shop added. */
export function customerForm(entity: Entity): FormDef {
  const own = Object.values(entity.fields).filter((one) => one.id.startsWith('cf_') && !one.retired && one.writableBy === 'user');
  return form('customers', '客户', entity.id, {
    name: { field: 'name', requiredIf: true, placeholder: '王芳', checks: [{ is: 'length', min: 1, max: 20 }] },
    phone: { field: 'phone', checks: [{ is: 'pattern', p: 'phone' }] },
    gender: { field: 'gender' },
    birthday: { field: 'birthday', checks: [{ is: 'range', min: '1900-01-01', max: '2199-12-31' }] },
    weddingDate: { field: 'weddingDate', placeholder: '2016-05-20', checks: [{ is: 'range', min: '1900-01-01', max: '2199-12-31' }] },
    source: { field: 'source', placeholder: '老客介绍', checks: [{ is: 'length', max: 20 }] },
    note: { field: 'note', placeholder: '喜欢安静', checks: [{ is: 'length', max: 2000 }] },
    tags: { field: 'scratch:refs', label: '标签', scratch: { to: 'tag' } },
    owner: { field: 'owner', label: '跟进人' },
    store: { field: 'store' },
    ...Object.fromEntries(own.map((one) => [one.id, { field: one.id, ...(one.unique ? { checks: [{ is: 'unique' as const, scope: one.unique }] } : {}) }])),
  });
}

/** Cards that a shop sold before it came here, with what is left on them. */
export const PAST_CARD: Entity = declareEntity({
  id: 'past_card',
  label: '会员卡',
  unit: '张',
  name: 'number',
  fields: [
    field('number', '卡号', 'text'),
    field('customer', '客户', 'ref', { to: 'customer' }),
    field('product', '卡种', 'ref', { to: 'card_product' }),
    field('store', '门店', 'store', { to: 'store' }),
    field('principal', '本金余额', 'money'),
    field('bonus', '赠送余额', 'money'),
    field('sessions', '剩余次数', 'number', { scale: 0 }),
    field('worth', '剩余次数的已付金额', 'money'),
    field('validUntil', '有效期至', 'date'),
    field('soldOn', '开卡日期', 'date'),
  ],
});
export const PAST_CARD_FORM: FormDef = form('past_cards', '会员卡', PAST_CARD.id, {
  number: {
    field: 'number',
    placeholder: '0012345',
    help: '原系统的卡号，再次导入靠它认出同一张卡',
    requiredIf: true,
    checks: [{ is: 'length', min: 1, max: 40 }],
  },
  customer: { field: 'customer', requiredIf: true, placeholder: '13800138000' },
  product: { field: 'product', requiredIf: true, placeholder: '储值卡', help: '先在“卡种”里建好，再填名称' },
  store: { field: 'store' },
  principal: { field: 'principal', checks: [{ is: 'range', min: 0, max: 100_000_000 }], help: '储值卡：客户付的钱还剩多少' },
  bonus: { field: 'bonus', checks: [{ is: 'range', min: 0, max: 100_000_000 }], help: '储值卡：赠送的还剩多少' },
  sessions: { field: 'sessions', checks: [{ is: 'range', min: 0, max: 500 }], help: '次卡、疗程卡' },
  worth: { field: 'worth', checks: [{ is: 'range', min: 0, max: 100_000_000 }], help: '次卡、疗程卡：剩余次数当初付了多少钱' },
  validUntil: { field: 'validUntil', placeholder: '2027-12-31', checks: [{ is: 'range', min: '1990-01-01', max: '2199-12-31' }] },
  soldOn: { field: 'soldOn', placeholder: '2025-03-08', checks: [{ is: 'range', min: '1990-01-01' }] },
});

/** What customers had and paid before: to be read, never counted as revenue here. */
export const PAST_VISIT: Entity = declareEntity({
  id: 'past_visit',
  label: '消费记录',
  unit: '条',
  name: 'title',
  fields: [
    field('customer', '客户', 'ref', { to: 'customer' }),
    field('on', '日期', 'date'),
    field('title', '项目', 'text'),
    field('amount', '金额', 'money'),
    field('staffName', '服务人员', 'text'),
    field('store', '门店', 'store', { to: 'store' }),
    field('note', '备注', 'longtext'),
  ],
});
export const PAST_VISIT_FORM: FormDef = form('past_visits', '消费记录', PAST_VISIT.id, {
  customer: { field: 'customer', requiredIf: true, placeholder: '13800138000' },
  on: { field: 'on', requiredIf: true, placeholder: '2025-03-08', checks: [{ is: 'range', min: '1990-01-01', max: '2199-12-31' }] },
  title: { field: 'title', requiredIf: true, placeholder: '肩颈护理 60 分钟', checks: [{ is: 'length', min: 1, max: 100 }] },
  amount: { field: 'amount', checks: [{ is: 'range', min: -100_000_000, max: 100_000_000 }] },
  staffName: { field: 'staffName', placeholder: '小梅', checks: [{ is: 'length', max: 20 }] },
  store: { field: 'store' },
  note: { field: 'note', checks: [{ is: 'length', max: 2000 }] },
});
