import { type Declared, declareEntity, declareField } from '../engines/catalogue/declare';
import type { Entity, Field, FieldType } from '../engines/catalogue/definition';

/*
 * Facts that lie in records of the shop's own kinds: which field is what, its kind says (`means`). A shop that has no such kind has none of
 * these facts, and one that makes another survey need tell nobody.
 */

const field = (id: string, label: string, type: FieldType, more: Declared = {}): Field => declareField(id, label, type, { writableBy: 'system', ...more });
const STORE = ['store', '门店', 'store', 'one'] as const;
const CUSTOMER = ['customer', '客户', 'customer', 'one'] as const;
const STAFF = ['staff', '员工', 'staff', 'one'] as const;
const CHANNEL = ['channel', '获客渠道', 'channel', 'one'] as const;

export const recordFacts: readonly Entity[] = [
  declareEntity({
    id: 'survey',
    label: '客户评价',
    unit: '份',
    name: 'kind',
    fields: [
      field('kind', '评价表', 'text', { groupable: true }),
      field('at', '评价时间', 'datetime'),
      field('stars', '星级', 'number', { scale: 2 }),
      field('recommend', '推荐意愿', 'number', { scale: 0 }),
    ],
    relations: [STORE, CUSTOMER, STAFF],
    times: { created: 'at' },
  }),
  declareEntity({
    id: 'project',
    label: '项目进度',
    unit: '个',
    name: 'kind',
    fields: [
      field('kind', '项目类型', 'text', { groupable: true }),
      field('startedOn', '接洽日期', 'date'),
      field('signedOn', '签约日期', 'date'),
      field('dueOn', '约定完成日期', 'date'),
      field('finishedOn', '完成日期', 'date'),
      field('delayReason', '延期原因', 'text', { groupable: true }),
      field('lostReason', '流失原因', 'text', { groupable: true }),
      field('revisions', '修改次数', 'number', { scale: 0, unit: '次' }),
      field('added', '增购金额', 'money'),
    ],
    relations: [STORE, CUSTOMER, STAFF, CHANNEL],
    times: { created: 'startedOn', business: 'dueOn' },
  }),
  declareEntity({
    id: 'ad_spend',
    label: '投放支出',
    unit: '笔',
    name: 'kind',
    fields: [field('kind', '登记表', 'text', { groupable: true }), field('day', '投放日期', 'date'), field('amount', '投放金额', 'money')],
    relations: [STORE, CHANNEL],
    times: { created: 'day' },
  }),
  declareEntity({
    id: 'referral',
    label: '转介绍',
    unit: '次',
    name: 'at',
    fields: [field('at', '登记时间', 'datetime')],
    relations: [STORE, CUSTOMER, ['referred', '介绍来的客户', 'customer', 'one']],
    times: { created: 'at' },
  }),
  declareEntity({
    id: 'channel',
    label: '获客渠道',
    unit: '个',
    name: 'name',
    fields: [field('name', '渠道', 'text', { groupable: true })],
    relations: [],
    times: { created: 'name' },
  }),
  declareEntity({
    id: 'shift',
    label: '排班',
    unit: '段',
    name: 'startsAt',
    fields: [field('startsAt', '上班时间', 'datetime'), field('minutes', '排班分钟数', 'number', { scale: 0 })],
    relations: [STORE, STAFF],
    times: { created: 'startsAt' },
  }),
];
