import type { Catalogue, Entity, Field, FieldType } from '../catalogue/definition';
import type { Tables } from './tables';

/**
 * A small catalogue that vectors and laws share (`mini@1`): never edited in a way that changes what an old vector means. Its relations
 * go by fields of the rows, which are written in `MINI_KEYS`.
 */
function field(id: string, label: string, type: FieldType, more: Partial<Field> = {}): Field {
  return {
    id,
    key: id,
    label,
    type,
    storage: 'plain',
    sensitivity: 'internal',
    sortable: true,
    groupable: false,
    measurable: type === 'number' || type === 'money',
    writableBy: 'user',
    ...more,
  };
}

type Shape = Pick<Entity, 'id' | 'label' | 'unit'> & Partial<Pick<Entity, 'alive' | 'verbs'>>;
function entity(shape: Shape, fields: readonly Field[], relations: Entity['relations']): Entity {
  return {
    alive: { all: [] },
    name: 'name',
    times: { created: 'createdAt' },
    verbs: [],
    custom: false,
    ...shape,
    fields: Object.fromEntries(fields.map((one) => [one.id, one])),
    relations,
  };
}

const SKIN = [
  { id: 'dry', label: '干性' },
  { id: 'oily', label: '油性' },
  { id: 'mixed', label: '混合' },
  { id: 'old', label: '旧选项', retired: true as const },
];
const STATES = [
  { id: 'open', label: '未付款' },
  { id: 'paid', label: '已付款' },
  { id: 'void', label: '已作废' },
];

export const MINI: Catalogue = {
  version: 1,
  entities: {
    customer: entity(
      { id: 'customer', label: '客户', unit: '位', alive: { f: 'merged', op: 'empty' }, verbs: ['customer.tag'] },
      [
        field('name', '姓名', 'text'),
        field('source', '来源', 'text'),
        field('phone', '手机号', 'phone', { storage: 'encrypted', sensitivity: 'personal', mask: 'phone' }),
        field('birthday', '生日', 'date'),
        field('createdAt', '建档时间', 'datetime'),
        field('merged', '合并到', 'ref', { to: 'customer' }),
        field('owner', '负责人', 'member', { to: 'staff' }),
        field('store', '门店', 'store', { to: 'store' }),
        field('groups', '常去门店', 'refs', { to: 'store' }),
        field('skills', '偏好', 'options', { options: [...SKIN.slice(0, 3), { id: 'vip', label: '贵宾' }] }),
        field('cf_second', '第二手机', 'phone', { storage: 'encrypted', sensitivity: 'personal', mask: 'phone' }),
        field('cf_skin', '肤质', 'option', { options: SKIN }),
        field('cf_tags', '标签', 'options', { options: [...SKIN.slice(0, 3), { id: 'vip', label: '贵宾' }] }),
        field('cf_score', '评分', 'number', { scale: 2 }),
        field('cf_budget', '预算', 'money'),
        field('cf_agreed', '同意回访', 'bool'),
        field('cf_since', '入会日期', 'date'),
        field('cf_until', '到期日期', 'date'),
        field('cf_visit', '下次回访', 'datetime'),
        field('cf_note', '备注', 'longtext'),
        field('cf_call', '方便时间', 'time'),
        field('cf_feast', '纪念日', 'monthday'),
        field('cf_photo', '照片', 'image'),
        field('cf_gone', '停用字段', 'text', { retired: true }),
        field('cf_age', '年龄', 'computed'),
      ],
      {
        owner: { id: 'owner', label: '负责人', to: 'staff', kind: 'one' },
        store: { id: 'store', label: '门店', to: 'store', kind: 'one' },
        orders: { id: 'orders', label: '订单', to: 'order', kind: 'many' },
        groups: { id: 'groups', label: '常去门店', to: 'store', kind: 'many' },
      },
    ),
    order: entity(
      { id: 'order', label: '订单', unit: '笔' },
      [
        field('name', '单号', 'serial'),
        field('customer', '客户', 'ref', { to: 'customer' }),
        field('store', '门店', 'store', { to: 'store' }),
        field('state', '状态', 'option', { options: STATES, writableBy: 'system' }),
        field('amount', '金额', 'money'),
        field('paidAt', '付款时间', 'datetime'),
        field('createdAt', '下单时间', 'datetime'),
        field('due', '尾款日期', 'date'),
      ],
      {
        customer: { id: 'customer', label: '客户', to: 'customer', kind: 'one' },
        store: { id: 'store', label: '门店', to: 'store', kind: 'one' },
        lines: { id: 'lines', label: '明细', to: 'line', kind: 'many' },
      },
    ),
    line: entity(
      { id: 'line', label: '明细', unit: '条' },
      [
        field('name', '项目', 'text'),
        field('order', '订单', 'ref', { to: 'order' }),
        field('quantity', '数量', 'number', { scale: 1 }),
        field('amount', '金额', 'money'),
        field('createdAt', '时间', 'datetime'),
      ],
      { order: { id: 'order', label: '订单', to: 'order', kind: 'one' } },
    ),
    store: entity({ id: 'store', label: '门店', unit: '家' }, [field('name', '名称', 'text'), field('createdAt', '开店时间', 'datetime')], {}),
    staff: entity(
      { id: 'staff', label: '员工', unit: '位' },
      [field('name', '姓名', 'text'), field('store', '门店', 'store', { to: 'store' }), field('createdAt', '入职时间', 'datetime')],
      { store: { id: 'store', label: '门店', to: 'store', kind: 'one' } },
    ),
  },
};

export const MINI_KEYS: Tables['keys'] = {
  customer: {
    owner: { to: 'staff', mine: 'owner' },
    store: { to: 'store', mine: 'store' },
    orders: { to: 'order', theirs: 'customer' },
    groups: { to: 'store', list: 'groups' },
  },
  order: { customer: { to: 'customer', mine: 'customer' }, store: { to: 'store', mine: 'store' }, lines: { to: 'line', theirs: 'order' } },
  line: { order: { to: 'order', mine: 'order' } },
  staff: { store: { to: 'store', mine: 'store' } },
};
