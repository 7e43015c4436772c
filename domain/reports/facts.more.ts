import { type Declared, declareEntity, declareField, optionsOf } from '../engines/catalogue/declare';
import type { Entity, Field, FieldType } from '../engines/catalogue/definition';

/* Facts about time, people and items: what reports of projects, staff and customers count. */

const field = (id: string, label: string, type: FieldType, more: Declared = {}): Field => declareField(id, label, type, { writableBy: 'system', ...more });
const STORE = ['store', '门店', 'store', 'one'] as const;
const CUSTOMER = ['customer', '客户', 'customer', 'one'] as const;
const STAFF = ['staff', '员工', 'staff', 'one'] as const;

export const moreFacts: readonly Entity[] = [
  declareEntity({
    id: 'order_stage',
    label: '订单阶段',
    unit: '段',
    name: 'stage',
    fields: [
      field('stage', '阶段', 'text', { groupable: true }),
      field('enteredAt', '进入时间', 'datetime'),
      field('leftAt', '离开时间', 'datetime'),
      field('days', '停留天数', 'number', { scale: 4, unit: '天' }),
      field('passed', '走到了下一步', 'bool'),
      field('phase', '订单状态', 'text', { groupable: true }),
      field('reason', '取消原因', 'text', { groupable: true }),
    ],
    relations: [STORE, CUSTOMER, ['sale', '订单', 'sale', 'one']],
    times: { created: 'enteredAt' },
  }),
  declareEntity({
    id: 'journey',
    label: '客户历程',
    unit: '位',
    name: 'name',
    fields: [
      field('name', '姓名', 'text', { sensitivity: 'personal' }),
      field('createdAt', '建档时间', 'datetime'),
      field('bookedAt', '首次预约', 'datetime'),
      field('visitedAt', '首次到店', 'datetime'),
      field('boughtAt', '首次成交', 'datetime'),
      field('againAt', '再次成交', 'datetime'),
      field('spent', '累计消费', 'money'),
      field('region', '区域', 'text', { groupable: true }),
    ],
    relations: [STORE, CUSTOMER],
    times: { created: 'createdAt' },
  }),
  declareEntity({
    id: 'item_buyer',
    label: '项目买家',
    unit: '位',
    name: 'id',
    fields: [field('id', '项目买家', 'serial')],
    relations: [CUSTOMER, ['item', '项目', 'item', 'one'], ['purchases', '购买', 'sale_item', 'many']],
    times: { created: 'id' },
  }),
  declareEntity({
    id: 'item_pair',
    label: '项目搭配',
    unit: '对',
    name: 'id',
    fields: [field('id', '项目搭配', 'serial'), field('together', '两样都买过', 'bool'), field('otherRate', '搭配项目的买家占比', 'number', { scale: 4 })],
    relations: [CUSTOMER, ['item', '项目', 'item', 'one'], ['other', '搭配项目', 'item', 'one']],
    times: { created: 'id' },
  }),
  declareEntity({
    id: 'todo',
    label: '待办任务',
    unit: '件',
    name: 'title',
    fields: [
      field('title', '任务', 'text'),
      field('state', '状态', 'option', {
        options: optionsOf([
          ['open', '待办'],
          ['held', '等别人'],
          ['done', '已办'],
          ['closed', '已关闭'],
        ]),
      }),
      field('openedAt', '分派时间', 'datetime'),
      field('dueAt', '应办时间', 'datetime'),
      field('endedAt', '办完时间', 'datetime'),
      field('inTime', '按时办完', 'bool'),
    ],
    relations: [STORE, STAFF],
    times: { created: 'openedAt', business: 'dueAt' },
  }),
  declareEntity({
    id: 'performed',
    label: '员工消耗',
    unit: '条',
    name: 'amount',
    fields: [field('amount', '消耗金额', 'money'), field('day', '记账日期', 'date')],
    relations: [STORE, CUSTOMER, STAFF, ['service', '服务', 'service', 'one']],
    times: { created: 'day' },
  }),
  declareEntity({
    id: 'receivable',
    label: '应收款',
    unit: '笔',
    name: 'amount',
    fields: [field('amount', '未收金额', 'money'), field('dueOn', '应收日期', 'date')],
    relations: [STORE, CUSTOMER, ['sale', '订单', 'sale', 'one']],
    times: { created: 'dueOn' },
  }),
  declareEntity({
    id: 'member',
    label: '新会员',
    unit: '位',
    name: 'code',
    fields: [field('code', '卡号', 'serial'), field('at', '入会时间', 'datetime')],
    relations: [STORE, CUSTOMER],
    times: { created: 'at' },
  }),
];
