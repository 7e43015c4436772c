import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Dimension, Measure } from '@zhike/domain/engines/reports/definition';

/** What a shop may set: after how many days without a visit somebody is no longer active, and within how many days coming again counts. */
export interface KpiSettings {
  readonly activeDays: number;
  readonly lostDays: number;
  readonly repeatDays: number;
}
export const kpiSettings: KpiSettings = { activeDays: 30, lostDays: 90, repeatDays: 365 };

const TILLS = ['wechat', 'cash', 'bank', 'pos'];
/** Money that a drawer was found to hold, or that was carried to the bank, is no sale. */
const takings: Cond = { all: [{ f: 'kind', op: 'in', v: TILLS }, { not: { f: 'act', op: 'in', v: ['till.counted', 'till.banked'] } }] };
const consumption: Cond = { f: 'kind', op: 'eq', v: 'revenue' };
/** Booked and not given up: what stands in a calendar. */
const STANDING = ['confirmed', 'checked_in', 'in_service', 'done'];

/** She paid for an order, or was served, within the last days. */
const cameWithin = (days: number): Cond => ({
  any: [
    { rel: 'sales', q: 'some', where: { f: 'paidAt', op: 'inWindow', v: { last: days, unit: 'day' } } },
    {
      rel: 'jobs',
      q: 'some',
      where: {
        all: [
          { f: 'state', op: 'eq', v: 'done' },
          { f: 'startsAt', op: 'inWindow', v: { last: days, unit: 'day' } },
        ],
      },
    },
  ],
});
const boughtAtLeast = (n: number, days: number): Cond => ({
  rel: 'sales',
  q: 'count',
  where: { f: 'paidAt', op: 'inWindow', v: { last: days, unit: 'day' } },
  op: 'gte',
  v: n,
});
const everCame: Cond = {
  any: [
    { rel: 'sales', q: 'some' },
    { rel: 'jobs', q: 'some', where: { f: 'state', op: 'eq', v: 'done' } },
  ],
};

/** The shipped measures, as data: which rows, by which date, and the formula in words. A shop adds its own in the same shape. */
export function kpiMeasures({ activeDays, lostDays, repeatDays }: KpiSettings = kpiSettings): readonly Measure[] {
  const sale = { home: 'sale', time: 'paidAt' } as const;
  const person = { home: 'customer', time: null } as const;
  return [
    {
      id: 'kpi.newBuyers',
      label: '新客数量',
      ...sale,
      agg: 'count',
      where: { f: 'first', op: 'eq', v: true },
      format: 'int',
      formulaText: '首次付款的订单落在期间内的客户数',
    },
    {
      id: 'kpi.takings',
      label: '总业绩',
      home: 'book_line',
      agg: 'sum',
      of: 'amount',
      where: takings,
      time: 'day',
      format: 'fen',
      formulaText: '期间实收（微信、现金、刷卡、转账）− 退款；不含盘点差异和存银行',
    },
    {
      id: 'kpi.consumption',
      label: '总消耗',
      home: 'book_line',
      agg: 'sum',
      of: 'amount',
      where: consumption,
      time: 'day',
      format: 'fen',
      formulaText: '期间核销和完成服务而确认的收入',
    },
    { id: 'kpi.sales', label: '成交订单数', ...sale, agg: 'count', format: 'int', formulaText: '首次付款落在期间内、未取消的订单数' },
    { id: 'kpi.billed', label: '成交金额', ...sale, agg: 'sum', of: 'billed', format: 'fen', formulaText: '成交订单的应收金额合计' },
    { id: 'kpi.ticket', label: '客单价', combine: 'ratio', of: ['kpi.takings', 'kpi.sales'], format: 'fen', formulaText: '总业绩 ÷ 成交订单数' },
    { id: 'kpi.buyers', label: '消费客户数', ...sale, agg: 'countDistinct', of: 'customer.id', format: 'int', formulaText: '期间有成交订单的不同客户数' },
    { id: 'kpi.ticketPerBuyer', label: '人均消费', combine: 'ratio', of: ['kpi.takings', 'kpi.buyers'], format: 'fen', formulaText: '总业绩 ÷ 消费客户数' },
    { id: 'kpi.frequency', label: '消费频率', combine: 'ratio', of: ['kpi.sales', 'kpi.buyers'], format: 'score', formulaText: '成交订单数 ÷ 消费客户数' },
    { id: 'kpi.discount', label: '优惠金额', ...sale, agg: 'sum', of: 'discount', format: 'fen', formulaText: '成交订单的优惠合计' },
    { id: 'kpi.margin', label: '毛利', ...sale, agg: 'sum', of: 'margin', format: 'fen', formulaText: '成交订单的应收金额 − 成本' },
    { id: 'kpi.marginRate', label: '毛利率', combine: 'ratio', of: ['kpi.margin', 'kpi.billed'], format: 'percent', formulaText: '毛利 ÷ 成交金额' },
    { id: 'kpi.owed', label: '未收金额', home: 'sale', time: null, agg: 'sum', of: 'owed', format: 'fen', formulaText: '未取消订单的应收 − 已收' },
    {
      id: 'kpi.staffSales',
      label: '员工业绩（销售）',
      home: 'staff_sale',
      agg: 'sum',
      of: 'amount',
      time: 'at',
      format: 'fen',
      formulaText: '订单实收按分成比例归到员工，退款扣减；储值付款不重复计',
    },
    {
      id: 'kpi.itemSales',
      label: '项目销售额',
      home: 'sale_item',
      agg: 'sum',
      of: 'total',
      time: 'sale.paidAt',
      format: 'fen',
      formulaText: '成交项目的金额合计，退掉的只算保留部分',
    },
    {
      id: 'kpi.itemCount',
      label: '项目销量',
      home: 'sale_item',
      agg: 'sum',
      of: 'quantity',
      time: 'sale.paidAt',
      format: 'int',
      formulaText: '成交项目的数量合计',
    },
    {
      id: 'kpi.itemBuyers',
      label: '买过该项目的客户数',
      home: 'sale_item',
      agg: 'countDistinct',
      of: 'sale.customer.id',
      time: 'sale.paidAt',
      format: 'int',
      formulaText: '期间买过的不同客户数',
    },
    {
      id: 'kpi.packageSales',
      label: '套餐销售额',
      home: 'sale_item',
      agg: 'sum',
      of: 'total',
      where: { f: 'kind', op: 'eq', v: 'package' },
      time: 'sale.paidAt',
      format: 'fen',
      formulaText: '成交的套餐金额合计，退掉的只算保留部分',
    },
    {
      id: 'kpi.customers',
      label: '客户总数',
      ...person,
      agg: 'count',
      where: { f: 'createdAt', op: 'inWindow', v: { to: { var: 'today' } } },
      format: 'int',
      formulaText: '期末未删除、未合并的客户数',
    },
    { id: 'kpi.newCustomers', label: '新增客户', home: 'customer', time: 'createdAt', agg: 'count', format: 'int', formulaText: '期间建档的客户数' },
    {
      id: 'kpi.converted',
      label: '建档后成交的客户',
      home: 'customer',
      time: 'createdAt',
      agg: 'count',
      where: { rel: 'sales', q: 'some' },
      format: 'int',
      formulaText: '期间建档、后来有成交订单的客户数',
    },
    {
      id: 'kpi.conversion',
      label: '新客转化率',
      combine: 'ratio',
      of: ['kpi.converted', 'kpi.newCustomers'],
      format: 'percent',
      formulaText: '期间建档客户中后来成交的 ÷ 期间建档客户',
    },
    {
      id: 'kpi.active',
      label: '活跃客户数',
      ...person,
      agg: 'count',
      where: cameWithin(lostDays),
      format: 'int',
      formulaText: `最近 ${lostDays} 天有成交或到店的客户数`,
    },
    {
      id: 'kpi.lively',
      label: '活跃',
      ...person,
      agg: 'count',
      where: cameWithin(activeDays),
      format: 'int',
      formulaText: `最近 ${activeDays} 天有成交或到店`,
    },
    {
      id: 'kpi.quiet',
      label: '沉默',
      ...person,
      agg: 'count',
      where: { all: [cameWithin(lostDays), { not: cameWithin(activeDays) }] },
      format: 'int',
      formulaText: `${activeDays + 1}–${lostDays} 天没有来`,
    },
    {
      id: 'kpi.lost',
      label: '流失',
      ...person,
      agg: 'count',
      where: { all: [everCame, { not: cameWithin(lostDays) }] },
      format: 'int',
      formulaText: `来过，超过 ${lostDays} 天没有再来`,
    },
    {
      id: 'kpi.wasActive',
      label: `${lostDays} 天前活跃的客户`,
      ...person,
      agg: 'count',
      where: cameBetween(2 * lostDays, lostDays),
      format: 'int',
      formulaText: `${lostDays + 1}–${2 * lostDays} 天前来过`,
    },
    {
      id: 'kpi.newlyLost',
      label: '新流失客户',
      ...person,
      agg: 'count',
      where: { all: [cameBetween(2 * lostDays, lostDays), { not: cameWithin(lostDays) }] },
      format: 'int',
      formulaText: `${lostDays + 1}–${2 * lostDays} 天前来过，之后没有再来`,
    },
    {
      id: 'kpi.churn',
      label: '客户流失率',
      combine: 'ratio',
      of: ['kpi.newlyLost', 'kpi.wasActive'],
      format: 'percent',
      formulaText: `${lostDays} 天前活跃的客户中，之后没有再来的占比`,
    },
    {
      id: 'kpi.bought',
      label: `近 ${repeatDays} 天消费客户`,
      ...person,
      agg: 'count',
      where: boughtAtLeast(1, repeatDays),
      format: 'int',
      formulaText: `最近 ${repeatDays} 天至少成交 1 笔`,
    },
    {
      id: 'kpi.boughtAgain',
      label: `近 ${repeatDays} 天复购客户`,
      ...person,
      agg: 'count',
      where: boughtAtLeast(2, repeatDays),
      format: 'int',
      formulaText: `最近 ${repeatDays} 天至少成交 2 笔`,
    },
    {
      id: 'kpi.repurchase',
      label: '客户复购率',
      combine: 'ratio',
      of: ['kpi.boughtAgain', 'kpi.bought'],
      format: 'percent',
      formulaText: `最近 ${repeatDays} 天成交 2 笔以上的客户 ÷ 成交过的客户`,
    },
    {
      id: 'kpi.jobs',
      label: '接单数量',
      home: 'job',
      agg: 'count',
      where: { f: 'state', op: 'eq', v: 'done' },
      time: 'startsAt',
      format: 'int',
      formulaText: '期间完成的服务人次',
    },
    {
      id: 'kpi.bookedDays',
      label: '已预约天数',
      home: 'job',
      agg: 'countDistinct',
      of: 'startsAt',
      where: { f: 'state', op: 'in', v: STANDING },
      time: 'startsAt',
      format: 'days',
      formulaText: '期间有预约的不同日期数',
    },
    {
      id: 'kpi.bookedMinutes',
      label: '预约分钟数',
      home: 'job',
      agg: 'sum',
      of: 'minutes',
      where: { f: 'state', op: 'in', v: STANDING },
      time: 'startsAt',
      format: 'int',
      formulaText: '期间预约的服务分钟合计',
    },
  ];
}

/** Came in the stretch that begins `from` and ends `until` days ago, both told as whole days before today. */
function cameBetween(from: number, until: number): Cond {
  const then = (path: string): Cond => ({
    all: [
      { f: path, op: 'inWindow', v: { last: from, unit: 'day' } },
      { f: path, op: 'inWindow', v: { before: until - 1, unit: 'day' } },
    ],
  });
  return {
    any: [
      { rel: 'sales', q: 'some', where: then('paidAt') },
      { rel: 'jobs', q: 'some', where: { all: [{ f: 'state', op: 'eq', v: 'done' }, then('startsAt')] } },
    ],
  };
}

/** What numbers are split by. */
export const kpiDimensions: readonly Dimension[] = [
  { id: 'store', label: '门店', entity: 'store', field: 'id' },
  { id: 'source', label: '客户来源', entity: 'customer', field: 'source' },
  { id: 'level', label: '会员等级', entity: 'customer', field: 'level' },
  { id: 'gender', label: '性别', entity: 'customer', field: 'gender' },
  {
    id: 'age',
    label: '年龄段',
    entity: 'customer',
    field: 'birthday',
    since: 'years',
    bands: [
      { label: '20 岁以下', to: 20 },
      { label: '20–29 岁', from: 20, to: 30 },
      { label: '30–39 岁', from: 30, to: 40 },
      { label: '40–49 岁', from: 40, to: 50 },
      { label: '50 岁以上', from: 50 },
    ],
  },
  { id: 'owner', label: '客户负责人', entity: 'staff', field: 'id', routes: { customer: ['owner'], sale: ['customer', 'owner'] } },
  { id: 'seller', label: '销售', entity: 'staff', field: 'id', routes: { sale: ['seller'], sale_item: ['sale', 'seller'] } },
  { id: 'staff', label: '员工', entity: 'staff', field: 'id', routes: { staff_sale: ['staff'], job: ['staff'] } },
  { id: 'item', label: '项目', entity: 'item', field: 'id' },
  { id: 'itemKind', label: '项目类别', entity: 'sale_item', field: 'kind' },
  { id: 'service', label: '服务', entity: 'service', field: 'id' },
  { id: 'till', label: '收款方式', entity: 'book_line', field: 'kind' },
  {
    id: 'ticketBand',
    label: '订单金额段',
    entity: 'sale',
    field: 'billed',
    bands: [
      { label: '500 元以下', to: 50_000 },
      { label: '500–2,000 元', from: 50_000, to: 200_000 },
      { label: '2,000–5,000 元', from: 200_000, to: 500_000 },
      { label: '5,000 元以上', from: 500_000 },
    ],
  },
];

/** Which number stands for another where that one cannot be split so: a customer buys many items, so coming again is told of each item. */
export const kpiStandIns: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
