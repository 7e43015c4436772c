import type { BusinessLine, ItemView, PricedLineView } from '@zhike/domain/catalogue/contract';
import type { ContractView, OrderView, QuoteView } from '@zhike/domain/orders/contract';

/** Wire answers for component tests of orders: each whole and typed, so that a contract that changes breaks them. */
export const RIGHTS = [
  'order.read',
  'order.write',
  'order.approve',
  'payment.refund',
  'catalogue.read',
  'catalogue.manage',
  'api_key.manage',
  'store.read',
  'card.use',
  'card.undo',
];

const option = (costFen: number | null) => ({ key: 'retouched', name: '精修', unit: '张', priceFen: 5_000, min: 10, max: 200, included: 40, costFen });

export const item = (over: Partial<ItemView> = {}): ItemView => ({
  id: 'i1',
  version: 2,
  kind: 'package',
  lineId: 'bl',
  name: '经典婚纱套系',
  text: '底片全送。',
  priceFen: 399_900,
  costFen: null,
  options: [option(null)],
  prices: [],
  from: null,
  until: null,
  active: true,
  nowFen: 399_900,
  ...over,
});

export const businessLine = (over: Partial<BusinessLine> = {}): BusinessLine => ({
  id: 'bl',
  key: 'wedding',
  name: '婚纱摄影',
  stages: [
    { key: 'created', name: '创建订单', needs: 'nothing' },
    { key: 'deposit', name: '支付定金', needs: 'deposit' },
    { key: 'settled', name: '支付尾款', needs: 'paid' },
    { key: 'closed', name: '订单完结', needs: 'nothing' },
  ],
  fields: [],
  position: 0,
  active: true,
  ...over,
});

export const priced = (count: number, withCost = false): PricedLineView => ({
  itemId: 'i1',
  itemVersion: 2,
  kind: 'package',
  name: '经典婚纱套系',
  text: '底片全送。',
  quantity: 1,
  options: { retouched: count },
  parts: [
    { key: null, name: '经典婚纱套系', unit: '', quantity: 1, included: 0, unitPriceFen: 399_900, priceFen: 399_900, costFen: withCost ? 78_000 : null },
    {
      key: 'retouched',
      name: '精修',
      unit: '张',
      quantity: count,
      included: Math.min(40, count),
      unitPriceFen: 5_000,
      priceFen: Math.max(0, count - 40) * 5_000,
      costFen: withCost ? count * 1_200 : null,
    },
  ],
  priceFen: 399_900 + Math.max(0, count - 40) * 5_000,
  levelPriced: false,
  costFen: withCost ? 78_000 + count * 1_200 : null,
  marginFen: withCost ? 399_900 + Math.max(0, count - 40) * 5_000 - 78_000 - count * 1_200 : null,
});

export const line = (over: Partial<OrderView['lines'][number]> = {}): OrderView['lines'][number] => ({
  ...priced(40),
  id: 'l1',
  discountFen: 0,
  benefitFen: 0,
  totalFen: 399_900,
  state: 'sold',
  keptFen: 0,
  replacesId: null,
  ...over,
});

export const order = (over: Partial<OrderView> = {}): OrderView => ({
  id: 'o1',
  code: 'D261128-7K3M9P',
  version: 4,
  phase: 'open',
  stage: 'created',
  stageName: '创建订单',
  storeId: 'st',
  storeName: '静安店',
  customerId: 'c',
  customerName: '王芳',
  lineName: '婚纱摄影',
  sellerName: '唐小棠',
  billedFen: 416_700,
  paidFen: 0,
  owedFen: 416_700,
  costFen: null,
  marginFen: null,
  nextDueOn: '2026-11-28',
  createdAt: '2026-11-28T01:00:00.000Z',
  stages: businessLine().stages.map((stage, index) => ({ ...stage, at: index === 0 ? '2026-11-28T01:00:00.000Z' : null, byName: index === 0 ? '唐小棠' : '' })),
  form: {},
  note: '',
  lines: [line(), line({ id: 'l2', itemId: 'i2', kind: 'product', name: '实木相框', parts: [], options: {}, priceFen: 16_800, totalFen: 16_800 })],
  listFen: 416_700,
  discountFen: 0,
  benefits: [],
  benefitFen: 0,
  instalments: [
    { name: '定金', amountFen: 140_000, dueOn: '2026-11-20', paidFen: 0, overdue: true },
    { name: '尾款', amountFen: 276_700, dueOn: '2026-12-28', paidFen: 0, overdue: false },
  ],
  payments: [],
  bookings: [],
  shares: [{ staffId: 's', name: '唐小棠', percent: 100, amountFen: 416_700 }],
  quoteId: null,
  reason: '',
  can: ['advance', 'change', 'pay', 'use_deposit', 'link', 'refund', 'exchange', 'share', 'schedule_dues', 'draw_contract'],
  ...over,
});

export const contract = (over: Partial<ContractView> = {}): ContractView => ({
  id: 'ct1',
  orderId: 'o1',
  version: 1,
  name: '服务合同',
  text: '甲方拾光影像，乙方王芳。',
  state: 'draft',
  sha256: 'a'.repeat(64),
  signature: null,
  createdAt: '2026-11-28T01:00:00.000Z',
  ...over,
});

export const quote = (over: Partial<QuoteView> = {}): QuoteView => {
  const version = (n: number, count: number) => ({
    version: n,
    lines: [priced(count)],
    listFen: priced(count).priceFen,
    discountFen: 0,
    totalFen: priced(count).priceFen,
    costFen: null,
    marginFen: null,
    note: '',
    byName: '唐小棠',
    at: '2026-11-28T01:00:00.000Z',
  });
  return {
    id: 'q1',
    code: 'B261128-3Q8R2S',
    state: 'open',
    version: 2,
    storeId: 'st',
    customerId: 'c',
    customerName: '王芳',
    lineId: 'bl',
    validUntil: '2026-12-12',
    orderId: null,
    versions: [version(2, 50), version(1, 40)],
    form: {},
    ...over,
  };
};
