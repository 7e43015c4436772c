import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Measure } from '@zhike/domain/engines/reports/definition';

const TILLS = ['wechat', 'cash', 'bank', 'pos'];
/** Money that a drawer was found to hold, or that was carried to the bank, is no sale. */
const takings: Cond = { all: [{ f: 'kind', op: 'in', v: TILLS }, { not: { f: 'act', op: 'in', v: ['till.counted', 'till.banked'] } }] };
const consumption: Cond = { f: 'kind', op: 'eq', v: 'revenue' };
/** What a store earns. */
export function storeMeasures(): readonly Measure[] {
  const sale = { home: 'sale', time: 'paidAt' } as const;
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
    { id: 'kpi.area', label: '营业面积', home: 'store', time: null, agg: 'sum', of: 'area', format: 'score', formulaText: '门店资料里的面积合计（平方米）' },
    {
      id: 'kpi.perArea',
      label: '坪效',
      combine: 'ratio',
      of: ['kpi.takings', 'kpi.area'],
      format: 'fen',
      formulaText: '总业绩 ÷ 营业面积（每平方米）；没有填面积的门店不显示',
    },
    {
      id: 'kpi.receivable',
      label: '应收账款',
      home: 'receivable',
      time: null,
      agg: 'sum',
      of: 'amount',
      format: 'fen',
      formulaText: '各期应付减去已付，先付的抵最早一期；没有分期的按下单日到期',
    },
  ];
}
