import { type Declared, declareEntity, declareField, optionsOf } from '../engines/catalogue/declare';
import type { Entity, Field, FieldType } from '../engines/catalogue/definition';
import { moreFacts } from './facts.more';
import { recordFacts } from './facts.records';

/**
 * What reports count, beside the entities that people work with: one row a fact, and no row that anybody writes. They stand in the
 * catalogue like any other entity, so a number, a filter and the list behind a number speak of them in the same words.
 */
const options = (map: Readonly<Record<string, string>>): Declared => ({ options: optionsOf(Object.entries(map)) });
/** Nobody writes a fact: it follows from what was done. */
const field = (id: string, label: string, type: FieldType, more: Declared = {}): Field => declareField(id, label, type, { writableBy: 'system', ...more });
/** The record as a value of its own: what 「按门店」 splits by, and not by names, of which two may be alike. */
const recordField = (entity: string, label: string): Field => field('id', label, 'ref', { to: entity });
const STORE = ['store', '门店', 'store', 'one'] as const;
const CUSTOMER = ['customer', '客户', 'customer', 'one'] as const;

/** `accounts`: the words of the kinds of account, by key. */
const factEntities = (accounts: Readonly<Record<string, string>>): readonly Entity[] => [
  declareEntity({
    id: 'sale',
    label: '成交订单',
    unit: '笔',
    name: 'code',
    // An order on which something was paid, and that was not cancelled.
    alive: {
      all: [
        { f: 'paidAt', op: 'notEmpty' },
        { f: 'phase', op: 'in', v: ['open', 'closed'] },
      ],
    },
    fields: [
      recordField('sale', '成交订单'),
      field('code', '订单号', 'serial'),
      field('phase', '状态', 'option', options({ waiting: '待审批', open: '进行中', closed: '已完成', cancelled: '已取消', rejected: '未通过' })),
      field('billed', '应收金额', 'money'),
      field('discount', '优惠金额', 'money'),
      field('paid', '已收金额', 'money'),
      field('owed', '未收金额', 'money'),
      field('cost', '成本', 'money', { sensitivity: 'sensitive' }),
      field('margin', '毛利', 'money', { sensitivity: 'sensitive' }),
      field('createdAt', '下单时间', 'datetime'),
      field('paidAt', '首次付款时间', 'datetime'),
      field('first', '客户首单', 'bool'),
      field('closedAt', '完成时间', 'datetime'),
      field('cycleDays', '周期天数', 'number', { scale: 4, unit: '天' }),
    ],
    relations: [STORE, CUSTOMER, ['seller', '销售', 'staff', 'one'], ['channel', '获客渠道', 'channel', 'one'], ['items', '成交项目', 'sale_item', 'many']],
    times: { created: 'createdAt', business: 'paidAt' },
  }),
  declareEntity({
    id: 'sale_item',
    label: '成交项目',
    unit: '行',
    name: 'kind',
    alive: { f: 'sale.paidAt', op: 'notEmpty' },
    fields: [
      recordField('sale_item', '成交项目'),
      field('kind', '类别', 'option', options({ package: '套餐', product: '单品' })),
      field('quantity', '数量', 'number', { scale: 0 }),
      field('total', '成交金额', 'money'),
      field('margin', '毛利', 'money', { sensitivity: 'sensitive' }),
    ],
    relations: [
      ['sale', '订单', 'sale', 'one'],
      ['item', '项目', 'item', 'one'],
    ],
    times: { created: 'kind' },
  }),
  declareEntity({
    id: 'item',
    label: '项目',
    unit: '个',
    name: 'name',
    fields: [recordField('item', '项目'), field('name', '名称', 'text')],
    relations: [],
    times: { created: 'name' },
  }),
  declareEntity({
    id: 'book_line',
    label: '账目',
    unit: '条',
    name: 'kind',
    fields: [
      field('kind', '科目', 'option', options(accounts)),
      field('act', '业务', 'text'),
      field('amount', '金额', 'money'),
      field('day', '记账日期', 'date'),
    ],
    relations: [STORE, CUSTOMER],
    times: { created: 'day' },
  }),
  declareEntity({
    id: 'staff_sale',
    label: '员工业绩',
    unit: '条',
    name: 'amount',
    fields: [field('amount', '业绩金额', 'money'), field('at', '收款时间', 'datetime')],
    relations: [STORE, CUSTOMER, ['staff', '员工', 'staff', 'one'], ['sale', '订单', 'sale', 'one']],
    times: { created: 'at' },
  }),
  declareEntity({
    id: 'job',
    label: '服务人次',
    unit: '次',
    name: 'state',
    fields: [
      field(
        'state',
        '预约状态',
        'option',
        options({
          held: '待付定金',
          requested: '待接单',
          confirmed: '已确认',
          checked_in: '已到店',
          in_service: '服务中',
          done: '已完成',
          no_show: '未到店',
          cancelled: '已取消',
          declined: '未接单',
          expired: '已过期',
        }),
      ),
      field('startsAt', '开始时间', 'datetime'),
      field('minutes', '分钟数', 'number', { scale: 0 }),
    ],
    relations: [STORE, CUSTOMER, ['staff', '员工', 'staff', 'one'], ['service', '服务', 'service', 'one']],
    times: { created: 'startsAt' },
  }),
];

/** How those that people work with lead to their facts. */
const factRelations: Readonly<Record<string, readonly (readonly [id: string, label: string, to: string])[]>> = {
  customer: [
    ['sales', '成交订单', 'sale'],
    ['jobs', '服务人次', 'job'],
    ['referrals', '介绍来的人', 'referral'],
    ['cameBy', '介绍她来的人', 'referral'],
  ],
  staff: [['jobs', '服务人次', 'job']],
};
const SPLIT_BY_RECORD = ['customer', 'store', 'staff', 'service'];

/** The catalogue of reports: the shop's entities, with the ways to their facts, and the facts. `accounts`: the words of the kinds of account, by key. */
export function withFacts(entities: readonly Entity[], accounts: Readonly<Record<string, string>>): Entity[] {
  const extended = entities.map((entity): Entity => {
    const ways = (factRelations[entity.id] ?? []).map(([id, label, to]) => [id, { id, label, to, kind: 'many' }] as const);
    const record: Readonly<Record<string, Field>> = SPLIT_BY_RECORD.includes(entity.id) ? { id: recordField(entity.id, entity.label) } : {};
    return { ...entity, fields: { ...record, ...entity.fields }, relations: { ...entity.relations, ...Object.fromEntries(ways) } };
  });
  return [...extended, ...factEntities(accounts), ...moreFacts, ...recordFacts];
}
