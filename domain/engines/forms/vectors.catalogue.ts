import type { Catalogue, Entity, Field, FieldType } from '../catalogue/definition';
import type { FormDef } from './definition';

/**
 * A small shop that form vectors and laws share (`forms@1`): a visit of a customer with its lines. Never edited in a way that changes what
 * an old vector means.
 */
const field = (id: string, label: string, type: FieldType, more: Partial<Field> = {}): Field => ({
  id,
  key: id,
  label,
  type,
  storage: 'plain',
  sensitivity: 'internal',
  sortable: true,
  groupable: false,
  measurable: false,
  writableBy: 'user',
  ...more,
});
const entity = (id: string, label: string, unit: string, fields: readonly Field[], relations: Entity['relations'] = {}): Entity => ({
  id,
  label,
  unit,
  alive: { all: [] },
  name: 'name',
  times: { created: 'createdAt' },
  verbs: [],
  custom: false,
  fields: Object.fromEntries(fields.map((one) => [one.id, one])),
  relations,
});

const SKIN = [
  { id: 'dry', label: '干性' },
  { id: 'oily', label: '油性' },
  { id: 'old', label: '旧选项', retired: true as const },
];

export const FORM_CATALOGUE: Catalogue = {
  version: 1,
  entities: {
    visit: entity(
      'visit',
      '服务记录',
      '次',
      [
        field('name', '编号', 'serial'),
        field('customer', '客户', 'ref', { to: 'customer' }),
        field('staff', '技师', 'member', { to: 'staff' }),
        field('phone', '手机号', 'phone', { storage: 'encrypted', sensitivity: 'personal', unique: 'org' }),
        field('email', '邮箱', 'email', { sensitivity: 'personal' }),
        field('idcard', '身份证', 'idcard', { storage: 'encrypted', sensitivity: 'sensitive' }),
        field('allergy', '过敏史', 'text', { sensitivity: 'sensitive' }),
        field('plate', '车牌', 'text'),
        field('note', '备注', 'longtext'),
        field('skin', '肤质', 'option', { options: SKIN }),
        field('tags', '标签', 'options', { options: SKIN }),
        field('count', '数量', 'number', { scale: 1 }),
        field('price', '单价', 'money'),
        field('total', '总价', 'money'),
        field('off', '折扣', 'percent', { scale: 1 }),
        field('stars', '评分', 'rating'),
        field('agreed', '同意', 'bool'),
        field('from', '开始日期', 'date'),
        field('to', '结束日期', 'date'),
        field('at', '时间', 'datetime'),
        field('clock', '钟点', 'time'),
        field('feast', '纪念日', 'monthday'),
        field('photos', '照片', 'image'),
        field('sign', '签名', 'signature'),
        field('place', '位置', 'location'),
        field('site', '网址', 'url'),
        field('marks', '标注', 'annotation'),
        field('lines', '明细', 'rows'),
        field('state', '状态', 'option', { options: SKIN, writableBy: 'system' }),
        field('age', '年龄', 'computed'),
        field('gone', '停用', 'text', { retired: true }),
        field('createdAt', '时间', 'datetime', { writableBy: 'system' }),
      ],
      { customer: { id: 'customer', label: '客户', to: 'customer', kind: 'one' } },
    ),
    line: entity('line', '明细', '条', [
      field('name', '项目', 'text'),
      field('quantity', '数量', 'number', { scale: 0 }),
      field('fee', '单价', 'money'),
      field('sum', '小计', 'money'),
      field('lines', '明细', 'rows'),
      field('createdAt', '时间', 'datetime'),
    ]),
    customer: entity('customer', '客户', '位', [
      field('name', '姓名', 'text', { sensitivity: 'personal' }),
      field('phone', '手机号', 'phone', { sensitivity: 'personal' }),
      field('allergy', '过敏史', 'text', { sensitivity: 'sensitive' }),
      field('skin', '肤质', 'option', { options: SKIN }),
      field('city', '城市', 'text', { sensitivity: 'public' }),
      field('createdAt', '时间', 'datetime'),
    ]),
    staff: entity('staff', '员工', '位', [field('name', '姓名', 'text'), field('createdAt', '时间', 'datetime')]),
    hall: entity('hall', '场地', '个', [
      field('name', '名称', 'text', { sensitivity: 'public' }),
      field('createdAt', '时间', 'datetime', { sensitivity: 'public' }),
    ]),
  },
};

/** The form of a visit's lines. */
export const LINE_FORM: FormDef = {
  id: 'form.line',
  version: 1,
  title: '明细',
  entity: 'line',
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: ['name', 'fee', 'quantity', 'sum'] }],
  fields: {
    name: { field: 'name', requiredIf: true },
    fee: { field: 'fee', requiredIf: true, checks: [{ is: 'range', min: 0 }] },
    quantity: { field: 'quantity', default: { value: 1 } },
    sum: { field: 'sum', compute: { call: '*', args: [{ slot: 'fee' }, { slot: 'quantity' }] } },
  },
  rules: [],
  submit: { button: '保存', after: 'record' },
};
export const FORM_WORLD = { catalogue: FORM_CATALOGUE, forms: { 'form.line': LINE_FORM } };
