import type { Catalogue, Entity, Field, Relation } from '../catalogue/definition';
import type { Cond } from '../conditions/definition';
import type { Tables } from '../conditions/tables';
import type { Dimension, Measure, Semantics } from './definition';

/** A small shop that the reports' tests and vectors are about: customers, their orders, the orders' lines, what was sold. */
const field = (id: string, label: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  id,
  key: id,
  label,
  type,
  storage: 'plain',
  sensitivity: 'internal',
  sortable: true,
  groupable: true,
  measurable: true,
  writableBy: 'user',
  ...more,
});
const byId = <T extends { readonly id: string }>(list: readonly T[]): Record<string, T> => Object.fromEntries(list.map((one) => [one.id, one]));
const entity = (id: string, label: string, unit: string, fields: readonly Field[], relations: readonly Relation[], times: Entity['times']): Entity => ({
  id,
  label,
  unit,
  alive: { all: [] },
  name: 'name',
  fields: byId([field('id', label, 'ref', { to: id }), field('name', '名称', 'text'), ...fields]),
  relations: byId(relations),
  times,
  verbs: [],
  custom: false,
});

export const MINI_CATALOGUE: Catalogue = {
  version: 1,
  entities: byId([
    entity(
      'customer',
      '客户',
      '位',
      [
        field('level', '等级', 'option', { options: ['gold', 'silver', 'none'].map((id, i) => ({ id, label: ['金卡', '银卡', '普通'][i] ?? id })) }),
        field('region', '区域', 'text'),
        field('birthday', '生日', 'date'),
        field('joinedOn', '建档日期', 'date'),
        field('balance', '余额', 'money'),
        field('phone', '手机', 'phone', { storage: 'encrypted', groupable: false }),
        field('tags', '标签', 'options', { options: [{ id: 'a', label: '甲' }], groupable: false }),
      ],
      [
        { id: 'owner', label: '负责人', to: 'member', kind: 'one' },
        { id: 'orders', label: '订单', to: 'order', kind: 'many' },
      ],
      { created: 'joinedOn' },
    ),
    entity('member', '员工', '位', [], [], { created: 'name' }),
    entity(
      'order',
      '订单',
      '笔',
      [
        field('state', '状态', 'option', {
          options: [
            { id: 'paid', label: '已付款' },
            { id: 'open', label: '未付款' },
          ],
        }),
        field('paidAt', '付款时间', 'datetime'),
        field('amount', '金额', 'money'),
        field('rushed', '加急', 'bool'),
      ],
      [
        { id: 'customer', label: '客户', to: 'customer', kind: 'one' },
        { id: 'payer', label: '付款人', to: 'customer', kind: 'one' },
        { id: 'seller', label: '销售', to: 'member', kind: 'one' },
        { id: 'helper', label: '协助', to: 'member', kind: 'one' },
        { id: 'lines', label: '明细', to: 'line', kind: 'many' },
      ],
      { created: 'paidAt' },
    ),
    entity(
      'line',
      '明细',
      '行',
      [field('qty', '数量', 'number', { scale: 1 }), field('total', '小计', 'money')],
      [
        { id: 'order', label: '订单', to: 'order', kind: 'one' },
        { id: 'item', label: '项目', to: 'item', kind: 'one' },
      ],
      { created: 'name' },
    ),
    entity(
      'item',
      '项目',
      '个',
      [
        field('category', '分类', 'option', {
          options: [
            { id: 'photo', label: '摄影' },
            { id: 'dress', label: '礼服' },
          ],
        }),
      ],
      [],
      { created: 'name' },
    ),
  ]),
};

const paid: Cond = { f: 'state', op: 'eq', v: 'paid' };
const paidLine: Cond = { f: 'order.state', op: 'eq', v: 'paid' };
const order = { home: 'order', time: 'paidAt', formulaText: '按付款时间' } as const;
export const MINI_MEASURES: readonly Measure[] = [
  { id: 'orders', label: '订单数', ...order, agg: 'count', where: paid, format: 'int' },
  { id: 'revenue', label: '销售额', ...order, agg: 'sum', of: 'amount', where: paid, format: 'fen' },
  { id: 'ticket', label: '客单价', combine: 'ratio', of: ['revenue', 'orders'], format: 'fen', formulaText: '销售额 ÷ 订单数' },
  { id: 'buyers', label: '消费客户数', ...order, agg: 'countDistinct', of: 'customer.id', where: paid, format: 'int' },
  { id: 'average', label: '平均金额', ...order, agg: 'avg', of: 'amount', format: 'fen' },
  { id: 'median', label: '金额中位数', ...order, agg: 'median', of: 'amount', format: 'fen' },
  { id: 'largest', label: '最大金额', ...order, agg: 'max', of: 'amount', format: 'fen' },
  { id: 'days', label: '有单天数', ...order, agg: 'countDistinct', of: 'paidAt', format: 'days' },
  { id: 'qty', label: '数量', home: 'line', agg: 'sum', of: 'qty', where: paidLine, time: 'order.paidAt', format: 'score', formulaText: '明细数量合计' },
  { id: 'sold', label: '项目销售额', home: 'line', agg: 'sum', of: 'total', where: paidLine, time: 'order.paidAt', format: 'fen', formulaText: '明细小计合计' },
  {
    id: 'takers',
    label: '买过该项目的客户数',
    home: 'line',
    agg: 'countDistinct',
    of: 'order.customer.id',
    time: 'order.paidAt',
    format: 'int',
    formulaText: '不同客户',
  },
  { id: 'joined', label: '新客户数', home: 'customer', agg: 'count', time: 'joinedOn', format: 'int', formulaText: '按建档日期' },
  { id: 'balance', label: '客户总余额', home: 'customer', agg: 'sum', of: 'balance', time: null, format: 'fen', formulaText: '余额合计' },
  {
    id: 'customers',
    label: '客户总数',
    home: 'customer',
    agg: 'count',
    where: { f: 'joinedOn', op: 'inWindow', v: { to: { var: 'today' } } },
    time: null,
    format: 'int',
    formulaText: '期末客户数',
  },
  {
    id: 'active',
    label: '活跃客户数',
    home: 'customer',
    agg: 'count',
    where: { rel: 'orders', q: 'some', where: { f: 'paidAt', op: 'inWindow', v: { last: 30, unit: 'day' } } },
    time: null,
    format: 'int',
    formulaText: '近 30 天有订单',
  },
  { id: 'gap', label: '差额', combine: 'difference', of: ['revenue', 'sold'], format: 'fen', formulaText: '销售额 − 项目销售额' },
];
export const MINI_DIMENSIONS: readonly Dimension[] = [
  { id: 'level', label: '等级', entity: 'customer', field: 'level' },
  { id: 'region', label: '区域', entity: 'customer', field: 'region' },
  {
    id: 'age',
    label: '年龄段',
    entity: 'customer',
    field: 'birthday',
    since: 'years',
    bands: [
      { label: '30 岁以下', to: 30 },
      { label: '30–40 岁', from: 30, to: 40 },
      { label: '40 岁以上', from: 40 },
    ],
  },
  {
    id: 'spend',
    label: '金额段',
    entity: 'order',
    field: 'amount',
    bands: [
      { label: '1000 元以下', to: 100_000 },
      { label: '1000 元以上', from: 100_000 },
    ],
  },
  { id: 'rushed', label: '加急', entity: 'order', field: 'rushed' },
  { id: 'seller', label: '销售', entity: 'member', field: 'id', routes: { order: ['seller'], line: ['order', 'seller'], customer: ['owner'] } },
  { id: 'item', label: '项目', entity: 'item', field: 'id' },
  { id: 'category', label: '分类', entity: 'item', field: 'category' },
];
export const MINI_SEMANTICS: Semantics = {
  measures: new Map(MINI_MEASURES.map((one) => [one.id, one])),
  dimensions: new Map(MINI_DIMENSIONS.map((one) => [one.id, one])),
};

export const MINI_KEYS: Tables['keys'] = {
  customer: { owner: { to: 'member', mine: 'owner' }, orders: { to: 'order', theirs: 'customer' } },
  order: {
    customer: { to: 'customer', mine: 'customer' },
    payer: { to: 'customer', mine: 'payer' },
    seller: { to: 'member', mine: 'seller' },
    helper: { to: 'member', mine: 'helper' },
    lines: { to: 'line', theirs: 'order' },
  },
  line: { order: { to: 'order', mine: 'order' }, item: { to: 'item', mine: 'item' } },
};
