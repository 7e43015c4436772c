import type { Measure } from '@zhike/domain/engines/reports/definition';

/** How long work takes, and where. */
export function projectMeasures(): readonly Measure[] {
  return [
    {
      id: 'kpi.cycle',
      label: '平均项目周期',
      home: 'sale',
      agg: 'avg',
      of: 'cycleDays',
      where: { f: 'closedAt', op: 'notEmpty' },
      time: 'closedAt',
      format: 'days',
      formulaText: '期间完成的订单，从下单到最后一步的平均天数',
    },
    {
      id: 'kpi.cycleMedian',
      label: '项目周期中位数',
      home: 'sale',
      agg: 'median',
      of: 'cycleDays',
      where: { f: 'closedAt', op: 'notEmpty' },
      time: 'closedAt',
      format: 'days',
      formulaText: '期间完成的订单，从下单到最后一步的天数中位数',
    },
    {
      id: 'kpi.stageDays',
      label: '阶段平均耗时',
      home: 'order_stage',
      agg: 'avg',
      of: 'days',
      where: { f: 'leftAt', op: 'notEmpty' },
      time: 'leftAt',
      format: 'days',
      formulaText: '期间离开该阶段的订单，停留的平均天数',
    },
    {
      id: 'kpi.stageSum',
      label: '阶段总耗时',
      home: 'order_stage',
      agg: 'sum',
      of: 'days',
      where: { f: 'leftAt', op: 'notEmpty' },
      time: 'leftAt',
      format: 'days',
      formulaText: '期间离开该阶段的订单，停留天数合计',
    },
  ];
}
