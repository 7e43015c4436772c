import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Measure } from '@zhike/domain/engines/reports/definition';

const filled = (f: string): Cond => ({ f, op: 'notEmpty' });

/** What customers answered. */
export function surveyMeasures(ratingWeight: number): readonly Measure[] {
  const survey = { home: 'survey', time: 'at' } as const;
  return [
    {
      id: 'kpi.satisfaction',
      label: '客户满意度',
      ...survey,
      agg: 'avg',
      of: 'stars',
      where: filled('stars'),
      format: 'score',
      formulaText: '期间评价的平均星级（1–5 星）',
    },
    { id: 'kpi.answers', label: '评价份数', ...survey, agg: 'count', where: filled('stars'), format: 'int', formulaText: '期间打了星的评价数' },
    {
      id: 'kpi.pleased',
      label: '满意的评价',
      ...survey,
      agg: 'count',
      where: { f: 'stars', op: 'gte', v: 4 },
      format: 'int',
      formulaText: '期间 4 星和 5 星的评价数',
    },
    {
      id: 'kpi.csat',
      label: '满意率（CSAT）',
      combine: 'ratio',
      of: ['kpi.pleased', 'kpi.answers'],
      format: 'percent',
      formulaText: '4 星和 5 星的评价 ÷ 打了星的评价',
    },
    {
      id: 'kpi.asked',
      label: '推荐意愿答卷',
      ...survey,
      agg: 'count',
      where: filled('recommend'),
      format: 'int',
      formulaText: '期间回答了推荐意愿（0–10）的份数',
    },
    {
      id: 'kpi.promoters',
      label: '推荐者',
      ...survey,
      agg: 'count',
      where: { f: 'recommend', op: 'gte', v: 9 },
      format: 'int',
      formulaText: '推荐意愿 9–10 分的份数',
    },
    {
      id: 'kpi.detractors',
      label: '贬损者',
      ...survey,
      agg: 'count',
      where: { f: 'recommend', op: 'lte', v: 6 },
      format: 'int',
      formulaText: '推荐意愿 0–6 分的份数',
    },
    { id: 'kpi.npsGap', label: '推荐者多出', combine: 'difference', of: ['kpi.promoters', 'kpi.detractors'], format: 'int', formulaText: '推荐者 − 贬损者' },
    {
      id: 'kpi.nps',
      label: '净推荐值（NPS）',
      combine: 'ratio',
      of: ['kpi.npsGap', 'kpi.asked'],
      format: 'percent',
      formulaText: '推荐者（9–10 分）占比 − 贬损者（0–6 分）占比',
    },
    {
      id: 'kpi.techScore',
      label: '技师综合评分',
      combine: 'score',
      of: ['kpi.satisfaction', 'kpi.jobs'],
      weigh: { first: ratingWeight, second: 100 - ratingWeight, most: 5 },
      format: 'score',
      formulaText: `${ratingWeight}% × 平均星级 ÷ 5 + ${100 - ratingWeight}% × 接单数量超过了多少同事，满分 100；没有评价的不打分`,
    },
  ];
}

/** What became of work that was begun, and of money that was spent to be found. */
export function recordMeasures(): readonly Measure[] {
  const begun = { home: 'project', time: 'startedOn' } as const;
  const due = { home: 'project', time: 'dueOn' } as const;
  const late: Cond = {
    any: [
      { all: [filled('finishedOn'), { not: { f: 'finishedOn', op: 'inWindow', v: { to: { field: 'dueOn' } } } }] },
      {
        all: [
          { f: 'finishedOn', op: 'empty' },
          { f: 'dueOn', op: 'inWindow', v: { before: 0, unit: 'day' } },
        ],
      },
    ],
  };
  return [
    { id: 'kpi.contacted', label: '接洽的项目', ...begun, agg: 'count', format: 'int', formulaText: '接洽日期落在期间内的项目数' },
    { id: 'kpi.signed', label: '接洽后签约', ...begun, agg: 'count', where: filled('signedOn'), format: 'int', formulaText: '期间接洽、后来签约的项目数' },
    {
      id: 'kpi.signRate',
      label: '项目转化率',
      combine: 'ratio',
      of: ['kpi.signed', 'kpi.contacted'],
      format: 'percent',
      formulaText: '后来签约的项目 ÷ 期间接洽的项目',
    },
    {
      id: 'kpi.revisions',
      label: '平均修改次数',
      ...begun,
      agg: 'avg',
      of: 'revisions',
      where: filled('revisions'),
      format: 'score',
      formulaText: '期间接洽的项目，每个平均改了几次',
    },
    { id: 'kpi.projectsDue', label: '到期的项目', ...due, agg: 'count', format: 'int', formulaText: '约定完成日期落在期间内的项目数' },
    {
      id: 'kpi.projectsLate',
      label: '延期的项目',
      ...due,
      agg: 'count',
      where: late,
      format: 'int',
      formulaText: '到期的项目中，过了约定日期才完成或还没有完成的',
    },
    {
      id: 'kpi.lateRate',
      label: '项目延期率',
      combine: 'ratio',
      of: ['kpi.projectsLate', 'kpi.projectsDue'],
      format: 'percent',
      formulaText: '延期的项目 ÷ 到期的项目',
    },
    {
      id: 'kpi.projectClients',
      label: '项目客户数',
      ...begun,
      agg: 'countDistinct',
      of: 'customer.id',
      format: 'int',
      formulaText: '期间接洽的项目的不同客户数',
    },
    {
      id: 'kpi.upsold',
      label: '增购客户数',
      ...begun,
      agg: 'countDistinct',
      of: 'customer.id',
      where: { f: 'added', op: 'gt', v: 0 },
      format: 'int',
      formulaText: '其中有增购金额的不同客户数',
    },
    {
      id: 'kpi.upsellRate',
      label: '增购率',
      combine: 'ratio',
      of: ['kpi.upsold', 'kpi.projectClients'],
      format: 'percent',
      formulaText: '增购客户数 ÷ 项目客户数',
    },
    { id: 'kpi.adCost', label: '投放支出', home: 'ad_spend', agg: 'sum', of: 'amount', time: 'day', format: 'fen', formulaText: '期间登记的投放金额合计' },
    {
      id: 'kpi.adGain',
      label: '投放净收益',
      combine: 'difference',
      of: ['kpi.billed', 'kpi.adCost'],
      format: 'fen',
      formulaText: '该渠道客户的成交金额 − 投放支出',
    },
    {
      id: 'kpi.roi',
      label: '投放 ROI',
      combine: 'ratio',
      of: ['kpi.adGain', 'kpi.adCost'],
      format: 'percent',
      formulaText: '（该渠道客户的成交金额 − 投放支出）÷ 投放支出',
    },
    {
      id: 'kpi.roas',
      label: '投入产出比',
      combine: 'ratio',
      of: ['kpi.billed', 'kpi.adCost'],
      format: 'score',
      formulaText: '该渠道客户的成交金额 ÷ 投放支出',
    },
    {
      id: 'kpi.referrers',
      label: '介绍过人的客户',
      home: 'customer',
      time: null,
      agg: 'count',
      where: { rel: 'referrals', q: 'some', where: { f: 'at', op: 'inWindow', v: { to: { var: 'today' } } } },
      format: 'int',
      formulaText: '至期末介绍过至少一位客户的客户数',
    },
    {
      id: 'kpi.referrerRate',
      label: '转介绍率',
      combine: 'ratio',
      of: ['kpi.referrers', 'kpi.customers'],
      format: 'percent',
      formulaText: '介绍过人的客户 ÷ 客户总数',
    },
    {
      id: 'kpi.referredNew',
      label: '介绍来的新客',
      home: 'customer',
      time: 'createdAt',
      agg: 'count',
      where: { rel: 'cameBy', q: 'some' },
      format: 'int',
      formulaText: '期间建档、由老客户介绍来的客户数',
    },
    {
      id: 'kpi.referredRate',
      label: '新客转介绍占比',
      combine: 'ratio',
      of: ['kpi.referredNew', 'kpi.newCustomers'],
      format: 'percent',
      formulaText: '介绍来的新客 ÷ 新增客户',
    },
  ];
}
