import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Measure } from '@zhike/domain/engines/reports/definition';

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

const withinYear: Cond = { f: 'paidAt', op: 'inWindow', v: { last: 365, unit: 'day' } };
/** Who came, who comes again, who stays away. */
export function customerMeasures(activeDays: number, lostDays: number, repeatDays: number, ltvYears: number): readonly Measure[] {
  const person = { home: 'customer', time: null } as const;
  return [
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
      id: 'kpi.members',
      label: '新增会员数',
      home: 'member',
      agg: 'count',
      time: 'at',
      format: 'int',
      formulaText: '期间办了第一张卡的客户数（退掉的卡不算）',
    },
    { id: 'kpi.people', label: '客户数', home: 'journey', time: null, agg: 'count', format: 'int', formulaText: '现在未删除、未合并的客户数' },
    {
      id: 'kpi.spent',
      label: '累计消费',
      home: 'journey',
      time: null,
      agg: 'sum',
      of: 'spent',
      format: 'fen',
      formulaText: '成交订单的应收金额合计，从开店算起',
    },
    { id: 'kpi.spentPerPerson', label: '平均累计消费', combine: 'ratio', of: ['kpi.spent', 'kpi.people'], format: 'fen', formulaText: '累计消费 ÷ 客户数' },
    {
      id: 'kpi.ltv',
      label: '客户终身价值（LTV）',
      combine: 'ratio',
      of: ['kpi.margin', 'kpi.buyers'],
      format: 'fen',
      formulaText: '期间毛利合计 ÷ 消费客户数；选「全部时间」就是至今的历史价值',
    },
    {
      id: 'kpi.marginYear',
      label: '近一年毛利',
      home: 'sale',
      time: null,
      agg: 'sum',
      of: 'margin',
      where: withinYear,
      format: 'fen',
      formulaText: '最近 365 天成交订单的毛利合计',
    },
    {
      id: 'kpi.buyersYear',
      label: '近一年消费客户',
      home: 'sale',
      time: null,
      agg: 'countDistinct',
      of: 'customer.id',
      where: withinYear,
      format: 'int',
      formulaText: '最近 365 天有成交订单的不同客户数',
    },
    {
      id: 'kpi.ltvProjected',
      label: '预计终身价值',
      combine: 'ratio',
      of: ['kpi.marginYear', 'kpi.buyersYear'],
      times: ltvYears,
      format: 'fen',
      formulaText: `近一年每位客户的毛利（客单价 × 一年次数 × 毛利率）× 预计 ${ltvYears} 年`,
    },
  ];
}
